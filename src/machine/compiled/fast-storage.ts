/**
 * Storage that is written in place: pages of units by address, made when they are first written.
 *
 * Reading goes through a little table of pages that were looked up last, so that it costs no more
 * than a comparison and an access of a typed array.
 */

import type { Storage } from '../../isa/machine.ts';
import { wordsOf } from '../../term/sparse-map.ts';
import { memoryValue, type MemoryValue } from '../../term/value.ts';
import { limbCount, putLimbs, wordOfLimbs } from './limbs.ts';

/** The limbs of a unit; the second one is 0 if it has only one. */
type Unit = readonly [low: number, high: number];

type Page = Uint8Array | Uint16Array | Int32Array;

/** Bits of an address that count units in a page. */
export const PAGE_BITS = 12;
export const PAGE_UNITS: number = 2 ** PAGE_BITS;
export const IN_PAGE: number = PAGE_UNITS - 1;

const WIDEST_UNIT = 64;
const WIDEST_ADDRESS = 64;
const RECENT = 256;

export class FastStorage {
  readonly unit: number;
  readonly addressWidth: number;
  /** Typed array elements of one unit. */
  readonly limbs: number;
  /** How often a unit got another value. */
  changes = 0;
  /** What units were worth that were written since watching began, by the limbs of the address. */
  #watched: Map<number, Map<number, Unit>> | undefined;
  #pages = new Map<number, Page>();
  /** What is read where there is no page. Never written. */
  #blank: Page;
  /** The two limbs of their numbers; no number has a lower limb below zero. */
  readonly #lows = new Int32Array(RECENT).fill(-1);
  readonly #highs = new Int32Array(RECENT);
  readonly #recent: Page[];

  constructor({ unit, addressWidth }: Pick<Storage, 'unit' | 'addressWidth'>) {
    if (!isCompilable({ unit, addressWidth })) {
      throw new RangeError(`units of ${unit} bits at ${addressWidth} bits are not compiled`);
    }
    this.unit = unit;
    this.addressWidth = addressWidth;
    this.limbs = limbCount(unit);
    this.#blank = emptyPage(unit);
    this.#recent = Array.from({ length: RECENT }, () => this.#blank);
  }

  /** The page to read at the address with these two limbs. */
  page(lo: number, hi: number): Page {
    const low = lo >>> PAGE_BITS;
    const slot = low & (RECENT - 1);
    if (this.#lows[slot] !== low || this.#highs[slot] !== hi) this.#lookUp(low, hi);
    return this.#recent[slot] ?? this.#blank;
  }

  /** Writes one unit, given as limbs. */
  put(lo: number, hi: number, low: number, high: number): void {
    let page = this.page(lo, hi);
    if (page === this.#blank) {
      const at = (lo & IN_PAGE) * this.limbs;
      if (page[at] === low && (this.limbs === 1 || page[at + 1] === high)) return;
      page = this.#create(lo, hi);
    }
    if (this.limbs === 1) {
      const at = lo & IN_PAGE;
      if (page[at] === low) return;
      if (this.#watched !== undefined) this.#remember(lo, hi, page[at] ?? 0, 0);
      page[at] = low;
    } else {
      const at = (lo & IN_PAGE) * 2;
      if (page[at] === low && page[at + 1] === high) return;
      if (this.#watched !== undefined) this.#remember(lo, hi, page[at] ?? 0, page[at + 1] ?? 0);
      page[at] = low;
      page[at + 1] = high;
    }
    this.changes += 1;
  }

  /** From now on it is known what `isAsWatched` asks. */
  watch(): void {
    this.#watched = new Map<number, Map<number, Unit>>();
  }

  unwatch(): void {
    this.#watched = undefined;
  }

  /** Whether every unit is worth what it was when watching began. Only `put` is watched. */
  isAsWatched(): boolean {
    for (const [hi, units] of this.#watched ?? []) {
      for (const [lo, [low, high]] of units) {
        const page = this.page(lo, hi);
        const at = (lo & IN_PAGE) * this.limbs;
        if (page[at] !== low || (this.limbs === 2 && page[at + 1] !== high)) return false;
      }
    }
    return true;
  }

  /** Takes over the contents of a storage of the same shape. */
  copyFrom(other: FastStorage): void {
    if (other === this) return;
    if (other.unit !== this.unit || other.addressWidth !== this.addressWidth) {
      throw new TypeError('storages of two shapes');
    }
    this.#blank = other.#blank;
    this.#lows.fill(-1);
    const pages = new Map<number, Page>();
    for (const [key, page] of other.#pages) {
      const own = this.#pages.get(key);
      if (own === undefined) pages.set(key, page.slice());
      else {
        own.set(page);
        pages.set(key, own);
      }
    }
    this.#pages = pages;
    this.changes += 1;
  }

  /** Whether every unit is the same. */
  equals(other: FastStorage): boolean {
    for (const key of new Set([...this.#pages.keys(), ...other.#pages.keys()])) {
      if (!samePage(this.#pages.get(key) ?? this.#blank, other.#pages.get(key) ?? other.#blank)) {
        return false;
      }
    }
    const whole = 2 ** Math.max(this.addressWidth - PAGE_BITS, 0);
    const written = new Set([...this.#pages.keys(), ...other.#pages.keys()]).size;
    return written === whole || samePage(this.#blank, other.#blank);
  }

  toValue(): MemoryValue {
    const entries: [bigint, bigint][] = [];
    const used = Math.min(PAGE_UNITS, 2 ** this.addressWidth);
    for (const [key, page] of this.#pages) {
      const first = BigInt(key) * BigInt(PAGE_UNITS);
      for (let i = 0; i < used; i += 1) {
        const unit = this.#unitIn(page, i);
        if (unit !== this.#unitIn(this.#blank, 0)) entries.push([first + BigInt(i), unit]);
      }
    }
    return memoryValue(this.#unitIn(this.#blank, 0), entries);
  }

  static from(shape: Pick<Storage, 'unit' | 'addressWidth'>, { units }: MemoryValue): FastStorage {
    const storage = new FastStorage(shape);
    const unit = new Int32Array(2);
    putLimbs(shape.unit, units.default, unit);
    for (let i = 0; i < PAGE_UNITS * storage.limbs; i += 1) {
      storage.#blank[i] = unit[i % storage.limbs] ?? 0;
    }
    const address = new Int32Array(2);
    for (const [key, word] of wordsOf(units)) {
      putLimbs(WIDEST_ADDRESS, key, address);
      putLimbs(shape.unit, word, unit);
      storage.put(address[0] ?? 0, address[1] ?? 0, unit[0] ?? 0, unit[1] ?? 0);
    }
    return storage;
  }

  #unitIn(page: Page, i: number): bigint {
    if (!(page instanceof Int32Array)) return BigInt(page[i] ?? 0);
    return wordOfLimbs(this.unit, page, i * this.limbs);
  }

  #remember(lo: number, hi: number, low: number, high: number): void {
    const units = this.#watched?.get(hi) ?? new Map<number, Unit>();
    this.#watched?.set(hi, units);
    if (!units.has(lo)) units.set(lo, [low, high]);
  }

  #lookUp(low: number, hi: number): void {
    const slot = low & (RECENT - 1);
    this.#lows[slot] = low;
    this.#highs[slot] = hi;
    this.#recent[slot] = this.#pages.get(keyOf(low, hi)) ?? this.#blank;
  }

  #create(lo: number, hi: number): Page {
    const low = lo >>> PAGE_BITS;
    const page = this.#blank.slice();
    this.#pages.set(keyOf(low, hi), page);
    this.#lookUp(low, hi);
    return page;
  }
}

/** Whether storage of this shape has a fast form. */
export function isCompilable({
  unit,
  addressWidth,
}: Pick<Storage, 'unit' | 'addressWidth'>): boolean {
  return unit <= WIDEST_UNIT && addressWidth <= WIDEST_ADDRESS;
}

/** The number of a page. */
function keyOf(low: number, hi: number): number {
  return (hi >>> 0) * 2 ** (32 - PAGE_BITS) + low;
}

function emptyPage(unit: number): Page {
  if (unit <= 8) return new Uint8Array(PAGE_UNITS);
  if (unit <= 16) return new Uint16Array(PAGE_UNITS);
  return new Int32Array(PAGE_UNITS * limbCount(unit));
}

function samePage(a: Page, b: Page): boolean {
  return a === b || a.every((unit, i) => unit === b[i]);
}
