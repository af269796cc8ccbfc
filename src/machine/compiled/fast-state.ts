/**
 * A state that steps write in place: all elements in one row of limbs, and the storage.
 *
 * Where an element lies is its machine's `Layout`, which generated code has as numbers.
 */

import type { Element, Machine } from '../../isa/machine.ts';
import type { ElementValue, State } from '../../isa/state.ts';
import { wordAt } from '../../term/sparse-map.ts';
import { arrayValue } from '../../term/value.ts';
import { FastStorage, isCompilable } from './fast-storage.ts';
import { limbCount, putLimbs, wordOfLimbs } from './limbs.ts';

/** Where an element lies among the limbs, and how many limbs a word of it has. */
export interface Slot {
  readonly element: Element;
  readonly offset: number;
  readonly limbs: number;
  /** Registers that there is room for: as many as an index can name. 1 for a scalar. */
  readonly registers: number;
}

export interface Layout {
  readonly slots: ReadonlyMap<string, Slot>;
  readonly limbs: number;
  readonly storage: Machine['storage'];
}

/** What a layout is made from. */
export type Shape = Pick<Machine, 'elements' | 'storage'>;

const WIDEST_INDEX = 16;
const layouts = new WeakMap<Shape, Layout>();

/** Whether states of such a machine have a fast form: all but the very wide ones do. */
export function hasFastStates({ elements, storage }: Shape): boolean {
  return (
    isCompilable(storage) && elements.every(({ file }) => (file?.indexWidth ?? 0) <= WIDEST_INDEX)
  );
}

export function layoutOf(machine: Shape): Layout {
  const known = layouts.get(machine);
  if (known !== undefined) return known;
  const slots = new Map<string, Slot>();
  let offset = 0;
  for (const element of machine.elements) {
    const indexWidth = element.file?.indexWidth ?? 0;
    if (indexWidth > WIDEST_INDEX) throw new RangeError(`${element.name} is not compiled`);
    const slot = { element, offset, limbs: limbCount(element.width), registers: 2 ** indexWidth };
    slots.set(element.name, slot);
    offset += slot.limbs * slot.registers;
  }
  const layout = { slots, limbs: offset, storage: machine.storage };
  layouts.set(machine, layout);
  return layout;
}

export class FastState {
  readonly layout: Layout;
  readonly limbs: Int32Array;
  readonly storage: FastStorage;

  constructor(layout: Layout, storage: FastStorage = new FastStorage(layout.storage)) {
    this.layout = layout;
    this.limbs = new Int32Array(layout.limbs);
    this.storage = storage;
  }

  /** A scalar, or one register of a file. */
  get(name: string, index = 0): bigint {
    const { element, offset, limbs } = slotOf(this.layout, name);
    return wordOfLimbs(element.width, this.limbs, offset + index * limbs);
  }

  set(name: string, word: bigint, index = 0): void {
    const { element, offset, limbs } = slotOf(this.layout, name);
    putLimbs(element.width, word, this.limbs, offset + index * limbs);
  }

  /** Whether both are the same in every register that an index can name, and in storage. */
  equals(other: FastState): boolean {
    if (other.layout !== this.layout) throw new TypeError('states of two layouts');
    return (
      this.limbs.every((limb, i) => limb === other.limbs[i]) && this.storage.equals(other.storage)
    );
  }

  /** The elements with a storage of zeros. */
  withoutStorage(): FastState {
    const copy = new FastState(this.layout);
    copy.limbs.set(this.limbs);
    return copy;
  }

  /** Becomes equal to another state of the same layout. */
  copyFrom(other: FastState): void {
    if (other.layout !== this.layout) throw new TypeError('states of two layouts');
    this.limbs.set(other.limbs);
    this.storage.copyFrom(other.storage);
  }
}

export function slotOf({ slots }: Layout, name: string): Slot {
  const slot = slots.get(name);
  if (slot === undefined) throw new TypeError(`no element ${name}`);
  return slot;
}

export function toFast(machine: Shape, { elements, memory }: State): FastState {
  const layout = layoutOf(machine);
  const fast = new FastState(layout, FastStorage.from(machine.storage, memory));
  for (const [name, { element, offset, limbs, registers }] of layout.slots) {
    const value = elements.get(name);
    if (value === undefined) throw new TypeError(`no value for ${name}`);
    for (let i = 0; i < registers; i += 1) {
      const word = typeof value === 'bigint' ? value : wordAt(value.words, BigInt(i));
      putLimbs(element.width, word, fast.limbs, offset + i * limbs);
    }
  }
  return fast;
}

export function fromFast(fast: FastState): State {
  const elements = new Map<string, ElementValue>();
  for (const [name, { element, registers }] of fast.layout.slots) {
    const words = Array.from({ length: registers }, (_, i) => fast.get(name, i));
    elements.set(
      name,
      element.file === undefined
        ? fast.get(name)
        : arrayValue(
            0n,
            words.map((word, i) => [BigInt(i), word] as const),
          ),
    );
  }
  return { elements, memory: fast.storage.toValue() };
}
