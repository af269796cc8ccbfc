/** Finds and loads the spec that a command asks under: one that comes with popek, or a file. */

import { expectedHost, isSpecFile, loadSpec, specHost, type Spec } from '../index.ts';
import type { Options } from './flags.ts';
import { printDiagnostics, refuseNoText } from './load-for-command.ts';
import { InputRefused } from './refusal.ts';
import type { Terminal } from './terminal.ts';

export const DEFAULT_SPEC = 'pg74';

export interface LoadedSpecFiles {
  readonly spec: Spec;
  readonly sources: ReadonlyMap<string, string>;
}

/**
 * @throws Refusal if there is no such file, or no text in it
 * @throws InputRefused if the spec is wrong or unknown; the diagnostics are printed
 */
export function loadSpecForCommand(terminal: Terminal, options: Options): LoadedSpecFiles {
  const name = options.spec ?? DEFAULT_SPEC;
  if (isSpecFile(name)) refuseNoText(name);
  const { spec, diagnostics, sources } = loadSpec(name, specHost);
  if (spec !== undefined) return { spec, sources };
  printDiagnostics(terminal, options, diagnostics, sources);
  throw new InputRefused();
}

/** The classes of a spec by its name; none if it cannot be loaded. */
export function classNames(name: string): readonly string[] {
  return expectedHost.classNames(name);
}
