/** Rules of `bvult` and `bvslt`, to which the other comparisons come down. */

import { bitAt, ones, powerOfTwo } from '../../base/bits.ts';
import { bool, constant, FALSE, TRUE, widthOf, type Application, type Term } from '../term.ts';
import { alignedPieces } from './cut.ts';
import { bounds } from './known.ts';
import type { Make } from './make.ts';
import { branches, constantValue, isApplied, isConstant, operands } from './match.ts';

type Less = 'bvult' | 'bvslt';

/** `a <= b` is `not (b < a)`. */
export function simplifyAtMost(less: Less, term: Application, make: Make): Term {
  const [a, b] = operands(term);
  return make.not(make.compare(less, b, a));
}

export function simplifyBvult(term: Application, make: Make): Term {
  const [a, b] = operands(term);
  if (a === b) return FALSE;
  const left = bounds(a);
  const right = bounds(b);
  if (left.max < right.min) return TRUE;
  if (left.min >= right.max) return FALSE;
  return atTheEdge(a, b, make) ?? inBranches('bvult', a, b, make) ?? byPieces(a, b, make) ?? term;
}

/** Where only one value is left on one side, `=` says it. */
function atTheEdge(a: Term, b: Term, make: Make): Term | undefined {
  const width = widthOf(a);
  const top = ones(width);
  const [left, right] = [constantValue(a), constantValue(b)];
  if (right === 1n) return make.equal(a, constant(width, 0n));
  if (right === top) return make.not(make.equal(a, b));
  if (left === 0n) return make.not(make.equal(b, a));
  if (left !== undefined && left === top - 1n) return make.equal(b, constant(width, top));
  return undefined;
}

/** Goes into the branches of a choice if both then decide. */
function inBranches(less: Less, a: Term, b: Term, make: Make): Term | undefined {
  const decided = (choice: Term, test: (branch: Term) => Term): Term | undefined => {
    if (!isApplied(choice, 'ite')) return undefined;
    const [condition, then, otherwise] = branches(choice);
    if (!isConstant(then) && !isConstant(otherwise)) return undefined;
    const [inThen, inOtherwise] = [test(then), test(otherwise)];
    if (!isConstant(inThen) && !isConstant(inOtherwise)) return undefined;
    return make.ite(condition, inThen, inOtherwise);
  };
  return (
    decided(a, (branch) => make.compare(less, branch, b)) ??
    decided(b, (branch) => make.compare(less, a, branch))
  );
}

/** Equal pieces at the top or at the bottom do not matter. */
function byPieces(a: Term, b: Term, make: Make): Term | undefined {
  const pairs = alignedPieces(a, b, make);
  if (pairs === undefined) return undefined;
  const first = pairs.findIndex(([x, y]) => x !== y);
  const last = pairs.findLastIndex(([x, y]) => x !== y);
  if (first === -1) return FALSE;
  if (first === 0 && last === pairs.length - 1) return undefined;
  const differing = pairs.slice(first, last + 1);
  const left = make.concat(differing.map(([x]) => x));
  return make.compare('bvult', left, make.concat(differing.map(([, y]) => y)));
}

export function simplifyBvslt(term: Application, make: Make): Term {
  const [a, b] = operands(term);
  if (a === b) return FALSE;
  const width = widthOf(a);
  const [left, right] = [signOf(a), signOf(b)];
  if (left !== undefined && right !== undefined) {
    return left === right ? make.compare('bvult', a, b) : bool(left);
  }
  if (constantValue(b) === 0n) {
    return make.equal(make.extract(a, width - 1, width - 1), constant(1, 1n));
  }
  // Nothing is below the least number, and nothing above the greatest.
  if (constantValue(b) === powerOfTwo(width - 1)) return FALSE;
  if (constantValue(a) === powerOfTwo(width - 1) - 1n) return FALSE;
  return inBranches('bvslt', a, b, make) ?? term;
}

/** Whether the number is negative, if its highest piece tells. */
function signOf(term: Term): boolean | undefined {
  const width = widthOf(term);
  const { min, max } = bounds(term);
  const [low, high] = [bitAt(min, width - 1), bitAt(max, width - 1)];
  return low === high ? low : undefined;
}
