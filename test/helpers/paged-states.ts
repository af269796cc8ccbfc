/** States of RISC-V with paging on, in which some addresses are mapped. */

import type * as fc from 'fast-check';
import { bitOr, mixHash, truncate } from '../../src/base/bits.ts';
import type { Machine } from '../../src/isa/machine.ts';
import { scalarIn, type ElementValue, type State } from '../../src/isa/state.ts';
import { sparseMap, withWord, wordsOf, type SparseMap } from '../../src/term/sparse-map.ts';
import { stateOf } from '../../src/testing.ts';

/** The page of the root; the two tables of each lower level come after it. */
const ROOT = 0x10;

/** Any state, but for `satp`, the page tables, and addresses that Sv39 can translate. */
export function pagedStateOf(machine: Machine): fc.Arbitrary<State> {
  const xlen = machine.elements.find(({ name }) => name === 'x')?.width === 32 ? 32 : 64;
  const tables = pageTables(xlen);
  const mode = xlen === 32 ? 1n : 8n;
  return stateOf(machine).map((state) => {
    const elements = new Map<string, ElementValue>(state.elements)
      .set('satp.MODE', mode)
      .set('satp.PPN', BigInt(ROOT))
      .set('pc', addressLike(xlen, scalarIn(state, 'pc'), 4n))
      .set('x', registers(xlen, state.elements.get('x')));
    let units: SparseMap = { ...tables, default: state.memory.units.default };
    for (const [address, unit] of wordsOf(state.memory.units)) {
      units = withWord(units, address, unit);
    }
    return { elements, memory: { kind: 'memory', units } };
  });
}

/** Every other register holds an address that can be translated, and is aligned. */
function registers(xlen: 32 | 64, file: ElementValue | undefined): ElementValue {
  if (typeof file !== 'object') throw new TypeError('no register file');
  let { words } = file;
  for (const [index, word] of wordsOf(file.words)) {
    if (index % 2n === 1n) words = withWord(words, index, addressLike(xlen, word, 8n));
  }
  return { kind: 'array', words };
}

function addressLike(xlen: 32 | 64, word: bigint, alignment: bigint): bigint {
  const aligned = word - (word % alignment);
  return xlen === 32 ? aligned : truncate(64, BigInt.asIntN(39, aligned));
}

/** Tables of every level, with leaves of every kind at every level. */
function pageTables(xlen: 32 | 64): SparseMap {
  const bytes: [bigint, bigint][] = [];
  const size = xlen / 8;
  const lowest = xlen === 32 ? 0 : -1;
  for (let level = 1; level >= lowest; level -= 1) {
    const pages = level === 1 ? [ROOT] : tablesAt(level);
    for (const page of pages) {
      for (let i = 0; i < 4096 / size; i += 1) {
        const entry = entryAt(level - lowest, tablesAt(level - 1), page * 4096 + i, xlen);
        for (let k = 0; k < size; k += 1) {
          const byte = truncate(8, entry / 2n ** BigInt(8 * k));
          bytes.push([BigInt(page * 4096 + i * size + k), byte]);
        }
      }
    }
  }
  return sparseMap(0n, bytes);
}

function tablesAt(level: number): number[] {
  const first = ROOT + 1 + 2 * -level;
  return [first, first + 1];
}

/** A pointer, a leaf, or anything. `height` is 0 for the last level. */
function entryAt(height: number, next: readonly number[], seed: number, xlen: 32 | 64): bigint {
  const random = (salt: number, below: number): number => mixHash(seed, salt) % below;
  const kind = random(1, 10);
  const flags = BigInt(random(2, 1024));
  if (height > 0 && kind < 6) return BigInt(next[random(3, 2)] ?? 0) * 1024n + 1n;
  if (kind === 9) return truncate(xlen, BigInt(random(4, 2 ** 30)) * 2n ** 30n + flags);
  const pageBits = BigInt(height * (xlen === 32 ? 10 : 9));
  const page = BigInt(random(5, 16)) * 2n ** pageBits;
  // V, R, A and D more often than not; W only with R.
  const often = kind < 8 ? 0b1100_0011n : 0n;
  const set = flags - (flags % 256n) + truncate(8, bitOr(flags, often));
  return page * 1024n + set;
}
