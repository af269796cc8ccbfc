/** Cells made from what the description says of its elements. */

import type { Machine } from '../../src/isa/machine.ts';
import type { Cell } from './adapter.ts';

/** Every register of a file that is not fixed, in a register of the debugger each. */
export function fileCells(
  machine: Machine,
  element: string,
  register: (index: number) => string,
): readonly Cell[] {
  const found = machine.elements.find(({ name }) => name === element);
  if (found?.file === undefined) return [];
  const { count, hardwired } = found.file;
  const indices = [...Array(count).keys()].filter((i) => hardwired.every((h) => h.index !== i));
  return indices.map((index) => ({
    name: `${element}[${index}]`,
    element,
    index,
    register: register(index),
    hi: found.width - 1,
    lo: 0,
  }));
}

/** A scalar, or every field of a record, in a register of the debugger; none if there is none such. */
export function scalarCells(
  machine: Machine,
  name: string,
  register: string = name,
): readonly Cell[] {
  const layout = machine.layouts.find((each) => each.name === name);
  if (layout !== undefined) {
    return layout.fields.map(({ element, hi, lo }) => cell(element, register, hi, lo));
  }
  const found = machine.elements.find((element) => element.name === name);
  return found === undefined ? [] : [cell(name, register, found.width - 1, 0)];
}

export function cell(element: string, register: string, hi: number, lo: number): Cell {
  return { name: element, element, index: undefined, register, hi, lo };
}
