/** `popek asm`: assembly source to an image. */

import { assemble, imageText, type Image, type Machine } from '../../index.ts';
import type { Invocation } from '../commands.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Options } from '../flags.ts';
import { loadForCommand, printDiagnostics } from '../load-for-command.ts';
import { nameOf, readText } from '../read-text.ts';
import { InputRefused } from '../refusal.ts';
import type { Terminal } from '../terminal.ts';
import { checkOutput, writeResult } from '../write-result.ts';

export async function asm({ terminal, operands, options }: Invocation): Promise<ExitCode> {
  const [operand = '', file = ''] = operands;
  checkOutput(options.output);
  const { machine } = await loadForCommand(terminal, operand, options);
  const source = await readText(terminal, file);
  const image = assembled(terminal, options, machine, nameOf(file), source);
  writeResult(terminal, options.output, imageText(image, machine.storage));
  return EXIT.good;
}

/** @throws InputRefused after printing what is wrong */
export function assembled(
  terminal: Terminal,
  options: Options,
  machine: Machine,
  file: string,
  source: string,
): Image {
  const { image, diagnostics } = assemble(machine, source, file);
  if (diagnostics.length === 0) return image;
  printDiagnostics(terminal, options, diagnostics, new Map([[file, source]]));
  throw new InputRefused();
}
