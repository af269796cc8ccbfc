/**
 * Full reports, accepted by reading the diff (`npx vitest run test/cli/golden.test.ts -u`). Only
 * the line with the times is left out.
 */

import { readFileSync, rmSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { popek, ROOT, temporaryFolder } from './popek.ts';

/** Under a busy machine the largest takes a minute or two. */
const TIMEOUT_MS = 300_000;

const MACHINES = [
  '68000 --only move_from_sr.*',
  '68010 --only move_from_*',
  'riscv --pair s_u',
  'third-generation',
  'third-generation/hybrid',
  'third-generation/jrst-1',
  'third-generation/location-sensitive',
  'third-generation/popf',
  'third-generation/traps-sometimes',
];

const schema: object = JSON.parse(
  readFileSync(join(ROOT, 'docs', 'schema', 'check.schema.json'), 'utf8'),
);
const validate = new Ajv2020({ allErrors: true }).compile(schema);

const cache = temporaryFolder();
afterAll(() => {
  rmSync(cache, { recursive: true });
});

describe.each(MACHINES)('popek check %s', { timeout: TIMEOUT_MS }, (subject) => {
  const [machine = '', ...flags] = subject.split(' ');
  const given = ['check', machine, ...flags, '--quiet', '--cache', cache];

  it('reports what was accepted', async () => {
    const { out, err } = await popek(given);

    expect(err).toBe('');
    expect(out.split('\n').filter((line) => line.length > 80 && !line.includes('/'))).toStrictEqual(
      [],
    );
    await expect(withoutTime(out)).toMatchFileSnapshot(goldenFile(machine, 'report.txt'));
  });

  it('writes JSON as the schema says', async () => {
    const { out } = await popek([...given, '--format', 'json']);

    expect(validate(JSON.parse(out)), JSON.stringify(validate.errors)).toBe(true);
  });
});

describe('popek', () => {
  it('says the same again, from the cache and with one worker', async () => {
    const given = ['check', 'third-generation/popf', '--quiet', '--cache', cache];
    const first = await popek(given);
    const second = await popek([...given, '--jobs', '1']);

    expect(withoutTime(second.out)).toBe(withoutTime(first.out));
  });

  it('explains and compares as was accepted', async () => {
    const settings = ['--quiet', '--cache', cache];
    const explained = await popek(['explain', 'third-generation/popf', 'pop_flags', ...settings]);
    const changes = ['diff', 'third-generation', 'third-generation/popf', ...settings];
    const compared = await popek(changes);

    await expect(withoutTime(explained.out)).toMatchFileSnapshot(
      goldenFile('third-generation/popf', 'explain-pop_flags.txt'),
    );
    await expect(withoutTime(compared.out)).toMatchFileSnapshot(
      goldenFile('third-generation/popf', 'diff.txt'),
    );
  });
});

// Helpers

function goldenFile(machine: string, name: string): string {
  return join('..', 'golden', machine, name);
}

/** Without what differs from run to run: times, and where the cache is. */
function withoutTime(report: string): string {
  return report
    .replace(/^Solver: .*(?:\n(?!In short|Again).*)*\n/mu, '')
    .replace(/ --cache \S+/gu, '');
}
