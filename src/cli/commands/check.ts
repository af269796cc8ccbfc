/** `popek check`: everything about a machine. */

import { jsonReport } from '../../report/json-report.ts';
import { markdownReport } from '../../report/markdown-report.ts';
import type { Reported } from '../../report/reported.ts';
import { textReport } from '../../report/text-report.ts';
import { styleFor } from '../colour.ts';
import type { Invocation } from '../commands.ts';
import type { ExitCode } from '../exit-code.ts';
import { judgeMachine } from '../judge-machine.ts';
import { Refusal } from '../refusal.ts';
import { verdictCode } from '../verdict-code.ts';
import { ALL_SPECS, checkSpecs } from './check-specs.ts';
import { checkOutput, writeResult } from '../write-result.ts';
import { loadSpecForCommand } from '../load-spec-for-command.ts';

export async function check(invocation: Invocation): Promise<ExitCode> {
  const { terminal, operands, options } = invocation;
  checkOutput(options.output);
  const isEverySpec = options.spec === ALL_SPECS;
  checkTheorem(
    isEverySpec ? { ...invocation, options: { ...options, spec: undefined } } : invocation,
  );
  if (isEverySpec) return await checkSpecs(invocation);
  const reported = await judgeMachine(invocation, {
    operand: operands[0] ?? '',
    command: 'check',
    whole: true,
    only: options.only,
  });
  writeResult(terminal, options.output, formatted(invocation, reported));
  return verdictCode(reported.result, options);
}

function formatted({ terminal, options }: Invocation, reported: Reported): string {
  switch (options.format) {
    case 'json':
      return jsonReport(reported);
    case 'markdown':
      return markdownReport(reported, options);
    case 'text':
    case undefined:
      return textReport(reported, { all: options.all, style: styleFor(terminal, options) });
  }
}

/** @throws Refusal if the spec has no theorem of that number */
function checkTheorem({ terminal, options }: Invocation): void {
  if (options.theorem === undefined) return;
  const { name, theorems } = loadSpecForCommand(terminal, options).spec;
  const numbers = theorems.map(({ number }) => number);
  if (numbers.includes(options.theorem)) return;
  throw new Refusal(
    `the spec ${name} has no theorem ${options.theorem}`,
    `it has: ${numbers.join(', ')}`,
  );
}
