/** `popek classify`: the table of instructions, and no more. */

import { classifyMarkdown } from '../../report/markdown-report.ts';
import { classifyJson } from '../../report/json-report.ts';
import type { Reported } from '../../report/reported.ts';
import { classifyReport } from '../../report/text-report.ts';
import { styleFor } from '../colour.ts';
import type { Invocation } from '../commands.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { judgeMachine } from '../judge-machine.ts';
import { checkOutput, writeResult } from '../write-result.ts';

export async function classify(invocation: Invocation): Promise<ExitCode> {
  const { terminal, operands, options } = invocation;
  checkOutput(options.output);
  const reported = await judgeMachine(invocation, {
    operand: operands[0] ?? '',
    command: 'classify',
    whole: false,
    only: options.only,
  });
  writeResult(terminal, options.output, formatted(invocation, reported));
  return reported.result.isComplete ? EXIT.good : EXIT.interrupted;
}

function formatted({ terminal, options }: Invocation, reported: Reported): string {
  switch (options.format) {
    case 'json':
      return `${JSON.stringify(classifyJson(reported), undefined, 2)}\n`;
    case 'markdown':
      return classifyMarkdown(reported, options);
    case 'text':
    case undefined:
      return classifyReport(reported, { all: options.all, style: styleFor(terminal, options) });
  }
}
