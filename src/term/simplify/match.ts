/** Small questions that rules ask of terms. */

import type { Application, Constant, Operator, Term } from '../term.ts';

export function isConstant(term: Term): term is Constant {
  return term.kind === 'constant';
}

export function isApplied<Name extends Operator>(
  term: Term,
  operator: Name,
): term is Application & { readonly operator: Name } {
  return term.kind === 'apply' && term.operator === operator;
}

/** Argument `i`, which the operator has. */
export function argument(term: Application, i: number): Term {
  const found = term.arguments[i];
  if (found === undefined) throw new TypeError(`${term.operator} has no argument ${i}`);
  return found;
}

/** Parameter `i`, which the operator has and which is a number. */
export function parameter(term: Application, i: number): number {
  const found = term.parameters[i];
  if (typeof found !== 'number') throw new TypeError(`${term.operator} has no number ${i}`);
  return found;
}

/** The two arguments of a binary operator. */
export function operands(term: Application): readonly [Term, Term] {
  return [argument(term, 0), argument(term, 1)];
}

/** Whether one is the other's negation, for terms in normal form. */
export function areOpposite(a: Term, b: Term): boolean {
  return isNegationOf(a, b) || isNegationOf(b, a);
}

function isNegationOf(a: Term, b: Term): boolean {
  return isApplied(a, 'not') && a.arguments[0] === b;
}

/** The condition of an `ite`, and its value where that holds and where it does not. */
export function branches(
  term: Application,
): readonly [condition: Term, then: Term, otherwise: Term] {
  return [argument(term, 0), argument(term, 1), argument(term, 2)];
}

/** The constant that a term is, if it is one. */
export function constantValue(term: Term): bigint | undefined {
  return term.kind === 'constant' ? term.value : undefined;
}

/** The pieces of a word from the highest down; a term that is no `concat` is its own only piece. */
export function piecesOf(term: Term): Term[] {
  const pieces: Term[] = [];
  let rest = term;
  while (isApplied(rest, 'concat')) {
    pieces.push(argument(rest, 0));
    rest = argument(rest, 1);
  }
  pieces.push(rest);
  return pieces;
}
