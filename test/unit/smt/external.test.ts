import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createExternalSolver, findSolver, SolverUnavailable } from '../../../src/smt/external.ts';
import { toSmtLib } from '../../../src/smt/to-smtlib.ts';
import type { Solver } from '../../../src/smt/solver.ts';
import * as t from '../../../src/term/term.ts';

const BUDGET = { rlimit: 1_000_000, watchdogMs: 10_000 };
const SHORT = { rlimit: 1_000_000, watchdogMs: 200 };
const x = t.variable('x', t.bits(8));
const QUERY = toSmtLib({ name: 'q', assertions: [t.equal(x, t.constant(8, 5n))] });

const folder = mkdtempSync(join(tmpdir(), 'popek-external-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('createExternalSolver', () => {
  it('knows the version, and reads the answer', async () => {
    const solver = await solverOf(`cat > /dev/null; echo sat; echo '((x #x05))'`);

    expect([solver.name, solver.version]).toStrictEqual(['cvc5', '1.2.3']);
    expect(await solver.solve(QUERY, BUDGET)).toStrictEqual({
      kind: 'sat',
      values: { variables: new Map([['x', 5n]]), arrays: new Map() },
    });
  });

  it('passes the query and a limit', async () => {
    const solver = await solverOf(`echo unknown; echo "(:reason-unknown \\"$* $(tail -n 1)\\")"`);

    const answer = await solver.solve(QUERY.replace(/\(get-value.*\n/, '; end\n'), BUDGET);

    expect(answer).toStrictEqual({
      kind: 'unknown',
      reason: '--lang=smt2 --produce-models --rlimit=1000000 - ; end',
    });
  });

  it.each([
    ['hangs', `sleep 60`, 'watchdog: no answer in time'],
    ['hangs after its answer', `echo unsat; sleep 60`, 'watchdog: no answer in time'],
    ['leaves a child that hangs', `sleep 60 & wait`, 'watchdog: no answer in time'],
    ['never stops printing', `yes unsat`, 'output without end'],
    ['prints nonsense', `echo perhaps`, 'unexpected output: perhaps'],
    ['prints nothing', `true`, 'no output'],
    ['does not read', `exec 0<&-; echo perhaps`, 'unexpected output: perhaps'],
    ['is killed', `echo unsat; kill -9 $$`, 'died: SIGKILL'],
  ])('answers unknown for a solver that %s', async (_, body, reason) => {
    const solver = await solverOf(body);
    const budget = reason.startsWith('watchdog') ? SHORT : BUDGET;

    expect(await solver.solve(QUERY, budget)).toStrictEqual({ kind: 'unknown', reason });
  });

  it('does not ask a solver again that let two queries in a row run out of time', async () => {
    const count = join(folder, 'count');
    const solver = await solverOf(`echo asked >> ${count}; sleep 60`);

    const reasons: string[] = [];
    for (const _ of [1, 2, 3, 4]) {
      const answer = await solver.solve(QUERY, SHORT);
      reasons.push(answer.kind === 'unknown' ? answer.reason : answer.kind);
    }

    expect(reasons).toStrictEqual([
      'watchdog: no answer in time',
      'watchdog: no answer in time',
      '2 queries in a row had no answer in time',
      '2 queries in a row had no answer in time',
    ]);
    expect(readFileSync(count, 'utf8')).toBe('asked\nasked\n');
  });

  it('goes on with one that answers in between', async () => {
    const flag = join(folder, 'slow-once');
    const solver = await solverOf(
      `[ -e ${flag} ] && { rm ${flag}; echo unsat; exit; }; touch ${flag}; sleep 60`,
    );

    const kinds: string[] = [];
    for (const _ of [1, 2, 3, 4]) kinds.push((await solver.solve(QUERY, SHORT)).kind);

    expect(kinds).toStrictEqual(['unknown', 'unsat', 'unknown', 'unsat']);
  });

  it('ends what is running when interrupted or closed', async () => {
    const solver = await solverOf('sleep 60');
    const controller = new AbortController();
    const interrupted = solver.solve(QUERY, BUDGET, controller.signal);
    controller.abort();
    const closed = solver.solve(QUERY, BUDGET);
    await solver.close();

    expect(await interrupted).toStrictEqual({ kind: 'unknown', reason: 'interrupted' });
    expect(await closed).toStrictEqual({ kind: 'unknown', reason: 'interrupted' });
  });

  it('runs no more at once than there are jobs', async () => {
    const lock = join(folder, 'lock');
    const solver = await solverOf(
      `mkdir ${lock} || exec echo two; sleep 0.02; rmdir ${lock}; echo unsat`,
    );

    const answers = await Promise.all([1, 2, 3].map(() => solver.solve(QUERY, BUDGET)));

    expect(answers.map(({ kind }) => kind)).toStrictEqual(['unsat', 'unsat', 'unsat']);
  });

  it('refuses a program that is not there, or does not say its version', async () => {
    const missing = { kind: 'z3', program: join(folder, 'missing'), jobs: 1 } as const;
    const silent = { kind: 'z3', program: script('silent', 'true'), jobs: 1 } as const;

    await expect(createExternalSolver(missing)).rejects.toThrow(SolverUnavailable);
    await expect(createExternalSolver(silent)).rejects.toThrow(SolverUnavailable);
  });
});

describe('findSolver', () => {
  it('finds the first program of that name that can run', () => {
    const [first, second] = [join(folder, 'first'), join(folder, 'second')];
    mkdirSync(join(first, 'z3'), { recursive: true });
    mkdirSync(second);
    writeFileSync(join(first, 'cvc5'), 'not a program');
    const program = script(join('second', 'z3'), 'true');

    expect(findSolver('z3', ['', first, second].join(delimiter))).toBe(program);
    expect(findSolver('cvc5', [first, second].join(delimiter))).toBeUndefined();
    expect(findSolver('z3', '')).toBeUndefined();
  });
});

// Helpers

let scripts = 0;

/** A solver that is a shell script. */
function solverOf(body: string): Promise<Solver> {
  scripts += 1;
  const version = `[ "$1" = --version ] && exec echo 'This is version 1.2.3 of it'`;
  const program = script(`solver-${scripts}`, `${version}\n${body}`);
  return createExternalSolver({ kind: 'cvc5', program, jobs: 1 });
}

function script(name: string, body: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
}
