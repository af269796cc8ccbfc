/**
 * Which instruction words are tried: those of the description, each variant in turn, their
 * neighbours, and any words at all. The neighbours show what a description lacks.
 */

import { bitAnd, bitOr, bitXor, ones, powerOfTwo, truncate } from '../../src/base/bits.ts';
import { decoderOf, type Decoded } from '../../src/isa/decode.ts';
import { encode } from '../../src/isa/encode.ts';
import type { Instruction, Machine, Operand } from '../../src/isa/machine.ts';
import { wordOf } from '../../src/isa/units.ts';
import { anyWord, likelyWord, type Random } from './random.ts';

export interface Word {
  readonly word: bigint;
  readonly width: number;
  readonly decoded: Decoded;
}

/** Far enough from each other that a short run sees all parts of a description. */
const STRIDE = 7919;
/** Of ten words: neighbours of the described, and any. */
const NEIGHBOURS = 2;
const ANY = 1;
/** How often an instruction has nothing that the description ignores and others may read. */
const PLAIN = 0.9;

/** The word of the `number`-th case. */
export function drawWord(
  machine: Machine,
  instructions: readonly Instruction[],
  random: Random,
  number: number,
  plain: (operands: ReadonlyMap<string, bigint>) => ReadonlyMap<string, bigint>,
): Word {
  const instruction = instructions[(number * STRIDE) % instructions.length];
  if (instruction === undefined) throw new RangeError('no instructions');
  const { width } = instruction.encoding;
  const operands = drawOperands(random, instruction);
  const word = encodedWord(instruction, random.chance(PLAIN) ? plain(operands) : operands);
  const kind = random.below(10);
  if (kind < ANY) return decodedWord(machine, anyWord(random, width), width);
  if (kind < ANY + NEIGHBOURS) {
    return decodedWord(machine, neighbour(random, instruction, word), width);
  }
  return decodedWord(machine, word, width);
}

/** As the machine decodes it; a word that begins with a shorter instruction is cut to it. */
export function decodedWord(machine: Machine, word: bigint, width: number): Word {
  const decoded = decoderOf(machine).decode(word, width);
  if (decoded.kind !== 'decoded') return { word, width, decoded };
  const { units } = decoded;
  return {
    word: wordOf(units, machine.storage),
    width: units.length * machine.storage.unit,
    decoded,
  };
}

/** Throws on operands that the encoding cannot hold; `drawOperands` gives none such. */
export function encodedWord(
  instruction: Instruction,
  operands: ReadonlyMap<string, bigint>,
): bigint {
  const encoded = encode(instruction, operands);
  if (encoded.kind === 'encoded') return encoded.word;
  throw new RangeError(`${instruction.id}: operand ${encoded.operand} ${encoded.reason}`);
}

/** Operands, of which the extreme values come more often. */
export function drawOperands(
  random: Random,
  { encoding }: Instruction,
): ReadonlyMap<string, bigint> {
  return new Map(encoding.operands.map((operand) => [operand.name, drawOperand(random, operand)]));
}

function drawOperand(random: Random, operand: Operand): bigint {
  const { width, encodedMask, allowed } = operand;
  for (let tries = 0; tries < 50; tries += 1) {
    const value = bitAnd(likelyWord(random, width), encodedMask);
    if (isAllowed(operand, value)) return value;
  }
  const ranges = allowed ?? [{ low: 0n, high: ones(width) }];
  for (;;) {
    const { low, high } = random.pick(ranges);
    const value = bitAnd(
      low + (truncate(width, anyWord(random, width)) % (high - low + 1n)),
      encodedMask,
    );
    if (isAllowed(operand, value)) return value;
  }
}

function isAllowed({ allowed }: Operand, value: bigint): boolean {
  return allowed?.some(({ low, high }) => low <= value && value <= high) !== false;
}

/** All values at the ends of an operand's ranges, and those with one bit set. */
export function boundariesOf(operand: Operand): readonly bigint[] {
  const { width, encodedMask, allowed } = operand;
  const all = ones(width);
  const single = Array.from({ length: width }, (_, i) => powerOfTwo(i));
  const extreme = [
    0n,
    all,
    ...single,
    ...single.map((bit) => bitXor(all, bit)),
    ...single.map((bit) => bit - 1n),
  ];
  const ends = (allowed ?? []).flatMap(({ low, high }) => [low, high]);
  const values = [...extreme, ...ends].map((value) => bitAnd(value, encodedMask));
  return [...new Set(values)].filter((value) => isAllowed(operand, value));
}

/** One to three bits the other way, or one run of fixed bits at random. */
export function neighbour(random: Random, { encoding }: Instruction, word: bigint): bigint {
  const { width, mask } = encoding;
  if (random.chance(0.5)) {
    let changed = word;
    for (let flips = 1 + random.below(3); flips > 0; flips -= 1) {
      changed = bitXor(changed, powerOfTwo(random.below(width)));
    }
    return changed;
  }
  const run = random.pick(runsOf(mask, width));
  const free = bitXor(ones(width), run);
  return bitOr(bitAnd(word, free), bitAnd(anyWord(random, width), run));
}

/** The most bits that are tried in all their values. */
const WINDOW = 12;

/** Runs of neighbouring ones, each as a mask, and the longer ones in pieces from the top. */
function runsOf(mask: bigint, width: number): readonly bigint[] {
  const runs: bigint[] = [];
  let run = 0n;
  let length = 0;
  for (let i = width - 1; i >= -1; i -= 1) {
    const bit = i < 0 ? 0n : bitAnd(mask, powerOfTwo(i));
    if (run !== 0n && (bit === 0n || length === WINDOW)) {
      runs.push(run);
      run = 0n;
      length = 0;
    }
    run = bitOr(run, bit);
    length += 1;
  }
  return runs.length === 0 ? [ones(width)] : runs;
}

/**
 * Words that have one run of an instruction's fixed bits in every way, and the rest as it is. Each
 * run is swept once with the same bits around it.
 */
export function* sweep(
  random: Random,
  instructions: readonly Instruction[],
): Generator<readonly [word: bigint, width: number]> {
  const swept = new Set<string>();
  for (const instruction of instructions) {
    const { mask, value, width } = instruction.encoding;
    if (mask === 0n) continue;
    for (const run of runsOf(mask, width)) {
      const around = bitAnd(mask, bitXor(ones(width), run));
      const key = `${width} ${run} ${around} ${bitAnd(value, around)}`;
      if (swept.has(key)) continue;
      swept.add(key);
      const lowest = bitAnd(run, -run);
      const rest = bitXor(ones(width), run);
      for (let bits = 0n; bits <= run; bits += lowest) {
        const word = encodedWord(instruction, drawOperands(random, instruction));
        yield [bitOr(bitAnd(word, rest), bits), width];
      }
    }
  }
}

/** Those words of a sweep that no instruction is. */
export function sweptAround(
  machine: Machine,
  random: Random,
  instructions: readonly Instruction[],
): readonly Word[] {
  const words = [...sweep(random, instructions)].map(([word, width]) =>
    decodedWord(machine, word, width),
  );
  return words.filter(({ decoded }) => decoded.kind === 'undecoded');
}
