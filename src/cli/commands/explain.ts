/** `popek explain`: why an instruction has its class. */

import { suggest } from '../../base/suggest.ts';
import type { Machine } from '../../index.ts';
import { explainJson } from '../../report/explain-json.ts';
import { explainReport } from '../../report/explain-report.ts';
import type { Reported } from '../../report/reported.ts';
import { styleFor } from '../colour.ts';
import type { Invocation } from '../commands.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { judgeMachine } from '../judge-machine.ts';
import { loadForCommand } from '../load-for-command.ts';
import { loadSpecForCommand } from '../load-spec-for-command.ts';
import { Refusal } from '../refusal.ts';
import { checkOutput, writeResult } from '../write-result.ts';

export async function explain(invocation: Invocation): Promise<ExitCode> {
  const { terminal, operands, options } = invocation;
  const [operand = '', id = ''] = operands;
  checkOutput(options.output);
  const { machine } = await loadForCommand(terminal, operand, { ...options, quiet: true });
  const { granularity } = loadSpecForCommand(terminal, options).spec;
  checkId(machine, id, granularity);
  const reported = await judgeMachine(invocation, {
    operand,
    command: 'explain',
    whole: false,
    causes: true,
    everyWitness: true,
    only: [id],
  });
  writeResult(terminal, options.output, formatted(invocation, reported, id));
  return reported.result.isComplete ? EXIT.good : EXIT.interrupted;
}

function formatted({ terminal, options }: Invocation, reported: Reported, id: string): string {
  if (options.format === 'json')
    return `${JSON.stringify(explainJson(reported, id), undefined, 2)}\n`;
  if (options.format === 'markdown') {
    return `\`\`\`text\n${explainReport(reported, id)}\`\`\`\n`;
  }
  return explainReport(reported, id, { all: options.all, style: styleFor(terminal, options) });
}

/** @throws Refusal */
function checkId(
  { id: machine, instructions }: Machine,
  id: string,
  granularity: 'variant' | 'opcode',
): void {
  const ids = [
    ...new Set(instructions.map((each) => (granularity === 'opcode' ? each.opcode : each.id))),
  ];
  if (ids.includes(id)) return;
  const variants = instructions.filter(({ opcode }) => opcode === id).map((each) => each.id);
  if (variants.length > 0) {
    const some = variants.slice(0, 4).join(', ');
    throw new Refusal(
      `\`${id}\` has ${variants.length} variants; name one of them`,
      `for example: ${some}`,
    );
  }
  const guess = suggest(id, ids);
  throw new Refusal(
    `${machine} has no instruction \`${id}\``,
    guess === undefined
      ? '`popek list` and the name of the machine lists them'
      : `did you mean \`${guess}\`?`,
  );
}
