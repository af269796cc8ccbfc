/** Where answers are kept unless `--cache` says otherwise: the user's cache directory. */

import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Terminal } from './terminal.ts';

/** By the XDG base directories; on Windows by LOCALAPPDATA. */
export function cacheFolder({ environment }: Pick<Terminal, 'environment'>): string {
  const { XDG_CACHE_HOME: xdg = '', LOCALAPPDATA: local = '' } = environment;
  // The specification says to ignore a relative path.
  if (isAbsolute(xdg)) return join(xdg, 'popek');
  return local === '' ? join(homedir(), '.cache', 'popek') : join(local, 'popek', 'cache');
}
