/** `popek disasm`: an image, or words, to assembly source. */

import { disassemble, disassembleWord, parseImage, type Image, type Machine } from '../../index.ts';
import type { Invocation } from '../commands.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { loadForCommand } from '../load-for-command.ts';
import { nameOf, readText } from '../read-text.ts';
import { Refusal } from '../refusal.ts';
import { checkOutput, writeResult } from '../write-result.ts';

export async function disasm({ terminal, operands, options }: Invocation): Promise<ExitCode> {
  const [operand = '', ...inputs] = operands;
  checkOutput(options.output);
  const { machine } = await loadForCommand(terminal, operand, options);
  const lines: string[] = [];
  for (const input of inputs) {
    if (/^0x[\da-f][\da-f_]*$/iu.test(input))
      lines.push(wordText(machine, input.replaceAll('_', '')));
    else
      lines.push(...imageLines(machine, imageIn(machine, input, await readText(terminal, input))));
  }
  writeResult(terminal, options.output, lines.map((line) => `${line}\n`).join(''));
  return EXIT.good;
}

/** @throws Refusal */
export function imageIn(machine: Machine, file: string, text: string): Image {
  const parsed = parseImage(text, machine.storage);
  if (parsed.kind === 'image') return parsed.image;
  throw new Refusal(
    `${nameOf(file)}:${parsed.line}: ${parsed.message}`,
    'an image is what `popek asm` prints: one `0xADDRESS: 0xUNIT` a line',
  );
}

/**
 * A word is as wide as its digits say, in whole storage units.
 *
 * @throws Refusal where that is wider than any instruction
 */
function wordText(machine: Machine, word: string): string {
  const { unit } = machine.storage;
  const width = Math.max(1, Math.ceil(((word.length - 2) * 4) / unit)) * unit;
  const widest = Math.max(unit, ...machine.instructions.map(({ encoding }) => encoding.width));
  if (width > widest) {
    throw new Refusal(
      `${word} has ${width} bits, and no instruction of ${machine.id} more than ${widest}`,
      'write each word by itself, or give an image',
    );
  }
  return disassembleWord(machine, BigInt(word), width, 0n).text;
}

function imageLines(machine: Machine, image: Image): readonly string[] {
  const { addressWidth, unit } = machine.storage;
  return disassemble(machine, image).map(({ address, units, text }) => {
    const bytes = units.map((value) => hex(value, unit)).join(' ');
    return `${hex(address, addressWidth)}:  ${bytes.padEnd(COLUMN)}  ${text}`;
  });
}

const COLUMN = 16;

function hex(value: bigint, width: number): string {
  return value.toString(16).padStart(Math.ceil(width / 4), '0');
}
