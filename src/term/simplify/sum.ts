/**
 * Rules of addition, subtraction, negation and multiplication: a sum is a constant and terms with
 * coefficients, all modulo `2^width`.
 */

import { bitAnd, exponentOf, ones, powerOfTwo, truncate } from '../../base/bits.ts';
import { compareTerms } from '../order.ts';
import { binary, constant, unary, widthOf, type Application, type Term } from '../term.ts';
import { possibleOnes } from './known.ts';
import type { Make } from './make.ts';
import { argument, isApplied, isConstant, operands, piecesOf } from './match.ts';

/** A sum of more terms stays as it is nested. */
const TERMS = 32;

export interface Sum {
  readonly width: number;
  readonly constant: bigint;
  /** Never 0, in `[1, 2^width)`. */
  readonly coefficients: ReadonlyMap<Term, bigint>;
}

/** The term as a sum; a term that is no sum is a sum of itself. */
export function sumOf(term: Term, make: Make): Sum {
  return scaledSum(term, 1n, make);
}

/** `a - b`, where what they have in common cancels. */
export function difference(a: Term, b: Term, make: Make): Sum {
  return added(sumOf(a, make), scaledSum(b, -1n, make));
}

export function simplifySum(term: Application, make: Make): Term {
  const sum = sumOf(term, make);
  return sum.coefficients.size > TERMS ? term : termOf(sum, make);
}

export function simplifyBvmul(term: Application, make: Make): Term {
  const [a, b] = operands(term);
  if (isConstant(a) && !isConstant(b)) return make.binary('bvmul', b, a);
  if (!isConstant(b)) {
    return compareTerms(a, b) <= 0 ? term : make.settled(binary('bvmul', b, a));
  }
  const { width, ...sum } = scaledSum(a, b.value, make);
  // A factor outside a sum stays there: inside, it would be one multiplier for each term.
  const staysOutside = sum.coefficients.size > 1 && b.value !== ones(width);
  return staysOutside ? scaled(a, b.value, width, make) : termOf({ width, ...sum }, make);
}

function scaledSum(root: Term, factor: bigint, make: Make): Sum {
  const width = widthOf(root);
  const coefficients = new Map<Term, bigint>();
  let constantPart = 0n;
  const add = (term: Term, scale: bigint): void => {
    const coefficient = truncate(width, (coefficients.get(term) ?? 0n) + scale);
    if (coefficient === 0n) coefficients.delete(term);
    else coefficients.set(term, coefficient);
  };
  const pending: (readonly [Term, bigint])[] = [[root, factor]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [term, scale] = next;
    const parts = coefficients.size > TERMS ? undefined : partsOf(term, make);
    if (isConstant(term)) constantPart += term.value * scale;
    else if (parts === undefined) add(term, scale);
    else for (const [part, own] of parts) pending.push([part, own * scale]);
  }
  return { width, constant: truncate(width, constantPart), coefficients };
}

/** What the term is a sum of, each part with its factor; `undefined` if it is no sum. */
function partsOf(term: Term, make: Make): readonly (readonly [Term, bigint])[] | undefined {
  if (term.kind !== 'apply') return undefined;
  if (term.operator === 'bvneg') return [[argument(term, 0), -1n]];
  if (term.operator === 'concat') return partsOfConcat(term, make);
  if (term.operator !== 'bvadd' && term.operator !== 'bvsub' && term.operator !== 'bvmul') {
    return undefined;
  }
  const [a, b] = operands(term);
  if (term.operator === 'bvadd') return [[a, 1n], [b, 1n]]; // prettier-ignore
  if (term.operator === 'bvsub') return [[a, 1n], [b, -1n]]; // prettier-ignore
  return isConstant(b) && !isApplied(a, 'bvadd') ? [[a, b.value]] : undefined;
}

/**
 * A word above constant bits: `x :: 5` is `x :: 0` plus 5, and where `x` is all that fits of a
 * word, `x :: 00` is four times that word.
 */
function partsOfConcat(
  term: Application,
  make: Make,
): readonly (readonly [Term, bigint])[] | undefined {
  const pieces = piecesOf(term);
  const low = pieces.at(-1);
  if (low === undefined || !isConstant(low)) return undefined;
  if (low.value !== 0n) {
    const cleared = make.concat([...pieces.slice(0, -1), constant(widthOf(low), 0n)]);
    return [[cleared, 1n], [constant(widthOf(term), low.value), 1n]]; // prettier-ignore
  }
  const [high] = pieces;
  if (pieces.length !== 2 || high === undefined || !isApplied(high, 'extract')) return undefined;
  const word = argument(high, 0);
  const isLowPart = high.parameters[1] === 0 && widthOf(word) === widthOf(term);
  return isLowPart ? [[word, powerOfTwo(widthOf(low))]] : undefined;
}

function added(a: Sum, b: Sum): Sum {
  const coefficients = new Map(a.coefficients);
  for (const [term, own] of b.coefficients) {
    const coefficient = truncate(a.width, (coefficients.get(term) ?? 0n) + own);
    if (coefficient === 0n) coefficients.delete(term);
    else coefficients.set(term, coefficient);
  }
  return { width: a.width, constant: truncate(a.width, a.constant + b.constant), coefficients };
}

/** The normal form of a sum. */
export function termOf(sum: Sum, make: Make): Term {
  const { width } = sum;
  const entries = [...sum.coefficients].toSorted(([a], [b]) => compareTerms(a, b));
  const terms = entries.map(([term, coefficient]) => scaled(term, coefficient, width, make));
  if (sum.constant !== 0n) terms.push(constant(width, sum.constant));
  const [first, second] = terms;
  if (first === undefined) return constant(width, 0n);
  if (terms.length === 2 && second !== undefined && !canCarry(first, second)) {
    return make.binary('bvor', first, second);
  }
  let whole = first;
  for (const term of terms.slice(1)) whole = make.settled(binary('bvadd', whole, term));
  return whole;
}

/** Whether two words have a bit in which both can be 1; if not, adding them is joining them. */
function canCarry(a: Term, b: Term): boolean {
  return bitAnd(possibleOnes(a), possibleOnes(b)) !== 0n;
}

function scaled(term: Term, coefficient: bigint, width: number, make: Make): Term {
  if (coefficient === 1n) return term;
  const shift = exponentOf(coefficient);
  if (shift !== undefined && shift < width) {
    return make.concat([make.extract(term, width - 1 - shift, 0), constant(shift, 0n)]);
  }
  if (coefficient === ones(width)) return make.settled(unary('bvneg', term));
  return make.settled(binary('bvmul', term, constant(width, coefficient)));
}
