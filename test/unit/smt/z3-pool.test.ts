import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { toSmtLib } from '../../../src/smt/to-smtlib.ts';
import { createZ3Pool } from '../../../src/smt/z3-pool.ts';
import * as t from '../../../src/term/term.ts';

const BUDGET = { rlimit: 10_000_000, watchdogMs: 60_000 };
const x = t.variable('x', t.bits(8));
const SAT = toSmtLib({ name: 'sat', assertions: [t.compare('bvult', t.constant(8, 254n), x)] });
const UNSAT = toSmtLib({ name: 'unsat', assertions: [t.compare('bvult', x, x)] });
/** The factors of a product of two large primes: found in minutes, if at all. */
const HARD = toSmtLib({ name: 'hard', assertions: factors() });

const folder = mkdtempSync(join(tmpdir(), 'popek-pool-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('createZ3Pool', () => {
  const pool = createZ3Pool({ jobs: 2 });
  afterAll(() => pool.close());

  it('answers with values, and without', async () => {
    expect(await pool.solve(SAT, BUDGET)).toStrictEqual({
      kind: 'sat',
      values: { variables: new Map([['x', 255n]]), arrays: new Map() },
    });
    expect(await pool.solve(UNSAT, BUDGET)).toStrictEqual({ kind: 'unsat' });
  });

  it('says which version it is', () => {
    expect(pool.version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('gives up when the budget is spent, the same way every time', async () => {
    const budget = { rlimit: 100_000, watchdogMs: 60_000 };

    const answers = await Promise.all([1, 2, 3].map(() => pool.solve(HARD, budget)));

    for (const answer of answers) {
      expect(answer).toStrictEqual({ kind: 'unknown', reason: 'max. resource limit exceeded' });
    }
  });

  it('gives the same model whatever was asked before', async () => {
    const many = toSmtLib({
      name: 'many models',
      assertions: [
        t.compare(
          'bvult',
          t.binary('bvmul', x, t.variable('y', t.bits(8))),
          t.variable('z', t.bits(8)),
        ),
      ],
    });
    const first = await pool.solve(many, BUDGET);

    const later = await Promise.all(
      [SAT, UNSAT, many, SAT, many].map((text) => pool.solve(text, BUDGET)),
    );

    expect(first.kind).toBe('sat');
    expect([later[2], later[4]]).toStrictEqual([first, first]);
  });

  it('takes an error for no answer, and goes on', async () => {
    expect((await pool.solve(UNSAT.replaceAll('|x|)', '|y|)'), BUDGET)).kind).toBe('unknown');
    expect((await pool.solve(UNSAT, BUDGET)).kind).toBe('unsat');
  });

  it('ends a query that is interrupted, running or waiting, and only that', async () => {
    const controller = new AbortController();
    const hard = [1, 2, 3].map(() =>
      pool.solve(HARD, { rlimit: 4_000_000_000, watchdogMs: 60_000 }, controller.signal),
    );
    const other = pool.solve(UNSAT, BUDGET);

    controller.abort();

    const interrupted = { kind: 'unknown', reason: 'interrupted' };
    expect(await Promise.all(hard)).toStrictEqual([interrupted, interrupted, interrupted]);
    expect((await other).kind).toBe('unsat');
    expect(await pool.solve(UNSAT, BUDGET, controller.signal)).toStrictEqual(interrupted);
  });

  it('ends a query that takes too long, and goes on', async () => {
    const slow = pool.solve(HARD, { rlimit: 4_000_000_000, watchdogMs: 300 });

    expect(await slow).toStrictEqual({ kind: 'unknown', reason: 'watchdog: no answer in time' });
    expect((await pool.solve(UNSAT, BUDGET)).kind).toBe('unsat');
  });

  it('answers everything that is open when it is closed', async () => {
    const closing = createZ3Pool({ jobs: 1 });
    const open = [HARD, UNSAT].map((text) =>
      closing.solve(text, { ...BUDGET, rlimit: 4_000_000_000 }),
    );

    await closing.close();

    for (const answer of await Promise.all(open)) expect(answer.kind).toBe('unknown');
    expect((await closing.solve(UNSAT, BUDGET)).kind).toBe('unknown');
  });
});

describe('createZ3Pool with a worker that fails', () => {
  it('answers unknown for the query whose worker dies, and the others', async () => {
    const pool = createZ3Pool({
      jobs: 2,
      worker: workerOf(`parentPort.on('message', ({ text }) => {
        if (text.includes('die')) throw new Error('out of memory');
        if (text.includes('leave')) process.exit(3);
        setTimeout(() => parentPort.postMessage({ output: 'unsat' }), 5);
      });`),
    });
    const texts = ['a', 'die', 'b', 'c', 'leave', 'd'];

    const answers = await Promise.all(texts.map((text) => pool.solve(text, BUDGET)));
    await pool.close();

    expect(answers.map(({ kind }) => kind)).toStrictEqual([
      'unsat', 'unknown', 'unsat', 'unsat', 'unknown', 'unsat',
    ]); // prettier-ignore
    expect(answers[1]).toMatchObject({ reason: 'worker died: out of memory' });
    expect(answers[4]).toMatchObject({ reason: 'worker died: exit code 3' });
  });

  it('answers unknown when no worker ever starts', async () => {
    const pool = createZ3Pool({ jobs: 2, worker: workerOf(`throw new Error('no memory');`) });

    const answers = await Promise.all(['a', 'b', 'c'].map((text) => pool.solve(text, BUDGET)));
    await pool.close();

    for (const answer of answers) {
      expect(answer).toStrictEqual({ kind: 'unknown', reason: 'worker died: no memory' });
    }
  });

  it('answers unknown when a worker talks nonsense', async () => {
    const pool = createZ3Pool({
      jobs: 1,
      worker: workerOf(
        `parentPort.on('message', () => parentPort.postMessage({ output: 'perhaps' }));`,
      ),
    });

    const answer = await pool.solve('a', BUDGET);
    await pool.close();

    expect(answer).toStrictEqual({ kind: 'unknown', reason: 'unexpected output: perhaps' });
  });
});

// Helpers

function workerOf(body: string): URL {
  const path = join(folder, `worker-${body.length}.mjs`);
  writeFileSync(path, `import { parentPort } from 'node:worker_threads';\n${body}\n`);
  return pathToFileURL(path);
}

function factors(): t.Term[] {
  const one = t.constant(64, 1n);
  const [a, b] = ['a', 'b'].map((name) => t.zeroExtend(t.variable(name, t.bits(32)), 64));
  if (a === undefined || b === undefined) throw new TypeError();
  const isProduct = t.equal(t.binary('bvmul', a, b), t.constant(64, 1_000_000_007n * 998_244_353n));
  return [isProduct, t.compare('bvult', one, a), t.compare('bvult', a, b)];
}
