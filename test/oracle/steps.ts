/**
 * One case: a random state and a word, stepped by the description and by the emulator, and compared
 * in every cell and in all of the storage.
 */

import {
  bitAnd,
  bitNot,
  bitOr,
  bitXor,
  ones,
  powerOfTwo,
  slice,
  toHex,
} from '../../src/base/bits.ts';
import { matchesPattern } from '../../src/base/wildcard.ts';
import { disassembleWord } from '../../src/isa/disassemble.ts';
import type { Instruction, Machine } from '../../src/isa/machine.ts';
import { registerIn, scalarIn, unitIn, type State } from '../../src/isa/state.ts';
import { wordOf } from '../../src/isa/units.ts';
import { pcIn, step, type Choices, type MachineStep } from '../../src/machine/step.ts';
import { choicesOf } from '../../src/isa/choices.ts';
import type { Sort } from '../../src/term/term.ts';
import { arrayValue, type Value } from '../../src/term/value.ts';
import { freeVariables } from '../../src/term/walk.ts';
import type { Adapter, Cell, Registers, Stepped } from './adapter.ts';
import { Cases, type Case } from './cases.ts';
import { changedWords } from './changed-words.ts';
import { EmulatorGone, type Emulator } from './emulator.ts';
import type { Word } from './words.ts';

/** One place where the two sides differ. */
export interface Difference {
  /** A cell's name, or `storage`. */
  readonly cell: string;
  readonly ours: string;
  readonly theirs: string;
}

export interface Result {
  readonly number: number;
  readonly kind: 'agrees' | 'differs' | 'skipped';
  /** Why it was skipped. */
  readonly reason: string | undefined;
  /** `(undecoded)`, `(interrupt)` and `(fetch)` are steps without an instruction. */
  readonly id: string;
  readonly instruction: Instruction | undefined;
  readonly trap: string | undefined;
  readonly text: string;
  readonly differences: readonly Difference[];
  readonly step: Stepped | undefined;
}

/** Of so many states, one is read back before its step. */
const CHECKED = 50;
/** The reason of a step at which the emulator ended. */
export const GONE = 'the emulator ended';
const UNDECODED = '(undecoded)';

export class Steps {
  readonly #adapter: Adapter;
  readonly #cases: Cases;
  readonly #open = new Map<Instruction, boolean>();

  constructor(adapter: Adapter, seed: string, instructions: readonly Instruction[]) {
    this.#adapter = adapter;
    this.#cases = new Cases(adapter, seed, instructions);
  }

  /** The `number`-th case of this seed, or that one with a given word. */
  async compare(emulator: Emulator, number: number, word?: Word): Promise<Result> {
    const { drawn, made } = this.#cases.make(number, word);
    if (typeof made === 'string') return skipped(number, drawn, made);
    return this.#run(emulator, number, drawn, made);
  }

  async #run(emulator: Emulator, number: number, drawn: Word, made: Case): Promise<Result> {
    const { machine, waiting, spoiling } = this.#adapter;
    const image = await this.#entered(emulator, number, made);
    let { state } = made;
    let isSpoilt = false;
    let last = skipped(number, drawn, 'an access outside of storage');
    let next = pcIn(machine, state);
    for (const [i, { width }] of made.words.entries()) {
      // What comes before may have gone elsewhere, or have made the accesses of this one go there.
      if (pcIn(machine, state) !== next || !this.#cases.isReachable(state, next)) break;
      const taken = step(machine, state);
      const other = this.#otherwise(state, taken);
      if (other !== undefined && other.outcome.kind !== taken.outcome.kind) {
        last = skipped(number, drawn, 'the description leaves it open');
        break;
      }
      const open = other?.outcome.state;
      const after = taken.outcome.state;
      const theirs = await stepped(emulator, isOneOf(taken, waiting));
      if (theirs instanceof EmulatorGone) {
        const gone = [{ cell: GONE, ours: '', theirs: theirs.message }];
        const states = { before: state, after, theirs: new Map() };
        return { ...resultOf(machine, number, taken, gone, states), reason: GONE };
      }
      isSpoilt ||= taken.outcome.kind === 'completes' && isOneOf(taken, spoiling);
      const differences = [
        ...this.#differences(state, after, theirs, open),
        ...this.#storageDifferences(image, state, after, emulator.load(), open),
      ];
      last = resultOf(machine, number, taken, differences, { before: state, after, theirs });
      if (differences.length > 0 || taken.outcome.kind === 'traps') break;
      if (i === made.words.length - 1 || open !== undefined) break;
      for (const [address, unit] of changedWords(state.memory.units, after.memory.units)) {
        image[Number(address - this.#adapter.emulated.ram.address)] = Number(unit);
      }
      next += BigInt(width / machine.storage.unit);
      state = after;
      await emulator.enter([], this.#registersOf(state));
    }
    if (isSpoilt) await emulator.reset();
    return last;
  }

  /** Brings the emulator into the state; the storage it then has. */
  async #entered(emulator: Emulator, number: number, made: Case): Promise<Buffer> {
    const { state, code } = made;
    const image = this.#cases.imageOf(made);
    emulator.store(image);
    const registers = this.#registersOf(state);
    await emulator.enter(code, registers);
    if (number % CHECKED === 0) {
      const unset = this.#differences(state, state, await emulator.entered(registers));
      if (unset.length > 0) throw new Error(`the emulator does not take a state: ${shown(unset)}`);
    }
    return image;
  }

  #registersOf(state: State): Registers {
    const values = new Map<string, bigint>();
    for (const cell of this.#adapter.cells) {
      const shifted = valueOf(state, cell) * powerOfTwo(cell.lo);
      values.set(cell.register, bitOr(values.get(cell.register) ?? 0n, shifted));
    }
    return values;
  }

  #differences(
    before: State,
    after: State,
    theirs: Registers,
    open?: State,
  ): readonly Difference[] {
    const differences: Difference[] = [];
    for (const cell of this.#adapter.cells) {
      if (open !== undefined && valueOf(open, cell) !== valueOf(after, cell)) continue;
      const register = theirs.get(cell.register);
      if (register === undefined) throw new Error(`no value of ${cell.register} was read`);
      const ours = valueOf(after, cell);
      const other = slice(register, cell.hi, cell.lo);
      if (ours === other) continue;
      const width = cell.hi - cell.lo + 1;
      const was = toHex(width, valueOf(before, cell));
      differences.push({
        cell: cell.name,
        ours: `${was} -> ${toHex(width, ours)}`,
        theirs: toHex(width, other),
      });
    }
    return differences;
  }

  #storageDifferences(
    image: Buffer,
    before: State,
    after: State,
    theirs: Buffer,
    open?: State,
  ): readonly Difference[] {
    const { ram } = this.#adapter.emulated;
    const expected = Buffer.from(image);
    for (const [address, unit] of changedWords(before.memory.units, after.memory.units)) {
      const at = Number(address - ram.address);
      if (at < 0 || at >= ram.size) {
        return [{ cell: 'storage', ours: `writes ${toHex(8, address)}, outside`, theirs: '' }];
      }
      expected[at] = Number(unit);
    }
    if (expected.equals(theirs)) return [];
    const differences: Difference[] = [];
    for (let at = 0; at < ram.size; at += 1) {
      if (expected[at] === theirs[at]) continue;
      const address = ram.address + BigInt(at);
      const unit = unitIn(after, address);
      const free = open === undefined ? 0n : bitXor(unit, unitIn(open, address));
      if (bitAnd(bitXor(unit, BigInt(theirs[at] ?? 0)), bitNot(8, free)) === 0n) continue;
      differences.push({
        cell: 'storage',
        ours: `[${toHex(8, address)}] ${byte(image[at])} -> ${byte(expected[at])}`,
        theirs: byte(theirs[at]),
      });
    }
    return differences;
  }

  /**
   * The step with other clocks, and with the other choice everywhere that the description leaves
   * one. What comes out otherwise is open, and is not compared.
   */
  #otherwise(state: State, taken: MachineStep): MachineStep | undefined {
    const { machine } = this.#adapter;
    if (taken.kind !== 'instruction' || !this.#isOpen(taken.instruction)) return undefined;
    const elements = new Map(state.elements);
    for (const { name, width, marks } of machine.elements) {
      const value = elements.get(name);
      if (marks.includes('time') && typeof value === 'bigint') {
        elements.set(name, bitNot(width, value));
      }
    }
    const choices: Choices = new Map(
      choicesOf(taken.instruction).map(({ name, sort }) => [name, allOnes(sort)]),
    );
    return step(machine, { ...state, elements }, choices);
  }

  #isOpen(instruction: Instruction): boolean {
    const known = this.#open.get(instruction);
    if (known !== undefined) return known;
    const clocks = new Set(
      this.#adapter.machine.elements
        .filter(({ marks }) => marks.includes('time'))
        .map(({ name }) => name),
    );
    const { traps, cause, resume, values, kept, after } = instruction.step;
    const results = [...after.elements].filter(([name]) => !clocks.has(name));
    const terms = [traps, cause, resume, ...values, ...kept.values(), after.memory];
    const variables = freeVariables(...terms, ...results.map(([, term]) => term));
    const isOpen =
      choicesOf(instruction).length > 0 || variables.some(({ name }) => clocks.has(name));
    this.#open.set(instruction, isOpen);
    return isOpen;
  }
}

/** The registers after a step, or that the emulator ended. */
async function stepped(emulator: Emulator, mayWait: boolean): Promise<Registers | EmulatorGone> {
  try {
    return await emulator.step(mayWait);
  } catch (error) {
    if (error instanceof EmulatorGone) return error;
    throw error;
  }
}

function isOneOf(taken: MachineStep, patterns: readonly string[]): boolean {
  if (taken.kind !== 'instruction') return false;
  const { id } = taken.instruction;
  return patterns.some((pattern) => matchesPattern(pattern, id));
}

/** The name of an instruction, or of a step that has none. */
function idOf(taken: MachineStep): string {
  if (taken.kind === 'instruction') return taken.instruction.id;
  return `(${taken.kind})`;
}

function resultOf(
  machine: Machine,
  number: number,
  taken: MachineStep,
  differences: readonly Difference[],
  states: Pick<Stepped, 'before' | 'after' | 'theirs'>,
): Result {
  const instruction = taken.kind === 'instruction' ? taken.instruction : undefined;
  const operands = taken.kind === 'instruction' ? taken.operands : new Map<string, bigint>();
  const trap = taken.outcome.kind === 'traps' ? taken.outcome.name : undefined;
  const units = 'units' in taken ? taken.units : [];
  const word = wordOf(units, machine.storage);
  const width = units.length * machine.storage.unit;
  return {
    number,
    kind: differences.length === 0 ? 'agrees' : 'differs',
    reason: undefined,
    id: idOf(taken),
    instruction,
    trap,
    text:
      width === 0 ? '' : disassembleWord(machine, word, width, pcIn(machine, states.before)).text,
    differences,
    step: { ...states, instruction, operands, word, trap },
  };
}

function skipped(number: number, { decoded }: Word, reason: string): Result {
  const instruction = decoded.kind === 'decoded' ? decoded.instructions[0] : undefined;
  return {
    number,
    kind: 'skipped',
    reason,
    id: instruction?.id ?? UNDECODED,
    instruction,
    trap: undefined,
    text: '',
    differences: [],
    step: undefined,
  };
}

function shown(differences: readonly Difference[]): string {
  return differences.map(({ cell, ours, theirs }) => `${cell} ${ours} / ${theirs}`).join(', ');
}

function valueOf(state: State, { element, index }: Cell): bigint {
  return index === undefined ? scalarIn(state, element) : registerIn(state, element, index);
}

function allOnes(sort: Sort): Value {
  switch (sort.kind) {
    case 'bool':
      return true;
    case 'bits':
      return ones(sort.width);
    case 'array':
      return arrayValue(ones(sort.element));
    case 'memory':
      throw new TypeError('storage is never chosen');
  }
}

function byte(value: number | undefined): string {
  return (value ?? 0).toString(16).padStart(2, '0');
}
