/** States for people: records as their manual draws them, values by their names. */

import { toHex } from '../base/bits.ts';
import type { Element, Machine } from './machine.ts';
import { registerIn, scalarIn, type Change, type State } from './state.ts';

/** A word of an element: the name of its value where it has one. */
function valueText({ width, members }: Pick<Element, 'width' | 'members'>, word: bigint): string {
  const member = members?.find(({ value }) => value === word);
  return member?.name ?? toHex(width, word);
}

/** `M supervisor → user`. */
export function changeText(machine: Machine, { element, name, before, after }: Change): string {
  const shape = element ?? { width: machine.storage.unit, members: undefined };
  return `${name} ${valueText(shape, before)} → ${valueText(shape, after)}`;
}

/**
 * A line for each element: `M user`, `R (l 0x0002, b 0x0100)`, and `r[1] 0x2a, r[7] 0x01` with the
 * registers of a file that are not zero.
 */
export function stateText(machine: Machine, state: State): string {
  const lines: string[] = [];
  const done = new Set<string>();
  for (const element of machine.elements) {
    if (done.has(element.name)) continue;
    const layout = machine.layouts.find(({ fields }) =>
      fields.some((field) => field.element === element.name),
    );
    if (layout === undefined) {
      lines.push(elementText(element, state));
      continue;
    }
    const fields = layout.fields.map((field) => {
      done.add(field.element);
      const known = machine.elements.find(({ name }) => name === field.element) ?? element;
      const short = field.element.slice(layout.name.length + 1);
      return `${short} ${valueText(known, scalarIn(state, field.element))}`;
    });
    lines.push(`${layout.name} (${fields.join(', ')})`);
  }
  return lines.map((line) => `${line}\n`).join('');
}

function elementText(element: Element, state: State): string {
  const { name, file } = element;
  if (file === undefined) return `${name} ${valueText(element, scalarIn(state, name))}`;
  const registers = Array.from({ length: file.count }, (_, i) => i).flatMap((i) => {
    const word = registerIn(state, name, i);
    return word === 0n ? [] : [`${name}[${i}] ${valueText(element, word)}`];
  });
  return registers.length === 0 ? `${name} all zero` : registers.join(', ');
}
