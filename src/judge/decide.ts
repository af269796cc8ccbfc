/** What a formula over answers comes to, for one instruction. */

import { assertNever } from '../base/assert-never.ts';
import type { Answer } from '../question/answer.ts';
import type { ClassFormula } from '../question/spec.ts';
import { and, not, or, type Truth } from './truth.ts';

export interface Evidence {
  /** By question. A question that was not asked is undecided. */
  readonly answers: ReadonlyMap<string, Answer>;
  readonly manualSays: 'privileged' | 'unprivileged' | undefined;
  /** Paths and marks that the step uses, from `usesOf`; where they are not given, that is undecided. */
  readonly uses?: readonly string[] | undefined;
}

export function decide(formula: ClassFormula, evidence: Evidence): Truth {
  const down = (part: ClassFormula): Truth => decide(part, evidence);
  switch (formula.kind) {
    case 'constant':
      return formula.value ? 'yes' : 'no';
    case 'found':
      return isFound(evidence.answers.get(formula.question));
    case 'none':
      return not(isFound(evidence.answers.get(formula.question)));
    case 'claimed':
      return evidence.manualSays === formula.claim ? 'yes' : 'no';
    case 'uses':
      if (evidence.uses === undefined) return 'undecided';
      return evidence.uses.includes(formula.name) ? 'yes' : 'no';
    case 'not':
      return not(down(formula.operand));
    case 'and':
      return and(down(formula.left), down(formula.right));
    case 'or':
      return or(down(formula.left), down(formula.right));
    case 'implies':
      return or(not(down(formula.left)), down(formula.right));
    default:
      return assertNever(formula);
  }
}

/** A vacuous answer says neither yes nor no: nothing was there to look at. */
function isFound(answer: Answer | undefined): Truth {
  switch (answer?.kind) {
    case 'found':
      return 'yes';
    case 'none':
      return 'no';
    case 'vacuous':
    case 'unknown':
    case undefined:
      return 'undecided';
    default:
      return assertNever(answer);
  }
}
