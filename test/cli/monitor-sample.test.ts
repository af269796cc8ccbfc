/** `popek monitor sample`: its reports, its exit codes, and the test that it writes. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { editedText } from '../helpers/monitors.ts';
import { popek, ROOT, temporaryFolder, type Ran } from './popek.ts';

const MAP = readFileSync(join(ROOT, 'isas', 'third-generation', 'machine.map'), 'utf8');
const BROKEN = editedText(MAP, [['virtual.P = E[0][47:32]', 'virtual.P = E[0][47:32] + 1']]);

let cwd = '';
beforeAll(() => {
  cwd = temporaryFolder();
  writeFileSync(join(cwd, 'broken.map'), BROKEN);
});
afterAll(() => {
  rmSync(cwd, { recursive: true });
});

function projectFolder(): string {
  return join(cwd, 'project');
}

async function sample(...given: readonly string[]): Promise<Ran> {
  return await popek(['monitor', 'sample', ...given, '--quiet'], { cwd });
}

describe('the report', () => {
  it.each([
    ['third-generation', ['--runs', '300', '--all'], 0],
    ['third-generation/popf', [], 1],
  ] as const)('of %s is what was accepted', async (machine, flags, code) => {
    const ran = await sample(machine, '--seed', '1974', ...flags);

    expect(ran.err).toBe('');
    expect(ran.code).toBe(code);
    const long = ran.out.split('\n').filter((line) => line.length > 80);
    expect(long.filter((line) => !line.startsWith('Again: '))).toStrictEqual([]);
    await expect(ran.out.replace(/^Time: .*\n/mu, '')).toMatchFileSnapshot(
      join('..', 'golden', machine, 'sample.txt'),
    );
  });

  it('as Markdown is the text in a block', async () => {
    const text = await sample('third-generation', '--seed', '1', '--runs', '5');
    const page = await sample('third-generation', '--seed', '1', '--runs', '5', '--format', 'markdown'); // prettier-ignore

    expect(timeless(page.out)).toBe(`\`\`\`text\n${timeless(text.out)}\`\`\`\n`);
  });

  it('makes the same again by its last line', async () => {
    const first = await sample('third-generation/popf', '--seed', '1974');
    const again = /^Again: popek monitor sample (.*)$/mu.exec(first.out)?.[1] ?? '';
    const second = await sample(...again.split(' '));

    expect(second.code).toBe(1);
    expect(second.out.replaceAll(/\s+/gu, ' ')).toContain('of 1 guest compared');
    expect(guestIn(second.out)).toBe(guestIn(first.out));
  });

  it('has a seed of its own where none is given', async () => {
    const [a, b] = await Promise.all([1, 2].map(async () => await sample('third-generation', '--runs', '1'))); // prettier-ignore

    expect(a?.out).toMatch(/^Again: .* --seed \d+$/mu);
    expect(/--seed \d+/u.exec(a?.out ?? '')?.[0]).not.toBe(/--seed \d+/u.exec(b?.out ?? '')?.[0]);
  });
});

describe('exits', () => {
  it.each([
    [0, 'where every step is the same', ['third-generation', '--runs', '5', '--force']],
    [1, 'where a guest parts', ['third-generation', '--map', 'broken.map', '--seed', '1']],
    [2, 'where the map is not there', ['third-generation', '--map', 'none.map']],
    [2, 'for a path without a seed', ['third-generation', '--path', '1']],
    [2, 'for what is no path', ['third-generation', '--seed', '1', '--path', 'x']],
    [2, 'for what is no construction', ['third-generation', '--construction', 'other']],
  ] as const)('%i %s', async (code, _, given) => {
    expect((await sample(...given)).code).toBe(code);
  });

  it('3 where nothing was compared', async () => {
    const text = editedText(MAP, [['placed when kept.base >= 2 &&', 'placed when kept.base < 2 && kept.base >= 2 &&']]); // prettier-ignore
    writeFileSync(join(cwd, 'nowhere.map'), text);

    const { code, out } = await sample('third-generation', '--map', 'nowhere.map', '--seed', '1');

    expect(code).toBe(3);
    expect(out).toContain('NOTHING COMPARED');
  });

  it('2 with the place where the map is wrong', async () => {
    writeFileSync(join(cwd, 'wrong.map'), MAP.replace('virtual.P = E[0]', 'virtual.X = E[0]'));

    const { code, err } = await sample('third-generation', '--map', 'wrong.map');

    expect(code).toBe(2);
    expect(err).toContain('wrong.map:');
  });
});

describe('the test that --write writes', () => {
  beforeAll(() => {
    mkdirSync(join(projectFolder(), 'node_modules'), { recursive: true });
    symlinkSync(ROOT, join(projectFolder(), 'node_modules', 'popek'));
    symlinkSync(
      join(ROOT, 'node_modules', 'vitest'),
      join(projectFolder(), 'node_modules', 'vitest'),
    );
    writeFileSync(join(projectFolder(), 'package.json'), '{ "type": "module" }');
    writeFileSync(join(projectFolder(), 'mine.map'), BROKEN);
  });

  it('fails until the map is mended', async () => {
    const given = [
      'third-generation',
      '--map',
      'mine.map',
      '--seed',
      '3',
      '--write',
      'found.test.ts',
    ];
    const found = await popek(['monitor', 'sample', ...given, '--quiet'], { cwd: projectFolder() });
    expect(found.code).toBe(1);
    expect(found.out).toContain('A test of this guest is written to found.test.ts.');

    const broken = tested();
    writeFileSync(join(projectFolder(), 'mine.map'), MAP);
    const mended = tested();

    expect(broken.text).toContain('on the bare machine');
    expect(broken.status).toBe(1);
    expect(mended.text).toContain('1 passed');
    expect(mended.status).toBe(0);
  });

  it('is not written where all is alike', async () => {
    const { code, out } = await sample(
      'third-generation',
      '--runs',
      '3',
      '--write',
      'none.test.ts',
    );

    expect(code).toBe(0);
    expect(out).not.toContain('written');
    expect(() => readFileSync(join(cwd, 'none.test.ts'))).toThrow('ENOENT');
  });
});

// Helpers

/** Without what differs from one run, or format, to another. */
function timeless(report: string): string {
  return report.replace(/^(?:Time|Again): .*\n/gmu, '');
}

/** From the guest to the states after its last step. */
function guestIn(report: string): string {
  return /THE GUEST[\s\S]*?\nTime/u.exec(report)?.[0] ?? report;
}

/** Runs every test in the project. */
function tested(): { readonly status: number | null; readonly text: string } {
  const vitest = join(projectFolder(), 'node_modules', 'vitest', 'vitest.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [vitest, 'run'], {
    cwd: projectFolder(),
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { status, text: stdout + stderr };
}
