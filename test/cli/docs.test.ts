/** The examples of the documentation, run as a reader would type them. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'; // prettier-ignore
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { FLAGS, flagUsage } from '../../src/cli/flags.ts';
import { consoleExamples, firstMissing, type ConsoleExample } from './console-examples.ts';
import { blocksOf, brokenLinks } from '../docs/markdown.ts';
import { MAP_TEXT } from '../helpers/mapped-monitors.ts';
import { MAIN, ROOT, temporaryFolder } from './popek.ts';

let base = '';
beforeAll(() => {
  base = temporaryFolder();
  mkdirSync(join(base, 'bin'));
  const script = `#!/bin/sh\nexec "${process.execPath}" "${MAIN}" "$@"\n`;
  writeFileSync(join(base, 'bin', 'popek'), script, { mode: 0o755 });
});
afterAll(() => {
  rmSync(base, { recursive: true });
});

describe.each(['docs/commands.md', 'docs/sampling.md', 'README.md', 'docs/monitors.md'])(
  'the examples of %s',
  (file) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    const examples = consoleExamples(text);
    const folder = file.replaceAll(/\W/gu, '-');

    beforeAll(() => {
      mkdirSync(join(base, folder), { recursive: true });
      for (const { attributes, text: whole } of blocksOf(text))
        if (attributes.has('file'))
          writeFileSync(join(base, folder, attributes.get('file') ?? ''), whole);
    });

    it('are some', () => {
      expect(examples.length).toBeGreaterThan(2);
    });

    it.each(examples)('line $line: $command', { timeout: 180_000 }, (example) => {
      const { status, lines } = run(example, folder);

      const shown = lines.join('\n');
      expect(status, shown).toBe(example.code);
      expect(firstMissing(example.expected, lines), shown).toBeUndefined();
    });
  },
);

describe('docs/monitors.md', () => {
  const blocks = blocksOf(readFileSync(join(ROOT, 'docs', 'monitors.md'), 'utf8'));

  it('has the map that comes with the machine', () => {
    const map = blocks.find(({ language }) => language === 'map');

    expect(map?.text).toBe(MAP_TEXT);
  });

  it('has links that lead somewhere', () => {
    expect(brokenLinks('docs/monitors.md')).toStrictEqual([]);
  });
});

describe.each(['isas/riscv/README.md', 'isas/third-generation/README.md'])(
  'the examples of %s',
  (file) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    const programs = readdirSync(join(ROOT, dirname(file), 'programs'));

    it.each(consoleExamples(text))('line $line: $command', (example) => {
      const { status, lines } = run(example, ROOT);

      const shown = lines.join('\n');
      expect(status, shown).toBe(example.code);
      expect(firstMissing(example.expected, lines), shown).toBeUndefined();
    });

    it('list every program', () => {
      expect(programs.filter((program) => !text.includes(`${program}\``))).toStrictEqual([]);
    });
  },
);

describe('the examples of docs/guests.md', () => {
  const text = readFileSync(join(ROOT, 'docs', 'guests.md'), 'utf8');

  it.each(consoleExamples(text))('line $line: $command', (example) => {
    const { status, lines } = run(example, ROOT);

    const shown = lines.join('\n');
    expect(status, shown).toBe(example.code);
    expect(firstMissing(example.expected, lines), shown).toBeUndefined();
  });
});

describe('docs/commands.md', () => {
  const text = readFileSync(join(ROOT, 'docs', 'commands.md'), 'utf8');

  it('has an example of every command', () => {
    const lines = consoleExamples(text).map(({ command }) => command);
    const missing = COMMANDS.filter(
      ({ name }) =>
        !lines.some((line) => line.startsWith(`popek ${name} `) || line === `popek ${name}`),
    );

    expect(missing.map(({ name }) => name)).toStrictEqual([]);
  });

  it('has every flag in its table', () => {
    const rows = text.split('\n').filter((line) => line.startsWith('| `'));
    const missing = FLAG_NAMES.filter(
      (name) => !rows.some((row) => row.includes(`\`${longName(name)}`)),
    );

    expect(missing).toStrictEqual(['help']);
  });
});

// Helpers

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the table has every name and no other
const FLAG_NAMES = Object.keys(FLAGS) as (keyof typeof FLAGS)[];

/** `--set`, `--no-structural` */
function longName(name: keyof typeof FLAGS): string {
  return /--[\w-]+/u.exec(flagUsage(name))?.[0] ?? name;
}

function run(
  { command }: ConsoleExample,
  folder: string,
): { readonly status: number | null; readonly lines: readonly string[] } {
  const cwd = resolve(base, folder);
  mkdirSync(cwd, { recursive: true });
  // Some examples are for the folder of popek's sources.
  if (!existsSync(join(cwd, 'isas'))) symlinkSync(join(ROOT, 'isas'), join(cwd, 'isas'));
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
    cwd,
    encoding: 'utf8',
    env: {
      ...process.env,
      NO_COLOR: '1',
      PATH: `${join(base, 'bin')}:${process.env['PATH'] ?? ''}`,
      XDG_CACHE_HOME: join(base, 'cache'),
    },
  });
  // How long a command takes depends on the machine, so progress is no part of an example.
  const messages = stderr.split('\n').filter((line) => !/: \d+ %$/u.test(line));
  const text = stdout + messages.join('\n');
  return { status, lines: text === '' ? [] : text.replace(/\n$/u, '').split('\n') };
}
