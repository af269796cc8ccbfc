/** Finds and loads the spec that a command asks under: one that comes with popek, or a file. */

import { existsSync } from 'node:fs';
import { fileHost, listSpecs, loadSpec, locateSpec, type Spec, type SpecHost } from '../index.ts';
import type { Options } from './flags.ts';
import { printDiagnostics } from './load-for-command.ts';
import { InputRefused, Refusal } from './refusal.ts';
import type { Terminal } from './terminal.ts';

export const DEFAULT_SPEC = 'pg74';

export interface LoadedSpecFiles {
  readonly spec: Spec;
  readonly sources: ReadonlyMap<string, string>;
}

/**
 * @throws Refusal if there is no such file
 * @throws InputRefused if the spec is wrong or unknown; the diagnostics are printed
 */
export function loadSpecForCommand(terminal: Terminal, options: Options): LoadedSpecFiles {
  const name = options.spec ?? DEFAULT_SPEC;
  if (isFile(name) && !existsSync(name)) {
    throw new Refusal(`cannot read ${name}: no such file or folder`);
  }
  const { spec, diagnostics, sources } = loadSpec(name, specHost);
  if (spec !== undefined) return { spec, sources };
  printDiagnostics(terminal, options, diagnostics, sources);
  throw new InputRefused();
}

/** The classes of a spec by its name; none if it cannot be loaded. */
export function classNames(name: string): readonly string[] {
  return loadSpec(name, specHost).spec?.classes.map((each) => each.name) ?? [];
}

/** A spec of one's own is a file, and may extend those that come with popek. */
const specHost: SpecHost = {
  specFiles: (name) => (isFile(name) ? [name] : locateSpec(name)),
  specNames: listSpecs,
  readText: (file) => fileHost.readText(file),
};

function isFile(name: string): boolean {
  return name.endsWith('.spec') || name.includes('/');
}
