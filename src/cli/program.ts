/** What a program is run with: its image, the platform around the processor, what it prints, and how it ends. */

import {
  BARE,
  fileHost,
  loadPlatform,
  type Image,
  type Machine,
  type Platform,
  type Run,
} from '../index.ts';
import { assembled } from './commands/asm.ts';
import { imageIn } from './commands/disasm.ts';
import type { Options } from './flags.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { printDiagnostics, type LoadedMachine } from './load-for-command.ts';
import { nameOf, readText } from './read-text.ts';
import { InputRefused } from './refusal.ts';
import type { Terminal } from './terminal.ts';

/** Instructions, of each guest. */
export const DEFAULT_BUDGET = 1_000_000;

/** @throws InputRefused after printing what is wrong */
export async function loadProgram(
  terminal: Terminal,
  options: Options,
  machine: Machine,
  file: string,
): Promise<Image> {
  const text = await readText(terminal, file);
  return isImage(text)
    ? imageIn(machine, file, text)
    : assembled(terminal, options, machine, nameOf(file), text);
}

/** Images begin with an address; no assembly source does. */
function isImage(text: string): boolean {
  const first = text.split('\n').find((line) => line.replace(/#.*/u, '').trim() !== '');
  return first !== undefined && /^\s*0x[\da-f]+\s*:/iu.test(first);
}

/** @throws InputRefused after printing what is wrong */
export function platformOf(
  terminal: Terminal,
  options: Options,
  { location, sources }: Pick<LoadedMachine, 'location' | 'sources'>,
  machine: Machine,
): Platform {
  if (location.platform === undefined) return BARE;
  const loaded = loadPlatform(location.platform, machine, fileHost);
  if (loaded.diagnostics.length === 0) return loaded.platform;
  printDiagnostics(terminal, options, loaded.diagnostics, new Map([...sources, ...loaded.sources]));
  throw new InputRefused();
}

/** The console's output, passed on byte by byte as the characters that the bytes are in UTF-8. */
export class Printed {
  text = '';
  readonly #print: (text: string) => void;
  readonly #decoder = new TextDecoder();

  constructor(print: (text: string) => void) {
    this.#print = print;
  }

  add(byte: number): void {
    this.#pass(this.#decoder.decode(Uint8Array.of(byte), { stream: true }));
  }

  /** What follows stands on a line of its own. */
  end(): void {
    this.#pass(this.#decoder.decode());
    if (this.text !== '' && !this.text.endsWith('\n')) this.#print('\n');
  }

  #pass(text: string): void {
    this.text += text;
    if (text !== '') this.#print(text);
  }
}

export function runExitCode({
  exit,
}: {
  readonly exit: { readonly kind: Run['exit']['kind'] };
}): ExitCode {
  switch (exit.kind) {
    case 'halted':
      return EXIT.good;
    case 'unhandled-trap':
      return EXIT.bad;
    case 'budget-spent':
      return EXIT.undecided;
  }
}
