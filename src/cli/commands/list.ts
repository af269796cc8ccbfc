/** `popek list`: the machines and specs that come with popek, or what one machine has. */

import { readFileSync } from 'node:fs';
import { listMachines, listSpecs, locateSpec, type Machine } from '../../index.ts';
import { parseDescription, parseSpec } from '../../language/parse.ts';
import {
  catalogueText,
  machineJson,
  machineText,
  type Catalogue,
} from '../../report/list-report.ts';
import { wholeMachineText } from '../../report/machine-json.ts';
import type { Invocation } from '../commands.ts';
import type { Options } from '../flags.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { loadForCommand } from '../load-for-command.ts';
import { checkOutput, writeResult } from '../write-result.ts';

export async function list({
  terminal,
  operands: [operand],
  options,
}: Invocation): Promise<ExitCode> {
  checkOutput(options.output);
  const result =
    operand === undefined
      ? ofCatalogue(catalogue(), options)
      : ofMachine((await loadForCommand(terminal, operand, options)).machine, options);
  writeResult(
    terminal,
    options.output,
    options.format === 'markdown' ? `\`\`\`text\n${result}\`\`\`\n` : result,
  );
  return EXIT.good;
}

function ofCatalogue(found: Catalogue, { format }: Options): string {
  return format === 'json' ? jsonText(found) : catalogueText(found);
}

function ofMachine(machine: Machine, { format, all }: Options): string {
  if (format !== 'json') return machineText(machine, { all });
  return all ? wholeMachineText(machine) : jsonText(machineJson(machine));
}

function jsonText(json: unknown): string {
  return `${JSON.stringify(json, undefined, 2)}\n`;
}

/** Only the first file of each is read, for its title. */
function catalogue(): Catalogue {
  const machines = listMachines().map(({ id, file }) => {
    const { tree } = parseDescription(file, readFileSync(file, 'utf8')).file;
    const isDescription = tree.kind === 'isa';
    return {
      id,
      title: isDescription ? tree.title : '',
      changes: isDescription ? tree.changes : undefined,
    };
  });
  const specs = listSpecs().map((name) => {
    const [file] = locateSpec(name) ?? [];
    const tree =
      file === undefined ? undefined : parseSpec(file, readFileSync(file, 'utf8')).file?.tree;
    return { name, title: tree?.title ?? '' };
  });
  return { machines, specs };
}
