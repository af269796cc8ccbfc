/**
 * Bit-vector arithmetic on `bigint`. The only file outside `src/machine` where bitwise
 * operators are allowed: on `number` they silently truncate to 32 bits.
 *
 * Words are `bigint`, always in `[0, 2^width)`. Widths, bit positions and counts are `number`.
 */

/** Keeps the low `width` bits of `value`. */
export function truncate(width: number, value: bigint): bigint {
  return BigInt.asUintN(width, value);
}

/** Bits `hi` down to `lo` of `word`, both inclusive, as the manuals write them: `word[hi:lo]`. */
export function slice(word: bigint, hi: number, lo: number): bigint {
  return truncate(hi - lo + 1, word >> BigInt(lo));
}

/** What is left of `word` above its low `width` bits. */
export function dropLow(width: number, word: bigint): bigint {
  return word >> BigInt(width);
}

/** Reads `word` as a two's-complement number of `width` bits. */
export function toSigned(width: number, word: bigint): bigint {
  return BigInt.asIntN(width, word);
}

/** The word of `width` ones. */
export function ones(width: number): bigint {
  return (1n << BigInt(width)) - 1n;
}

/** `2^exponent`. */
export function powerOfTwo(exponent: number): bigint {
  return 1n << BigInt(exponent);
}

/** The exponent if `word` is a power of two. */
export function exponentOf(word: bigint): number | undefined {
  return word > 0n && (word & (word - 1n)) === 0n ? bitLength(word) - 1 : undefined;
}

/** How many bits `word` needs: 0 for 0, 1 for 1, 8 for 255. */
export function bitLength(word: bigint): number {
  return word === 0n ? 0 : word.toString(2).length;
}

/** Bit `position` of `word`. */
export function bitAt(word: bigint, position: number): boolean {
  return ((word >> BigInt(position)) & 1n) === 1n;
}

export function bitNot(width: number, word: bigint): bigint {
  return word ^ ones(width);
}

export function bitAnd(a: bigint, b: bigint): bigint {
  return a & b;
}

export function bitOr(a: bigint, b: bigint): bigint {
  return a | b;
}

export function bitXor(a: bigint, b: bigint): bigint {
  return a ^ b;
}

/** `high` above `low`, which is `lowWidth` bits wide. */
export function join(high: bigint, low: bigint, lowWidth: number): bigint {
  return (high << BigInt(lowWidth)) | low;
}

/** `word` as `0x` and all its digits, for people. */
export function toHex(width: number, word: bigint): string {
  return `0x${word.toString(16).padStart(Math.ceil(width / 4), '0')}`;
}

/** Folds one more 32-bit number into a hash. The result is in `[0, 2^30)`: a small integer to V8. */
export function mixHash(hash: number, value: number): number {
  let mixed = Math.imul(hash ^ value, 0x9e3779b1);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x85ebca77);
  mixed ^= mixed >>> 13;
  return mixed & 0x3fffffff;
}

/** A hash of a text, the same in every process. */
export function hashText(text: string): number {
  let hash = text.length;
  for (let i = 0; i < text.length; i += 1) hash = mixHash(hash, text.charCodeAt(i));
  return hash;
}
