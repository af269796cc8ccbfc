/**
 * Full reports, accepted by reading the diff (`npx vitest run test/cli/golden.test.ts -u`). Only
 * the line with the times is left out.
 */

import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { schemaErrors } from '../helpers/schemas.ts';
import { popek, temporaryFolder } from './popek.ts';

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
    expect(tooLong(out)).toStrictEqual([]);
    await expect(withoutTime(out)).toMatchFileSnapshot(goldenFile(machine, 'report.txt'));
  });

  it('writes JSON as the schema says', async () => {
    const { out } = await popek([...given, '--format', 'json']);

    expect(schemaErrors('check', JSON.parse(out))).toStrictEqual([]);
  });
});

describe.each(['trap-and-emulate', 'hybrid'])(
  'popek monitor check third-generation --construction %s',
  { timeout: TIMEOUT_MS },
  (construction) => {
    const given = ['monitor', 'check', 'third-generation', '--construction', construction, '--quiet', '--cache', cache]; // prettier-ignore

    it('reports what was accepted', async () => {
      const { code, out, err } = await popek([...given, '--all']);

      expect({ code, err }).toStrictEqual({ code: 0, err: '' });
      expect(tooLong(out)).toStrictEqual([]);
      await expect(withoutTime(withoutSlowest(out))).toMatchFileSnapshot(
        goldenFile('third-generation', `monitor-${construction}.txt`),
      );
    });

    it('writes JSON as the schema says', async () => {
      const { out } = await popek([...given, '--format', 'json']);

      expect(schemaErrors('monitor-check', JSON.parse(out))).toStrictEqual([]);
    });
  },
);

describe.each(['third-generation', 'third-generation/popf'])(
  'popek check %s --spec all',
  { timeout: TIMEOUT_MS },
  (machine) => {
    const given = ['check', machine, '--spec', 'all', '--quiet', '--cache', cache];

    it('reports what was accepted, as text and as Markdown', async () => {
      const text = await popek(given);
      const markdown = await popek([...given, '--format', 'markdown']);

      expect(text.err).toBe('');
      expect(tooLong(text.out)).toStrictEqual([]);
      await expect(withoutTime(text.out)).toMatchFileSnapshot(goldenFile(machine, 'specs.txt'));
      await expect(withoutTime(markdown.out)).toMatchFileSnapshot(goldenFile(machine, 'specs.md'));
    });

    it('writes JSON as the schema says, and exits as for the default spec', async () => {
      const all = await popek([...given, '--format', 'json']);
      const one = await popek(['check', machine, '--quiet', '--cache', cache]);

      expect(schemaErrors('compare-specs', JSON.parse(all.out))).toStrictEqual([]);
      expect(all.code).toBe(one.code);
    });
  },
);

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

describe('popek repair', () => {
  it('finds what has to trap as was accepted', async () => {
    const given = ['repair', 'third-generation/popf', '--quiet', '--cache', cache];

    await expect(withoutTime((await popek(given)).out)).toMatchFileSnapshot(
      goldenFile('third-generation/popf', 'repair.txt'),
    );
  });

  it('writes a machine of which the theorem holds', async () => {
    const file = join(cache, 'repaired.isa');
    const given = ['--write', file, '--quiet', '--cache', cache];

    const repaired = await popek(['repair', 'third-generation/jrst-1', ...given]);
    const again = await popek(['check', file, '--quiet', '--cache', cache]);

    expect([repaired.code, again.code]).toStrictEqual([0, 0]);
    expect(repaired.out).toContain(`WRITTEN TO ${file}`);
    expect((await popek(['fmt', '--check', file])).code).toBe(0);
  });

  it('writes nothing where there is nothing to repair', async () => {
    const file = join(cache, 'nothing.isa');
    const given = ['repair', 'third-generation', '--write', file, '--quiet', '--cache', cache];

    expect((await popek(given)).code).toBe(0);
    expect(existsSync(file)).toBe(false);
  });
});

// Helpers

function goldenFile(machine: string, name: string): string {
  return join('..', 'golden', machine, name);
}

/** Lines that are wider than a terminal, but for those with a path in them. */
function tooLong(report: string): readonly string[] {
  return report.split('\n').filter((line) => line.length > 80 && !line.includes('/'));
}

/** Of a monitor: which obligations took the longest. */
function withoutSlowest(report: string): string {
  return report.replace(/^Slowest: .*(?:\n(?!Solver).*)*\n/mu, '');
}

/** Without what differs from run to run: times, and where the cache is. */
function withoutTime(report: string): string {
  return report
    .replace(/^Solver: .*(?:\n(?!In short|Again).*)*\n/mu, '')
    .replace(/ --cache [^\s`]+/gu, '');
}
