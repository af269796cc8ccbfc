/** `popek list`: the machines and specs that come with popek, or what one machine has. */

import { readFileSync } from 'node:fs';
import { listMachines, listSpecs, locateSpec } from '../../index.ts';
import { parseDescription, parseSpec } from '../../language/parse.ts';
import {
  catalogueText,
  machineJson,
  machineText,
  type Catalogue,
} from '../../report/list-report.ts';
import type { Invocation } from '../commands.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { loadForCommand } from '../load-for-command.ts';
import { checkOutput, writeResult } from '../write-result.ts';

export async function list({
  terminal,
  operands: [operand],
  options,
}: Invocation): Promise<ExitCode> {
  checkOutput(options.output);
  const [text, json] = operand === undefined ? ofCatalogue(catalogue()) : await ofMachine();
  const result = options.format === 'json' ? `${JSON.stringify(json, undefined, 2)}\n` : text;
  writeResult(
    terminal,
    options.output,
    options.format === 'markdown' ? `\`\`\`text\n${result}\`\`\`\n` : result,
  );
  return EXIT.good;

  async function ofMachine(): Promise<readonly [string, unknown]> {
    const { machine } = await loadForCommand(terminal, operand ?? '', options);
    return [machineText(machine), machineJson(machine)];
  }
}

function ofCatalogue(found: Catalogue): readonly [string, unknown] {
  return [catalogueText(found), found];
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
