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
  truncate,
} from '../../src/base/bits.ts';
import { matchesPattern } from '../../src/base/wildcard.ts';
import { disassembleWord } from '../../src/isa/disassemble.ts';
import { decoderOf } from '../../src/isa/decode.ts';
import type { Instruction, Machine } from '../../src/isa/machine.ts';
import { registerIn, scalarIn, unitIn, type State } from '../../src/isa/state.ts';
import { unitsOf, wordOf } from '../../src/isa/units.ts';
import { pcIn, step, type Choices, type MachineStep } from '../../src/machine/step.ts';
import { choicesOf } from '../../src/prove/from-model.ts';
import { withWord, wordAt, type SparseMap } from '../../src/term/sparse-map.ts';
import type { Sort } from '../../src/term/term.ts';
import { arrayValue, memoryValue, type Value } from '../../src/term/value.ts';
import { freeVariables } from '../../src/term/walk.ts';
import type { Adapter, Cell, Registers, Stepped } from './adapter.ts';
import { changedWords } from './changed-words.ts';
import { EmulatorGone, type Emulator } from './emulator.ts';
import { anyWord, randomFrom, type Random } from './random.ts';
import { accessesIn, aimed, translated, type Aimed } from './reach.ts';
import { decodedWord, drawOperands, drawWord, encodedWord, type Word } from './words.ts';

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

type Part = readonly [address: bigint, bytes: Uint8Array];

interface Case {
  readonly state: State;
  readonly patches: readonly Part[];
  readonly code: readonly Part[];
  /** One after the other; the last is the one that was drawn. */
  readonly words: readonly Pick<Word, 'word' | 'width'>[];
}

/** So many cases share what is steady in their states. */
const STEADY = 8;
/** Of so many states, one is read back before its step. */
const CHECKED = 50;
/** How often an access is led to storage. */
const AIMED = 0.95;
const AHEAD = 16n;
/** How many cases are short programs, and of how many instructions at most. */
const PROGRAM = 0.1;
const LONGEST = 4;
/** The reason of a step at which the emulator ended. */
export const GONE = 'the emulator ended';
const UNDECODED = '(undecoded)';

export class Steps {
  readonly #adapter: Adapter;
  readonly #seed: string;
  readonly #instructions: readonly Instruction[];
  readonly #base: Buffer;
  readonly #memory: SparseMap;
  readonly #open = new Map<Instruction, boolean>();

  constructor(adapter: Adapter, seed: string, instructions: readonly Instruction[]) {
    this.#adapter = adapter;
    this.#seed = seed;
    this.#instructions = instructions;
    const { size, address } = adapter.emulated.ram;
    this.#base = contents(randomFrom('ram', seed), size);
    adapter.emulated.furnish(this.#base);
    this.#memory = memoryValue(0n, numbered(this.#base, address)).units;
  }

  /** The `number`-th case of this seed. */
  async compare(emulator: Emulator, number: number): Promise<Result> {
    const random = randomFrom(this.#seed, number);
    const { machine } = this.#adapter;
    const drawn = drawWord(
      machine,
      this.#instructions,
      random,
      number,
      this.#adapter.disassembler.plain,
    );
    const made = this.#caseOf(number, random, drawn);
    if (typeof made === 'string') return skipped(number, drawn, made);
    try {
      return await this.#run(emulator, number, drawn, made);
    } catch (error) {
      if (!(error instanceof EmulatorGone)) throw error;
      return {
        ...skipped(number, drawn, GONE),
        kind: 'differs',
        text: lastText(machine, made),
        differences: [{ cell: GONE, ours: '', theirs: error.message }],
        step: {
          before: made.state,
          after: made.state,
          instruction: undefined,
          operands: new Map(),
          word: made.words.at(-1)?.word ?? 0n,
          trap: undefined,
          theirs: new Map(),
        },
      };
    }
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
      if (pcIn(machine, state) !== next || !this.#isReachable(state, next)) break;
      const taken = step(machine, state);
      const other = this.#otherwise(state, taken);
      if (other !== undefined && other.outcome.kind !== taken.outcome.kind) {
        last = skipped(number, drawn, 'the description leaves it open');
        break;
      }
      const open = other?.outcome.state;
      const theirs = await emulator.step(isOneOf(taken, waiting));
      isSpoilt ||= taken.outcome.kind === 'completes' && isOneOf(taken, spoiling);
      const after = taken.outcome.state;
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
    const { state, patches, code } = made;
    const image = Buffer.from(this.#base);
    for (const [address, bytes] of [...patches, ...code]) {
      image.set(bytes, Number(address - this.#adapter.emulated.ram.address));
    }
    emulator.store(image);
    const registers = this.#registersOf(state);
    await emulator.enter(code, registers);
    if (number % CHECKED === 0) {
      const unset = this.#differences(state, state, await emulator.entered(registers));
      if (unset.length > 0) throw new Error(`the emulator does not take a state: ${shown(unset)}`);
    }
    return image;
  }

  /** A state with the word in it, or why there is none that can be compared. */
  #caseOf(number: number, random: Random, drawn: Word): Case | string {
    const { machine, emulated } = this.#adapter;
    const steady = randomFrom(this.#seed, 'steady', Math.floor(number / STEADY));
    const scene = this.#adapter.scene(random, steady);
    let state: State = {
      elements: scene.elements,
      memory: { kind: 'memory', units: patched(this.#memory, scene.patches) },
    };
    const { decoded } = drawn;
    let { word } = drawn;
    const words = [{ word, width: drawn.width }];
    if (decoded.kind === 'decoded') {
      const [instruction] = decoded.instructions;
      const before = this.#adapter.prelude(random, instruction, word);
      if (before !== undefined) words.unshift({ word: before, width: drawn.width });
      else if (random.chance(PROGRAM)) words.unshift(...this.#beginning(random));
      const led = this.#led(random, scene.target, instruction, {
        state,
        operands: decoded.operands,
      });
      ({ state } = led);
      word = encodedWord(instruction, led.operands);
      words[words.length - 1] = { word, width: drawn.width };
    }

    const units = words.flatMap((each) => unitsOf(each.word, each.width, machine.storage));
    const pc = pcIn(machine, state);
    const code: [bigint, Uint8Array][] = [];
    for (const [i, unit] of units.entries()) {
      const at = this.#placeOfCode(state, pc + BigInt(i));
      if (at === undefined) break;
      // Some way before the end: an emulator may read ahead.
      if (!isIn(emulated.ram, at) || !isIn(emulated.ram, at + AHEAD)) {
        return 'the instruction lies outside of storage';
      }
      code.push([at, Uint8Array.of(Number(unit))]);
    }
    state = { ...state, memory: { kind: 'memory', units: patched(state.memory.units, code) } };
    if (!this.#isReachable(state, pc)) return 'an access outside of storage';
    return { state, patches: scene.patches, code: joined(code), words };
  }

  /** Instructions before the one that counts. Those that would need some before themselves are none. */
  #beginning(random: Random): readonly Pick<Word, 'word' | 'width'>[] {
    const { prelude, waiting, spoiling } = this.#adapter;
    const count = 1 + random.below(LONGEST - 1);
    return Array.from({ length: count }, () => random.pick(this.#instructions))
      .map((instruction) => ({
        instruction,
        word: encodedWord(instruction, drawOperands(random, instruction)),
      }))
      .filter(
        ({ instruction, word }) =>
          prelude(random, instruction, word) === undefined &&
          ![...waiting, ...spoiling].some((pattern) => matchesPattern(pattern, instruction.id)),
      )
      .map(({ instruction, word }) => ({ word, width: instruction.encoding.width }));
  }

  /** Whether all accesses of what stands at an address reach the same storage on both sides. */
  #isReachable(state: State, pc: bigint): boolean {
    const { machine, isReachable } = this.#adapter;
    const decoded = decoderOf(machine).fetchAndDecode((index) => {
      const place = this.#placeOfCode(state, pc + BigInt(index));
      return place === undefined ? undefined : wordAt(state.memory.units, place);
    });
    if (decoded.kind !== 'decoded') return true;
    const [instruction] = decoded.instructions;
    return accessesIn(machine, instruction, decoded.operands, state).every(
      ({ address, storage }) => storage === undefined || isReachable(address, storage),
    );
  }

  /** The state and the operands with most accesses led to storage. */
  #led(random: Random, target: () => bigint, instruction: Instruction, first: Aimed): Aimed {
    const { machine, isReachable, isOrdinary } = this.#adapter;
    let led = first;
    const seen = new Set<unknown>();
    for (let i = 0; i < instruction.accesses.length; i += 1) {
      const access = accessesIn(machine, instruction, led.operands, led.state)[i];
      if (access === undefined || seen.has(access.term) || !random.chance(AIMED)) continue;
      seen.add(access.term);
      const isThere = access.storage !== undefined && isReachable(access.address, access.storage);
      if (isThere && (isOrdinary(access.address) || !random.chance(AIMED))) continue;
      if (seen.size > 3) break;
      led = aimed(machine, instruction, access.term, target(), led) ?? led;
    }
    const { width } = instruction.encoding;
    const word = encodedOrUndefined(instruction, led.operands);
    if (word === undefined) return { ...first, state: led.state };
    const decoded = decodedWord(machine, word, width).decoded;
    const isSame = decoded.kind === 'decoded' && decoded.instructions.includes(instruction);
    return isSame ? led : { ...first, state: led.state };
  }

  #placeOfCode(state: State, address: bigint): bigint | undefined {
    const { machine } = this.#adapter;
    const width = machine.paths.find(({ name }) => name === 'fetch')?.addressWidth ?? 0;
    return translated(machine, 'fetch', 'execute', state, truncate(width, address));
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

function lastText(machine: Machine, { words, state }: Case): string {
  const last = words.at(-1);
  if (last === undefined) return '';
  return disassembleWord(machine, last.word, last.width, pcIn(machine, state)).text;
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

function patched(words: SparseMap, parts: readonly Part[]): SparseMap {
  let after = words;
  for (const [first, bytes] of parts) {
    for (const [i, byteValue] of bytes.entries()) {
      after = withWord(after, first + BigInt(i), BigInt(byteValue));
    }
  }
  return after;
}

/** Parts that follow one another become one. */
function joined(parts: readonly Part[]): readonly Part[] {
  const runs: [bigint, number[]][] = [];
  for (const [address, bytes] of parts) {
    const last = runs.at(-1);
    if (last !== undefined && last[0] + BigInt(last[1].length) === address) last[1].push(...bytes);
    else runs.push([address, [...bytes]]);
  }
  return runs.map(([address, bytes]) => [address, Uint8Array.from(bytes)]);
}

/** Random bytes, and among them zeros and ones. */
function contents(random: Random, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; at += 8) {
    const word = random.pick([0n, ones(64), anyWord(random, 64), anyWord(random, 64)]);
    bytes.writeBigUInt64LE(word, at);
  }
  return bytes;
}

function* numbered(bytes: Buffer, first: bigint): Generator<readonly [bigint, bigint]> {
  for (const [i, value] of bytes.entries()) yield [first + BigInt(i), BigInt(value)];
}

function isIn({ address, size }: Adapter['emulated']['ram'], at: bigint): boolean {
  return address <= at && at < address + BigInt(size);
}

function encodedOrUndefined(
  instruction: Instruction,
  operands: ReadonlyMap<string, bigint>,
): bigint | undefined {
  try {
    return encodedWord(instruction, operands);
  } catch {
    return undefined;
  }
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
