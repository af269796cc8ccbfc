/** `popek run`: a program on the compiled engine, and on the reference evaluator for a trace. */

import {
  hasFastStates,
  runCompiled,
  runProgram,
  traceRecord,
  type Image,
  type Machine,
  type Run,
} from '../../index.ts';
import { runJson, runText, traceLine } from '../../report/run-report.ts';
import type { Invocation } from '../commands.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { loadForCommand } from '../load-for-command.ts';
import { nameOf, readText } from '../read-text.ts';
import { checkOutput, writeResult } from '../write-result.ts';
import { assembled } from './asm.ts';
import { imageIn } from './disasm.ts';

const DEFAULT_BUDGET = 1_000_000;

export async function run({ terminal, operands, options }: Invocation): Promise<ExitCode> {
  const [operand = '', file = ''] = operands;
  checkOutput(options.output);
  const { machine } = await loadForCommand(terminal, operand, options);
  const text = await readText(terminal, file);
  const image: Image = isImage(text)
    ? imageIn(machine, file, text)
    : assembled(terminal, options, machine, nameOf(file), text);
  const lines: string[] = [];
  const budget = options.budget ?? DEFAULT_BUDGET;
  const ended =
    options.trace || !hasFastStates(machine)
      ? runProgram(machine, image, {
          budget,
          onStep: (taken, before) => {
            if (options.trace) lines.push(traceLine(machine, traceRecord(machine, taken, before)));
          },
        })
      : runCompiled(machine, image, { budget });
  writeResult(terminal, options.output, result(machine, image, ended, options, lines));
  return exitCode(ended);
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
  { format, trace }: Invocation['options'],
  lines: readonly string[],
): string {
  if (format === 'json') {
    return `${JSON.stringify(runJson(machine, image, ended, trace ? lines : undefined), undefined, 2)}\n`;
  }
  const text = [...lines, ...runText(machine, image, ended)].join('\n');
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
