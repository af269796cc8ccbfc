/** Which answers make a class what it is: only those without which it would not be decided so. */

import { assertNever } from '../base/assert-never.ts';
import { decide, type Evidence } from '../judge/decide.ts';
import type { Answer } from '../question/answer.ts';
import { unknown } from '../question/answer.ts';
import type { ClassFormula } from '../question/spec.ts';

export interface Reason {
  readonly question: string;
  readonly answer: Answer;
}

export function reasonsFor(formula: ClassFormula, evidence: Evidence): readonly Reason[] {
  const all = collect(formula, evidence);
  return [...new Map(all.map((reason) => [reason.question, reason])).values()];
}

function collect(formula: ClassFormula, evidence: Evidence): readonly Reason[] {
  switch (formula.kind) {
    case 'constant':
    case 'claimed':
    case 'uses':
      return [];
    case 'found':
    case 'none': {
      const { question } = formula;
      return [{ question, answer: evidence.answers.get(question) ?? unknown('not asked') }];
    }
    case 'not':
      return collect(formula.operand, evidence);
    case 'and':
    case 'or':
      return ofParts(formula.kind === 'and' ? 'no' : 'yes', formula.left, formula.right, evidence);
    case 'implies':
      return ofParts('yes', { kind: 'not', operand: formula.left }, formula.right, evidence);
    default:
      return assertNever(formula);
  }
}

/**
 * What the step uses that by itself makes a formula true: paths and marks. A use is read off the
 * terms, so no answer stands behind it.
 */
export function usesFor(formula: ClassFormula, evidence: Evidence): readonly string[] {
  switch (formula.kind) {
    case 'uses':
      return decide(formula, evidence) === 'yes' ? [formula.name] : [];
    case 'or':
    case 'and':
      if (decide(formula, evidence) !== 'yes') return [];
      return [...new Set([formula.left, formula.right].flatMap((part) => usesFor(part, evidence)))];
    case 'constant':
    case 'claimed':
    case 'found':
    case 'none':
    case 'not':
    case 'implies':
      return [];
    default:
      return assertNever(formula);
  }
}

/** One part that comes to `decisive` settles the whole; otherwise both are needed, or those that are open. */
function ofParts(
  decisive: 'yes' | 'no',
  left: ClassFormula,
  right: ClassFormula,
  evidence: Evidence,
): readonly Reason[] {
  const parts = [left, right].map((formula) => ({ formula, truth: decide(formula, evidence) }));
  const settling = parts.filter(({ truth }) => truth === decisive);
  const open = parts.filter(({ truth }) => truth === 'undecided');
  const relevant = settling.length > 0 ? settling : open.length > 0 ? open : parts;
  return relevant.flatMap(({ formula }) => collect(formula, evidence));
}
