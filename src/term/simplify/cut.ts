/** Rules that cut words up and join them: `concat`, `extract`, extensions; and cutting two alike. */

import { bitAt } from '../../base/bits.ts';
import { concat, constant, widthOf, type Application, type Term } from '../term.ts';
import type { Make } from './make.ts';
import {
  argument,
  branches,
  isApplied,
  isConstant,
  operands,
  parameter,
  piecesOf,
} from './match.ts';

/** More pieces than this stay as they are. */
const PIECES = 128;

export function simplifyConcat(term: Application, make: Make): Term {
  const [high, low] = operands(term);
  const above = piecesOf(high);
  if (above.length > PIECES) return term;
  const pieces = [...above, ...piecesOf(low)];
  const fused = fuseNeighbours(pieces, above.length, make);
  if (fused === undefined && above.length === 1) return term;
  return joined(fused ?? pieces, make);
}

/** Only the two pieces where the arguments meet can fuse: the arguments are in normal form. */
function fuseNeighbours(
  pieces: readonly Term[],
  meeting: number,
  make: Make,
): readonly Term[] | undefined {
  const high = pieces[meeting - 1];
  const low = pieces[meeting];
  if (high === undefined || low === undefined) return undefined;
  const fused = fuse(high, low, make);
  if (fused === undefined) return undefined;
  return [...pieces.slice(0, meeting - 1), ...piecesOf(fused), ...pieces.slice(meeting + 1)];
}

function fuse(high: Term, low: Term, make: Make): Term | undefined {
  if (isConstant(high) && isConstant(low)) return make.concat([high, low]);
  if (isApplied(high, 'extract') && isApplied(low, 'extract')) {
    const word = argument(high, 0);
    const isAdjacent = parameter(high, 1) === parameter(low, 0) + 1;
    if (word !== argument(low, 0) || !isAdjacent) return undefined;
    return make.extract(word, parameter(high, 0), parameter(low, 1));
  }
  if (isApplied(high, 'ite') && isApplied(low, 'ite')) {
    const [condition, then, otherwise] = branches(high);
    const [lowCondition, lowThen, lowOtherwise] = branches(low);
    if (condition !== lowCondition) return undefined;
    const whole = make.concat([then, lowThen]);
    return make.ite(condition, whole, make.concat([otherwise, lowOtherwise]));
  }
  return undefined;
}

/** A `concat` that leans right, of pieces that do not fuse. */
function joined(pieces: readonly Term[], make: Make): Term {
  let whole: Term | undefined;
  for (const piece of pieces.toReversed()) {
    whole = whole === undefined ? piece : make.settled(concat(piece, whole));
  }
  if (whole === undefined) throw new TypeError('a word of no pieces');
  return whole;
}

export function simplifyExtract(term: Application, make: Make): Term {
  const word = argument(term, 0);
  const hi = parameter(term, 0);
  const lo = parameter(term, 1);
  if (lo === 0 && hi === widthOf(word) - 1) return word;
  if (word.kind !== 'apply') return term;
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- nothing to say of the rest
  switch (word.operator) {
    case 'extract': {
      const offset = parameter(word, 1);
      return make.extract(argument(word, 0), hi + offset, lo + offset);
    }
    case 'concat':
      return extractOfConcat(word, hi, lo, make);
    case 'sign-extend':
      return extractOfSignExtend(argument(word, 0), hi, lo, make);
    case 'ite': {
      const [condition, then, otherwise] = branches(word);
      return make.ite(condition, make.extract(then, hi, lo), make.extract(otherwise, hi, lo));
    }
    case 'bvnot':
    case 'bvand':
    case 'bvor':
    case 'bvxor':
      return pushExtract(term, word, make);
    case 'bvadd':
    case 'bvmul':
    case 'bvneg':
      // The low bits of the result depend on the low bits of the arguments alone.
      return lo === 0 ? pushExtract(term, word, make) : term;
    default:
      return term;
  }
}

function extractOfConcat(word: Term, hi: number, lo: number, make: Make): Term {
  const pieces: Term[] = [];
  let top = widthOf(word);
  for (const piece of piecesOf(word)) {
    const bottom = top - widthOf(piece);
    if (bottom <= hi && lo < top) {
      pieces.push(
        make.extract(piece, Math.min(hi, top - 1) - bottom, Math.max(lo, bottom) - bottom),
      );
    }
    top = bottom;
  }
  return make.concat(pieces);
}

function extractOfSignExtend(word: Term, hi: number, lo: number, make: Make): Term {
  const sign = widthOf(word) - 1;
  if (hi <= sign) return make.extract(word, hi, lo);
  return make.signExtend(make.extract(word, sign, Math.min(lo, sign)), hi - lo + 1);
}

/** Extracts from the arguments instead, if at least one of them becomes simpler by it. */
function pushExtract(term: Application, word: Application, make: Make): Term {
  const hi = parameter(term, 0);
  const lo = parameter(term, 1);
  const args = word.arguments.map((arg) => make.extract(arg, hi, lo));
  const isOfArgument = (arg: Term, i: number): boolean =>
    isApplied(arg, 'extract') && arg.arguments[0] === word.arguments[i];
  if (args.every(isOfArgument)) return term;
  const [a, b] = args;
  if (a === undefined) return term;
  if (word.operator === 'bvnot' || word.operator === 'bvneg') return make.unary(word.operator, a);
  return b === undefined ? term : make.binary(binaryOf(word), a, b);
}

function binaryOf(word: Application): 'bvand' | 'bvor' | 'bvxor' | 'bvadd' | 'bvmul' {
  const { operator } = word;
  if (operator === 'bvand' || operator === 'bvor' || operator === 'bvxor') return operator;
  return operator === 'bvadd' ? 'bvadd' : 'bvmul';
}

export function simplifyZeroExtend(term: Application, make: Make): Term {
  const word = argument(term, 0);
  return make.concat([constant(parameter(term, 0) - widthOf(word), 0n), word]);
}

export function simplifySignExtend(term: Application, make: Make): Term {
  const word = argument(term, 0);
  const width = parameter(term, 0);
  if (isApplied(word, 'sign-extend')) return make.signExtend(argument(word, 0), width);
  if (isApplied(word, 'concat')) {
    const [high] = piecesOf(word);
    if (high === undefined || !isConstant(high)) return term;
    return make.concat([
      make.signExtend(high, width - widthOf(word) + widthOf(high)),
      argument(word, 1),
    ]);
  }
  if (isApplied(word, 'ite')) {
    const [condition, then, otherwise] = branches(word);
    if (!isConstant(then) && !isConstant(otherwise)) return term;
    return make.ite(condition, make.signExtend(then, width), make.signExtend(otherwise, width));
  }
  return term;
}

/**
 * Both words cut at every place where either is, as pairs of pieces from the highest down;
 * `undefined` if neither is a `concat`, or there are too many pieces. Constants bend to the other.
 */
export function alignedPieces(
  a: Term,
  b: Term,
  make: Make,
): readonly (readonly [Term, Term])[] | undefined {
  if (!isApplied(a, 'concat') && !isApplied(b, 'concat')) return undefined;
  return cutAt([...cutsOf(a), ...cutsOf(b)], a, b, make);
}

/** Like `alignedPieces`, where a constant is cut into its runs of equal bits. */
export function maskedPieces(
  mask: bigint,
  word: Term,
  make: Make,
): readonly (readonly [Term, Term])[] | undefined {
  const width = widthOf(word);
  const cuts = cutsOf(word);
  for (let i = 1; i < width; i += 1) if (bitAt(mask, i) !== bitAt(mask, i - 1)) cuts.push(i);
  if (cuts.length > RUNS && !isApplied(word, 'concat')) return undefined;
  return cutAt(cuts, constant(width, mask), word, make);
}

/** A mask with more runs than this is left alone. */
const RUNS = 8;

function cutAt(
  positions: readonly number[],
  a: Term,
  b: Term,
  make: Make,
): readonly (readonly [Term, Term])[] | undefined {
  const cuts = [...new Set(positions)].toSorted((x, y) => y - x);
  if (cuts.length > PIECES) return undefined;
  let top = widthOf(a);
  return [...cuts, 0].map((cut) => {
    const pair = [make.extract(a, top - 1, cut), make.extract(b, top - 1, cut)] as const;
    top = cut;
    return pair;
  });
}

/** Where the word is cut: positions of the lowest bit of each piece but the last. */
function cutsOf(word: Term): number[] {
  const pieces = piecesOf(word);
  const cuts: number[] = [];
  let bottom = widthOf(word);
  for (const piece of pieces.slice(0, -1)) {
    bottom -= widthOf(piece);
    cuts.push(bottom);
  }
  return cuts;
}
