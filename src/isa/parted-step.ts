/** Where a guest under a monitor and the bare machine part. */

import type { State } from './state.ts';

/** One step of the bare machine and of the guest, and where they part. */
export interface PartedStep {
  /** The real state before, with what the monitor keeps. */
  readonly before: State;
  /** The real state after; of a start, the state started. */
  readonly after: State;
  /** α of the state before, and what the bare machine makes of it. */
  readonly bareBefore: State;
  readonly bareAfter: State;
  /** How the step was taken. */
  readonly how: 'native' | 'emulated' | 'reflected' | 'interpreted' | 'started' | 'resumed';
  /** The text of the instruction, if one was executed. */
  readonly text: string | undefined;
  /** What is wrong, in words. */
  readonly wrong: readonly string[];
}
