/**
 * Words and the storage units they stand in.
 *
 * A word is as the manual draws it, bit 0 lowest. Its units are in address order: with little
 * endian the lowest unit comes first, with big endian the highest.
 */

import { join, slice } from '../base/bits.ts';
import type { Storage } from './machine.ts';

/** What of a storage the order of units depends on. */
export type UnitOrder = Pick<Storage, 'unit' | 'endian'>;

/** The number of units that `width` bits take. */
export function unitCount(width: number, { unit }: UnitOrder): number {
  return Math.ceil(width / unit);
}

/** The units of a word of `width` bits, in address order. */
export function unitsOf(word: bigint, width: number, storage: UnitOrder): readonly bigint[] {
  const { unit, endian } = storage;
  const units = Array.from({ length: unitCount(width, storage) }, (_, i) =>
    slice(word, (i + 1) * unit - 1, i * unit),
  );
  return endian === 'little' ? units : units.toReversed();
}

/** The word that `units` make, given in address order. */
export function wordOf(units: readonly bigint[], { unit, endian }: UnitOrder): bigint {
  const highestFirst = endian === 'little' ? units.toReversed() : units;
  return highestFirst.reduce((word, low) => join(word, low, unit), 0n);
}
