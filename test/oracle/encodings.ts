/**
 * The generated decoder and disassembler against a disassembler of others.
 *
 * Of each form: random operands, and the ends of each operand's range. Besides, words around and
 * away from all forms: what the description does not decode must be no instruction to the other
 * side either, or one that the description leaves out.
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { matchesPattern } from '../../src/base/wildcard.ts';
import { instructionText } from '../../src/isa/disassemble.ts';
import type { Instruction, Machine } from '../../src/isa/machine.ts';
import { unitsOf } from '../../src/isa/units.ts';
import type { Adapter, Disassembler, KnownEncoding } from './adapter.ts';
import { anyWord, randomFrom, type Random } from './random.ts';
import {
  boundariesOf,
  decodedWord,
  drawOperands,
  encodedWord,
  neighbour,
  sweep,
  type Word,
} from './words.ts';

export interface Disagreement {
  readonly id: string;
  /** The bytes in order. */
  readonly word: string;
  readonly ours: string;
  /** Undefined if it is no instruction there. */
  readonly theirs: string | undefined;
}

export interface EncodingCount {
  agree: number;
  explained: number;
  disagree: number;
}

export interface Encodings {
  readonly counts: ReadonlyMap<string, EncodingCount>;
  readonly byExplanation: ReadonlyMap<KnownEncoding, number>;
  readonly disagreements: readonly Disagreement[];
  /** Words that the description does not decode. */
  readonly others: number;
}

export interface EncodingOptions {
  readonly seed: string;
  readonly instructions: readonly Instruction[];
  /** Random encodings of each form. */
  readonly perForm: number;
  /** Neighbours of each form. */
  readonly neighbours: number;
  /** Words of each width at random. */
  readonly any: number;
  /** All words of 16 bits, and each run of fixed bits in every way. */
  readonly isExhaustive: boolean;
}

const ORIGIN = 0x4_0000n;
const CHUNK = 40_000;

export function compareEncodings(adapter: Adapter, options: EncodingOptions): Encodings {
  const { machine } = adapter;
  const counts = new Map<string, EncodingCount>();
  const byExplanation = new Map<KnownEncoding, number>();
  const disagreements: Disagreement[] = [];
  let others = 0;
  const note = (id: string, how: keyof EncodingCount): void => {
    const count = counts.get(id) ?? { agree: 0, explained: 0, disagree: 0 };
    count[how] += 1;
    counts.set(id, count);
  };

  const settle = (
    id: string,
    word: Word,
    ours: string,
    theirs: string | undefined,
  ): 'explained' | 'disagree' => {
    const known = adapter.encodings.find((each) => fits(each, id, ours, theirs));
    if (known === undefined) {
      disagreements.push({ id, word: bytesText(machine, word), ours, theirs });
      return 'disagree';
    }
    byExplanation.set(known, (byExplanation.get(known) ?? 0) + 1);
    return 'explained';
  };

  const words = wordsOf(adapter, options).filter((word) => isAsked(adapter.disassembler, word));
  for (let at = 0; at < words.length; at += CHUNK) {
    const some = words.slice(at, at + CHUNK);
    const texts = disassembled(adapter, some);
    for (const [i, word] of some.entries()) {
      const { decoded } = word;
      const theirs = texts[i];
      if (decoded.kind === 'unreadable') continue; // the beginning of a longer one
      if (decoded.kind === 'undecoded') {
        others += 1;
        if (theirs === undefined) continue;
        settle('', word, '', theirs);
        continue;
      }
      const [instruction] = decoded.instructions;
      const ours = ownText(adapter, word);
      if (ours === theirs) {
        note(instruction.opcode, 'agree');
        continue;
      }
      note(instruction.opcode, settle(instruction.id, word, ours, theirs));
    }
  }
  return { counts, byExplanation, disagreements, others };
}

function fits(
  { instructions, ours: own, theirs: other }: KnownEncoding,
  id: string,
  ours: string,
  theirs: string | undefined,
): boolean {
  if (!instructions.some((pattern) => matchesPattern(pattern, id))) return false;
  if (own !== undefined && !new RegExp(own, 'u').test(ours)) return false;
  return other === undefined || new RegExp(other, 'u').test(theirs ?? '');
}

/** Every form, its neighbours, and any words of the widths there are. */
function wordsOf({ machine, disassembler }: Adapter, options: EncodingOptions): readonly Word[] {
  const { instructions, perForm, neighbours, any, seed, isExhaustive } = options;
  const words: Word[] = [];
  const add = (word: bigint, width: number): void => {
    words.push(decodedWord(machine, word, width));
  };
  for (const instruction of instructions) {
    const random = randomFrom(seed, instruction.id);
    const { width } = instruction.encoding;
    for (const operands of operandsOf(random, instruction, perForm)) {
      add(encodedWord(instruction, disassembler.plain(operands)), width);
    }
    for (let i = 0; i < neighbours; i += 1) {
      const word = encodedWord(instruction, disassembler.plain(drawOperands(random, instruction)));
      add(neighbour(random, instruction, word), width);
    }
  }
  const random = randomFrom(seed, 'any');
  if (isExhaustive) {
    for (const [word, width] of sweep(random, instructions)) add(word, width);
  }
  for (const width of new Set(machine.instructions.map(({ encoding }) => encoding.width))) {
    if (width === 16 && isExhaustive)
      for (let word = 0n; word < 65_536n; word += 1n) add(word, width);
    else for (let i = 0; i < any; i += 1) add(anyWord(random, width), width);
  }
  return words;
}

function* operandsOf(
  random: Random,
  instruction: Instruction,
  count: number,
): Generator<ReadonlyMap<string, bigint>> {
  for (let i = 0; i < count; i += 1) yield drawOperands(random, instruction);
  for (const operand of instruction.encoding.operands) {
    for (const value of boundariesOf(operand)) {
      yield new Map([...drawOperands(random, instruction), [operand.name, value]]);
    }
  }
}

function isAsked(disassembler: Disassembler, { word, width, decoded }: Word): boolean {
  if (!disassembler.isAsked(word, width)) return false;
  if (decoded.kind !== 'decoded') return true;
  const plain = disassembler.plain(decoded.operands);
  return [...decoded.operands].every(([name, value]) => plain.get(name) === value);
}

const known = new Map<string, boolean>();

/** Whether the disassembler sees an instruction where these bytes stand. */
export function isInstruction(disassembler: Disassembler, bytes: Uint8Array): boolean {
  const key = `${disassembler.arguments.join(' ')} ${Buffer.from(bytes).toString('hex')}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const slot = Buffer.alloc(disassembler.slot);
  slot.set(bytes.slice(0, disassembler.slot));
  const [text] = textsOf(disassembler, slot);
  known.set(key, text !== undefined);
  return text !== undefined;
}

/** The description's text in the other one's shape. */
function ownText({ machine, disassembler }: Adapter, { decoded }: Word): string {
  if (decoded.kind !== 'decoded') return '';
  const { operands, instructions } = decoded;
  const [instruction] = instructions;
  const said = new Set(instruction.assembly.flatMap((p) => (p.kind === 'text' ? [] : [p.operand])));
  const spoken = new Map([...operands].map(([name, value]) => [name, said.has(name) ? value : 0n]));
  const text =
    instructionText(machine, instruction, spoken, ORIGIN) ??
    instructionText(machine, instruction, operands, ORIGIN) ??
    instruction.id;
  return disassembler.ours({ instruction, operands, text, address: ORIGIN });
}

/** Texts of the disassembler; each word stands in a slot of its own, at an address of its own. */
function disassembled({ machine, disassembler }: Adapter, words: readonly Word[]): Texts {
  const { slot, filler } = disassembler;
  const bytes = Buffer.alloc(words.length * slot);
  for (let at = 0; at < bytes.length; at += filler.length) bytes.set(filler, at);
  for (const [i, { word, width }] of words.entries()) {
    bytes.set(unitsOf(word, width, machine.storage).map(Number), i * slot);
  }
  return textsOf(disassembler, bytes);
}

/** What the disassembler says at the beginning of each slot. */
function textsOf(disassembler: Disassembler, bytes: Buffer): Texts {
  const { slot } = disassembler;
  const texts: (string | undefined)[] = Array.from({ length: bytes.length / slot });
  for (const line of linesOf(disassembler, bytes)) {
    const [, digits = '', text = ''] = /^\s*([0-9a-f]+):\t(.*)$/u.exec(line) ?? [];
    if (digits === '') continue;
    const at = Number.parseInt(digits, 16) - Number(ORIGIN);
    if (at % slot === 0) texts[at / slot] = disassembler.theirs(text, BigInt(at));
  }
  return texts;
}

type Texts = readonly (string | undefined)[];

function linesOf(disassembler: Disassembler, bytes: Buffer): readonly string[] {
  const { command, arguments: options } = disassembler;
  const folder = mkdtempSync(join(tmpdir(), 'popek-oracle-'));
  try {
    const file = join(folder, 'words');
    writeFileSync(file, disassembler.file(bytes, ORIGIN));
    const all = ['-z', '-w', '--no-show-raw-insn', ...options, file];
    const run = spawnSync(command, all, { encoding: 'latin1', maxBuffer: 2 ** 30 });
    if (run.status !== 0) throw new Error(`${command}: ${run.error?.message ?? run.stderr}`);
    return run.stdout.split('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function bytesText({ storage }: Machine, { word, width }: Word): string {
  const { unit } = storage;
  return unitsOf(word, width, storage)
    .map((value) => value.toString(16).padStart(unit / 4, '0'))
    .join(' ');
}
