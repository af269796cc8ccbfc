/**
 * The decoder that a machine's encodings make.
 *
 * It reads storage units one at a time, in address order, and no more than it needs: as long as no
 * encoding is complete and the fixed bits of a longer one still agree. Encodings do not overlap
 * (`overlap.ts`), so a complete one is the only one.
 */

import { bitOr, powerOfTwo, slice } from '../base/bits.ts';
import type { Cube } from './cubes.ts';
import type { Encoding, Instruction, Machine } from './machine.ts';
import { unitCount, unitsOf, wordOf, type UnitOrder } from './units.ts';
import { WordIndex, type Entry } from './word-index.ts';

/**
 * The instructions of one encoding. Usually one; several where only their `constraint` tells them
 * apart, as the subjects of an `execute at` do.
 */
export type SameEncoding = readonly [Instruction, ...Instruction[]];

export interface DecodedInstruction {
  readonly kind: 'decoded';
  readonly instructions: SameEncoding;
  /** Values by operand name, without the `op.` of the variable. */
  readonly operands: ReadonlyMap<string, bigint>;
  readonly word: bigint;
  readonly units: readonly bigint[];
}

export type Decoded =
  | DecodedInstruction
  /** No encoding is like this; `units` are those that were read to see it. */
  | { readonly kind: 'undecoded'; readonly units: readonly bigint[] }
  /** The unit after `units` could not be read. */
  | { readonly kind: 'unreadable'; readonly units: readonly bigint[] };

export interface Decoder {
  /** Decodes what begins at some address; `fetch(i)` is the i-th unit there, or undefined. */
  readonly fetchAndDecode: (fetch: (index: number) => bigint | undefined) => Decoded;
  /** Decodes what a word of `width` bits begins with. */
  readonly decode: (word: bigint, width: number) => Decoded;
}

const decoders = new WeakMap<Machine, Decoder>();

/** The machine's decoder, made once. */
export function decoderOf(machine: Machine): Decoder {
  const known = decoders.get(machine);
  if (known !== undefined) return known;
  const decoder = makeDecoder(machine);
  decoders.set(machine, decoder);
  return decoder;
}

export function makeDecoder(machine: Pick<Machine, 'instructions' | 'storage'>): Decoder {
  const { storage } = machine;
  const stages = stagesOf(groupByEncoding(machine.instructions), storage);

  const fetchAndDecode: Decoder['fetchAndDecode'] = (fetch) => {
    const units: bigint[] = [];
    for (const stage of stages) {
      while (units.length < stage.length) {
        const unit = fetch(units.length);
        if (unit === undefined) return { kind: 'unreadable', units };
        units.push(unit);
      }
      const word = wordOf(units, storage);
      for (const instructions of stage.complete.lookUp(word)) {
        const operands = operandsIn(instructions[0].encoding, word);
        if (operands !== undefined) return { kind: 'decoded', instructions, operands, word, units };
      }
      if (stage.beginnings.lookUp(word).length === 0) break;
    }
    return { kind: 'undecoded', units };
  };

  return {
    fetchAndDecode,
    decode: (word, width) => {
      const units = unitsOf(word, width, storage);
      return fetchAndDecode((index) => units[index]);
    },
  };
}

/** Instructions with one and the same encoding together, in order of their first. */
export function groupByEncoding(instructions: readonly Instruction[]): readonly SameEncoding[] {
  const groups = new Map<string, [Instruction, ...Instruction[]]>();
  for (const instruction of instructions) {
    const key = encodingKey(instruction.encoding);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [instruction]);
    else group.push(instruction);
  }
  return [...groups.values()];
}

/** The operands in a word that has the fixed bits; undefined if one is not an allowed value. */
export function operandsIn(
  encoding: Encoding,
  word: bigint,
): ReadonlyMap<string, bigint> | undefined {
  const values = new Map<string, bigint>(encoding.operands.map(({ name }) => [name, 0n]));
  for (const { operand, hi, lo, at } of encoding.pieces) {
    const piece = slice(word, at + hi - lo, at) * powerOfTwo(lo);
    values.set(operand, bitOr(values.get(operand) ?? 0n, piece));
  }
  for (const { name, allowed } of encoding.operands) {
    const value = values.get(name) ?? 0n;
    if (allowed?.some(({ low, high }) => low <= value && value <= high) === false) return undefined;
  }
  return values;
}

/** One number of units at which an encoding may be complete. */
interface Stage {
  /** In units. */
  readonly length: number;
  readonly complete: WordIndex<SameEncoding>;
  /** Fixed bits of longer encodings in this stage's units. */
  readonly beginnings: WordIndex<Cube>;
}

function stagesOf(groups: readonly SameEncoding[], storage: UnitOrder): readonly Stage[] {
  const lengthOf = ([{ encoding }]: SameEncoding): number => unitCount(encoding.width, storage);
  const lengths = [...new Set(groups.map(lengthOf))].toSorted((a, b) => a - b);
  return lengths.map((length) => {
    const complete = groups.filter((group) => lengthOf(group) === length);
    const longer = groups.filter((group) => lengthOf(group) > length);
    return {
      length,
      complete: new WordIndex(complete.map((item) => ({ cube: item[0].encoding, item }))),
      beginnings: new WordIndex(beginningsOf(longer, length * storage.unit, storage)),
    };
  });
}

function beginningsOf(
  groups: readonly SameEncoding[],
  width: number,
  storage: UnitOrder,
): readonly Entry<Cube>[] {
  const cubes = new Map<string, Cube>();
  for (const [{ encoding }] of groups) {
    const drop = storage.endian === 'big' ? encoding.width - width : 0;
    const cut = (word: bigint): bigint => slice(word, drop + width - 1, drop);
    const cube = { mask: cut(encoding.mask), value: cut(encoding.value) };
    cubes.set(`${cube.mask} ${cube.value}`, cube);
  }
  return [...cubes.values()].map((cube) => ({ cube, item: cube }));
}

function encodingKey(encoding: Encoding): string {
  return JSON.stringify(encoding, (_, value: unknown) =>
    typeof value === 'bigint' ? `${value}n` : value,
  );
}
