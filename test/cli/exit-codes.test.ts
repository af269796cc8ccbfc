/** Every row of the table of exit codes, and that nothing is printed where it does not belong. */

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { edited, MAP_TEXT } from '../helpers/mapped-monitors.ts';
import { popek, temporaryFolder, type Ran } from './popek.ts';

let cwd = '';
beforeAll(async () => {
  cwd = temporaryFolder();
  await popek(['new', 'good'], { cwd });
  const text = readFileSync(join(cwd, 'good', 'machine.isa'), 'utf8');
  const broken = text.replace('if M == user { trap privileged }', '');
  expect(broken).not.toBe(text);
  writeMachine('bad', broken);
  // A map that user mode never has: one theorem apart from the premises.
  writeMachine('uncovered', text.replace(/^covering [^}]*\}\n/mu, ''));
  writeMachine('wrong_row', text, 'expect add under pg74 { sensitive yes } published certain');
  writeMachine(
    'wrong_prediction',
    text,
    'expect add under pg74 { sensitive yes } derived prediction',
  );
  writeMachine('right_row', text, 'expect add under pg74 { sensitive no } published certain');
  writeMachine(
    'odd_row',
    text,
    'expect nothing_such under pg74 { sensitive no } published certain',
  );
});
afterAll(() => {
  rmSync(cwd, { recursive: true });
});

describe('popek check', () => {
  it('exits 0 where the theorem and the premises hold', async () => {
    expect((await run('check', './good')).code).toBe(0);
  });

  it('exits 1 where the theorem fails, and shows why', async () => {
    const { code, out } = await run('check', './bad');

    expect(code).toBe(1);
    expect(out).toContain('OBSTRUCTING THEOREM 1: 1 of 2 instructions\n\nleave ');
  });

  it('exits 1 where a premise fails, and 3 where it is undecided', async () => {
    const { code, out } = await run('check', './uncovered');

    expect(code).toBe(3);
    expect(out).toContain('UNDECIDED        5 of 6; undecided: coverage\n');
  });

  it('answers the theorem that is asked about', async () => {
    const hybrid = 'third-generation/hybrid';

    expect((await run('check', hybrid)).code).toBe(1);
    expect((await run('check', hybrid, '--theorem', '3')).code).toBe(0);
  });

  it('exits 3 where a question is undecided, and lists it with what was spent', async () => {
    const { code, out } = await run(
      'check',
      './good',
      '--budget',
      '1',
      '--no-cache',
      '--no-structural',
    );

    expect(code).toBe(3);
    expect(out).toMatch(/^UNDECIDED: \d+ questions$/mu);
    expect(out).toContain('(spent rlimit 1)');
    expect(out).not.toMatch(/^SUBSET TEST +HOLDS/mu);
  });

  it('never calls a theorem proved that was asked of some instructions only', async () => {
    const { code, out } = await run('check', './good', '--only', 'add');

    expect(code).toBe(3);
    expect(out).toContain('PREMISES              NOT RUN');
    expect(out.replaceAll(/\s+/gu, ' ')).toContain('Only 1 of 2 instructions were asked');
    expect((await run('check', './bad', '--only', 'l*')).code).toBe(1);
  });
});

describe('popek check --expected', () => {
  it('exits 0 where every published and certain row agrees', async () => {
    expect((await run('check', './right_row', '--expected')).code).toBe(0);
    expect((await run('check', './bad', '--expected')).code).toBe(0);
  });

  it('exits 1 where one disagrees; a prediction that did not come true is none', async () => {
    const { code, out } = await run('check', './wrong_row', '--expected');

    expect(code).toBe(1);
    expect(out).toContain('DISAGREES  add (supervisor_user): sensitive yes expected, no found');
    expect((await run('check', './wrong_row')).code).toBe(0);
    expect((await run('check', './wrong_prediction', '--expected')).code).toBe(0);
  });

  it('exits 3 where one cannot be compared', async () => {
    expect((await run('check', './odd_row', '--expected')).code).toBe(3);
  });
});

describe('popek monitor check', () => {
  it('exits 1 where an obligation is refuted, 3 where only some were asked', async () => {
    const wrong = { find: 'virtual.P = E[0][47:32]', replace: 'virtual.P = E[0][15:0]' };
    writeFileSync(join(cwd, 'wrong.map'), edited(MAP_TEXT, [wrong]));
    const given = ['monitor', 'check', 'third-generation', '--only', 'jump'];

    expect((await run(...given)).code).toBe(3);
    expect((await run(...given, '--map', 'wrong.map')).code).toBe(1);
  });

  it('exits 3 where the solver does not know', async () => {
    const given = ['monitor', 'check', 'third-generation', '--budget', '1', '--no-cache'];
    const { code, out } = await run(...given);

    expect(code).toBe(3);
    expect(out).toMatch(/^UNDECIDED: not every obligation is proved\.$/mu);
    expect(out).toMatch(/^NOT KNOWN: \d+ obligations$/mu);
  });
});

describe('popek classify, explain and diff', () => {
  it('exit 0 whatever they find', async () => {
    for (const given of [
      ['classify', './bad'],
      ['explain', './bad', 'leave'],
      ['diff', './good', './bad'],
    ]) {
      expect(await run(...given)).toMatchObject({ code: 0, err: '' });
    }
  });
});

describe('popek', () => {
  it('exits 2 and prints no result where the command line is wrong', async () => {
    for (const [given, message] of [
      [['check'], '`popek check` needs MACHINE'],
      [['check', 'thrid-generation'], 'did you mean `third-generation`?'],
      [['check', './absent'], 'cannot read ./absent: no such file or folder'],
      [['check', '.'], '. has no machine.isa'],
      [['check', './good', '--spec', 'pg47'], 'did you mean `pg74`?'],
      [['check', './good', '--spec', './no.spec'], 'cannot read ./no.spec'],
      [['check', './good', '--pair', 'supervisor_usr'], 'did you mean `supervisor_user`?'],
      [['check', './good', '--only', 'leav'], 'did you mean `leave`?'],
      [['check', './good', '--theorem', '9'], 'the spec pg74 has no theorem 9'],
      [['check', './good', '--set', 'XLEN'], '`XLEN` sets no parameter'],
      [['check', './good', '--set', 'XLEN=3'], 'XLEN'],
      [['check', 'riscv@XLEN=33'], 'XLEN'],
      [['check', './good', '--with', 'absent.isa'], 'cannot read absent.isa'],
      [['check', './good', '--solver', 'absent'], 'no solver `absent`'],
      [['check', './good', '--output', 'no/such/folder'], 'cannot write no/such/folder'],
      [['check', './good', '--keep-queries', 'good/machine.isa'], 'it is no folder'],
      [['explain', './good', 'leav'], 'did you mean `leave`?'],
      [['explain', 'riscv', 'csrrw'], 'name one of them'],
      [['new', 'good'], 'good/machine.isa is there already'],
      [['monitor', 'check', './good'], 'good has no map'],
      [['monitor', 'check', 'third-generation', '--map', 'absent.map'], 'absent.map'],
      [['monitor', 'check', 'third-generation', '--map', 'good/machine.isa'], 'PG021'],
      [['monitor', 'check', 'third-generation', '--pair', 'other'], 'supervisor_user'],
      [['monitor', 'check', 'third-generation', '--construction', 'shadow'], 'trap-and-emulate'],
      [['monitor', 'check', 'third-generation', '--virtual', 'p=1'], 'no parameter `p`'],
      [['monitor', 'check', 'third-generation', '--virtual', 'q=999999'], 'it has 17 bits'],
      [['monitor', 'check', 'third-generation', '--only', 'jumpp'], 'did you mean `jump`?'],
      [['monitor', 'check', 'third-generation/popf', '--spec', 'pg47'], 'did you mean `pg74`?'],
    ] as const) {
      const { code, out, err } = await run(...given);

      expect({ given, code, out }).toStrictEqual({ given, code: 2, out: '' });
      expect(err).toContain(message);
      expect(err).not.toContain('    at ');
    }
  });

  it('writes a report whole, where it was asked to', async () => {
    const { code, out } = await run('check', './good', '--format', 'json', '-o', 'report.json');

    expect({ code, out }).toStrictEqual({ code: 0, out: '' });
    expect(JSON.parse(readFileSync(join(cwd, 'report.json'), 'utf8'))).toMatchObject({
      machine: 'good',
    });
  });
});

// Helpers

function writeMachine(name: string, text: string, row?: string): void {
  mkdirSync(join(cwd, name, 'expected'), { recursive: true });
  writeFileSync(join(cwd, name, 'machine.isa'), text);
  if (row !== undefined) {
    writeFileSync(join(cwd, name, 'expected', 'popek.expected'), `source popek "rows"\n\n${row}\n`);
  }
}

async function run(...given: readonly string[]): Promise<Ran> {
  return await popek([...given, '--quiet'], { cwd, env: { XDG_CACHE_HOME: join(cwd, 'cache') } });
}
