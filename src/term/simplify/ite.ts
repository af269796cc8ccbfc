/** Rules of `ite`, on any sort. */

import { FALSE, TRUE, type Application, type Term } from '../term.ts';
import { addFacts, assume } from './assume.ts';
import { alignedPieces } from './cut.ts';
import type { Make } from './make.ts';
import { areOpposite, argument, branches, isApplied, isConstant } from './match.ts';

export function simplifyIte(term: Application, make: Make): Term {
  const [condition, then, otherwise] = branches(term);
  if (then === otherwise) return then;
  if (isConstant(condition)) return condition === TRUE ? then : otherwise;
  if (isApplied(condition, 'not')) return make.ite(argument(condition, 0), otherwise, then);

  const thenSimplified = assumeHolds(condition, then, make);
  const otherwiseSimplified = assumeHolds(make.not(condition), otherwise, make);
  if (thenSimplified !== then || otherwiseSimplified !== otherwise) {
    return make.ite(condition, thenSimplified, otherwiseSimplified);
  }

  const special = term.sort.kind === 'bool' ? boolIte(term, make) : otherIte(term, make);
  return special ?? mergeNested(term, make) ?? term;
}

function assumeHolds(condition: Term, branch: Term, make: Make): Term {
  if (branch.kind === 'constant') return branch;
  const facts = new Map<Term, Term>();
  addFacts(condition, facts);
  return assume(branch, facts, make);
}

function boolIte(term: Application, make: Make): Term | undefined {
  const [condition, then, otherwise] = branches(term);
  if (then === TRUE) return make.or([condition, otherwise]);
  if (then === FALSE) return make.and([make.not(condition), otherwise]);
  if (otherwise === TRUE) return make.or([make.not(condition), then]);
  if (otherwise === FALSE) return make.and([condition, then]);
  if (areOpposite(then, otherwise)) return make.equal(condition, then);
  if (isApplied(then, 'not') && isApplied(otherwise, 'not')) {
    return make.not(make.ite(condition, argument(then, 0), argument(otherwise, 0)));
  }
  return undefined;
}

function otherIte(term: Application, make: Make): Term | undefined {
  const [condition, then, otherwise] = branches(term);
  if (isChoiceOfEquals(condition, then, otherwise)) return otherwise;
  if (term.sort.kind === 'array') return mergeStores(condition, then, otherwise, make);
  if (term.sort.kind === 'bits') return cutIte(term, make);
  return undefined;
}

/** `ite(a = b, a, b)` is `b`. */
function isChoiceOfEquals(condition: Term, then: Term, otherwise: Term): boolean {
  if (!isApplied(condition, '=')) return false;
  const [a, b] = condition.arguments;
  return (a === then && b === otherwise) || (a === otherwise && b === then);
}

/** A branch that chooses again between the same two things: one choice on both conditions. */
function mergeNested(term: Application, make: Make): Term | undefined {
  const [condition, then, otherwise] = branches(term);
  if (isApplied(then, 'ite')) {
    const [inner, innerThen, innerOtherwise] = branches(then);
    if (innerOtherwise === otherwise) {
      return make.ite(make.and([condition, inner]), innerThen, otherwise);
    }
    if (innerThen === otherwise) {
      return make.ite(make.and([condition, make.not(inner)]), innerOtherwise, otherwise);
    }
  }
  if (isApplied(otherwise, 'ite')) {
    const [inner, innerThen, innerOtherwise] = branches(otherwise);
    if (innerThen === then) {
      return make.ite(make.or([condition, inner]), then, innerOtherwise);
    }
    if (innerOtherwise === then) {
      return make.ite(make.or([condition, make.not(inner)]), then, innerThen);
    }
  }
  return undefined;
}

function mergeStores(condition: Term, then: Term, otherwise: Term, make: Make): Term | undefined {
  if (!isApplied(then, 'store') || !isApplied(otherwise, 'store')) return undefined;
  const index = argument(then, 1);
  if (argument(then, 0) !== argument(otherwise, 0) || index !== argument(otherwise, 1)) {
    return undefined;
  }
  const value = make.ite(condition, argument(then, 2), argument(otherwise, 2));
  return make.store(argument(then, 0), index, value);
}

/** Takes the pieces that both branches have in common out of the choice. */
function cutIte(term: Application, make: Make): Term | undefined {
  const [condition, then, otherwise] = branches(term);
  const pairs = alignedPieces(then, otherwise, make);
  if (pairs === undefined || !pairs.some(([a, b]) => a === b)) return undefined;
  const pieces: Term[] = [];
  let differing: (readonly [Term, Term])[] = [];
  const flush = (): void => {
    if (differing.length === 0) return;
    const whole = make.concat(differing.map(([a]) => a));
    pieces.push(make.ite(condition, whole, make.concat(differing.map(([, b]) => b))));
    differing = [];
  };
  for (const pair of pairs) {
    if (pair[0] !== pair[1]) {
      differing.push(pair);
      continue;
    }
    flush();
    pieces.push(pair[0]);
  }
  flush();
  return make.concat(pieces);
}
