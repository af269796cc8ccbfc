/** Finds and loads the map file by which a command builds a monitor. */

import {
  constructMonitor,
  fileHost,
  loadMap,
  locateMap,
  type ConstructedMonitor,
} from '../index.ts';
import type { Options } from './flags.ts';
import { loadForCommand, printDiagnostics, refuseNoText, type LoadedMachine } from './load-for-command.ts'; // prettier-ignore
import { machineArgument } from './machine-argument.ts';
import { InputRefused, Refusal } from './refusal.ts';
import type { Terminal } from './terminal.ts';

export interface LoadedMonitor extends LoadedMachine {
  readonly monitor: ConstructedMonitor;
}

/**
 * @throws Refusal if there is no such machine, map, or pair
 * @throws InputRefused if one of them is wrong; the diagnostics are printed
 */
export async function loadMapForCommand(
  terminal: Terminal,
  operand: string,
  options: Options,
): Promise<LoadedMonitor> {
  const loaded = await loadForCommand(terminal, operand, options);
  const file = options.map ?? locateMap(loaded.location);
  if (file === undefined)
    throw new Refusal(
      `${loaded.machine.id} has no map`,
      'a machine has its map beside its first file, as `machine.map`; --map names another file',
    );
  refuseNoText(file);
  const { settings: virtual } = machineArgument(operand, options.virtual);
  const { map, diagnostics, sources } = loadMap(
    { machine: loaded.request, file, virtual },
    fileHost,
  );
  if (map === undefined) {
    printDiagnostics(terminal, options, diagnostics, sources);
    throw new InputRefused();
  }
  try {
    const monitor = constructMonitor(map, options.construction ?? 'trap-and-emulate', options.pair);
    return { ...loaded, sources, monitor };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const names = map.real.pairs.map(({ name }) => name);
    throw new Refusal(`${map.real.id} has ${error.message}`, `its pairs are: ${names.join(', ')}`);
  }
}
