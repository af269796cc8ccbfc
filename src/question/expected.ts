/** Expected rows after checking: what others published and what we predict, to be compared. */

import type { Span } from '../base/span.ts';

export interface ExpectedRow {
  readonly source: string;
  readonly title: string;
  readonly subject:
    /** `*` in the pattern stands for any characters. */
    | { readonly kind: 'instruction'; readonly pattern: string }
    | { readonly kind: 'theorem'; readonly number: number }
    | { readonly kind: 'premise'; readonly name: string };
  readonly spec: string;
  /** Undefined: the machine's default. */
  readonly pair: string | undefined;
  /** The row speaks of the machine with these settings only. */
  readonly settings: readonly { readonly name: string; readonly value: bigint }[];
  readonly claims: readonly { readonly name: string; readonly value: string }[];
  readonly status: 'published' | 'manual' | 'derived';
  readonly confidence: 'certain' | 'likely' | 'needs_checking' | 'prediction';
  readonly why: string | undefined;
  readonly span: Span;
}
