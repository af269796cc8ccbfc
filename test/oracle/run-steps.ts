/** Many steps, with an emulator that is started again where it ends. */

import type { Instruction } from '../../src/isa/machine.ts';
import type { Adapter } from './adapter.ts';
import { Emulator } from './emulator.ts';
import { GONE, Steps } from './steps.ts';
import { Tally } from './tally.ts';
import type { Word } from './words.ts';

export interface StepOptions {
  readonly seed: string;
  readonly instructions: readonly Instruction[];
  /** Words to take instead of random ones, by number. */
  readonly words?: readonly Word[];
  /** The numbers of the cases. */
  readonly numbers: Iterable<number>;
  /** Called after each, with its place among them. */
  readonly onStep?: (done: number, tally: Tally) => void;
}

export async function compareSteps(adapter: Adapter, options: StepOptions): Promise<Tally> {
  const { seed, instructions, numbers, words, onStep } = options;
  const { emulated, machine } = adapter;
  const tally = new Tally(adapter);
  const steps = new Steps(adapter, seed, instructions);
  let emulator = await Emulator.start(emulated, machine.storage.endian);
  let done = 0;
  try {
    for (const number of numbers) {
      const result = await steps.compare(emulator, number, words?.[number]);
      tally.add(result);
      if (result.reason === GONE) {
        emulator.close();
        emulator = await Emulator.start(emulated, machine.storage.endian);
      }
      done += 1;
      onStep?.(done, tally);
    }
  } finally {
    emulator.close();
  }
  return tally;
}
