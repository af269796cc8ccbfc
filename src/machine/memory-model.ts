/**
 * What reads, writes and faults on a machine's paths mean in one state.
 *
 * A mapped path is evaluated as the description translates it, with the elements of the state that
 * the term stands in: for an instruction, the state before it. `physical` is the identity.
 */

import { join, slice, truncate } from '../base/bits.ts';
import type { Machine, Translation } from '../isa/machine.ts';
import type { State } from '../isa/state.ts';
import { evaluate, type Environment, type MemoryModel } from '../term/evaluate.ts';
import { withWord, wordAt } from '../term/sparse-map.ts';
import type { Access, Term } from '../term/term.ts';
import { bitsOf, boolOf, memoryOf, type MemoryValue, type Value } from '../term/value.ts';

/** The path by which instructions are fetched. Reads on it are of the kind `execute`. */
export const FETCH = 'fetch';
export const PHYSICAL = 'physical';

export function memoryModelIn(machine: Machine, elements: State['elements']): MemoryModel {
  const { storage, paths } = machine;

  const evaluateAt = (term: Term, memory: MemoryValue, address: bigint): Value =>
    evaluate(term, {
      variable: (name) => {
        if (name === 'access.address') return address;
        return name === storage.name ? memory : (elements.get(name) ?? noOthers(name));
      },
      memory: model,
    });

  const translationOf = (path: string, access: string): Translation => {
    const translation = paths.find(({ name }) => name === path)?.translations[accessOf(access)];
    if (translation === undefined) throw new TypeError(`no path ${path}`);
    return translation;
  };

  const placeOf = (path: string, access: Access, memory: MemoryValue, address: bigint): bigint =>
    path === PHYSICAL
      ? address
      : bitsOf(evaluateAt(translationOf(path, access).address, memory, address));

  /** Units follow one another in storage, whatever the map; after the last address comes the first. */
  const unitAddress = (first: bigint, i: number): bigint =>
    truncate(storage.addressWidth, first + BigInt(i));

  const model: MemoryModel = {
    read: (path, units, memory, address) => {
      const first = placeOf(path, path === FETCH ? 'execute' : 'load', memory, address);
      let word = 0n;
      for (let i = units - 1; i >= 0; i -= 1) {
        word = join(word, wordAt(memory.units, unitAddress(first, i)), storage.unit);
      }
      return word;
    },
    write: (path, units, memory, address, value) => {
      const first = placeOf(path, 'store', memory, address);
      let after = memory.units;
      for (let i = 0; i < units; i += 1) {
        const unit = slice(value, (i + 1) * storage.unit - 1, i * storage.unit);
        after = withWord(after, unitAddress(first, i), unit);
      }
      return { kind: 'memory', units: after };
    },
    touch: (path, access, memory, address) =>
      path === PHYSICAL
        ? memory
        : memoryOf(evaluateAt(translationOf(path, access).after, memory, address)),
    fault: (path, access, memory, address) =>
      path !== PHYSICAL && boolOf(evaluateAt(translationOf(path, access).faults, memory, address)),
    faultCause: (path, access, memory, address) =>
      bitsOf(evaluateAt(translationOf(path, access).cause, memory, address)),
    faultValue: (path, access, k, memory, address) => {
      const value = translationOf(path, access).values[k];
      if (value === undefined) throw new TypeError(`path ${path} gives no trap value ${k}`);
      return bitsOf(evaluateAt(value, memory, address));
    },
  };

  return model;
}

/** What terms over `state` mean; `others` gives variables that are no part of the state. */
export function environmentIn(
  machine: Machine,
  state: State,
  others: Environment['variable'],
): Environment {
  return {
    variable: (name, sort) => {
      if (name === machine.storage.name) return state.memory;
      return state.elements.get(name) ?? others(name, sort);
    },
    memory: memoryModelIn(machine, state.elements),
  };
}

/** For where there are no variables but the state. */
export function noOthers(name: string): never {
  throw new TypeError(`no value for ${name}`);
}

function accessOf(access: string): Access {
  if (access === 'execute' || access === 'load' || access === 'store') return access;
  throw new TypeError(`no kind of access: ${access}`);
}
