/** `popek run`: a program on the compiled engine, and on the reference evaluator for a trace. */

import {
  BARE,
  hasFastStates,
  runCompiled,
  runProgram,
  traceRecord,
  type Image,
  type Machine,
  type Run,
} from '../../index.ts';
import { runJson, runText, traceLine, type Seen } from '../../report/run-report.ts';
import type { Invocation } from '../commands.ts';
import type { ExitCode } from '../exit-code.ts';
import type { FlagName, Options } from '../flags.ts';
import { loadForCommand } from '../load-for-command.ts';
import { DEFAULT_BUDGET, loadProgram, platformOf, Printed, runExitCode } from '../program.ts';
import { Refusal } from '../refusal.ts';
import { checkOutput, writeResult } from '../write-result.ts';
import { runUnder } from './run-under.ts';

export async function run(invocation: Invocation): Promise<ExitCode> {
  const { terminal, operands, options } = invocation;
  if (options.under !== undefined) return await runUnder(invocation, options.under);
  refuseOfGuests(options);
  const [operand = '', file = ''] = operands;
  checkOutput(options.output);
  const loaded = await loadForCommand(terminal, operand, options);
  const { machine } = loaded;
  const platform = platformOf(terminal, options, loaded, machine);
  const image = await loadProgram(terminal, options, machine, file);
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
  return runExitCode(ended);
}

/** Flags that mean nothing to the bare machine. */
const OF_GUESTS: readonly FlagName[] = ['guests', 'slice', 'map', 'virtual', 'pair', 'force'];

function refuseOfGuests(options: Options): void {
  const given = OF_GUESTS.find((name) => {
    const value = options[name];
    return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;
  });
  if (given !== undefined)
    throw new Refusal(
      `--${given} is about guests`,
      'they run with --under trap-and-emulate or --under hybrid',
    );
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
