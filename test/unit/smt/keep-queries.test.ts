import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fileName, withKeptQueries } from '../../../src/smt/keep-queries.ts';
import { unknown } from '../../../src/smt/solver.ts';
import { fixedSolver, SAT, UNSAT } from '../../helpers/solvers.ts';

const BUDGET = { rlimit: 1, watchdogMs: 1 };
const folder = mkdtempSync(join(tmpdir(), 'popek-keep-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('withKeptQueries', () => {
  it('writes each query with its answer, in folders by name', async () => {
    await keep(fixedSolver(UNSAT), '; pg74/sees-mode/tiny/jrst.1\n(check-sat)\n');

    expect(readFileSync(join(folder, 'pg74/sees-mode/tiny/jrst.1.smt2'), 'utf8')).toBe(
      '; pg74/sees-mode/tiny/jrst.1\n(check-sat)\n; unsat (fixed 1)\n',
    );
  });

  it('writes values and reasons as comments', async () => {
    await keep(fixedSolver(SAT), '; sat\n');
    await keep(fixedSolver(unknown('tired\n(exit)')), '; unknown\n');

    const lines = ['sat', 'unknown'].flatMap((name) =>
      readFileSync(join(folder, `${name}.smt2`), 'utf8').split('\n'),
    );
    expect(lines).toContain(';   A[0x3] = 0x4');
    expect(lines).toContain('; unknown: tired (exit) (fixed 1)');
    expect(lines.every((line) => line === '' || line.startsWith(';'))).toBe(true);
  });

  it('keeps two queries of one name', async () => {
    const solver = withKeptQueries(fixedSolver(UNSAT), join(folder, 'two'));

    await Promise.all([1, 2].map(() => solver.solve('; same\n', BUDGET)));

    expect(readdirSync(join(folder, 'two'))).toStrictEqual(['same.2.smt2', 'same.smt2']);
  });
});

describe('fileName', () => {
  it.each([
    ['; a/b c/d', 'a/b_c/d'],
    ['; ../../etc/passwd', '_/_/etc/passwd'],
    ['; /root', '_/root'],
    ['; a\\b:c', 'a_b_c'],
    ['(check-sat)', '_check-sat_'],
    ['', '_'],
  ])('makes of %s the harmless %s', (text, name) => {
    expect(fileName(`${text}\n`)).toBe(name);
  });
});

// Helpers

async function keep(solver: ReturnType<typeof fixedSolver>, text: string): Promise<void> {
  await withKeptQueries(solver, folder).solve(text, BUDGET);
}
