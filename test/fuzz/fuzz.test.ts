/**
 * Edits of the shipped descriptions at random: `scripts/fuzz.mjs` makes and watches them, on threads
 * that it can give up when one hangs. Here 1,000 of each; `npm run fuzz` makes 100,000.
 */

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const SCRIPT = join(import.meta.dirname, '..', '..', 'scripts', 'fuzz.mjs');

/** Of more than a thousand variants: each edit that loads takes a large part of a second. */
const LARGE = ['68000', '68010'];

describe('a shipped description edited at random', () => {
  it('loads or is refused, 1,000 times, each within two seconds', () => {
    const except = LARGE.flatMap((id) => ['--except', id]);
    const { status, stdout, stderr } = run('--each', '1000', '--seed', '1', ...except);

    expect(status, stdout + stderr).toBe(0);
    expect(stdout).not.toContain('never occurred');
    expect(stdout).toMatch(/^riscv +1000 +[1-9]\d* +[1-9]\d* /mu);
  }, 600_000);

  it.each(LARGE)(
    'loads or is refused, 100 times, if it is as large as %s',
    (id) => {
      const { status, stdout, stderr } = run('--each', '100', '--seed', '1', '--machine', id);

      expect(status, stdout + stderr).toBe(0);
    },
    600_000,
  );

  it('can be made again', () => {
    const first = run('--machine', 'third-generation', '--index', '5', '--print').stdout;
    const again = run('--machine', 'third-generation', '--index', '5', '--print').stdout;

    expect(withoutTimes(first)).toBe(withoutTimes(again));
    expect(withoutTimes(first)).not.toBe(
      withoutTimes(run('--machine', 'third-generation', '--index', '6', '--print').stdout),
    );
  });
});

// Helpers.

function run(...args: readonly string[]): {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
} {
  return spawnSync(process.execPath, [SCRIPT, ...args], { encoding: 'utf8', maxBuffer: 2 ** 26 });
}

function withoutTimes(text: string): string {
  return text.replaceAll(/\d+ ms/gu, 'ms');
}
