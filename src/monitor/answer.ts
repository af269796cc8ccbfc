/** What can be said about one obligation of a monitor. Made by `prove` and by nothing else. */

import type { State } from '../isa/state.ts';
import type { MonitorObligation } from './obligation.ts';

export type MonitorAnswer =
  /** In every state within the frame. */
  | { readonly kind: 'proved'; readonly evidence: 'structural' | 'proved' }
  /** No state is within the frame: nothing was to be shown. */
  | { readonly kind: 'never' }
  /** A state as wanted, and it was replayed. */
  | { readonly kind: 'shown'; readonly state: State }
  /** A state that contradicts it, and it was replayed. */
  | { readonly kind: 'refuted'; readonly counterexample: Counterexample }
  /** A state was wanted, and there is none. */
  | { readonly kind: 'impossible'; readonly evidence: 'structural' | 'proved' }
  | { readonly kind: 'unknown'; readonly reason: string; readonly budget: string };

/** One step of the bare machine and of the guest, and where they part. */
export interface Counterexample {
  /** The real state before, with what the monitor keeps. */
  readonly before: State;
  /** The real state after; of a start, the state started. */
  readonly after: State;
  /** α of the state before, and what the bare machine makes of it. */
  readonly bareBefore: State;
  readonly bareAfter: State;
  /** How the step was taken. */
  readonly how: 'native' | 'emulated' | 'interpreted' | 'started';
  /** The text of the instruction, if one was executed. */
  readonly text: string | undefined;
  /** What is wrong, in words. */
  readonly wrong: readonly string[];
}

export interface AnsweredObligation {
  readonly obligation: Pick<MonitorObligation, 'kind' | 'about' | 'wants' | 'restsOn'> & {
    /** What was to be shown, in words. */
    readonly claims: readonly string[];
  };
  readonly answer: MonitorAnswer;
  readonly milliseconds: number;
}

/** An obligation is met if it is proved, if nothing is to be shown, or if the state wanted exists. */
export function isMet({ kind }: MonitorAnswer): boolean {
  return kind === 'proved' || kind === 'never' || kind === 'shown';
}

/** It is refuted by a state, or by the lack of one. */
export function isRefuted({ kind }: MonitorAnswer): boolean {
  return kind === 'refuted' || kind === 'impossible';
}
