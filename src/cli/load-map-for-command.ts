/** Finds and loads the map of the machine that a command is about. */

import { fileHost, loadMap, locateMap, type LoadRequest, type MonitorMap } from '../index.ts';
import type { Options } from './flags.ts';
import { loadForCommand, printDiagnostics, refuseNoText } from './load-for-command.ts';
import { InputRefused, Refusal } from './refusal.ts';
import type { Terminal } from './terminal.ts';

export interface LoadedMapFile {
  readonly map: MonitorMap;
  /** What the machine was loaded by. */
  readonly request: LoadRequest;
}

/**
 * @throws Refusal if there is no such machine or map
 * @throws InputRefused if one is wrong; the diagnostics are printed
 */
export async function loadMapForCommand(
  terminal: Terminal,
  operand: string,
  options: Options,
): Promise<LoadedMapFile> {
  const { location, request } = await loadForCommand(terminal, operand, options);
  const file = options.map ?? locateMap(location);
  if (file === undefined) {
    throw new Refusal(
      `${operand} has no map: no machine.map beside its first file`,
      'name one with --map',
    );
  }
  refuseNoText(file);
  const { map, diagnostics, sources } = loadMap({ machine: request, file }, fileHost);
  if (map !== undefined) return { map, request };
  printDiagnostics(terminal, options, diagnostics, sources);
  throw new InputRefused();
}
