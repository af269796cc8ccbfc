/**
 * Cases: a random state with the words to be executed in it, such as both sides can take alike.
 */

import { ones, truncate } from '../../src/base/bits.ts';
import { matchesPattern } from '../../src/base/wildcard.ts';
import { decoderOf } from '../../src/isa/decode.ts';
import type { Instruction } from '../../src/isa/machine.ts';
import type { State } from '../../src/isa/state.ts';
import { unitsOf } from '../../src/isa/units.ts';
import { pcIn } from '../../src/machine/step.ts';
import { withWord, wordAt, type SparseMap } from '../../src/term/sparse-map.ts';
import { memoryValue } from '../../src/term/value.ts';
import type { Adapter } from './adapter.ts';
import { anyWord, randomFrom, type Random } from './random.ts';
import { accessesIn, aimed, translated, type Aimed } from './reach.ts';
import { decodedWord, drawOperands, drawWord, encodedWord, type Word } from './words.ts';

type Part = readonly [address: bigint, bytes: Uint8Array];

export interface Case {
  readonly state: State;
  readonly patches: readonly Part[];
  readonly code: readonly Part[];
  /** One after the other; the last is the one that was drawn. */
  readonly words: readonly Pick<Word, 'word' | 'width'>[];
}

/** So many cases share what is steady in their states. */
const STEADY = 8;
/** How often an access is led to storage. */
const AIMED = 0.95;
const AHEAD = 16n;
/** How many cases are short programs, and of how many instructions at most. */
const PROGRAM = 0.1;
const LONGEST = 4;

export interface Drawn {
  readonly drawn: Word;
  /** Or why there is none that can be compared. */
  readonly made: Case | string;
}

export class Cases {
  readonly #adapter: Adapter;
  readonly #seed: string;
  readonly #instructions: readonly Instruction[];
  readonly #base: Buffer;
  readonly #memory: SparseMap;

  constructor(adapter: Adapter, seed: string, instructions: readonly Instruction[]) {
    this.#adapter = adapter;
    this.#seed = seed;
    this.#instructions = instructions;
    const { size, address } = adapter.emulated.ram;
    this.#base = contents(randomFrom('ram', seed), size);
    adapter.emulated.furnish(this.#base);
    this.#memory = memoryValue(0n, numbered(this.#base, address)).units;
  }

  /** The `number`-th of this seed, or that one with a given word. */
  make(number: number, word?: Word): Drawn {
    const { machine, disassembler } = this.#adapter;
    const random = randomFrom(this.#seed, number);
    const drawn = word ?? drawWord(machine, this.#instructions, random, number, disassembler.plain);
    return { drawn, made: this.#caseOf(number, random, drawn) };
  }

  /** What stands in storage at the beginning of a case. */
  imageOf({ patches, code }: Case): Buffer {
    const image = Buffer.from(this.#base);
    for (const [address, bytes] of [...patches, ...code]) {
      image.set(bytes, Number(address - this.#adapter.emulated.ram.address));
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
      if (!isRoomy(emulated.ram, at)) return 'the instruction lies outside of storage';
      code.push([at, Uint8Array.of(Number(unit))]);
    }
    state = { ...state, memory: { kind: 'memory', units: patched(state.memory.units, code) } };
    if (!this.isReachable(state, pc)) return 'an access outside of storage';
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
  isReachable(state: State, pc: bigint): boolean {
    const { machine, isReachable, emulated } = this.#adapter;
    const first = this.#placeOfCode(state, pc);
    if (first !== undefined && !isRoomy(emulated.ram, first)) return false;
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

/** Whether code may stand there: some way before the end, for an emulator may read ahead. */
function isRoomy({ address, size }: Adapter['emulated']['ram'], at: bigint): boolean {
  return address <= at && at + AHEAD < address + BigInt(size);
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
