/** What every command prints with `--format json`, on a real machine, is as its schema says. */

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { schemaErrors } from '../helpers/schemas.ts';
import { edited, MAP_TEXT } from '../helpers/mapped-monitors.ts';
import { popek, temporaryFolder } from './popek.ts';

let cwd = '';
beforeAll(async () => {
  cwd = temporaryFolder();
  await popek(['new', 'm'], { cwd });
  writeFileSync(join(cwd, 'program.s'), 'add r1, r2\nleave\n');
  const wrong = { find: 'virtual.P = E[0][47:32]', replace: 'virtual.P = E[0][15:0]' };
  writeFileSync(join(cwd, 'wrong.map'), edited(MAP_TEXT, [wrong]));
});
afterAll(() => {
  rmSync(cwd, { recursive: true });
});

it.each([
  ['check', ['check', './m'], 0],
  ['check', ['check', './m', '--expected', '--spec', 'kernel-user'], 0],
  ['classify', ['classify', './m'], 0],
  ['classify', ['classify', './m', '--only', 'a*', '--spec', 'pg74-letter'], 0],
  ['explain', ['explain', './m', 'leave'], 0],
  ['explain', ['explain', './m', 'add', '--all', '--prove-smallest'], 0],
  ['diff', ['diff', './m', './m'], 0],
  ['diff', ['diff', './m', 'third-generation'], 0],
  ['repair', ['repair', './m'], 0],
  ['repair', ['repair', 'third-generation/popf'], 0],
  ['repair', ['repair', 'third-generation', '--spec', 'pg74-letter'], 1],
  ['run', ['run', './m', 'program.s', '--budget', '2'], 3],
  ['run', ['run', './m', 'program.s', '--budget', '2', '--trace'], 3],
  ['sample', ['monitor', 'sample', 'third-generation', '--seed', '1', '--runs', '20'], 0],
  ['sample', ['monitor', 'sample', 'third-generation/popf', '--seed', '1'], 1],
  ['monitor-check', ['monitor', 'check', 'third-generation', '--only', 'jump'], 3],
  ['monitor-check', ['monitor', 'check', 'third-generation', '--only', 'jump', '--map', 'wrong.map'], 1], // prettier-ignore
  ['list', ['list'], 0],
  ['list', ['list', './m'], 0],
  ['list', ['list', 'riscv', '--set', 'XLEN=32'], 0],
  ['machine', ['list', './m', '--all'], 0],
  ['machine', ['list', 'riscv', '--set', 'XLEN=32', '--all'], 0],
] as const)('%s.schema.json describes popek %s', async (name, given, expected) => {
  const cache = ['list', 'run', 'monitor'].includes(given[0])
    ? []
    : ['--cache', join(cwd, 'cache')];
  const { code, out } = await popek([...given, ...cache, '--format', 'json', '-q'], { cwd });

  expect(code).toBe(expected);
  expect(schemaErrors(name, JSON.parse(out))).toStrictEqual([]);
});
