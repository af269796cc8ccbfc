/** The value of an operator on constants. It shares nothing with `evaluate.ts`, which judges it. */

import { bitAnd, bitNot, bitOr, bitXor, join, ones, slice, toSigned } from '../../base/bits.ts';
import { bool, constant, widthOf, type Application, type Term } from '../term.ts';

type Fold = (a: bigint, b: bigint, width: number) => bigint;
type Test = (a: bigint, b: bigint, width: number) => boolean;

/** On words of one width; what is above the width is cut off afterwards. */
const WORDS: Readonly<Record<string, Fold>> = {
  bvnot: (a, _, width) => bitNot(width, a),
  bvneg: (a) => -a,
  bvand: bitAnd,
  bvor: bitOr,
  bvxor: bitXor,
  bvadd: (a, b) => a + b,
  bvsub: (a, b) => a - b,
  bvmul: (a, b) => a * b,
  bvudiv: (a, b, width) => (b === 0n ? ones(width) : a / b),
  bvurem: (a, b) => (b === 0n ? a : a % b),
  bvsdiv: (a, b, width) => quotient(toSigned(width, a), toSigned(width, b)),
  bvsrem: (a, b, width) => remainder(toSigned(width, a), toSigned(width, b)),
  bvshl: (a, b, width) => (b < BigInt(width) ? join(a, 0n, Number(b)) : 0n),
  bvlshr: (a, b, width) => shiftRight(a, b, width),
  bvashr: (a, b, width) => shiftRight(toSigned(width, a), b, width),
};

const TESTS: Readonly<Record<string, Test>> = {
  '=': (a, b) => a === b,
  bvult: (a, b) => a < b,
  bvule: (a, b) => a <= b,
  bvslt: (a, b, width) => toSigned(width, a) < toSigned(width, b),
  bvsle: (a, b, width) => toSigned(width, a) <= toSigned(width, b),
};

/** The constant that the term is worth, if all its arguments are constants. */
export function fold(term: Application): Term | undefined {
  const [first, second] = term.arguments;
  if (first?.kind !== 'constant') return undefined;
  if (second !== undefined && second.kind !== 'constant') return undefined;
  const a = first.value;
  const b = second?.value ?? 0n;
  const width = first.sort.kind === 'bits' ? first.sort.width : 1;

  const test = TESTS[term.operator];
  if (test !== undefined) return bool(test(a, b, width));
  const onWords = WORDS[term.operator];
  if (onWords !== undefined) return constant(width, onWords(a, b, width));
  if (term.operator === 'concat' && second !== undefined) {
    return constant(widthOf(term), join(a, b, widthOf(second)));
  }
  if (term.operator === 'extract') {
    return constant(
      widthOf(term),
      slice(a, Number(term.parameters[0]), Number(term.parameters[1])),
    );
  }
  if (term.operator === 'zero-extend') return constant(widthOf(term), a);
  if (term.operator === 'sign-extend') return constant(widthOf(term), toSigned(width, a));
  return undefined;
}

/** Any amount of `width` or more shifts everything out. */
function shiftRight(a: bigint, amount: bigint, width: number): bigint {
  const effective = amount < BigInt(width) ? Number(amount) : width;
  return slice(a, width + effective, effective);
}

function quotient(a: bigint, b: bigint): bigint {
  if (b !== 0n) return a / b;
  return a < 0n ? 1n : -1n;
}

function remainder(a: bigint, b: bigint): bigint {
  return b === 0n ? a : a % b;
}
