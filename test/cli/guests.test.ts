/** `popek run --under`: what is refused, and what is reported in each format. */

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { schemaErrors } from '../helpers/schemas.ts';
import { popek, ROOT, temporaryFolder, type Ran } from './popek.ts';

const PROGRAMS = join(ROOT, 'isas', 'third-generation', 'programs');
const PRINT = join(PROGRAMS, 'print.s');
const POPF = ['third-generation/popf', join(PROGRAMS, 'popf.s')];

/** Prints one letter without an end of the line. */
const STAR = "  .org 2\n  li r1, '*'\n  store r1, 0xFFF\n  halt\n";

let cwd = '';
beforeAll(() => {
  cwd = temporaryFolder();
  writeFileSync(join(cwd, 'star.s'), STAR);
  writeFileSync(join(cwd, 'far.s'), '  .org 0x2000\n  .word 1\n');
  writeFileSync(join(cwd, 'storm.s'), '  .org 2\n  .word -1\n');
});
afterAll(() => {
  rmSync(cwd, { recursive: true });
});

describe('popek run --under', { timeout: 180_000 }, () => {
  it('prints what the guest prints, how it ended and how it was executed', async () => {
    const { code, out, err } = await running('third-generation', PRINT, '--under', 'trap-and-emulate'); // prettier-ignore

    expect({ code, err }).toStrictEqual({ code: 0, err: '' });
    expect(out.split('\n').slice(0, 6)).toStrictEqual([
      'Hello from the third generation',
      'Halted after 165 steps: 165 completed, 0 trapped.',
      'Under trap-and-emulate, in storage from 2: 99.4 % native, 6.1 traps per thousand instructions.',
      'Taken by the monitor:',
      '  halt 1',
      '',
    ]);
  });

  it('refuses what no theorem justifies, and names what is in the way', async () => {
    const { code, out, err } = await running(...POPF, '--under', 'trap-and-emulate');

    expect({ code, out }).toStrictEqual({ code: 2, out: '' });
    expect(err).toContain('theorem 1 of pg74 fails on third-generation/popf');
    expect(err).toContain('is not justified: pop_flags\n');
    expect(err).toContain('--force');
  });

  it('runs what is justified by another theorem', async () => {
    const { code, out } = await running(...POPF, '--under', 'hybrid');

    expect(code).toBe(0);
    expect(out).toContain('Interpreted in virtual supervisor mode: 3.');
  });

  it('asks nothing with --force, and tells where the guest parts from the bare machine', async () => {
    const { code, out } = await running(...POPF, '--under', 'trap-and-emulate', '--force');

    expect(code).toBe(0);
    expect(out).toContain('Parts from the bare machine at step 2: `popf r1` at 3.');
    expect(out).toContain('  interrupts_on is 0x0, on the bare machine 0x1');
    const hybrid = await running(...POPF, '--under', 'hybrid', '--force');
    expect(hybrid.out).toContain('It does not part from the bare machine in these 3 steps.');
  });

  it('runs several guests, and shows what each has printed', async () => {
    const { code, out } = await running('third-generation', 'star.s', '--under', 'hybrid', '--force', '--guests', '2', '--slice', '1'); // prettier-ignore

    expect(code).toBe(0);
    expect(out).toMatch(/^Guest 1\n\*\nHalted after 3 steps.*\nUnder hybrid, in storage from 2:/u);
    expect(out).toMatch(/\n\nGuest 2\n\*\nHalted after 3 steps.*\nUnder hybrid, in storage from 0x1002:/u); // prettier-ignore
  });

  it('lets --virtual say how large the guests are', async () => {
    const given = ['third-generation', 'storm.s', '--under', 'hybrid', '--force', '--guests', '3'];
    const small = await running(...given, '--virtual', 'q=8192', '--format', 'json');

    expect(small.code).toBe(1);
    expect(JSON.parse(small.out)).toMatchObject({
      guests: [{ at: '0x2' }, { at: '0x2002' }, { at: '0x4002' }],
    });
  });

  it.each([
    [['third-generation', 'star.s', '--under', 'hybrid', '--guests', '16'], 'no room for a guest'],
    [['third-generation', 'far.s', '--under', 'hybrid'], 'storage ends at 4096'],
    [['68000', 'star.s', '--under', 'hybrid', '--pair', 'none'], '68000'],
    [['third-generation', 'star.s', '--under', 'hybrid', '--map', 'none.map'], 'none.map'],
    [['third-generation', 'star.s', '--slice', '3'], '--slice is about guests'],
    [['third-generation', 'star.s', '--force'], '--force is about guests'],
  ])('refuses %j', async (given, message) => {
    const isGuest = given.includes('--under');
    const { code, out, err } = await running(...given, ...(isGuest ? ['--force'] : []));

    expect({ code, out }).toStrictEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });

  it('exits as a run does, with the worst of several guests', async () => {
    const forced = ['--under', 'trap-and-emulate', '--force', '--guests', '2'];
    const budget = await running('third-generation', 'star.s', ...forced, '--budget', '2');
    const storm = await running('third-generation', 'storm.s', ...forced);

    expect(budget.code).toBe(3);
    expect(budget.out).toContain('Budget spent after 2 steps');
    expect(storm.code).toBe(1);
    expect(storm.out).toContain('Unhandled trap bounds at 0');
  });

  it('says how each step was executed with --trace', async () => {
    const { out } = await running(...POPF, '--under', 'trap-and-emulate', '--force', '--trace');

    expect(out.split('\n').slice(0, 3)).toStrictEqual([
      'native       2:  li r1, 3                  r[1] 3',
      'native       3:  popf r1                   condition 1',
      'emulated     4:  halt',
    ]);
  });

  it('says the same in JSON and Markdown', async () => {
    const given = [...POPF, '--under', 'trap-and-emulate', '--force', '--trace'];
    const json = await running(...given, '--format', 'json');
    const markdown = await running(...given, '--format', 'markdown');

    const value: unknown = JSON.parse(json.out);
    expect(schemaErrors('run', value)).toStrictEqual([]);
    expect(value).toMatchObject({
      machine: 'third-generation/popf',
      under: 'trap-and-emulate',
      forced: true,
      guests: [
        {
          ended: 'halted',
          native: 2,
          emulated: 1,
          takenByMonitor: { halt: 1 },
          parts: { step: 2, instruction: 'popf r1', how: 'native', virtualMode: 'supervisor' },
        },
      ],
    });
    expect(markdown.out).toMatch(/^```text\nnative {7}2:[^`]*`popf r1`[^`]*\n```\n$/u);
  });
});

// Helpers

async function running(...given: readonly string[]): Promise<Ran> {
  return await popek(['run', ...given, '--quiet'], {
    cwd,
    env: { XDG_CACHE_HOME: join(cwd, 'cache') },
  });
}
