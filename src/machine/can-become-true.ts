/** Whether a condition may come to hold while only some variables change. */

import { evaluate, type Environment } from '../term/evaluate.ts';
import type { Term } from '../term/term.ts';
import { boolOf } from '../term/value.ts';
import { freeVariables } from '../term/walk.ts';

/**
 * False only if `condition` is false whatever the variables named by `changing` are worth and the
 * others as in `environment`. True may be wrong: terms below the connectives are not looked into.
 */
export function canBecomeTrue(
  condition: Term,
  environment: Environment,
  changing: (name: string) => boolean,
): boolean {
  return canBe(true, condition, environment, changing);
}

function canBe(
  wanted: boolean,
  term: Term,
  environment: Environment,
  changing: (name: string) => boolean,
): boolean {
  if (!freeVariables(term).some(({ name }) => changing(name))) {
    return boolOf(evaluate(term, environment)) === wanted;
  }
  if (term.kind !== 'apply') return true;
  const can = (value: boolean, part: Term): boolean => canBe(value, part, environment, changing);
  const isConjunction = (term.operator === 'and') === wanted;
  if (term.operator === 'not') return term.arguments.every((part) => can(!wanted, part));
  if (term.operator !== 'and' && term.operator !== 'or') return true;
  return isConjunction
    ? term.arguments.every((part) => can(wanted, part))
    : term.arguments.some((part) => can(wanted, part));
}
