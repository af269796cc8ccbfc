/**
 * What generated code calls where an operator is more than an expression on limbs.
 *
 * Results of more than one limb: the lowest is returned, the others stand in `rest` from 1 on.
 * Operands of any width are put into `left` and `right` before.
 */

import { ones, toSigned, truncate } from '../../base/bits.ts';
import { limbCount, putLimbs, wordOfLimbs } from './limbs.ts';

/** Limbs that a word may have. */
const WIDEST = 1024;

export type WideOperator =
  | 'bvmul' | 'bvudiv' | 'bvurem' | 'bvsdiv' | 'bvsrem' | 'bvshl' | 'bvlshr' | 'bvashr'; // prettier-ignore

export interface Arithmetic {
  readonly rest: Int32Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Any of the operators on words of `width` bits in `left` and `right`. */
  readonly wide: Readonly<Record<WideOperator, (width: number) => number>>;
  /** Of two limbs; the caller cuts the upper one. */
  readonly multiply: (a0: number, a1: number, b0: number, b1: number) => number;
  readonly shiftLeft: (a0: number, a1: number, n: number) => number;
  readonly shiftRight: (a0: number, a1: number, n: number) => number;
  /** Copies the sign of `a1`, which is extended to a whole limb. */
  readonly shiftRightSigned: (a0: number, a1: number, n: number) => number;
}

export function createArithmetic(): Arithmetic {
  const rest = new Int32Array(WIDEST);
  const left = new Int32Array(WIDEST);
  const right = new Int32Array(WIDEST);

  const onWords =
    (compute: (width: number, a: bigint, b: bigint) => bigint) =>
    (width: number): number => {
      if (limbCount(width) > WIDEST) throw new RangeError(`words of ${width} bits`);
      const word = compute(width, wordOfLimbs(width, left), wordOfLimbs(width, right));
      putLimbs(width, truncate(width, word), rest);
      return rest[0] ?? 0;
    };

  return {
    rest,
    left,
    right,
    wide: {
      bvmul: onWords((_, a, b) => a * b),
      bvudiv: onWords((width, a, b) => (b === 0n ? ones(width) : a / b)),
      bvurem: onWords((_, a, b) => (b === 0n ? a : a % b)),
      bvsdiv: onWords((width, a, b) => {
        const [x, y] = [toSigned(width, a), toSigned(width, b)];
        if (y === 0n) return x < 0n ? 1n : -1n;
        return x / y;
      }),
      bvsrem: onWords((width, a, b) => {
        const [x, y] = [toSigned(width, a), toSigned(width, b)];
        return y === 0n ? x : x % y;
      }),
      bvshl: onWords((width, a, b) => (b >= BigInt(width) ? 0n : a << b)),
      bvlshr: onWords((width, a, b) => (b >= BigInt(width) ? 0n : a >> b)),
      bvashr: onWords(
        (width, a, b) => toSigned(width, a) >> (b > BigInt(width) ? BigInt(width) : b),
      ),
    },
    multiply: (a0, a1, b0, b1) => {
      // The product of the lower limbs, by halves of 16 bits.
      const x0 = a0 & 0xffff;
      const x1 = a0 >>> 16;
      const y0 = b0 & 0xffff;
      const y1 = b0 >>> 16;
      const middle = x1 * y0 + Math.floor((x0 * y0) / 0x10000);
      const other = x0 * y1 + (middle % 0x10000);
      const upper = x1 * y1 + Math.floor(middle / 0x10000) + Math.floor(other / 0x10000);
      rest[1] = (upper | 0) + Math.imul(a0, b1) + Math.imul(a1, b0);
      return Math.imul(a0, b0);
    },
    shiftLeft: (a0, a1, n) => {
      if (n >= 32) {
        rest[1] = a0 << (n - 32);
        return 0;
      }
      rest[1] = n === 0 ? a1 : (a1 << n) | (a0 >>> (32 - n));
      return a0 << n;
    },
    shiftRight: (a0, a1, n) => {
      if (n >= 32) {
        rest[1] = 0;
        return (a1 >>> (n - 32)) | 0;
      }
      rest[1] = a1 >>> n;
      return n === 0 ? a0 : (a0 >>> n) | (a1 << (32 - n));
    },
    shiftRightSigned: (a0, a1, n) => {
      if (n >= 32) {
        rest[1] = a1 >> 31;
        return a1 >> (n - 32);
      }
      rest[1] = a1 >> n;
      return n === 0 ? a0 : (a0 >>> n) | (a1 << (32 - n));
    },
  };
}
