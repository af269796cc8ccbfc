/** What can be said about one question. Made by `prove` and by nothing else. */

import type { Witness } from './witness.ts';

export type Answer =
  /** Some state or pair is as asked, and was replayed. */
  | { readonly kind: 'found'; readonly evidence: 'witness'; readonly witness: Witness }
  /**
   * No state or pair is as asked. `structural`: the two sides are the same term. `proved`: the
   * solver says so. `always-excused`: the frame can be met, but every member of it is excused.
   */
  | { readonly kind: 'none'; readonly evidence: 'structural' | 'proved' | 'always-excused' }
  /** Nothing meets the frame, so "none" would say nothing. Never good. */
  | { readonly kind: 'vacuous'; readonly evidence: 'vacuous'; readonly premises: readonly string[] }
  /** `budget` says what was spent, as in `rlimit 2000000`. */
  | {
      readonly kind: 'unknown';
      readonly evidence: 'unknown';
      readonly reason: string;
      readonly budget: string;
    };

export type Evidence =
  'witness' | 'structural' | 'proved' | 'always-excused' | 'vacuous' | 'unknown';

export function unknown(reason: string, budget = ''): Answer {
  return { kind: 'unknown', evidence: 'unknown', reason, budget };
}
