/** `popek fmt`: formats descriptions, maps, specs, expected rows and platforms. */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../../base/diagnostic.ts';
import { formatSource } from '../../language/format.ts';
import { renderDiagnostics } from '../../base/render-diagnostic.ts';
import { hasColour } from '../colour.ts';
import type { Invocation } from '../commands.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { InputRefused, Refusal } from '../refusal.ts';
import { nameOf, readText, textOf } from '../read-text.ts';
import { reasonOf, writeWhole } from '../write-result.ts';

const SUFFIXES = ['.isa', '.map', '.spec', '.expected', '.platform'];

/** Nothing is written if one of the files is wrong. */
export async function fmt({ terminal, operands, options }: Invocation): Promise<ExitCode> {
  if (operands.includes('-')) return await formatInput({ terminal, operands, options });

  const files = operands.flatMap(filesOf).map((file): File => {
    const before = textOf(file, bytesOf(file));
    return { file, before, ...formatSource(file, before) };
  });
  complainAbout(files, { terminal, options });
  const changed = files.filter(({ before, text }) => before !== text);
  for (const { file, text } of changed) {
    if (!options.check) writeWhole(file, text);
    terminal.print(`${options.check ? 'would change' : 'formatted'} ${file}\n`);
  }
  return options.check && changed.length > 0 ? EXIT.bad : EXIT.good;
}

interface File {
  readonly file: string;
  readonly before: string;
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
}

type Parts = Pick<Invocation, 'terminal' | 'operands' | 'options'>;

async function formatInput({ terminal, operands, options }: Parts): Promise<ExitCode> {
  if (operands.length > 1) throw new Refusal('`popek fmt -` takes no other file');
  const file = nameOf('-');
  const before = await readText(terminal, '-');
  const { text, diagnostics } = formatSource(file, before);
  complainAbout([{ file, before, text, diagnostics }], { terminal, options });
  if (!options.check) terminal.print(text);
  return options.check && text !== before ? EXIT.bad : EXIT.good;
}

/** A file, or all that can be formatted in a folder. */
function filesOf(path: string): readonly string[] {
  if (!existsSync(path)) throw new Refusal(`cannot read ${path}: no such file or folder`);
  if (!statSync(path).isDirectory()) return [path];
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((file) => SUFFIXES.some((suffix) => file.endsWith(suffix)))
    .toSorted();
  if (files.length === 0)
    throw new Refusal(`there is no .isa, .map, .spec, .expected or .platform file in ${path}`);
  return files.map((file) => join(path, file));
}

function bytesOf(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Refusal(`cannot read ${file}: ${reasonOf(error)}`);
  }
}

/** @throws InputRefused if there is anything to complain about */
function complainAbout(
  files: readonly File[],
  { terminal, options }: Omit<Parts, 'operands'>,
): void {
  const diagnostics = files.flatMap((file) => file.diagnostics);
  if (diagnostics.length === 0) return;
  const sources = new Map(files.map(({ file, before }) => [file, before]));
  const color = hasColour(terminal, options, terminal.errorIsTerminal);
  terminal.printError(renderDiagnostics(diagnostics, sources, { color }));
  throw new InputRefused();
}
