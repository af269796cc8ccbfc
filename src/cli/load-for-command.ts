/** Finds and loads the machine that a command is about, and complains about what is wrong with it. */

import { existsSync, readFileSync, statSync } from 'node:fs';
import { renderDiagnostics } from '../base/render-diagnostic.ts';
import type { Diagnostic } from '../base/diagnostic.ts';
import { suggest } from '../base/suggest.ts';
import {
  fileHost,
  listMachines,
  loadMachine,
  type LoadRequest,
  locateMachine,
  type Machine,
  type MachineLocation,
} from '../index.ts';
import { hasColour } from './colour.ts';
import type { Options } from './flags.ts';
import { machineArgument } from './machine-argument.ts';
import { nameOf, readText, textOf } from './read-text.ts';
import { InputRefused, Refusal } from './refusal.ts';
import type { Terminal } from './terminal.ts';
import { reasonOf } from './write-result.ts';

export interface LoadedMachine {
  readonly machine: Machine;
  /** The text of every file read. */
  readonly sources: ReadonlyMap<string, string>;
  readonly location: MachineLocation;
  /** What it was loaded by. */
  readonly request: LoadRequest;
}

/**
 * @throws Refusal if there is no such machine
 * @throws InputRefused if it is wrong; the diagnostics are printed
 */
export async function loadForCommand(
  terminal: Terminal,
  operand: string,
  options: Options,
): Promise<LoadedMachine> {
  const { name, settings } = machineArgument(operand, options.set);
  const location = name === '-' ? fromInput() : located(terminal, name);
  const text = name === '-' ? await readText(terminal, name) : undefined;
  if (text === undefined) refuseNoText(location.file);
  for (const file of options.with) refuseNoText(file);

  const request = {
    id: location.id,
    file: location.file,
    text,
    settings,
    extensions: options.with,
  };
  const { machine, diagnostics, sources } = loadMachine(request, fileHost);
  const isGood = machine !== undefined;
  if (!isGood || !options.quiet) printDiagnostics(terminal, options, diagnostics, sources);
  if (!isGood) throw new InputRefused();
  return { machine, sources, location, request };
}

export function printDiagnostics(
  terminal: Terminal,
  options: Options,
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
): void {
  const color = hasColour(terminal, options, terminal.errorIsTerminal);
  terminal.printError(renderDiagnostics(diagnostics, sources, { color }));
}

function fromInput(): MachineLocation {
  return { id: 'stdin', file: nameOf('-'), expected: [] };
}

function located(terminal: Terminal, name: string): MachineLocation {
  const location = locateMachine(name);
  if (location === undefined) throw unknownMachine(name);
  const isShipped = listMachines().some(({ id }) => id === name);
  if (isShipped && existsSync(name)) {
    terminal.printError(
      `popek: \`${name}\` is the machine that comes with popek; the one here is ./${name}\n`,
    );
  }
  return location;
}

function unknownMachine(name: string): Refusal {
  if (existsSync(name) && statSync(name).isDirectory()) {
    return new Refusal(
      `${name} has no machine.isa`,
      'a machine is a folder with a file of that name',
    );
  }
  if (/[/.]/u.test(name) && !/^[\w-]+\/[\w-]+$/u.test(name)) {
    return new Refusal(`cannot read ${name}: no such file or folder`);
  }
  const ids = listMachines().map(({ id }) => id);
  const guess = suggest(name, ids);
  return new Refusal(
    `unknown machine \`${name}\``,
    guess === undefined
      ? 'see `popek list`; a folder is written ./NAME'
      : `did you mean \`${guess}\`?`,
  );
}

/** A file that is there and is no text: the language would only see rubbish. */
export function refuseNoText(file: string): void {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new Refusal(`cannot read ${file}: ${reasonOf(error)}`);
  }
  textOf(file, bytes);
}
