/** Rules of `=`. */

import { bitAnd, bitNot, bitXor, slice, toSigned, truncate } from '../../base/bits.ts';
import { compareTerms } from '../order.ts';
import { constant, FALSE, TRUE, widthOf, type Application, type Term } from '../term.ts';
import { alignedPieces } from './cut.ts';
import { bounds, possibleOnes } from './known.ts';
import type { Make } from './make.ts';
import {
  areOpposite,
  argument,
  branches,
  isApplied,
  isConstant,
  operands,
  piecesOf,
} from './match.ts';
import { difference, sumOf, termOf, type Sum } from './sum.ts';

export function simplifyEqual(term: Application, make: Make): Term {
  const [a, b] = operands(term);
  if (a === b) return TRUE;
  const isSwapped = isConstant(a) || (!isConstant(b) && compareTerms(a, b) > 0);
  if (isSwapped) return make.equal(b, a);
  if (a.sort.kind === 'bool') return equalBools(term, a, b, make);
  return (isConstant(b) ? equalToConstant(a, b.value, make) : equalWords(a, b, make)) ?? term;
}

function equalBools(term: Term, a: Term, b: Term, make: Make): Term {
  if (isConstant(b)) return b === TRUE ? a : make.not(a);
  if (areOpposite(a, b)) return FALSE;
  if (isApplied(a, 'not')) return make.not(make.equal(argument(a, 0), b));
  if (isApplied(b, 'not')) return make.not(make.equal(a, argument(b, 0)));
  return equalChoices(a, b, make) ?? term;
}

function equalToConstant(word: Term, value: bigint, make: Make): Term | undefined {
  if (bitAnd(value, bitNot(widthOf(word), possibleOnes(word))) !== 0n) return FALSE;
  const { min, max } = bounds(word);
  if (value < min || value > max) return FALSE;
  const width = widthOf(word);
  if (width === 1 && value === 0n) return make.not(make.equal(word, constant(1, 1n)));
  if (word.kind !== 'apply') return undefined;
  const [first, second] = word.arguments;
  if (first === undefined) return undefined;
  const equalTo = (term: Term, wanted: bigint): Term =>
    make.equal(term, constant(widthOf(term), wanted));
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- nothing to say of the rest
  switch (word.operator) {
    case 'concat':
      return equalPieces(word, value, make);
    case 'ite':
      return choiceEqualToConstant(word, value, make);
    case 'bvnot':
      return equalTo(first, bitNot(width, value));
    case 'bvneg':
      return equalTo(first, -value);
    case 'bvxor':
      return second !== undefined && isConstant(second)
        ? equalTo(first, bitXor(value, second.value))
        : bitIsOne(word, make);
    case 'bvand':
    case 'bvor':
      return bitIsOne(word, make);
    case 'bvadd':
      return second !== undefined && isConstant(second)
        ? equalTo(first, value - second.value)
        : undefined;
    case 'sign-extend': {
      const low = widthOf(first);
      const isExtended = truncate(width, toSigned(low, truncate(low, value))) === value;
      return isExtended ? equalTo(first, value) : FALSE;
    }
    default:
      return undefined;
  }
}

function equalPieces(word: Term, value: bigint, make: Make): Term {
  let bottom = widthOf(word);
  const conjuncts = piecesOf(word).map((piece) => {
    const top = bottom - 1;
    bottom -= widthOf(piece);
    return make.equal(piece, constant(widthOf(piece), slice(value, top, bottom)));
  });
  return make.and(conjuncts);
}

/** Goes into the branches of a choice if at least one of them decides. */
function choiceEqualToConstant(word: Application, value: bigint, make: Make): Term | undefined {
  const [condition, then, otherwise] = branches(word);
  const wanted = constant(widthOf(word), value);
  const inThen = make.equal(then, wanted);
  const inOtherwise = make.equal(otherwise, wanted);
  if (!isConstant(inThen) && !isConstant(inOtherwise)) return undefined;
  return make.ite(condition, inThen, inOtherwise);
}

/** On single bits, which are compared with 1, the bitwise operators are those of truth. */
function bitIsOne(word: Application, make: Make): Term | undefined {
  if (widthOf(word) !== 1) return undefined;
  const [a, b] = operands(word).map((bit) => make.equal(bit, constant(1, 1n)));
  if (a === undefined || b === undefined) return undefined;
  let isOne = make.not(make.equal(a, b));
  if (word.operator === 'bvand') isOne = make.and([a, b]);
  if (word.operator === 'bvor') isOne = make.or([a, b]);
  return isOne;
}

function equalWords(a: Term, b: Term, make: Make): Term | undefined {
  if (areComplements(a, b)) return FALSE;
  const cancelled = equalSums(a, b, make);
  if (cancelled !== undefined) return cancelled;
  const choices = equalChoices(a, b, make);
  if (choices !== undefined) return choices;
  if (isApplied(a, 'bvnot') && isApplied(b, 'bvnot')) {
    return make.equal(argument(a, 0), argument(b, 0));
  }
  if (isApplied(a, 'sign-extend') && isApplied(b, 'sign-extend')) {
    const [x, y] = [argument(a, 0), argument(b, 0)];
    if (widthOf(x) === widthOf(y)) return make.equal(x, y);
  }
  return equalAligned(a, b, make);
}

function areComplements(a: Term, b: Term): boolean {
  return isComplementOf(a, b) || isComplementOf(b, a);
}

function isComplementOf(a: Term, b: Term): boolean {
  return isApplied(a, 'bvnot') && a.arguments[0] === b;
}

/** Piece by piece, where both are cut, or where the cutting decides something at once. */
function equalAligned(a: Term, b: Term, make: Make): Term | undefined {
  const pairs = alignedPieces(a, b, make);
  if (pairs === undefined) return undefined;
  const conjuncts = pairs.map(([x, y]) => make.equal(x, y));
  const isWorthIt = isApplied(a, 'concat') && isApplied(b, 'concat');
  return isWorthIt || conjuncts.some(isConstant) ? make.and(conjuncts) : undefined;
}

/** Choices: on the same condition, between constants, or where one branch is the other side. */
function equalChoices(a: Term, b: Term, make: Make): Term | undefined {
  if (isApplied(a, 'ite') && isApplied(b, 'ite')) {
    const [condition, then, otherwise] = branches(a);
    const [other, otherThen, otherOtherwise] = branches(b);
    if (condition === other) {
      const inOtherwise = make.equal(otherwise, otherOtherwise);
      return make.ite(condition, make.equal(then, otherThen), inOtherwise);
    }
    if ([then, otherwise, otherThen, otherOtherwise].every(isConstant)) {
      return make.ite(condition, make.equal(b, then), make.equal(b, otherwise));
    }
  }
  return choiceEqualsOther(a, b, make) ?? choiceEqualsOther(b, a, make);
}

function choiceEqualsOther(choice: Term, other: Term, make: Make): Term | undefined {
  if (!isApplied(choice, 'ite')) return undefined;
  const [condition, then, otherwise] = branches(choice);
  if (!isDecided(then, other) && !isDecided(otherwise, other)) return undefined;
  return make.ite(condition, make.equal(then, other), make.equal(otherwise, other));
}

/** A quick look: going into the branches of both sides would take the product of their sizes. */
function isDecided(a: Term, b: Term): boolean {
  return a === b || (isConstant(a) && isConstant(b)) || areComplements(a, b) || areOpposite(a, b);
}

/** Takes away what both sides have in common; brings the constants together on one side. */
function equalSums(a: Term, b: Term, make: Make): Term | undefined {
  if (!isSum(a) && !isSum(b)) return undefined;
  const [left, right] = [sumOf(a, make), sumOf(b, make)];
  const rest = difference(a, b, make);
  if (rest.coefficients.size === 0) return rest.constant === 0n ? TRUE : FALSE;
  const hasCancelled = rest.coefficients.size < left.coefficients.size + right.coefficients.size;
  const areBothOffset = left.constant !== 0n && right.constant !== 0n;
  if (!hasCancelled && !areBothOffset) return undefined;
  return balanced(rest, make);
}

function isSum(term: Term): boolean {
  return isApplied(term, 'bvadd') || isApplied(term, 'bvneg');
}

/** `sum = 0` with the terms of negative coefficient on the other side. */
function balanced(sum: Sum, make: Make): Term | undefined {
  const { width } = sum;
  const left = new Map<Term, bigint>();
  const right = new Map<Term, bigint>();
  for (const [term, coefficient] of sum.coefficients) {
    if (toSigned(width, coefficient) < 0n) right.set(term, truncate(width, -coefficient));
    else left.set(term, coefficient);
  }
  const positive = termOf({ width, constant: 0n, coefficients: left }, make);
  const negative = termOf(
    { width, constant: truncate(width, -sum.constant), coefficients: right },
    make,
  );
  return make.equal(positive, negative);
}
