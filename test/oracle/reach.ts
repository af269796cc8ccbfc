/** Where an instruction's accesses go, and registers changed so that they go where storage is. */

import { truncate } from '../../src/base/bits.ts';
import type { Element, Instruction, Machine } from '../../src/isa/machine.ts';
import { registerIn, scalarIn, type State } from '../../src/isa/state.ts';
import { environmentIn, memoryModelIn, noOthers } from '../../src/machine/memory-model.ts';
import { evaluate } from '../../src/term/evaluate.ts';
import { withWord } from '../../src/term/sparse-map.ts';
import type { Access, Term } from '../../src/term/term.ts';
import { bitsOf, boolOf, type Value } from '../../src/term/value.ts';

export interface Reached {
  readonly address: bigint;
  readonly term: Term;
  /** The storage address; undefined where the translation faults. */
  readonly storage: bigint | undefined;
}

type Operands = ReadonlyMap<string, bigint>;

/** The accesses that the instruction may make in this state, whether or not it makes all of them. */
export function accessesIn(
  machine: Machine,
  { accesses }: Instruction,
  operands: Operands,
  state: State,
): readonly Reached[] {
  return accesses.map(({ path, access, address: term }) => {
    const address = addressIn(machine, term, operands, state);
    return { term, address, storage: translated(machine, path, access, state, address) };
  });
}

/** The storage address of a program address; undefined where it faults. */
export function translated(
  machine: Machine,
  path: string,
  access: Access,
  state: State,
  address: bigint,
): bigint | undefined {
  if (path === 'physical') return address;
  const translation = machine.paths.find(({ name }) => name === path)?.translations[access];
  if (translation === undefined) throw new TypeError(`no path ${path}`);
  const environment = {
    variable: (name: string): Value => {
      if (name === 'access.address') return address;
      if (name === machine.storage.name) return state.memory;
      return state.elements.get(name) ?? noOthers(name);
    },
    memory: memoryModelIn(machine, state.elements),
  };
  if (boolOf(evaluate(translation.faults, environment))) return undefined;
  return bitsOf(evaluate(translation.address, environment));
}

/** A register or an operand that was changed so that an access goes elsewhere. */
export interface Aimed {
  readonly state: State;
  readonly operands: Operands;
}

/**
 * Changes one register, or one operand that is an address itself, so that the address becomes
 * `target`; undefined if no single one does. Registers that the operands name are tried first.
 */
export function aimed(
  machine: Machine,
  instruction: Instruction,
  term: Term,
  target: bigint,
  { state, operands }: Aimed,
): Aimed | undefined {
  const off = target - addressIn(machine, term, operands, state);
  const attempts = function* attempts(): Generator<Aimed> {
    const named = [...operands.values()].map(Number);
    for (const element of machine.elements.filter(({ role }) => role === 'general')) {
      if (element.file === undefined) {
        yield { state: withScalar(state, element, off), operands };
        continue;
      }
      const { count } = element.file;
      const numbers = new Set([...named, ...named.map((n) => n + 8), ...Array(count).keys()]);
      for (const index of numbers) {
        if (index < count) yield { state: withRegister(state, element, index, off), operands };
      }
    }
    for (const { name, width } of instruction.encoding.operands) {
      const value = truncate(width, (operands.get(name) ?? 0n) + off);
      yield { state, operands: new Map([...operands, [name, value]]) };
    }
  };
  for (const attempt of attempts()) {
    if (addressIn(machine, term, attempt.operands, attempt.state) === target) return attempt;
  }
  return undefined;
}

function addressIn(machine: Machine, term: Term, operands: Operands, state: State): bigint {
  const others = (name: string): Value => {
    if (!name.startsWith('op.')) return 0n; // a choice: no address of a comparable step hangs on it
    return operands.get(name.slice('op.'.length)) ?? noOthers(name);
  };
  return bitsOf(evaluate(term, environmentIn(machine, state, others)));
}

function withScalar(state: State, { name, width }: Element, off: bigint): State {
  const value = truncate(width, scalarIn(state, name) + off);
  return { ...state, elements: new Map([...state.elements, [name, value]]) };
}

function withRegister(state: State, element: Element, index: number, off: bigint): State {
  const { name, width, file } = element;
  const before = state.elements.get(name);
  if (
    typeof before !== 'object' ||
    file?.hardwired.some((fixed) => fixed.index === index) === true
  ) {
    return state;
  }
  const value = truncate(width, registerIn(state, name, index) + off);
  const words = withWord(before.words, BigInt(index), value);
  return { ...state, elements: new Map([...state.elements, [name, { kind: 'array', words }]]) };
}
