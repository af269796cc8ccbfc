/**
 * Words and images back to assembly source that assembles to them.
 *
 * What no instruction means, or what an instruction's text cannot say, becomes `.unit`.
 */

import { powerOfTwo, toHex, toSigned, truncate } from '../base/bits.ts';
import { pcWidthOf, unmentionedValue } from './choose-form.ts';
import { decoderOf, type Decoded } from './decode.ts';
import type { Image } from './image.ts';
import type { AssemblyPart, Instruction, Machine } from './machine.ts';
import { unitsOf } from './units.ts';

export interface DisassembledLine {
  readonly address: bigint;
  readonly units: readonly bigint[];
  readonly text: string;
}

/** What a word of `width` bits that stands at `address` begins with. */
export function disassembleWord(
  machine: Machine,
  word: bigint,
  width: number,
  address: bigint,
): DisassembledLine {
  const line = lineOf(machine, decoderOf(machine).decode(word, width), address);
  const units = unitsOf(word, width, machine.storage);
  const isWhole = line.units.length === units.length;
  return isWhole ? line : { address, units, text: unitText(machine, units) };
}

/** Every segment from its beginning on, instruction after instruction. */
export function disassemble(machine: Machine, image: Image): readonly DisassembledLine[] {
  const decoder = decoderOf(machine);
  return image.segments.flatMap(({ address: base, units }) => {
    const lines: DisassembledLine[] = [];
    for (let at = 0; at < units.length; at += lines.at(-1)?.units.length ?? 1) {
      const decoded = decoder.fetchAndDecode((index) => units[at + index]);
      lines.push(lineOf(machine, decoded, base + BigInt(at)));
    }
    return lines;
  });
}

/** The instruction as it would be written at `address`; undefined if its text leaves bits open. */
export function instructionText(
  machine: Machine,
  { assembly, encoding }: Instruction,
  operands: ReadonlyMap<string, bigint>,
  address: bigint,
): string | undefined {
  const mentioned = new Set(assembly.map((part) => part.kind !== 'text' && part.operand));
  const isSaid = encoding.operands.every(
    (operand) =>
      mentioned.has(operand.name) || operands.get(operand.name) === unmentionedValue(operand),
  );
  if (!isSaid) return undefined;
  const widths = new Map(encoding.operands.map(({ name, width }) => [name, width]));
  return assembly
    .map((part) => {
      if (part.kind === 'text') return part.text;
      const value = operands.get(part.operand) ?? 0n;
      return operandText(machine, part, value, widths.get(part.operand) ?? 1, address);
    })
    .join('');
}

function operandText(
  machine: Machine,
  part: Exclude<AssemblyPart, { kind: 'text' }>,
  value: bigint,
  width: number,
  address: bigint,
): string {
  if (part.kind === 'named') {
    return part.members.find((member) => member.value === value)?.name ?? numberText(value);
  }
  switch (part.format) {
    case 'number':
      return numberText(value);
    case 'signed':
      return numberText(toSigned(width, value));
    case 'pc': {
      const pcWidth = pcWidthOf(machine);
      const start = address + BigInt(part.from ?? 0);
      return toHex(1, truncate(pcWidth, start + toSigned(width, value)));
    }
  }
}

function lineOf(machine: Machine, decoded: Decoded, address: bigint): DisassembledLine {
  if (decoded.kind === 'decoded') {
    const { instructions, operands, units } = decoded;
    const text = instructionText(machine, instructions[0], operands, address);
    if (text !== undefined) return { address, units, text };
  }
  const units = decoded.kind === 'decoded' ? decoded.units : decoded.units.slice(0, 1);
  return { address, units, text: unitText(machine, units) };
}

function unitText({ storage }: Machine, units: readonly bigint[]): string {
  return `.unit ${units.map((value) => toHex(storage.unit, value)).join(', ')}`;
}

/** Small numbers in decimal, others in hexadecimal. */
function numberText(value: bigint): string {
  const magnitude = value < 0n ? -value : value;
  const digits = magnitude < powerOfTwo(10) ? magnitude.toString() : toHex(1, magnitude);
  return value < 0n ? `-${digits}` : digits;
}
