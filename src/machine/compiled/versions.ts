/**
 * Values of storage and of register files inside one step, without copying any.
 *
 * A value is a number. A negative one is something whole that a state holds: `-1 - k` is the storage
 * of state `k`. Others are entries of a log: an earlier value with one unit, or register, written.
 * So `ite` chooses a number, a read looks through the entries, and nothing is stored before the end
 * of the step, when the entries of the value that was chosen are put into the state.
 */

import type { Arithmetic } from './arithmetic.ts';
import type { FastState } from './fast-state.ts';
import { FastStorage, IN_PAGE, PAGE_BITS, PAGE_UNITS } from './fast-storage.ts';
import { LIMB } from './limbs.ts';

/** The register file in which every register is zero. */
export const ZERO_FILE = -1;

/** A register file of one of the states. */
export interface FilePlace {
  readonly state: number;
  readonly offset: number;
  readonly limbs: number;
  readonly registers: number;
}

export interface Versions {
  /** The states that negative numbers speak of. */
  readonly states: FastState[];
  /** What is written next, as limbs. */
  readonly value: Int32Array;
  /** Forgets all entries. */
  readonly reset: () => void;

  readonly read: (
    memory: number,
    unit: number,
    units: number,
    width: number,
    lo: number,
    hi: number,
  ) => number;
  readonly write: (
    memory: number,
    unit: number,
    units: number,
    width: number,
    lo: number,
    hi: number,
  ) => number;
  /** Puts what was written into storage that the value began with. */
  readonly commit: (memory: number, target: number) => void;
  /** A copy of a whole value, with the shape of the target. */
  readonly materialise: (memory: number, target: number) => FastStorage;

  /** Number of a file as a value. */
  readonly fileNumber: (place: FilePlace) => number;
  /** The entry that wrote the register, or the whole file. */
  readonly find: (file: number, index: number) => number;
  readonly limbAt: (found: number, index: number, limb: number) => number;
  readonly store: (file: number, index: number, limbs: number) => number;
  readonly commitFile: (file: number) => void;
  readonly materialiseFile: (file: number, target: number) => Int32Array;
  readonly fill: (target: number, limbs: Int32Array) => void;
}

export function createVersions({ rest }: Arithmetic): Versions {
  const states: FastState[] = [];
  const value = new Int32Array(rest.length);
  const upper = new Int32Array(1);
  const word = new Int32Array(rest.length);
  const places: FilePlace[] = [];

  let capacity = 1024;
  let used = 0;
  let parents = new Int32Array(capacity);
  let keys = new Int32Array(capacity);
  let highKeys = new Int32Array(capacity);
  let lows = new Int32Array(capacity);
  let highs = new Int32Array(capacity);

  let fileUsed = 0;
  let words = 0;
  let fileParents = new Int32Array(capacity);
  let indices = new Int32Array(capacity);
  let starts = new Int32Array(capacity);
  let stored = new Int32Array(capacity * 4);

  const storageOf = (memory: number): FastStorage => {
    const state = states[-1 - memory];
    if (state === undefined) throw new TypeError('no such storage');
    return state.storage;
  };

  const grow = (): void => {
    capacity *= 2;
    parents = longer(parents, capacity);
    keys = longer(keys, capacity);
    highKeys = longer(highKeys, capacity);
    lows = longer(lows, capacity);
    highs = longer(highs, capacity);
    fileParents = longer(fileParents, capacity);
    indices = longer(indices, capacity);
    starts = longer(starts, capacity);
  };

  /** The lower limb of a unit; the other one is put into `upper`. */
  const unitAt = (memory: number, lo: number, hi: number): number => {
    let at = memory;
    while (at >= 0) {
      if (keys[at] === lo && highKeys[at] === hi) {
        upper[0] = highs[at] ?? 0;
        return lows[at] ?? 0;
      }
      at = parents[at] ?? -1;
    }
    const storage = storageOf(at);
    const page = storage.page(lo, hi);
    if (storage.limbs === 1) return page[lo & IN_PAGE] ?? 0;
    upper[0] = page[(lo & IN_PAGE) * 2 + 1] ?? 0;
    return page[(lo & IN_PAGE) * 2] ?? 0;
  };

  const pushUnit = (memory: number, lo: number, hi: number, low: number, high: number): number => {
    if (used === capacity) grow();
    parents[used] = memory;
    keys[used] = lo;
    highKeys[used] = hi;
    lows[used] = low;
    highs[used] = high;
    used += 1;
    return used - 1;
  };

  /** Any units at any address, through the log. */
  const readSlowly = (
    memory: number,
    unit: number,
    units: number,
    width: number,
    lo: number,
    hi: number,
  ): number => {
    const count = Math.ceil((unit * units) / LIMB);
    word.fill(0, 0, count + 2);
    for (let i = 0; i < units; i += 1) {
      const low = unitAt(memory, addedLow(lo, i, width), addedHigh(lo, hi, i, width));
      insert(word, i * unit, low);
      if (unit > LIMB) insert(word, i * unit + LIMB, upper[0] ?? 0);
    }
    for (let i = 1; i < count; i += 1) rest[i] = word[i] ?? 0;
    return word[0] ?? 0;
  };

  const read: Versions['read'] = (memory, unit, units, width, lo, hi) => {
    if (memory >= 0) return readSlowly(memory, unit, units, width, lo, hi);
    const at = lo & IN_PAGE;
    if (units > 1 && (at + units > PAGE_UNITS || width < PAGE_BITS)) {
      return readSlowly(memory, unit, units, width, lo, hi);
    }
    const page = storageOf(memory).page(lo, hi);
    if (units === 1) {
      if (unit <= LIMB) return page[at] ?? 0;
      rest[1] = page[at * 2 + 1] ?? 0;
      return page[at * 2] ?? 0;
    }
    if (unit !== 8) return readSlowly(memory, unit, units, width, lo, hi);
    if (units === 2) return (page[at] ?? 0) | ((page[at + 1] ?? 0) << 8);
    if (units === 4) return fourBytes(page, at);
    if (units !== 8) return readSlowly(memory, unit, units, width, lo, hi);
    rest[1] = fourBytes(page, at + 4);
    return fourBytes(page, at);
  };

  const write: Versions['write'] = (memory, unit, units, width, lo, hi) => {
    const whole = unit * units;
    let after = memory;
    for (let i = 0; i < units; i += 1) {
      const from = i * unit;
      const low = cut(value, from, Math.min(unit, LIMB), whole);
      const high = unit > LIMB ? cut(value, from + LIMB, unit - LIMB, whole) : 0;
      after = pushUnit(after, addedLow(lo, i, width), addedHigh(lo, hi, i, width), low, high);
    }
    return after;
  };

  const putAll = (memory: number, storage: FastStorage): void => {
    if (memory < 0) return;
    const earlier = parents[memory] ?? -1;
    if (earlier >= 0) for (const each of chainOf(earlier, parents)) putOne(each, storage);
    putOne(memory, storage);
  };

  const putOne = (entry: number, storage: FastStorage): void =>
    storage.put(keys[entry] ?? 0, highKeys[entry] ?? 0, lows[entry] ?? 0, highs[entry] ?? 0);

  const placeOf = (file: number): FilePlace => {
    const place = places[-2 - file];
    if (place === undefined) throw new TypeError('no such register file');
    return place;
  };

  const limbsOfState = (state: number): Int32Array => {
    const known = states[state];
    if (known === undefined) throw new TypeError('no such state');
    return known.limbs;
  };

  const putRegister = (entry: number, limbs: Int32Array, offset: number, each: number): void => {
    const start = starts[entry] ?? 0;
    const at = offset + (indices[entry] ?? 0) * each;
    for (let i = 0; i < each; i += 1) limbs[at + i] = stored[start + i] ?? 0;
  };

  const putRegisters = (file: number, limbs: Int32Array, offset: number, each: number): void => {
    if (file < 0) return;
    const earlier = fileParents[file] ?? -1;
    if (earlier >= 0) {
      for (const one of chainOf(earlier, fileParents)) putRegister(one, limbs, offset, each);
    }
    putRegister(file, limbs, offset, each);
  };

  return {
    states,
    value,
    reset: () => {
      used = 0;
      fileUsed = 0;
      words = 0;
    },
    read,
    write,
    commit: (memory, target) => {
      if (memory >= 0) putAll(memory, storageOf(target));
    },
    materialise: (memory, target) => {
      const copy = new FastStorage(storageOf(target));
      copy.copyFrom(storageOf(baseOf(memory, parents)));
      putAll(memory, copy);
      return copy;
    },
    fileNumber: (place) => {
      const known = places.findIndex(
        ({ state, offset }) => state === place.state && offset === place.offset,
      );
      if (known >= 0) return -2 - known;
      places.push(place);
      return -1 - places.length;
    },
    find: (file, index) => {
      let at = file;
      while (at >= 0) {
        if (indices[at] === index) return at;
        at = fileParents[at] ?? -1;
      }
      return at;
    },
    limbAt: (found, index, limb) => {
      if (found >= 0) return stored[(starts[found] ?? 0) + limb] ?? 0;
      if (found === ZERO_FILE) return 0;
      const { state, offset, limbs } = placeOf(found);
      return limbsOfState(state)[offset + index * limbs + limb] ?? 0;
    },
    store: (file, index, limbs) => {
      if (fileUsed === capacity) grow();
      if (words + limbs > stored.length) stored = longer(stored, stored.length * 2 + limbs);
      fileParents[fileUsed] = file;
      indices[fileUsed] = index;
      starts[fileUsed] = words;
      for (let i = 0; i < limbs; i += 1) stored[words + i] = value[i] ?? 0;
      words += limbs;
      fileUsed += 1;
      return fileUsed - 1;
    },
    commitFile: (file) => {
      if (file < 0) return;
      const { state, offset, limbs } = placeOf(baseOf(file, fileParents));
      putRegisters(file, limbsOfState(state), offset, limbs);
    },
    materialiseFile: (file, target) => {
      const { limbs, registers } = placeOf(target);
      const copy = new Int32Array(limbs * registers);
      const base = baseOf(file, fileParents);
      if (base !== ZERO_FILE) {
        const from = placeOf(base);
        copy.set(limbsOfState(from.state).subarray(from.offset, from.offset + limbs * registers));
      }
      putRegisters(file, copy, 0, limbs);
      return copy;
    },
    fill: (target, limbs) => {
      const { state, offset } = placeOf(target);
      limbsOfState(state).set(limbs, offset);
    },
  };
}

/** The entries up to this one, earliest first. */
function chainOf(entry: number, parents: Int32Array): readonly number[] {
  const chain: number[] = [];
  for (let at = entry; at >= 0; at = parents[at] ?? -1) chain.push(at);
  return chain.toReversed();
}

function baseOf(entry: number, parents: Int32Array): number {
  let at = entry;
  while (at >= 0) at = parents[at] ?? -1;
  return at;
}

function longer(row: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(length);
  copy.set(row);
  return copy;
}

function fourBytes(page: ArrayLike<number>, at: number): number {
  return (
    (page[at] ?? 0) |
    ((page[at + 1] ?? 0) << 8) |
    ((page[at + 2] ?? 0) << 16) |
    ((page[at + 3] ?? 0) << 24)
  );
}

/** The limbs of an address `i` units further; the last address is followed by the first. */
function addedLow(lo: number, i: number, width: number): number {
  const sum = (lo + i) | 0;
  return width < LIMB ? sum & (2 ** width - 1) : sum;
}

function addedHigh(lo: number, hi: number, i: number, width: number): number {
  if (width <= LIMB) return 0;
  const sum = (lo + i) >>> 0 < lo >>> 0 ? hi + 1 : hi;
  return width === 2 * LIMB ? sum | 0 : sum & (2 ** (width - LIMB) - 1);
}

/** Puts the bits of a limb at a place of a word; what lies above is still zero. */
function insert(word: Int32Array, at: number, limb: number): void {
  const i = Math.floor(at / LIMB);
  const shift = at % LIMB;
  word[i] = (word[i] ?? 0) | (limb << shift);
  if (shift !== 0) word[i + 1] = (word[i + 1] ?? 0) | (limb >>> (LIMB - shift));
}

/** `count` bits of a word of `width` bits. */
function cut(word: Int32Array, from: number, count: number, width: number): number {
  const i = Math.floor(from / LIMB);
  const shift = from % LIMB;
  let limb = (word[i] ?? 0) >>> shift;
  if (shift !== 0 && (i + 1) * LIMB < width) limb |= (word[i + 1] ?? 0) << (LIMB - shift);
  return count === LIMB ? limb | 0 : limb & (2 ** count - 1);
}
