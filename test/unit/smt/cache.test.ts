import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openCache, withCache } from '../../../src/smt/cache.ts';
import { unknown, type Response, type Solver } from '../../../src/smt/solver.ts';
import { fixedSolver, SAT, UNSAT, type FixedSolver } from '../../helpers/solvers.ts';

const BUDGET = { rlimit: 1, watchdogMs: 1 };
const root = mkdtempSync(join(tmpdir(), 'popek-cache-'));
afterAll(() => rmSync(root, { recursive: true }));

let folder = '';
let tests = 0;
beforeEach(() => {
  tests += 1;
  folder = join(root, String(tests), 'deep');
});

describe('withCache', () => {
  it.each([['sat', SAT], ['unsat', UNSAT]] as const)('asks once for %s, in any process', async (_, answer) => {
    const solver = fixedSolver(answer);

    const [first, again] = [await solveIn(solver), await solveIn(solver)];

    expect([first, again]).toStrictEqual([answer, answer]);
    expect(solver.asked).toBe(1);
  }); // prettier-ignore

  it('does not keep that nothing was found', async () => {
    const solver = fixedSolver(unknown('tired'));

    await solveIn(solver);
    await solveIn(solver);

    expect(solver.asked).toBe(2);
  });

  it('keeps texts, solvers and versions apart', async () => {
    await solveIn(fixedSolver(UNSAT));
    const others = [fixedSolver(SAT, 'other'), fixedSolver(SAT, 'fixed', '2')];

    for (const other of others) expect(await solveIn(other)).toStrictEqual(SAT);
    expect(await solveIn(fixedSolver(SAT), 'another text')).toStrictEqual(SAT);
    expect(await solveIn(fixedSolver(SAT))).toStrictEqual(UNSAT);
  });

  it.each<[string, (content: string) => string]>([
    ['the verdict changed', (content) => content.replace('sat {', 'sat  {')],
    ['sat made unsat', (content) => content.replace(/sat \{.*/, 'unsat')],
    ['a value changed', (content) => content.replace('"1"', '"9"')],
    ['the hash of the query changed', (content) => content.replace(/[0-9a-f]/, (digit) => (digit === '0' ? '1' : '0'))],
    ['the check changed', (content) => content.replace(/ [0-9a-f]/, (text) => (text === ' 0' ? ' 1' : ' 0'))],
    ['the end cut off', (content) => content.slice(0, -5)],
    ['the beginning cut off', (content) => content.slice(5)],
    ['everything but the hash cut off', (content) => content.slice(0, 65)],
    ['other bytes', () => '\u0000\uffff\n\n{}'],
    ['nothing', () => ''],
  ])('takes an entry with %s for none, and stores a good one', async (_, spoil) => {
    await solveIn(fixedSolver(SAT));
    const file = entryFile();
    writeFileSync(file, spoil(readFileSync(file, 'utf8')));
    const solver = fixedSolver(SAT);

    const [first, again] = [await solveIn(solver), await solveIn(solver)];

    expect([first, again]).toStrictEqual([SAT, SAT]);
    expect(solver.asked).toBe(1);
  }); // prettier-ignore

  it('loses one entry, not the next, to a line torn by a crash', async () => {
    await solveIn(fixedSolver(UNSAT), 'one');
    appendFileSync(entryFile(), '\n0123456789abcdef');
    await solveIn(fixedSolver(UNSAT), 'two');
    const solver = fixedSolver(SAT);

    expect(await solveIn(solver, 'one')).toStrictEqual(UNSAT);
    expect(await solveIn(solver, 'two')).toStrictEqual(UNSAT);
  });

  it('believes neither of two answers to one query', async () => {
    const [one, other] = [await openCache(folder), await openCache(folder)];
    // Each has looked before the other stored.
    await withCache(fixedSolver(unknown('no')), one.cache).solve('text', BUDGET);
    await withCache(fixedSolver(unknown('no')), other.cache).solve('text', BUDGET);
    await withCache(fixedSolver(SAT), one.cache).solve('text', BUDGET);
    await withCache(fixedSolver(UNSAT), other.cache).solve('text', BUDGET);
    const solver = fixedSolver(unknown('asked'));

    expect(await solveIn(solver)).toStrictEqual(unknown('asked'));
  });

  it('answers several at once, and from several processes at once', async () => {
    const caches = await Promise.all([1, 2, 3].map(() => openCache(folder)));
    const texts = Array.from({ length: 50 }, (_, i) => `text ${i}`);

    await Promise.all(
      caches.flatMap(({ cache }) =>
        texts.map((text) => withCache(fixedSolver(SAT), cache).solve(text, BUDGET)),
      ),
    );

    const solver = fixedSolver(UNSAT);
    for (const text of texts) expect(await solveIn(solver, text)).toStrictEqual(SAT);
    expect(solver.asked).toBe(0);
  });

  it('closes the solver', async () => {
    const solver = fixedSolver(SAT);

    await (await cached(solver)).close();

    expect(solver.isClosed).toBe(true);
  });
});

describe('openCache', () => {
  it('warns once and keeps nothing where a file is in its place', async () => {
    mkdirSync(join(folder, '..'), { recursive: true });
    writeFileSync(folder, 'a file');
    const solver = fixedSolver(UNSAT);

    const { cache, warning } = await openCache(folder);
    const answers = [1, 2].map(() => withCache(solver, cache).solve('text', BUDGET));

    expect(warning).toContain('answers are not cached');
    expect(await Promise.all(answers)).toStrictEqual([UNSAT, UNSAT]);
    expect(solver.asked).toBe(2);
  });

  it('does not warn of a directory that it can make', async () => {
    expect((await openCache(folder)).warning).toBeUndefined();
  });

  it('goes on without when storing fails later', async () => {
    const solver = fixedSolver(UNSAT);
    const { cache } = await openCache(folder);
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'a file');

    expect(await withCache(solver, cache).solve('text', BUDGET)).toStrictEqual(UNSAT);
    expect(await withCache(solver, cache).solve('text', BUDGET)).toStrictEqual(UNSAT);
    expect(solver.asked).toBe(1);
  });
});

// Helpers

/** Asks through a cache that was opened just now, as another process would. */
async function solveIn(solver: FixedSolver, text = 'text'): Promise<Response> {
  return (await cached(solver)).solve(text, BUDGET);
}

async function cached(solver: FixedSolver): Promise<Solver> {
  const { cache } = await openCache(folder);
  return withCache(solver, cache);
}

function entryFile(): string {
  const [name] = readdirSync(folder).filter((file) => file.startsWith('fixed'));
  return join(folder, String(name));
}
