/** What can be said about one obligation of a monitor. Made by `prove` and by nothing else. */

import type { PartedStep } from '../isa/parted-step.ts';
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
  | { readonly kind: 'refuted'; readonly counterexample: PartedStep }
  /** A state was wanted, and there is none. */
  | { readonly kind: 'impossible'; readonly evidence: 'structural' | 'proved' }
  | { readonly kind: 'unknown'; readonly reason: string; readonly budget: string };

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
