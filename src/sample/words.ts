/**
 * Words before it is known where the program will stand: drawn as a number and a choice of what
 * else to take instead of it, so that a word can be the address of an instruction, or a whole
 * packed state, and still shrink to zero.
 */

import * as fc from 'fast-check';
import { ones, truncate } from '../base/bits.ts';

export interface DrawnWord {
  /** What to take: see `resolved`. */
  readonly pick: number;
  readonly index: number;
  readonly raw: bigint;
}

/** What words of a guest can mean. */
export interface Meanings {
  /** Program addresses of its instructions. */
  readonly code: readonly bigint[];
  /** Addresses of its data, and of what a trap entry reads and writes. */
  readonly cells: readonly bigint[];
  /** States, packed as a trap entry reads them. */
  readonly packed: readonly { readonly width: number; readonly word: bigint }[];
}

const PICKS = 8;
const INDICES = 16;
/** Operands up to this width are numbers of registers and the like. */
const NARROW = 5;

export function drawnWord(width: number): fc.Arbitrary<DrawnWord> {
  return fc.record({
    pick: fc.nat({ max: PICKS - 1 }),
    index: fc.nat({ max: INDICES - 1 }),
    raw: anyWord(width),
  });
}

/** Words of all sizes, and the extreme ones more often than they would come. */
export function anyWord(width: number, special: readonly bigint[] = []): fc.Arbitrary<bigint> {
  const all = ones(width);
  const top = truncate(width, all / 2n + 1n);
  const fitting = special.filter((word) => word >= 0n && word <= all);
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 4, arbitrary: fc.bigInt({ min: 0n, max: all < 63n ? all : 63n }) },
    { weight: 2, arbitrary: fc.constantFrom(0n, all, top, truncate(width, top - 1n), ...fitting) },
    { weight: 2, arbitrary: fc.bigInt({ min: 0n, max: all }) },
  );
}

/** The word that was drawn, in a program that is laid out. */
export function resolved(
  { pick, index, raw }: DrawnWord,
  width: number,
  { code, cells, packed }: Meanings,
): bigint {
  if (width <= NARROW) return truncate(width, pick < PICKS / 2 ? BigInt(index % 3) : raw);
  const fitting = packed.filter((each) => each.width <= width);
  switch (pick) {
    case 2:
    case 4:
      return truncate(width, at(cells, index) ?? raw);
    case 3:
    case 5:
      return truncate(width, at(code, index) ?? raw);
    case 6:
      return at(fitting, index)?.word ?? truncate(width, at(cells, index) ?? raw);
    case 7:
      return at(fitting, index)?.word ?? truncate(width, at(code, index) ?? raw);
    default:
      return truncate(width, raw);
  }
}

export function at<Each>(all: readonly Each[], index: number): Each | undefined {
  return all.length === 0 ? undefined : all[index % all.length];
}
