/**
 * Storage as terms: one array for each thing that a view keeps apart.
 *
 * The abstract view keeps an array for each group of mapped paths and one for the physical path;
 * the exact view keeps the one storage.
 */

import {
  array,
  concat,
  constant,
  binary,
  extract,
  ite,
  select,
  store,
  variable,
  widthOf,
  type Term,
} from '../term/term.ts';

export type StorageTerm = ReadonlyMap<string, Term>;

/** Storage after `condition ? then : otherwise`. */
export function chooseStorage(
  condition: Term,
  then: StorageTerm,
  otherwise: StorageTerm,
): StorageTerm {
  if (then === otherwise) return then;
  return new Map(
    [...then].map(([name, one]) => {
      const other = otherwise.get(name) ?? one;
      return [name, one === other ? one : ite(condition, one, other)];
    }),
  );
}

export function arrayOf(storage: StorageTerm, name: string): Term {
  const found = storage.get(name);
  if (found === undefined) throw new TypeError(`no array ${name} in this view`);
  return found;
}

/** An array variable from addresses of `addressWidth` bits to units. */
export function storageVariable(name: string, addressWidth: number, unit: number): Term {
  return variable(name, array(addressWidth, unit));
}

/** Consecutive units from `address` on; unit `i` gives the bits `[(i+1)*u-1 : i*u]`. */
export function readUnits(from: Term, address: Term, units: number): Term {
  let word = select(from, address);
  for (let i = 1; i < units; i += 1) word = concat(select(from, plus(address, i)), word);
  return word;
}

export function writeUnits(to: Term, address: Term, units: number, word: Term): Term {
  let written = to;
  for (let i = 0; i < units; i += 1) {
    written = store(written, plus(address, i), unitOf(word, i, units));
  }
  return written;
}

/** Unit `i` of a word of so many units. */
export function unitOf(word: Term, i: number, units: number): Term {
  if (units === 1) return word;
  const unit = widthOf(word) / units;
  return extract(word, (i + 1) * unit - 1, i * unit);
}

export function plus(address: Term, offset: number): Term {
  return offset === 0
    ? address
    : binary('bvadd', address, constant(widthOf(address), BigInt(offset)));
}
