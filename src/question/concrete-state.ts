/** A state as witnesses and reports have it: plain words by name and address. */

import type { Machine } from '../isa/machine.ts';
import { scalarIn, type State } from '../isa/state.ts';
import { wordsOf, type SparseMap } from '../term/sparse-map.ts';
import { arrayOf } from '../term/value.ts';
import type { ConcreteState } from './witness.ts';

export function concreteState(
  { elements: declared }: Pick<Machine, 'elements'>,
  state: State,
): ConcreteState {
  // prettier-ignore
  const elements = new Map<string, bigint>();
  const files = new Map<string, ReadonlyMap<bigint, bigint>>();
  for (const { name, file } of declared) {
    if (file === undefined) elements.set(name, scalarIn(state, name));
    else files.set(name, listed(arrayOf(state.elements.get(name) ?? 0n).words));
  }
  return { elements, files, storage: listed(state.memory.units) };
}

// A step leaves most files as they were.
const lists = new WeakMap<SparseMap, ReadonlyMap<bigint, bigint>>();

/** What is not zero, by address. */
export function listed(words: SparseMap): ReadonlyMap<bigint, bigint> {
  const known = lists.get(words);
  if (known !== undefined) return known;
  const list = new Map(wordsOf(words).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  lists.set(words, list);
  return list;
}
