/** `popek run`: a program on the compiled engine, and on the reference evaluator for a trace. */

import {
  BARE,
  fileHost,
  hasFastStates,
  loadPlatform,
  runCompiled,
  runProgram,
  traceRecord,
  type Image,
  type Machine,
  type Platform,
  type Run,
} from '../../index.ts';
import { runJson, runText, traceLine, type Seen } from '../../report/run-report.ts';
import type { Invocation } from '../commands.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { loadForCommand, printDiagnostics, type LoadedMachine } from '../load-for-command.ts';
import { nameOf, readText } from '../read-text.ts';
import { InputRefused } from '../refusal.ts';
import { checkOutput, writeResult } from '../write-result.ts';
import { assembled } from './asm.ts';
import { imageIn } from './disasm.ts';

const DEFAULT_BUDGET = 1_000_000;

export async function run({ terminal, operands, options }: Invocation): Promise<ExitCode> {
  const [operand = '', file = ''] = operands;
  checkOutput(options.output);
  const loaded = await loadForCommand(terminal, operand, options);
  const { machine } = loaded;
  const platform = platformOf(terminal, options, loaded);
  const text = await readText(terminal, file);
  const image: Image = isImage(text)
    ? imageIn(machine, file, text)
    : assembled(terminal, options, machine, nameOf(file), text);
  const lines: string[] = [];
  // Only text is for somebody who watches; the other formats hold all that was printed.
  const isLive = options.format !== 'json' && options.format !== 'markdown';
  const printed = new Printed(isLive ? terminal.print : () => undefined);
  const budget = options.budget ?? DEFAULT_BUDGET;
  const ended =
    options.trace || platform !== BARE || !hasFastStates(machine)
      ? runProgram(machine, image, {
          budget,
          platform,
          onPrint: (byte) => {
            printed.add(byte);
          },
          onStep: (taken, before) => {
            if (options.trace) lines.push(traceLine(machine, traceRecord(machine, taken, before)));
          },
        })
      : runCompiled(machine, image, { budget });
  printed.end();
  const seen = {
    console: platform.console === undefined ? undefined : printed.text,
    trace: options.trace ? lines : undefined,
  };
  writeResult(terminal, options.output, result(machine, image, ended, options.format, seen));
  return exitCode(ended);
}

type Parts = Pick<Invocation, 'terminal' | 'options'>;

/** @throws InputRefused after printing what is wrong */
function platformOf(
  terminal: Parts['terminal'],
  options: Parts['options'],
  { location, machine, sources }: LoadedMachine,
): Platform {
  if (location.platform === undefined) return BARE;
  const loaded = loadPlatform(location.platform, machine, fileHost);
  if (loaded.diagnostics.length === 0) return loaded.platform;
  printDiagnostics(terminal, options, loaded.diagnostics, new Map([...sources, ...loaded.sources]));
  throw new InputRefused();
}

/** The console's output, passed on byte by byte as the characters that the bytes are in UTF-8. */
class Printed {
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

/** Images begin with an address; no assembly source does. */
function isImage(text: string): boolean {
  const first = text.split('\n').find((line) => line.replace(/#.*/u, '').trim() !== '');
  return first !== undefined && /^\s*0x[\da-f]+\s*:/iu.test(first);
}

function result(
  machine: Machine,
  image: Image,
  ended: Run,
  format: Invocation['options']['format'],
  seen: Seen,
): string {
  if (format === 'json') {
    return `${JSON.stringify(runJson(machine, image, ended, seen), undefined, 2)}\n`;
  }
  const text = [...(seen.trace ?? []), ...runText(machine, image, ended)].join('\n');
  if (format === 'markdown' && seen.console !== undefined && seen.console !== '') {
    return `\`\`\`text\n${seen.console.trimEnd()}\n\`\`\`\n\n\`\`\`text\n${text}\n\`\`\`\n`;
  }
  return format === 'markdown' ? `\`\`\`text\n${text}\n\`\`\`\n` : `${text}\n`;
}

function exitCode({ exit }: Run): ExitCode {
  switch (exit.kind) {
    case 'halted':
      return EXIT.good;
    case 'unhandled-trap':
      return EXIT.bad;
    case 'budget-spent':
      return EXIT.undecided;
  }
}
