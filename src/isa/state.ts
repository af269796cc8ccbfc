/** Concrete states of a machine: a value for every element, and the storage. */

import { sameWords, withWord, wordAt, wordsOf } from '../term/sparse-map.ts';
import { arrayValue, memoryValue, type ArrayValue, type MemoryValue } from '../term/value.ts';
import { unitsIn, type Image } from './image.ts';
import type { Element, Machine } from './machine.ts';

/** Scalars are words, register files arrays. */
export type ElementValue = bigint | ArrayValue;

export interface State {
  readonly elements: ReadonlyMap<string, ElementValue>;
  readonly memory: MemoryValue;
}

/** Everything zero but what is hardwired to something else. */
export function zeroState({ elements }: Machine): State {
  return {
    elements: new Map(elements.map((element) => [element.name, zeroOf(element)])),
    memory: memoryValue(0n),
  };
}

/** The state with the units of the image in storage. */
export function withImage(state: State, image: Image): State {
  let words = state.memory.units;
  for (const [address, unit] of unitsIn(image)) words = withWord(words, address, unit);
  return { ...state, memory: { kind: 'memory', units: words } };
}

/** The value of a scalar element. */
export function scalarIn(state: State, name: string): bigint {
  const value = state.elements.get(name);
  if (typeof value !== 'bigint') throw new TypeError(`no scalar element ${name}`);
  return value;
}

/** One register of a file. */
export function registerIn(state: State, name: string, index: number): bigint {
  const value = state.elements.get(name);
  if (typeof value !== 'object') throw new TypeError(`no register file ${name}`);
  return wordAt(value.words, BigInt(index));
}

/** The storage unit at a physical address. */
export function unitIn(state: State, address: bigint): bigint {
  return wordAt(state.memory.units, address);
}

/** One scalar, register or storage unit that two states have different values of. */
export interface Change {
  readonly kind: 'element' | 'storage';
  /** `M`, `R.l`, `r[3]`, `E[0x10]`. */
  readonly name: string;
  /** Of a change of an element. */
  readonly element: Element | undefined;
  readonly before: bigint;
  readonly after: bigint;
}

/** All differences, elements in order of declaration and then storage by address. */
export function changesBetween(machine: Machine, before: State, after: State): readonly Change[] {
  return [
    ...machine.elements.flatMap((element) => elementChanges(element, before, after)),
    ...storageChanges(machine, before, after),
  ];
}

/** Whether the states are equal in all elements that `counts` admits and, if asked, in storage. */
export function sameState(
  machine: Machine,
  a: State,
  b: State,
  counts: (element: Element) => boolean = () => true,
): boolean {
  return (
    machine.elements.every(
      (element) => !counts(element) || elementChanges(element, a, b).length === 0,
    ) && sameWords(a.memory.units, b.memory.units, 2n ** BigInt(machine.storage.addressWidth))
  );
}

function zeroOf({ file }: Element): ElementValue {
  if (file === undefined) return 0n;
  return arrayValue(
    0n,
    file.hardwired.map(({ index, value }) => [BigInt(index), value] as const),
  );
}

function elementChanges(element: Element, a: State, b: State): readonly Change[] {
  const before = a.elements.get(element.name);
  const after = b.elements.get(element.name);
  if (before === after) return [];
  if (typeof before === 'bigint' && typeof after === 'bigint') {
    return [{ kind: 'element', name: element.name, element, before, after }];
  }
  const count = element.file?.count ?? 0;
  return Array.from({ length: count }, (_, i) => i).flatMap((i): readonly Change[] => {
    const [x, y] = [registerIn(a, element.name, i), registerIn(b, element.name, i)];
    if (x === y) return [];
    return [{ kind: 'element', name: `${element.name}[${i}]`, element, before: x, after: y }];
  });
}

function storageChanges({ storage }: Machine, a: State, b: State): readonly Change[] {
  if (a.memory.units.root === b.memory.units.root) return [];
  const written = [...wordsOf(a.memory.units), ...wordsOf(b.memory.units)].map(([key]) => key);
  const addresses = [...new Set(written)].toSorted((x, y) => (x < y ? -1 : 1));
  return addresses.flatMap((address): readonly Change[] => {
    const [before, after] = [unitIn(a, address), unitIn(b, address)];
    if (before === after) return [];
    const name = `${storage.name}[0x${address.toString(16)}]`;
    return [{ kind: 'storage', name, element: undefined, before, after }];
  });
}
