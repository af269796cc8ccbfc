/**
 * `popek/testing`: arbitraries for property tests about a machine, one's own or a shipped one.
 *
 * They are made for fast-check: pass them to `fc.property`. What they give is well-formed: a value
 * of an enum is one of its members, a register that is fixed has its value, and operands are such
 * as the encoding can hold. That the machine's invariants hold is not assured (`isValid` says so).
 */

import * as fc from 'fast-check';
import { bitAnd, ones, truncate } from './base/bits.ts';
import { decoderOf } from './isa/decode.ts';
import { disassembleWord } from './isa/disassemble.ts';
import { assemble } from './isa/assemble.ts';
import { encode } from './isa/encode.ts';
import { unitsIn, type Image } from './isa/image.ts';
import type { Element, Instruction, Machine, Operand } from './isa/machine.ts';
import { type ElementValue, type State } from './isa/state.ts';
import { unitCount } from './isa/units.ts';
import { environmentIn, noOthers } from './machine/memory-model.ts';
import { stepInstruction, type Choices, type StepOutcome } from './machine/step.ts';
import { choicesOf } from './isa/choices.ts';
import { evaluate } from './term/evaluate.ts';
import type { Sort } from './term/term.ts';
import { arrayValue, memoryValue, type Value } from './term/value.ts';

export type { ElementValue, State } from './isa/state.ts';
export { registerIn, sameState, scalarIn, unitIn } from './isa/state.ts';
export { step, stepInstruction } from './machine/step.ts';
export type { Choices, MachineStep, StepOutcome, Trap } from './machine/step.ts';

/** An instruction and values for its operands, by name. */
export interface InstructionSample {
  readonly instruction: Instruction;
  readonly operands: ReadonlyMap<string, bigint>;
}

/** A step of an instruction: where it began, what was executed, and how it ended. */
export interface StepSample extends InstructionSample {
  readonly before: State;
  /** What became of everything that the description leaves undefined. */
  readonly choices: Choices;
  readonly outcome: StepOutcome;
}

/** An instruction word, its highest bit first as the manual draws it. */
export interface WordSample {
  readonly word: bigint;
  readonly width: number;
}

export interface ProgramSample {
  readonly samples: readonly InstructionSample[];
  /** Assembly text, one instruction a line. */
  readonly source: string;
  readonly image: Image;
}

export interface ProgramOptions {
  /** Where the first instruction stands; 0 if not given. */
  readonly origin?: bigint;
  readonly maxLength?: number;
}

/** States: extreme and random words in every element, storage of one unit with a few others in it. */
export function stateOf(machine: Machine): fc.Arbitrary<State> {
  const { addressWidth, unit } = machine.storage;
  const units = fc.array(fc.tuple(anyWord(addressWidth), anyWord(unit)), { maxLength: 16 });
  return fc
    .record({
      values: fc.tuple(...machine.elements.map(elementValue)),
      rest: anyWord(unit),
      units,
    })
    .map(({ values, rest, units: written }) => ({
      elements: new Map(machine.elements.map(({ name }, i) => [name, values[i] ?? 0n])),
      memory: memoryValue(rest, written),
    }));
}

/** Instructions of the machine, each as likely as any other, with operands. */
export function instructionOf(machine: Machine): fc.Arbitrary<InstructionSample> {
  return fc
    .constantFrom(...machine.instructions)
    .chain((instruction) => operandsOf(instruction).map((operands) => ({ instruction, operands })));
}

/** Values for all operands of an instruction, such as its encoding can hold. */
export function operandsOf({
  encoding,
}: Pick<Instruction, 'encoding'>): fc.Arbitrary<ReadonlyMap<string, bigint>> {
  return fc
    .tuple(...encoding.operands.map(operandValue))
    .map((values) => new Map(encoding.operands.map(({ name }, i) => [name, values[i] ?? 0n])));
}

/** Values for what the description of an instruction leaves undefined. */
export function choicesFor(instruction: Instruction): fc.Arbitrary<Choices> {
  const variables = choicesOf(instruction);
  return fc
    .tuple(...variables.map(({ sort }) => anyValue(sort)))
    .map((values) => new Map(variables.map(({ name }, i) => [name, values[i] ?? 0n])));
}

/** Words: those of instructions, and as often any word as wide as one. */
export function wordOf(machine: Machine): fc.Arbitrary<WordSample> {
  const widths = [...new Set(machine.instructions.map(({ encoding }) => encoding.width))];
  return fc.oneof(
    instructionOf(machine).map(({ instruction, operands }) => ({
      word: encodedWord(instruction, operands),
      width: instruction.encoding.width,
    })),
    fc.constantFrom(...widths).chain((width) => anyWord(width).map((word) => ({ word, width }))),
  );
}

/** Programs of random instructions. Few of them do anything sensible; all of them assemble. */
export function programOf(
  machine: Machine,
  { origin = 0n, maxLength = 10 }: ProgramOptions = {},
): fc.Arbitrary<ProgramSample> {
  return fc
    .array(instructionOf(machine), { minLength: 1, maxLength })
    .map((samples) => programFrom(machine, samples, origin));
}

/** Steps of instructions from any state, as the evaluator takes them. */
export function stepOf(machine: Machine): fc.Arbitrary<StepSample> {
  return instructionOf(machine).chain(({ instruction, operands }) =>
    fc.tuple(stateOf(machine), choicesFor(instruction)).map(([before, choices]) => ({
      instruction,
      operands,
      before,
      choices,
      outcome: stepInstruction(machine, instruction, operands, choices, before),
    })),
  );
}

/** Whether all invariants of the machine hold in a state. */
export function isValid(machine: Machine, state: State): boolean {
  const environment = environmentIn(machine, state, noOthers);
  return machine.invariants.every(({ condition }) => evaluate(condition, environment) === true);
}

/** The property that words decode to the instruction and the operands that they were made from. */
export function decodesWhatItEncodes(machine: Machine): fc.IPropertyWithHooks<[InstructionSample]> {
  return fc.property(instructionOf(machine), ({ instruction, operands }) => {
    const { width } = instruction.encoding;
    const decoded = decoderOf(machine).decode(encodedWord(instruction, operands), width);
    if (decoded.kind !== 'decoded') throw new Error(`${instruction.id} is ${decoded.kind}`);
    if (!decoded.instructions.includes(instruction)) {
      throw new Error(`${instruction.id} decodes as ${decoded.instructions[0].id}`);
    }
    for (const [name, value] of operands) {
      if (decoded.operands.get(name) === value) continue;
      throw new Error(`${name} of ${instruction.id} decodes as ${decoded.operands.get(name)}`);
    }
  });
}

/** The property that the text of a word, instruction or not, assembles to the word. */
export function assemblesWhatItDisassembles(machine: Machine): fc.IPropertyWithHooks<[WordSample]> {
  return fc.property(wordOf(machine), ({ word, width }) => {
    const { text, units } = disassembleWord(machine, word, width, 0n);
    const { image, diagnostics } = assemble(machine, text, 'word.s');
    const [problem] = diagnostics;
    if (problem !== undefined) throw new Error(`${text}: ${problem.message}`);
    const assembled = [...unitsIn(image)].map(([, unit]) => unit);
    if (assembled.join(' ') !== units.join(' ')) throw new Error(`${text} is another word`);
  });
}

/** Throws on operands that the encoding cannot hold: `operandsOf` gives none such. */
function encodedWord(instruction: Instruction, operands: ReadonlyMap<string, bigint>): bigint {
  const encoded = encode(instruction, operands);
  if (encoded.kind === 'encoded') return encoded.word;
  throw new RangeError(`${instruction.id}: operand ${encoded.operand} ${encoded.reason}`);
}

function programFrom(
  machine: Machine,
  samples: readonly InstructionSample[],
  origin: bigint,
): ProgramSample {
  let address = origin;
  const lines = samples.map(({ instruction, operands }) => {
    const { width } = instruction.encoding;
    const word = encodedWord(instruction, operands);
    const { text } = disassembleWord(machine, word, width, address);
    address += BigInt(unitCount(width, machine.storage));
    return text;
  });
  const source = [`.org 0x${origin.toString(16)}`, ...lines, ''].join('\n');
  const { image, diagnostics } = assemble(machine, source, 'program.s');
  const [problem] = diagnostics;
  if (problem !== undefined) throw new RangeError(problem.message);
  return { samples, source, image };
}

function elementValue({ width, members, file }: Element): fc.Arbitrary<ElementValue> {
  const word =
    members === undefined || members.length === 0
      ? anyWord(width)
      : fc.constantFrom(...members.map(({ value }) => value));
  if (file === undefined) return word;
  const hardwired = file.hardwired.map(({ index, value }) => [BigInt(index), value] as const);
  return fc
    .array(word, { minLength: file.count, maxLength: file.count })
    .map((words) =>
      arrayValue(0n, [...words.map((each, i) => [BigInt(i), each] as const), ...hardwired]),
    );
}

function operandValue({ width, encodedMask, allowed }: Operand): fc.Arbitrary<bigint> {
  const ranges = allowed ?? [{ low: 0n, high: ones(width) }];
  return fc
    .constantFrom(...ranges)
    .chain(({ low, high }) => fc.bigInt({ min: low, max: high }))
    .map((value) => bitAnd(value, encodedMask))
    .filter((held) => ranges.some(({ low, high }) => low <= held && held <= high));
}

function anyValue(sort: Sort): fc.Arbitrary<Value> {
  switch (sort.kind) {
    case 'bool':
      return fc.boolean();
    case 'bits':
      return anyWord(sort.width);
    case 'array':
      return anyWord(sort.element).map((word) => arrayValue(word));
    case 'memory':
      throw new TypeError('storage is never chosen');
  }
}

/** Words of all sizes, and the extreme ones more often than they would come. */
function anyWord(width: number): fc.Arbitrary<bigint> {
  const all = ones(width);
  const top = truncate(width, all / 2n + 1n);
  return fc.oneof(
    fc.bigInt({ min: 0n, max: all }),
    fc.constantFrom(0n, truncate(width, 1n), all, top, truncate(width, top - 1n)),
    fc.bigInt({ min: 0n, max: all < 255n ? all : 255n }),
  );
}
