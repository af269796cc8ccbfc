/**
 * Sets of words, as cubes: all words that agree with a value on the bits of a mask.
 *
 * The words of an encoding are one cube for its fixed bits and, for each operand with allowed
 * ranges, a choice between several more. Whether two encodings share a word, and how many words
 * one has, is then exact and needs no solver.
 *
 * All sets here are in *fetch order*: aligned so that encodings of several lengths agree where
 * their first storage units agree, and bits past an encoding's end are free.
 */

import { bitAnd, bitNot, bitOr, bitXor, ones, powerOfTwo, slice } from '../base/bits.ts';
import type { Encoding, Operand } from './machine.ts';
import type { UnitOrder } from './units.ts';

/** The words that have the bits of `value` where `mask` is one. `value` is zero elsewhere. */
export interface Cube {
  readonly mask: bigint;
  readonly value: bigint;
}

/** The words that are in `fixed` and, for every entry of `choices`, in one of its cubes. */
export interface WordSet {
  readonly fixed: Cube;
  readonly choices: readonly (readonly Cube[])[];
}

export const ALL_WORDS: Cube = { mask: 0n, value: 0n };

/** The words in both, or undefined if there are none. */
export function intersect(a: Cube, b: Cube): Cube | undefined {
  const contradicted = bitAnd(bitAnd(a.mask, b.mask), bitXor(a.value, b.value));
  if (contradicted !== 0n) return undefined;
  return { mask: bitOr(a.mask, b.mask), value: bitOr(a.value, b.value) };
}

/** The words of an encoding, aligned for encodings of up to `longest` bits. */
export function wordSetOf(encoding: Encoding, storage: UnitOrder, longest: number): WordSet {
  // Big endian fetches the highest unit first, so it is the high ends that stand in line.
  const scale = storage.endian === 'big' ? powerOfTwo(longest - encoding.width) : 1n;
  const align = (cube: Cube): Cube => ({ mask: cube.mask * scale, value: cube.value * scale });
  return {
    fixed: align(encoding),
    choices: encoding.operands.flatMap((operand) => {
      const cubes = operandCubes(encoding, operand);
      return cubes === undefined ? [] : [cubes.map(align)];
    }),
  };
}

/** Some words that are in both sets, or undefined if there are none. */
export function commonWords(a: WordSet, b: WordSet): Cube | undefined {
  const fixed = intersect(a.fixed, b.fixed);
  return fixed && firstChoice(fixed, [...a.choices, ...b.choices]);
}

/** The number of words of `width` bits that are in `set` and in `cube`. */
export function countWithin(set: WordSet, cube: Cube, width: number): bigint {
  const fixed = intersect(set.fixed, cube);
  return fixed === undefined ? 0n : countChoices(fixed, set.choices, width);
}

/** Disjoint cubes over `width` bits that make up the numbers from `low` to `high`. */
export function rangeCubes(low: bigint, high: bigint, width: number): readonly Cube[] {
  const cubes: Cube[] = [];
  for (let start = low; start <= high;) {
    // The largest aligned block that begins here and does not pass the end.
    let bits = 0;
    while (start % powerOfTwo(bits + 1) === 0n && start + ones(bits + 1) <= high) bits += 1;
    cubes.push({ mask: bitXor(ones(width), ones(bits)), value: start });
    start += powerOfTwo(bits);
  }
  return cubes;
}

/** Where the word's bits stand for an allowed value; undefined if every value is allowed. */
function operandCubes(encoding: Encoding, operand: Operand): readonly Cube[] | undefined {
  const lostBits = bitNot(operand.width, operand.encodedMask);
  return operand.allowed
    ?.flatMap(({ low, high }) => rangeCubes(low, high, operand.width))
    .filter(({ value }) => bitAnd(value, lostBits) === 0n)
    .map((cube) => placeInWord(encoding, operand.name, cube));
}

function placeInWord(encoding: Encoding, operand: string, cube: Cube): Cube {
  let mask = 0n;
  let value = 0n;
  for (const piece of encoding.pieces) {
    if (piece.operand !== operand) continue;
    const place = powerOfTwo(piece.at);
    mask = bitOr(mask, slice(cube.mask, piece.hi, piece.lo) * place);
    value = bitOr(value, slice(cube.value, piece.hi, piece.lo) * place);
  }
  return { mask, value };
}

function firstChoice(fixed: Cube, choices: readonly (readonly Cube[])[]): Cube | undefined {
  const [first, ...others] = choices;
  if (first === undefined) return fixed;
  for (const cube of first) {
    const both = intersect(fixed, cube);
    const found = both && firstChoice(both, others);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The cubes of one choice are disjoint, so the counts add up. */
function countChoices(fixed: Cube, choices: readonly (readonly Cube[])[], width: number): bigint {
  const [first, ...others] = choices;
  if (first === undefined) return powerOfTwo(width - bitCount(fixed.mask));
  let count = 0n;
  for (const cube of first) {
    const both = intersect(fixed, cube);
    if (both !== undefined) count += countChoices(both, others, width);
  }
  return count;
}

function bitCount(mask: bigint): number {
  return mask.toString(2).replaceAll('0', '').length;
}
