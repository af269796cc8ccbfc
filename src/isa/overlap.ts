/**
 * Whether some storage content means two instructions, and which words mean none.
 *
 * Exact and without a solver, because an encoding is fixed bits and operands within ranges.
 *
 * Source: docs/language.md "Encoding".
 */

import { powerOfTwo, truncate } from '../base/bits.ts';
import {
  ALL_WORDS,
  commonWords,
  countWithin,
  wordSetOf,
  type Cube,
  type WordSet,
} from './cubes.ts';
import { groupByEncoding } from './decode.ts';
import type { Instruction } from './machine.ts';
import { unitsOf, type UnitOrder } from './units.ts';
import { pairsThatMayMeet } from './word-index.ts';

export interface Overlap {
  readonly first: Instruction;
  readonly second: Instruction;
  /** An example: a word of the longer one that is, or begins with, the other. */
  readonly word: bigint;
  /** The units of that word in address order. */
  readonly units: readonly bigint[];
}

/** The pairs that share a word, or of which one begins like the other; in order of the text. */
export function findOverlaps(
  instructions: readonly Instruction[],
  storage: UnitOrder,
): readonly Overlap[] {
  const longest = longestWidth(instructions);
  const entries = instructions.map((instruction, place) => {
    const set = wordSetOf(instruction.encoding, storage, longest);
    return { cube: set.fixed, item: { instruction, set, place } };
  });

  const found: { readonly overlap: Overlap; readonly order: number }[] = [];
  for (const [{ item: a }, { item: b }] of pairsThatMayMeet(entries)) {
    const common = commonWords(a.set, b.set);
    if (common === undefined || areToldApart(a.instruction, b.instruction)) continue;
    const [first, second] = a.place < b.place ? [a, b] : [b, a];
    const width = Math.max(first.instruction.encoding.width, second.instruction.encoding.width);
    const word =
      storage.endian === 'big'
        ? common.value / powerOfTwo(longest - width)
        : truncate(width, common.value);
    found.push({
      overlap: {
        first: first.instruction,
        second: second.instruction,
        word,
        units: unitsOf(word, width, storage),
      },
      order: first.place * instructions.length + second.place,
    });
  }
  return found.toSorted((a, b) => a.order - b.order).map(({ overlap }) => overlap);
}

/** Words that no instruction is, or begins. */
export interface Gaps {
  /** Width of the longest encoding: of the words that are counted. */
  readonly width: number;
  readonly undecoded: bigint;
  readonly total: bigint;
  /** The units, in address order, of the lowest such word; undefined if there is none. */
  readonly example: readonly bigint[] | undefined;
}

/** Counts what is left to `undecoded`. The instructions must not overlap. */
export function findGaps(instructions: readonly Instruction[], storage: UnitOrder): Gaps {
  const width = longestWidth(instructions);
  const total = powerOfTwo(width);
  // Variants that only their constraint tells apart have the same words, which count once.
  const sets = groupByEncoding(instructions).map(([{ encoding }]) =>
    wordSetOf(encoding, storage, width),
  );
  const undecoded = total - countAll(sets, ALL_WORDS, width);
  if (undecoded === 0n) return { width, undecoded, total, example: undefined };

  let cube = ALL_WORDS;
  for (let bit = width - 1; bit >= 0; bit -= 1) {
    const size = powerOfTwo(bit);
    const low = { mask: cube.mask + size, value: cube.value };
    const isFull = countAll(sets, low, width) === size;
    cube = isFull ? { mask: low.mask, value: cube.value + size } : low;
  }
  return { width, undecoded, total, example: unitsOf(cube.value, width, storage) };
}

/** Variants of one instruction whose encodings agree in everything differ in their constraint. */
function areToldApart(a: Instruction, b: Instruction): boolean {
  return (
    a.constraint !== b.constraint && a.opcode === b.opcode && groupByEncoding([a, b]).length === 1
  );
}

function countAll(sets: readonly WordSet[], cube: Cube, width: number): bigint {
  return sets.reduce((count, set) => count + countWithin(set, cube, width), 0n);
}

function longestWidth(instructions: readonly Instruction[]): number {
  return Math.max(0, ...instructions.map(({ encoding }) => encoding.width));
}
