/** Makes a folder with those it stands in. */

import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * One at a time: `mkdir` with `recursive` never ends where the system says of a folder that is
 * there that nothing can be made in it because it is not, as `/proc` does.
 */
export function makeFolder(path: string): void {
  if (isMade(path)) return;
  makeFolder(dirname(path));
  if (!isMade(path)) mkdirSync(path);
}

/** False: the folder around it is missing. Throws what else stands in the way. */
function isMade(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST' && statSync(path).isDirectory()) return true;
    if (code === 'ENOENT' && dirname(path) !== path) return false;
    throw error;
  }
}
