/**
 * What the rewriting rules build with: each method takes terms in normal form and gives one.
 *
 * The rules of one operator build with other operators, which have rules that build with the
 * first. They receive this interface instead of importing each other; `normal-form.ts` ties the
 * knot.
 *
 * The normal form, which every rule may rely on where it matches and must keep:
 *
 * - Truth is `and`, `not`, `=` and `ite`; there is no `or` and no `implies`. An `and` is flat,
 *   without repetitions, in the order of `order.ts`. The condition of an `ite` is no `not`.
 * - Words are cut up: a `concat` leans right, neighbours in it do not fuse, and shifting, masking
 *   and zero-extending by constants are `concat` and `extract`. Bitwise operators and `ite` are
 *   cut where their arguments are.
 * - Sums are flat, with one constant at the end; there is no `bvsub`.
 * - Of comparisons there are `bvult` and `bvslt`.
 * - A constant is the last argument of `=` and of every commutative operator.
 */

import type { Application, BINARY_BIT_OPERATORS, Term } from '../term.ts';

type BinaryOperator = (typeof BINARY_BIT_OPERATORS)[number];

export interface Make {
  readonly not: (term: Term) => Term;
  readonly and: (terms: readonly Term[]) => Term;
  readonly or: (terms: readonly Term[]) => Term;
  readonly equal: (a: Term, b: Term) => Term;
  readonly ite: (condition: Term, then: Term, otherwise: Term) => Term;
  readonly unary: (operator: 'bvnot' | 'bvneg', term: Term) => Term;
  readonly binary: (operator: BinaryOperator, a: Term, b: Term) => Term;
  readonly compare: (operator: 'bvult' | 'bvslt', a: Term, b: Term) => Term;
  /** The pieces from the highest down; at least one. */
  readonly concat: (pieces: readonly Term[]) => Term;
  readonly extract: (term: Term, hi: number, lo: number) => Term;
  readonly signExtend: (term: Term, width: number) => Term;
  readonly select: (file: Term, index: Term) => Term;
  readonly store: (file: Term, index: Term, value: Term) => Term;
  /** The same operator and parameters on other arguments in normal form. */
  readonly rebuild: (term: Application, args: readonly Term[]) => Term;
  /** The normal form of a term whose arguments are in normal form. */
  readonly normal: (term: Term) => Term;
  /** Declares that no rule applies to a term just built, and gives it back. */
  readonly settled: (term: Term) => Term;
}

/** A rule sees a term whose arguments are in normal form and gives the normal form of the term. */
export type Rule = (term: Application, make: Make) => Term;
