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
  equal,
  extract,
  ite,
  select,
  store,
  variable,
  widthOf,
  type Application,
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

/** What stands at an index of an array. */
export type ReadAt = (from: Term, place: Term) => Term;

/** Consecutive units from `address` on; unit `i` gives the bits `[(i+1)*u-1 : i*u]`. */
export function readUnits(from: Term, address: Term, units: number, readAt: ReadAt = select): Term {
  let word = readAt(from, address);
  for (let i = 1; i < units; i += 1) word = concat(readAt(from, plus(address, i)), word);
  return word;
}

/** Reads through the writes, down to the array variables, of whose units `standsAt` knows something. */
export function readThrough(standsAt: ReadAt): ReadAt {
  const known = new Map<string, Term>();
  const readAt: ReadAt = (from, place) => {
    const key = `${from.id} ${place.id}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const unit = from.kind === 'apply' ? readOnce(from, place, readAt) : standsAt(from, place);
    known.set(key, unit);
    return unit;
  };
  return readAt;
}

function readOnce(from: Application, place: Term, readAt: ReadAt): Term {
  const [first, second, third] = from.arguments;
  if (first === undefined || second === undefined || third === undefined)
    throw new TypeError('not an array made by writes');
  if (from.operator === 'store')
    return second === place ? third : ite(equal(second, place), third, readAt(first, place));
  if (from.operator !== 'ite') throw new TypeError(`${from.operator} makes no storage`);
  return ite(first, readAt(second, place), readAt(third, place));
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
