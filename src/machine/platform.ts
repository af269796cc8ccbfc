/**
 * What the platform does after a completed step: the console takes its character, the clocks go on.
 *
 * A function of the state alone. A step that traps is none of the platform's business.
 */

import { truncate } from '../base/bits.ts';
import type { Machine } from '../isa/machine.ts';
import type { Platform } from '../isa/platform.ts';
import { scalarIn, unitIn, type State } from '../isa/state.ts';
import { withWord } from '../term/sparse-map.ts';

export interface PlatformStep {
  readonly state: State;
  /** The byte that the console printed, if it did. */
  readonly printed: number | undefined;
}

/** `state` is that after a completed step. */
export function platformStep(machine: Machine, platform: Platform, state: State): PlatformStep {
  const { state: taken, printed } = takeCharacter(platform, state);
  return { state: advanceClocks(machine, platform, taken), printed };
}

/** Takes the low byte of the mailbox, if it is not zero, and empties it. */
function takeCharacter({ console: mailbox }: Platform, state: State): PlatformStep {
  const unit = mailbox === undefined ? 0n : unitIn(state, mailbox);
  if (mailbox === undefined || unit === 0n) return { state, printed: undefined };
  const units = withWord(state.memory.units, mailbox, 0n);
  return {
    state: { ...state, memory: { ...state.memory, units } },
    printed: Number(truncate(BYTE, unit)),
  };
}

const BYTE = 8;

function advanceClocks(machine: Machine, { clocks }: Platform, state: State): State {
  if (clocks.length === 0) return state;
  const elements = new Map(state.elements);
  for (const name of clocks) {
    const width = machine.elements.find((element) => element.name === name)?.width;
    if (width === undefined) throw new TypeError(`no clock ${name}`);
    elements.set(name, truncate(width, scalarIn(state, name) + 1n));
  }
  return { ...state, elements };
}
