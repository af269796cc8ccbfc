/** The places of a machine's state that a report can name: elements, registers, storage units. */

import { toHex } from '../base/bits.ts';
import type { Element, Machine } from '../isa/machine.ts';
import type { ConcreteState } from '../question/witness.ts';

/** A name with the form of its values. */
export interface Named {
  /** `M`, `mstatus.SIE`, `x[3]`, `E[0x10]`; in differences also `data[0x10]`, and a bank. */
  readonly name: string;
  readonly width: number;
  readonly members: Element['members'];
}

export interface Place extends Named {
  readonly valueIn: (state: ConcreteState) => bigint;
}

/** A scalar element. */
export function elementPlace({ name, width, members }: Element): Place {
  return { name, width, members, valueIn: ({ elements }) => elements.get(name) ?? 0n };
}

function registerPlace({ name, width, members }: Element, index: bigint): Place {
  return {
    name: `${name}[${index}]`,
    width,
    members,
    valueIn: ({ files }) => files.get(name)?.get(index) ?? 0n,
  };
}

function unitPlace({ storage }: Machine, address: bigint): Place {
  return {
    name: `${storage.name}[${addressText(address)}]`,
    width: storage.unit,
    members: undefined,
    valueIn: (state) => state.storage.get(address) ?? 0n,
  };
}

/** The form of what a difference names: an element, a register, a bank, or a unit on some path. */
export function named(machine: Machine, name: string): Named {
  const { elements, banks, storage } = machine;
  const [file = name] = name.split('[');
  const bank = banks.find((each) => each.name === name.replace(/ .*$/u, ''));
  const element = elements.find((each) => each.name === (bank?.whenTrue ?? file));
  if (element !== undefined) return { name, width: element.width, members: element.members };
  return { name, width: storage.unit, members: undefined };
}

/**
 * Every place at which two of the states differ: elements as declared, then storage. Without
 * clocks and counters, which no question observes.
 */
export function differingPlaces(machine: Machine, states: readonly ConcreteState[]): Place[] {
  const timeless = machine.elements.filter(({ marks }) => !marks.includes('time'));
  const differs = ({ valueIn }: Place): boolean => new Set(states.map(valueIn)).size > 1;
  return occupiedPlaces({ ...machine, elements: timeless }, states).filter(differs);
}

/** Every scalar, and every register and unit that is not zero in one of the states. */
export function occupiedPlaces(machine: Machine, states: readonly ConcreteState[]): Place[] {
  const elements = machine.elements.flatMap((element) => {
    if (element.file === undefined) return [elementPlace(element)];
    const indices = states.flatMap(({ files }) => [...(files.get(element.name)?.keys() ?? [])]);
    return ascending(indices).map((index) => registerPlace(element, index));
  });
  const addresses = ascending(states.flatMap(({ storage }) => [...storage.keys()]));
  return [...elements, ...addresses.map((address) => unitPlace(machine, address))];
}

/** A value as people read it: a member's name, a small number, or hexadecimal. */
export function valueText({ members }: Named, value: bigint): string {
  const member = members?.find((each) => each.value === value);
  if (member !== undefined) return member.name;
  return value < 10n ? value.toString() : toHex(1, value);
}

/** The same with all its digits, so that two of them can be compared digit by digit. */
export function digitsText(place: Named, value: bigint): string {
  const { width, members } = place;
  return members !== undefined || width < 4 ? valueText(place, value) : toHex(width, value);
}

/** An address or a number in decimal where it is small. */
export function addressText(address: bigint): string {
  return address < 10n ? address.toString() : toHex(1, address);
}

function ascending(values: readonly bigint[]): bigint[] {
  return [...new Set(values)].toSorted((a, b) => (a < b ? -1 : 1));
}
