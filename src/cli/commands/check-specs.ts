/** `popek check --spec all`: what every spec says of a machine, side by side. */

import { listSpecs, misfits } from '../../index.ts';
import { compareSpecsJson } from '../../report/compare-specs-json.ts';
import {
  compareSpecsMarkdown,
  compareSpecsReport,
  type ComparedSpecs,
} from '../../report/compare-specs-report.ts';
import type { Reported } from '../../report/reported.ts';
import { styleFor } from '../colour.ts';
import { commandText } from '../command-text.ts';
import type { Invocation } from '../commands.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { judgeMachine } from '../judge-machine.ts';
import { DEFAULT_SPEC, loadSpecForCommand } from '../load-spec-for-command.ts';
import { verdictCode } from '../verdict-code.ts';
import { writeResult } from '../write-result.ts';

/** What `--spec` says for all of them. */
export const ALL_SPECS = 'all';

/** The exit code is that of the default spec: other authors' definitions are for comparison. */
export async function checkSpecs(invocation: Invocation): Promise<ExitCode> {
  const { terminal, operands, options } = invocation;
  const first = await judge(invocation, DEFAULT_SPEC, true);
  const sides: Reported[] = [first];
  const leftOut: { name: string; why: string }[] = [];
  for (const name of listSpecs()) {
    if (name === DEFAULT_SPEC || sides.some(({ result }) => !result.isComplete)) continue;
    const { spec } = loadSpecForCommand(terminal, { ...options, spec: name });
    const [misfit] = misfits(spec, first.machine);
    if (misfit !== undefined) {
      leftOut.push({ name, why: misfit.message });
      continue;
    }
    // oxlint-disable-next-line no-await-in-loop -- one spec keeps the solver busy
    sides.push(await judge(invocation, name, false));
  }
  const compared = { sides, leftOut, again: commandText('check', operands, options) };
  writeResult(terminal, options.output, formatted(invocation, compared));
  if (sides.some(({ result }) => !result.isComplete)) return EXIT.interrupted;
  return verdictCode(first.result, options);
}

/** Premises are asked once, under the default spec. */
function judge(invocation: Invocation, spec: string, whole: boolean): Promise<Reported> {
  const { operands, options } = invocation;
  return judgeMachine(
    { ...invocation, options: { ...options, spec } },
    {
      operand: operands[0] ?? '',
      command: `check (${spec})`,
      whole,
      only: options.only,
      everyWitness: true,
    },
  );
}

function formatted({ terminal, options }: Invocation, compared: ComparedSpecs): string {
  switch (options.format) {
    case 'json':
      return `${JSON.stringify(compareSpecsJson(compared), undefined, 2)}\n`;
    case 'markdown':
      return compareSpecsMarkdown(compared, options.all);
    case 'text':
    case undefined:
      return compareSpecsReport(compared, { all: options.all, style: styleFor(terminal, options) });
  }
}
