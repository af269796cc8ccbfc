/** `popek diff`: what changes from one machine, or setting, to another. */

import { diffJson, diffReport } from '../../report/diff-report.ts';
import { styleFor } from '../colour.ts';
import { commandText } from '../command-text.ts';
import type { Invocation } from '../commands.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { judgeMachine } from '../judge-machine.ts';
import { checkOutput, writeResult } from '../write-result.ts';

export async function diff(invocation: Invocation): Promise<ExitCode> {
  const { terminal, operands, options } = invocation;
  const [one = '', two = ''] = operands;
  checkOutput(options.output);
  const request = { command: 'diff', whole: options.only.length === 0, only: options.only };
  const before = await judgeMachine(invocation, { ...request, operand: one });
  const after = before.result.isComplete
    ? await judgeMachine(invocation, { ...request, operand: two })
    : before;
  const sides = [before, after] as const;
  const again = commandText('diff', operands, options);
  const text =
    options.format === 'json'
      ? `${JSON.stringify(diffJson(sides, again), undefined, 2)}\n`
      : diffReport(
          sides,
          [one, two],
          again,
          options.format === 'markdown' ? undefined : styleFor(terminal, options),
        );
  const isComplete = sides.every(({ result }) => result.isComplete);
  if (!isComplete) return EXIT.interrupted;
  writeResult(
    terminal,
    options.output,
    options.format === 'markdown' ? `\`\`\`text\n${text}\`\`\`\n` : text,
  );
  return EXIT.good;
}
