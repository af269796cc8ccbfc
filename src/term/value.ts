/** What a closed term can be worth, by sort. */

import { sparseMap, type SparseMap } from './sparse-map.ts';
import type { Sort } from './term.ts';

export type Value = bigint | boolean | ArrayValue | MemoryValue;

export interface ArrayValue {
  readonly kind: 'array';
  readonly words: SparseMap;
}

/** Storage: units by physical address. What an address means is the memory model's business. */
export interface MemoryValue {
  readonly kind: 'memory';
  readonly units: SparseMap;
}

type Entries = Iterable<readonly [bigint, bigint]>;

export function arrayValue(byDefault: bigint, entries: Entries = []): ArrayValue {
  return { kind: 'array', words: sparseMap(byDefault, entries) };
}

export function memoryValue(byDefault: bigint, entries: Entries = []): MemoryValue {
  return { kind: 'memory', units: sparseMap(byDefault, entries) };
}

/** Whether the value is one of the sort. The words inside arrays and storage are taken on trust. */
export function fitsSort(value: Value, sort: Sort): boolean {
  switch (sort.kind) {
    case 'bool':
      return typeof value === 'boolean';
    case 'bits':
      return typeof value === 'bigint' && value === BigInt.asUintN(sort.width, value);
    case 'array':
    case 'memory':
      return typeof value === 'object' && value.kind === sort.kind;
  }
}

// What the caller knows from the sort of the term. A mismatch is a mistake of ours.

export function boolOf(value: Value): boolean {
  if (typeof value !== 'boolean') throw new TypeError('not a bool');
  return value;
}

export function bitsOf(value: Value): bigint {
  if (typeof value !== 'bigint') throw new TypeError('not bits');
  return value;
}

export function arrayOf(value: Value): ArrayValue {
  if (typeof value !== 'object' || value.kind !== 'array') throw new TypeError('not an array');
  return value;
}

export function memoryOf(value: Value): MemoryValue {
  if (typeof value !== 'object' || value.kind !== 'memory') throw new TypeError('not storage');
  return value;
}
