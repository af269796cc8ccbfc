/** Where the maps are by which machines are virtualized. */

import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { MachineLocation } from './machine-files.ts';

const MAP_FILE = 'machine.map';
const VARIANTS = 'variants';

/**
 * The map beside a machine's first file; of a variant without one, that of the machine it changes.
 * Undefined if there is none.
 */
export function locateMap({ file }: Pick<MachineLocation, 'file'>): string | undefined {
  const folder = dirname(file);
  const folders = basename(folder) === VARIANTS ? [folder, dirname(folder)] : [folder];
  return folders.map((each) => join(each, MAP_FILE)).find((each) => existsSync(each));
}
