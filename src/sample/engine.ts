/**
 * What runs a guest bare and under the monitor, in lockstep: one small interface, so that whatever
 * steps faster than the reference evaluator can take its place. Where two part, the evaluator takes
 * the step again and says why (`replay.ts`), so an engine says only that they do.
 */

import type { Variable } from '../term/term.ts';
import type { State } from '../isa/state.ts';
import type { Choices } from '../machine/step.ts';
import type { VirtualMode } from '../monitor/sampled.ts';

/** Values for what the step at hand leaves undefined. */
export type Chooser = (variables: readonly Variable[]) => Choices;

/** One virtual instruction, taken on both sides. */
export interface TakenStep {
  /** The id of the instruction, or `fetch`, `undecoded`, `interrupt`. */
  readonly about: string;
  /** Of the virtual machine, before the step. */
  readonly mode: VirtualMode;
  readonly how: 'native' | 'emulated' | 'reflected' | 'interpreted';
  /** The name of the cause, if the bare machine trapped. */
  readonly cause: string | undefined;
  /** Both show the same state, the invariant holds, and nothing else was written. */
  readonly isAlike: boolean;
  /** Both states are what they were some steps ago: from here on all is repetition. */
  readonly repeats: boolean;
}

export interface LockstepEngine {
  /** Loads the state of the bare machine and the real one; whether they are alike. */
  readonly load: (bare: State, real: State) => boolean;
  readonly step: (choose: Chooser) => TakenStep;
  readonly bare: () => State;
  readonly real: () => State;
  /** In how many states each of the map's situations was met, since the engine was made. */
  readonly covers: () => readonly number[];
}
