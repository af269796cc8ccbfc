/**
 * Opaque functions have two readings: the evaluator computes them, and a solver takes them for any
 * function. What the prover makes of the second must never depend on another function.
 */

import { afterAll, describe, expect, it } from 'vitest';
import { createProver, type Solved } from '../../src/prove/prover.ts';
import { toSmtLib } from '../../src/smt/to-smtlib.ts';
import { createZ3Pool } from '../../src/smt/z3-pool.ts';
import { applied, define, expandCalls } from '../../src/term/definition.ts';
import { evaluate } from '../../src/term/evaluate.ts';
import * as t from '../../src/term/term.ts';

const solver = createZ3Pool({ jobs: 1 });
const BUDGET = { rlimit: 50_000_000, watchdogMs: 60_000 };

afterAll(() => solver.close());

const x = t.variable('x', t.bits(8));
const y = t.variable('y', t.bits(8));
const z = t.variable('z', t.bits(8));
const parameter = t.variable('argument.0', t.bits(8));
const word = (value: number): t.Term => t.constant(8, BigInt(value));
/** A square, and one more. */
const square = define('square', [parameter], t.binary('bvmul', parameter, parameter));
const next = define('next', [parameter], t.binary('bvadd', applied(square, [parameter]), word(1)));
const [sx, sy] = [applied(square, [x]), applied(square, [y])];

describe('a function that is left open', () => {
  it('gives equal results for equal arguments', async () => {
    const { name, asked } = counting();

    const [one, two] = [t.binary('bvadd', sx, z), t.binary('bvadd', sy, z)];

    expect(await name([t.equal(x, y), t.distinct(one, two)])).toMatchObject({ kind: 'unsat' });
    expect(
      await name([t.equal(t.binary('bvmul', x, z), word(7)), t.equal(x, y), t.distinct(sx, sy)]),
    ).toMatchObject({ kind: 'unsat' });
    expect(asked.join('\n')).not.toContain('(bvmul |x| |x|)');
  });

  it.each([
    ['a value that it takes', t.equal(sx, word(0x31)), 'sat'],
    ['a value that it never takes', t.equal(sx, word(2)), 'unsat'],
    ['two values of one argument', t.and(t.equal(sx, word(1)), t.equal(applied(next, [x]), word(3))), 'unsat'],
    ['one function within another', t.equal(applied(next, [sx]), word(0x52)), 'sat'],
    ['two arguments of one value', t.and(t.equal(sx, sy), t.distinct(x, y)), 'sat'],
  ])('is the function that is meant: %s', async (_, claim, kind) => {
    const answer = await counting().name([claim]);
    const spelt = await counting().name([expandCalls(claim)]);

    expect([answer.kind, spelt.kind]).toStrictEqual([kind, kind]);
    const values = answer.kind === 'sat' ? answer.model.variables : new Map<string, bigint>();
    const isTrue = evaluate(claim, { variable: (name) => values.get(name) ?? 0n });
    expect(isTrue).toBe(kind === 'sat' ? true : isTrue);
  }); // prettier-ignore

  it('is another one where its body is', () => {
    const other = define('square', [parameter], t.binary('bvadd', parameter, parameter));

    expect(other.symbol).not.toBe(square.symbol);
    expect(define('square', [parameter], square.body)).toBe(square);
    expect(() => define('free', [parameter], x)).toThrow('free reads x');
    expect(() => applied(square, [t.constant(4, 1n)])).toThrow('of bits(4)');
  });

  it('is declared to the solver, and computed by the evaluator', () => {
    const text = toSmtLib({ name: 'n', assertions: [t.equal(applied(next, [word(3)]), word(10))] });

    expect(text).toContain('(set-logic QF_UFBV)');
    expect(text).toMatch(/\(declare-fun \|next\.[0-9a-f]+\| \(\(_ BitVec 8\)\) \(_ BitVec 8\)\)/u);
    expect(evaluate(applied(next, [word(3)]), { variable: () => 0n })).toBe(10n);
  });
});

// Helpers

/** A prover, and the texts that its solver was asked. */
function counting(): {
  readonly name: (conjuncts: readonly t.Term[]) => Promise<Solved>;
  readonly asked: readonly string[];
} {
  const asked: string[] = [];
  const listening = {
    ...solver,
    solve: (...[text, budget, signal]: Parameters<typeof solver.solve>) => {
      asked.push(text);
      return solver.solve(text, budget, signal);
    },
  };
  const prover = createProver({ solver: listening, budget: BUDGET });
  return { name: (conjuncts) => prover.solve('test', conjuncts), asked };
}
