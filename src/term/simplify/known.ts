/** What can be said of a word's bits without knowing its variables. */

import { bitAnd, bitOr, join, ones } from '../../base/bits.ts';
import { widthOf, type Term } from '../term.ts';
import { argument, isApplied, isConstant, operands, piecesOf } from './match.ts';

/** How many operators deep to look: more costs time and rarely says more. */
const DEPTH = 4;

/** The bits that can be 1. */
export function possibleOnes(term: Term, depth: number = DEPTH): bigint {
  if (isConstant(term)) return term.value;
  if (depth === 0 || term.kind !== 'apply') return ones(widthOf(term));
  if (term.operator === 'concat') {
    let mask = 0n;
    for (const piece of piecesOf(term)) {
      mask = join(mask, possibleOnes(piece, depth - 1), widthOf(piece));
    }
    return mask;
  }
  if (term.operator === 'ite') {
    const then = possibleOnes(argument(term, 1), depth - 1);
    return bitOr(then, possibleOnes(argument(term, 2), depth - 1));
  }
  if (term.operator === 'bvand' || term.operator === 'bvor') {
    const [a, b] = operands(term);
    const combine = term.operator === 'bvand' ? bitAnd : bitOr;
    return combine(possibleOnes(a, depth - 1), possibleOnes(b, depth - 1));
  }
  return ones(widthOf(term));
}

export interface Bounds {
  readonly min: bigint;
  readonly max: bigint;
}

/** The least and the greatest unsigned number that the word can be; a safe estimate. */
export function bounds(term: Term, depth: number = DEPTH): Bounds {
  if (isConstant(term)) return { min: term.value, max: term.value };
  if (depth === 0) return { min: 0n, max: ones(widthOf(term)) };
  if (isApplied(term, 'concat')) {
    let all: Bounds = { min: 0n, max: 0n };
    for (const piece of piecesOf(term)) {
      const own = bounds(piece, depth - 1);
      const width = widthOf(piece);
      all = { min: join(all.min, own.min, width), max: join(all.max, own.max, width) };
    }
    return all;
  }
  if (isApplied(term, 'ite')) {
    const then = bounds(argument(term, 1), depth - 1);
    const otherwise = bounds(argument(term, 2), depth - 1);
    return {
      min: then.min < otherwise.min ? then.min : otherwise.min,
      max: then.max > otherwise.max ? then.max : otherwise.max,
    };
  }
  return { min: 0n, max: possibleOnes(term, depth) };
}
