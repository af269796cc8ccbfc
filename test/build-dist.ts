/**
 * Builds `dist` once before the tests: the command line and the worker threads run from there,
 * because Node 20 does not run TypeScript.
 *
 * A tree that does not compile is refused. While a change is half done,
 * `ALLOW_TYPE_ERRORS=1 npx vitest run <files>` prints the errors and goes on with what was emitted.
 */

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

export function setup(): void {
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const build = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  if (build.status === 0) return;

  const errors = build.stdout + build.stderr;
  if (process.env['ALLOW_TYPE_ERRORS'] !== '1') throw new Error(`src does not compile\n${errors}`);
  process.stderr.write(errors);
}
