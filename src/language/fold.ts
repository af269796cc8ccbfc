/** Computes what is known before execution. Nothing else is ever rewritten by the elaborator. */

import { type Environment, evaluate } from '../term/evaluate.ts';
import { bool, constant, type Term, widthOf } from '../term/term.ts';

/** The value of an operator on constants, as a constant; any other term as it is. */
export function fold(term: Term): Term {
  if (term.kind !== 'apply' || !term.arguments.every((argument) => argument.kind === 'constant'))
    return term;
  const value = evaluate(term, NOTHING_FREE);
  if (typeof value === 'boolean') return bool(value);
  return typeof value === 'bigint' ? constant(widthOf(term), value) : term;
}

const NOTHING_FREE: Environment = {
  variable: (name) => {
    throw new Error(`a constant term has the variable ${name}`);
  },
};
