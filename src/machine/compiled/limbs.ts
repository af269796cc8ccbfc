/**
 * Words as rows of 32-bit limbs, lowest first: how generated code holds them.
 *
 * A whole limb is a signed 32-bit number; a highest limb of fewer bits is the plain number of them.
 * So one word has one form, equality is `===`, and no word is ever an object on the heap.
 */

import { slice } from '../../base/bits.ts';

/** Expressions for the limbs of a word. Each may be written down more than once. */
export type Limbs = readonly string[];

export const LIMB = 32;

export function limbCount(width: number): number {
  return Math.ceil(width / LIMB);
}

/** Bits in the highest limb. */
export function topBits(width: number): number {
  return ((width - 1) % LIMB) + 1;
}

/** Bits in limb `i`. */
export function bitsIn(width: number, i: number): number {
  return i === limbCount(width) - 1 ? topBits(width) : LIMB;
}

export function limbsOf(width: number, word: bigint): readonly number[] {
  return Array.from({ length: limbCount(width) }, (_, i) => {
    const limb = Number(slice(word, i * LIMB + LIMB - 1, i * LIMB));
    return limb | 0;
  });
}

/** The word of the limbs at `start`. */
export function wordOfLimbs(width: number, limbs: Int32Array, start = 0): bigint {
  let word = 0n;
  for (let i = limbCount(width) - 1; i >= 0; i -= 1) {
    word = (word << 32n) | BigInt((limbs[start + i] ?? 0) >>> 0);
  }
  return word;
}

export function putLimbs(width: number, word: bigint, into: Int32Array, start = 0): void {
  let rest = word;
  for (let i = 0; i < limbCount(width); i += 1) {
    into[start + i] = Number(BigInt.asIntN(LIMB, rest));
    rest >>= 32n;
  }
}

export function literal(value: number): string {
  return value < 0 ? `(${value})` : `${value}`;
}

/** The expression for limb `i` brought into the one form. */
export function canonical(width: number, i: number, expression: string): string {
  const bits = bitsIn(width, i);
  return bits === LIMB ? `((${expression})|0)` : `((${expression})&${maskOf(bits)})`;
}

/** The number that the lowest `bits` bits of an expression are in two's complement. */
export function signedLimb(expression: string, bits: number): string {
  return bits === LIMB ? expression : `((${expression}<<${LIMB - bits})>>${LIMB - bits})`;
}

/** `count` bits, at most 32, of a word from bit `lo` on; bits above the word are zero. */
export function sliceOf(limbs: Limbs, width: number, lo: number, count: number): string {
  const i = Math.floor(lo / LIMB);
  const shift = lo % LIMB;
  const low = limbs[i];
  if (low === undefined) return '0';
  const high = limbs[i + 1];
  if (shift + count <= LIMB || high === undefined) {
    const reaches = shift + count >= bitsIn(width, i);
    if (shift === 0) return reaches ? low : `(${low}&${maskOf(count)})`;
    return reaches ? `(${low}>>>${shift})` : `((${low}>>>${shift})&${maskOf(count)})`;
  }
  const both = `((${low}>>>${shift})|(${high}<<${LIMB - shift}))`;
  return count === LIMB ? both : `(${both}&${maskOf(count)})`;
}

/** `high` above `low`. */
export function joined(high: Limbs, highWidth: number, low: Limbs, lowWidth: number): Limbs {
  const width = highWidth + lowWidth;
  return Array.from({ length: limbCount(width) }, (_, i) => {
    const lo = i * LIMB;
    const count = bitsIn(width, i);
    if (lo >= lowWidth) return sliceOf(high, highWidth, lo - lowWidth, count);
    const below = Math.min(count, lowWidth - lo);
    const lower = sliceOf(low, lowWidth, lo, below);
    if (below === count) return lower;
    return `(${lower}|(${sliceOf(high, highWidth, 0, count - below)}<<${below}))`;
  });
}

function maskOf(bits: number): number {
  return 2 ** bits - 1;
}
