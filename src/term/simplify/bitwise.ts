/** Rules of `bvnot`, `bvand`, `bvor`, `bvxor` and the shifts. */

import { ones } from '../../base/bits.ts';
import { compareTerms } from '../order.ts';
import { binary, constant, widthOf, type Application, type Term } from '../term.ts';
import { alignedPieces, maskedPieces } from './cut.ts';
import type { Make } from './make.ts';
import {
  argument,
  branches,
  constantValue,
  isApplied,
  isConstant,
  operands,
  piecesOf,
} from './match.ts';

type BitwiseOperator = 'bvand' | 'bvor' | 'bvxor';
type ShiftOperator = 'bvshl' | 'bvlshr' | 'bvashr';

/** A longer chain of one operator stays as it is nested. */
const FLATTEN = 32;

export function simplifyBvnot(term: Application, make: Make): Term {
  const word = argument(term, 0);
  if (isApplied(word, 'bvnot')) return argument(word, 0);
  if (isApplied(word, 'concat')) {
    return make.concat(piecesOf(word).map((piece) => make.unary('bvnot', piece)));
  }
  if (isApplied(word, 'ite')) {
    const [condition, then, otherwise] = branches(word);
    if (!isConstant(then) && !isConstant(otherwise)) return term;
    return make.ite(condition, make.unary('bvnot', then), make.unary('bvnot', otherwise));
  }
  return term;
}

export function simplifyBitwise(operator: BitwiseOperator, term: Application, make: Make): Term {
  const [a, b] = operands(term);
  const pieces = pairsOf(a, b, make);
  if (pieces !== undefined) {
    return make.concat(pieces.map(([x, y]) => make.binary(operator, x, y)));
  }
  if (isConstant(a))
    return withConstant(operator, b, a.value, make) ?? commuted(operator, b, a, make);
  if (isConstant(b)) return withConstant(operator, a, b.value, make) ?? term;
  return flattened(operator, a, b, make);
}

/** The operands cut alike, where a constant or a `concat` says where to cut. */
function pairsOf(a: Term, b: Term, make: Make): readonly (readonly [Term, Term])[] | undefined {
  const width = widthOf(a);
  const mask = constantValue(a) ?? constantValue(b);
  const word = isConstant(a) ? b : a;
  if (mask === undefined) return alignedPieces(a, b, make);
  if (mask === 0n || mask === ones(width)) return undefined;
  const pairs = maskedPieces(mask, word, make);
  return pairs !== undefined && pairs.length > 1 ? pairs : undefined;
}

function withConstant(
  operator: BitwiseOperator,
  word: Term,
  value: bigint,
  make: Make,
): Term | undefined {
  const width = widthOf(word);
  if (value === 0n) return operator === 'bvand' ? constant(width, 0n) : word;
  if (value === ones(width)) {
    if (operator === 'bvand') return word;
    return operator === 'bvor' ? constant(width, value) : make.unary('bvnot', word);
  }
  return distributeOverIte(operator, word, constant(width, value), make);
}

/** Applies the operator within the branches of a choice between constants. */
function distributeOverIte(
  operator: BitwiseOperator,
  word: Term,
  other: Term,
  make: Make,
): Term | undefined {
  if (!isApplied(word, 'ite')) return undefined;
  const [condition, then, otherwise] = branches(word);
  if (!isConstant(then) || !isConstant(otherwise)) return undefined;
  const inThen = make.binary(operator, then, other);
  return make.ite(condition, inThen, make.binary(operator, otherwise, other));
}

function commuted(operator: BitwiseOperator, word: Term, value: Term, make: Make): Term {
  return make.settled(binary(operator, word, value));
}

/** The chain of one operator as a set of operands, so that order and nesting do not matter. */
function flattened(operator: BitwiseOperator, a: Term, b: Term, make: Make): Term {
  const width = widthOf(a);
  const parts = [...partsOf(operator, a), ...partsOf(operator, b)];
  if (parts.length > FLATTEN) return make.settled(binary(operator, a, b));
  const kept = new Set<Term>();
  for (const part of parts) {
    if (operator === 'bvxor' && kept.has(part)) kept.delete(part);
    else kept.add(part);
  }
  for (const part of kept) {
    if (!isApplied(part, 'bvnot') || !kept.has(argument(part, 0))) continue;
    // `x` with its complement: nothing in common, everything together, everything different.
    if (operator !== 'bvxor') return constant(width, operator === 'bvand' ? 0n : ones(width));
    kept.delete(part);
    kept.delete(argument(part, 0));
    return make.unary('bvnot', combined(operator, [...kept], width, make));
  }
  return combined(operator, [...kept], width, make);
}

function partsOf(operator: BitwiseOperator, term: Term): readonly Term[] {
  const parts: Term[] = [];
  let rest = term;
  // Chains lean left, as `combined` builds them.
  while (isApplied(rest, operator) && parts.length <= FLATTEN) {
    parts.push(argument(rest, 1));
    rest = argument(rest, 0);
  }
  parts.push(rest);
  return parts;
}

function combined(
  operator: BitwiseOperator,
  parts: readonly Term[],
  width: number,
  make: Make,
): Term {
  const neutral = constant(width, operator === 'bvand' ? ones(width) : 0n);
  const constants: Term[] = parts.filter(isConstant);
  const others: Term[] = parts.filter((part) => !isConstant(part)).toSorted(compareTerms);
  if (constants.length > 1) {
    others.push(constants.reduce((a, b) => make.binary(operator, a, b)));
    return others.reduce((a, b) => make.binary(operator, a, b));
  }
  const [first, ...rest] = [...others, ...constants];
  let whole = first ?? neutral;
  for (const part of rest) whole = make.settled(binary(operator, whole, part));
  return whole;
}

export function simplifyShift(operator: ShiftOperator, term: Application, make: Make): Term {
  const [word, amount] = operands(term);
  const width = widthOf(word);
  if (constantValue(word) === 0n) return word;
  if (!isConstant(amount)) return term;
  if (amount.value === 0n) return word;
  const isPastEnd = amount.value >= BigInt(width);
  if (operator === 'bvashr') {
    const shift = isPastEnd ? width - 1 : Number(amount.value);
    return make.signExtend(make.extract(word, width - 1, shift), width);
  }
  if (isPastEnd) return constant(width, 0n);
  const shift = Number(amount.value);
  const zeros = constant(shift, 0n);
  if (operator === 'bvshl') return make.concat([make.extract(word, width - 1 - shift, 0), zeros]);
  return make.concat([zeros, make.extract(word, width - 1, shift)]);
}
