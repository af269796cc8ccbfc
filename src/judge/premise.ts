/** What the model assumes of a machine before any theorem speaks, and whether that is so. */

import type { Answer } from '../question/answer.ts';
import type { PremiseId } from '../question/premise-id.ts';
import type { Witness } from '../question/witness.ts';
import type { Verdict } from './truth.ts';

export interface Premise {
  readonly id: PremiseId;
  readonly title: string;
  /** `stated`: left to the reader, and without influence. */
  readonly verdict: Verdict | 'stated';
  /** What was found, or why it is undecided; one sentence. */
  readonly why: string;
  readonly witness: Witness | undefined;
  /** What it is about: instructions, elements, paths. */
  readonly listed: readonly string[];
}

/** The verdict of a premise that holds if nothing is found. Vacuous is never good. */
export function verdictOfNone(answers: readonly Answer[]): Verdict {
  if (answers.some(({ kind }) => kind === 'found')) return 'fails';
  return answers.length > 0 && answers.every(({ kind }) => kind === 'none') ? 'holds' : 'undecided';
}
