/**
 * What words decode to, remembered: a word that was decoded before costs a comparison.
 *
 * Units are given one at a time, as the decoder reads them; it may want more after each.
 */

import { decoderOf, type SameEncoding } from '../../isa/decode.ts';
import type { Machine } from '../../isa/machine.ts';
import { unitCount } from '../../isa/units.ts';
import { limbCount, putLimbs, wordOfLimbs } from './limbs.ts';

/** The operands of a decoded word, in order of the encoding, each in as many limbs as it needs. */
export interface DecodedWord<Code> {
  readonly kind: 'decoded';
  readonly instructions: SameEncoding;
  readonly code: Code;
  readonly operands: Int32Array;
}

export type Known<Code> =
  | DecodedWord<Code>
  | { readonly kind: 'undecoded' }
  /** The word goes on. */
  | { readonly kind: 'unreadable' };

/** Entries of one length. */
const ENTRIES = 4096;

interface Table<Code> {
  readonly low: Int32Array;
  readonly high: Int32Array;
  readonly known: (Known<Code> | undefined)[];
  /** Longer words than two limbs. */
  readonly long: Map<bigint, Known<Code>>;
}

export class DecodeCache<Code> {
  /** The units read so far, each in its limbs. */
  readonly units: Int32Array;
  readonly #machine: Machine;
  readonly #codeOf: (instructions: SameEncoding) => Code;
  readonly #tables = new Map<number, Table<Code>>();
  readonly #unitLimbs: number;
  #last: Table<Code> | undefined;
  #lastCount = 0;

  constructor(machine: Machine, codeOf: (instructions: SameEncoding) => Code) {
    this.#machine = machine;
    this.#codeOf = codeOf;
    this.#unitLimbs = limbCount(machine.storage.unit);
    const widths = machine.instructions.map(({ encoding }) => encoding.width);
    this.units = new Int32Array(
      this.#unitLimbs * unitCount(Math.max(machine.storage.unit, ...widths), machine.storage),
    );
  }

  /** How many units the shortest instructions have. */
  shortest(): number {
    const { instructions, storage } = this.#machine;
    if (instructions.length === 0) return 0;
    return Math.min(...instructions.map(({ encoding }) => unitCount(encoding.width, storage)));
  }

  /** What the first `count` of `units` are. */
  lookUp(count: number): Known<Code> {
    const { units } = this;
    const { unit } = this.#machine.storage;
    const table = count === this.#lastCount ? this.#last : this.#tableOf(count);
    if (table === undefined) throw new TypeError('no table');
    if (count * unit > 64) return this.#lookUpLong(table, count);
    let low = units[0] ?? 0;
    let high = this.#unitLimbs === 2 ? (units[1] ?? 0) : 0;
    for (let i = 1, at = unit; i < count; i += 1, at += unit) {
      const limb = units[i] ?? 0;
      if (at < 32) low |= limb << at;
      if (at + unit > 32) high |= at >= 32 ? limb << (at - 32) : limb >>> (32 - at);
    }
    const slot = hash(low, high);
    const known = table.known[slot];
    if (known !== undefined && table.low[slot] === low && table.high[slot] === high) return known;
    const found = this.#decode(count);
    table.low[slot] = low;
    table.high[slot] = high;
    table.known[slot] = found;
    return found;
  }

  /** The units as words. */
  words(count: number): readonly bigint[] {
    const { unit } = this.#machine.storage;
    return Array.from({ length: count }, (_, i) =>
      wordOfLimbs(unit, this.units, i * this.#unitLimbs),
    );
  }

  #lookUpLong(table: Table<Code>, count: number): Known<Code> {
    const { unit } = this.#machine.storage;
    const key = this.words(count).reduceRight((word, each) => (word << BigInt(unit)) | each, 0n);
    const known = table.long.get(key);
    if (known !== undefined) return known;
    const found = this.#decode(count);
    if (table.long.size >= ENTRIES) table.long.clear();
    table.long.set(key, found);
    return found;
  }

  #tableOf(count: number): Table<Code> {
    const known = this.#tables.get(count) ?? {
      low: new Int32Array(ENTRIES),
      high: new Int32Array(ENTRIES),
      known: Array.from({ length: ENTRIES }, () => undefined),
      long: new Map<bigint, Known<Code>>(),
    };
    this.#tables.set(count, known);
    this.#last = known;
    this.#lastCount = count;
    return known;
  }

  #decode(count: number): Known<Code> {
    const units = this.words(count);
    const decoded = decoderOf(this.#machine).fetchAndDecode((i) => units[i]);
    if (decoded.kind !== 'decoded') return { kind: decoded.kind };
    const { instructions, operands } = decoded;
    const { encoding } = instructions[0];
    const sizes = encoding.operands.map(({ width }) => limbCount(width));
    const row = new Int32Array(sizes.reduce((sum, size) => sum + size, 0));
    let offset = 0;
    for (const [i, { name, width }] of encoding.operands.entries()) {
      putLimbs(width, operands.get(name) ?? 0n, row, offset);
      offset += sizes[i] ?? 0;
    }
    return { kind: 'decoded', instructions, code: this.#codeOf(instructions), operands: row };
  }
}

function hash(low: number, high: number): number {
  const mixed = Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1);
  return mixed >>> 20;
}
