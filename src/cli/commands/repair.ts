/** `popek repair`: what has to trap in user mode for a theorem to hold, as a change to the description. */

import {
  fileHost,
  formatSource,
  listMachines,
  loadMachine,
  misfits,
  NoCause,
  repair as repairMachine,
  type LoadResult,
  type Repair,
  type Spec,
} from '../../index.ts';
import { repairJson, repairReport, type ReportedRepair } from '../../report/repair-report.ts';
import { asking } from '../asking.ts';
import { styleFor } from '../colour.ts';
import { commandText, relatedCommand } from '../command-text.ts';
import type { Invocation } from '../commands.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { loadForCommand, printDiagnostics, type LoadedMachine } from '../load-for-command.ts';
import { loadSpecForCommand } from '../load-spec-for-command.ts';
import { InputRefused, Refusal } from '../refusal.ts';
import { version } from '../version.ts';
import { checkOutput, writeResult, writeWhole } from '../write-result.ts';

export async function repair(invocation: Invocation): Promise<ExitCode> {
  const { terminal, operands, options } = invocation;
  const [operand = ''] = operands;
  checkOutput(options.output);
  checkOutput(options.write);
  const { spec, sources } = loadSpecForCommand(terminal, options);
  const theorem = theoremOf(spec, options.theorem);
  const loaded = await loadForCommand(terminal, operand, options);
  const wrong = misfits(spec, loaded.machine);
  if (wrong.length > 0) {
    printDiagnostics(terminal, options, wrong, sources);
    throw new InputRefused();
  }
  const change = changeTo(loaded, `theorem ${theorem.number} of ${spec.name}`);
  const found = await repaired(invocation, loaded, spec, theorem.number, change.load);
  const text = found.kind === 'repaired' ? change.text(found.items) : '';
  const isToWrite = found.kind === 'repaired' && options.write !== undefined;
  if (isToWrite) writeWhole(options.write, text);
  const reported: ReportedRepair = {
    reported: {
      result: found.before,
      machine: loaded.machine,
      spec,
      sources: loaded.sources,
      again: commandText('repair', operands, options),
      explain: (instruction, pair) =>
        relatedCommand(
          'explain',
          [operand, instruction],
          options,
          pair === loaded.machine.pairs[0]?.name ? {} : { pair },
        ),
      version: await version(),
    },
    repair: found,
    theorem,
    text,
    file: isToWrite ? options.write : undefined,
  };
  writeResult(terminal, options.output, formatted(invocation, reported));
  return exitCode(found);
}

function exitCode({ kind, before }: Repair): ExitCode {
  if (!before.isComplete) return EXIT.interrupted;
  return { holds: EXIT.good, repaired: EXIT.good, impossible: EXIT.bad, undecided: EXIT.undecided }[
    kind
  ];
}

function formatted({ terminal, options }: Invocation, reported: ReportedRepair): string {
  const { all, format } = options;
  if (format === 'json') return `${JSON.stringify(repairJson(reported), undefined, 2)}\n`;
  if (format === 'markdown') return `\`\`\`text\n${repairReport(reported)}\`\`\`\n`;
  return repairReport(reported, { all, style: styleFor(terminal, options) });
}

/** @throws Refusal */
async function repaired(
  { terminal, operands, options }: Invocation,
  { machine }: LoadedMachine,
  spec: Spec,
  theorem: number,
  load: (items: string) => LoadResult,
): Promise<Repair> {
  const { pair, cause } = options;
  try {
    return await asking({ terminal, options }, `repair ${operands[0] ?? ''}`, (howToAsk) =>
      repairMachine({
        machine,
        spec,
        theorem,
        pair,
        cause,
        load,
        options: { ...howToAsk, minimise: 'obstructing' },
      }),
    );
  } catch (error) {
    if (error instanceof NoCause) throw new Refusal(error.message, 'name one with --cause');
    if (error instanceof RangeError) throw new Refusal(error.message);
    throw error;
  }
}

interface Change {
  /** The machine with these items added. */
  readonly load: (items: string) => LoadResult;
  /** The file to write. */
  readonly text: (items: string) => string;
}

/**
 * Of a machine that comes with popek the change is a machine of its own; of any other a file to add
 * with `--with`.
 */
function changeTo({ machine, location, request }: LoadedMachine, goal: string): Change {
  const isShipped = listMachines().some(
    ({ id, file }) => id === location.id && file === location.file,
  );
  const isOwn = isShipped && (request.extensions ?? []).length === 0;
  const file = 'repair.isa';
  const text = (items: string): string => {
    const lines = isOwn
      ? [
          `// What has to trap in user mode for ${goal} to hold, as \`popek repair\` found it.`,
          `isa ${JSON.stringify(`${machine.title}, repaired`)} changes "${machine.id}"`,
          '',
          items,
        ]
      : [
          `// What has to trap in user mode for ${goal} to hold of ${JSON.stringify(machine.title)},`,
          '// as `popek repair` found it. To be added with --with.',
          '',
          items,
        ];
    return formatSource(file, `${lines.join('\n')}\n`).text;
  };
  const load = (items: string): LoadResult => {
    const readText = (path: string): string | undefined =>
      path === file ? text(items) : fileHost.readText(path);
    return isOwn
      ? loadMachine({ ...request, file, text: text(items) }, fileHost)
      : loadMachine(
          { ...request, extensions: [...(request.extensions ?? []), file] },
          { ...fileHost, readText },
        );
  };
  return { load, text };
}

function theoremOf({ name, theorems }: Spec, number: number | undefined): Spec['theorems'][number] {
  const found =
    number === undefined ? theorems[0] : theorems.find((each) => each.number === number);
  if (found !== undefined) return found;
  throw new Refusal(
    `the spec ${name} has no theorem ${number ?? 1}`,
    `it has: ${theorems.map((each) => each.number).join(', ')}`,
  );
}
