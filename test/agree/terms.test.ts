/**
 * What a term means has one statement here for each of its readers: the reference evaluator, Z3
 * through the printer of queries, and the rewriting.
 *
 * Many terms go into one query, because a query costs milliseconds and a term microseconds.
 */

import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Response } from '../../src/smt/solver.ts';
import { toSmtLib } from '../../src/smt/to-smtlib.ts';
import { createZ3Pool } from '../../src/smt/z3-pool.ts';
import { evaluate, type Environment } from '../../src/term/evaluate.ts';
import { wordAt } from '../../src/term/sparse-map.ts';
import { simplify, simplifyConjunction } from '../../src/term/simplify.ts';
import * as t from '../../src/term/term.ts';
import { arrayOf, arrayValue } from '../../src/term/value.ts';
import { freeVariables, subterms } from '../../src/term/walk.ts';
import { anyBoolTerm, anyEnvironment, anyTerms, constantOf } from '../helpers/terms.ts';

const SEED = 20_250_101;
const solver = createZ3Pool({ jobs: 2 });

afterAll(() => solver.close());

describe('evaluate', () => {
  it('agrees with Z3 on every operator', async () => {
    const seen = new Set<string>();
    const samples = fc.sample(fc.tuple(anyTerms({ maxSize: 120 }), anyEnvironment), {
      numRuns: 60,
      seed: SEED,
    });

    const answers = await Promise.all(
      samples.map(async ([terms, environment]) => {
        for (const term of subterms(...terms)) if (term.kind === 'apply') seen.add(term.operator);
        const state = stateOf(terms, environment);
        const claims = terms.map((term) =>
          t.equal(term, constantOf(term, evaluate(term, environment))),
        );
        return [await ask([...state, ...claims]), await ask([...state, t.not(t.and(...claims))])];
      }),
    );

    for (const [asClaimed, otherwise] of answers) {
      expect(asClaimed?.kind).toBe('sat');
      expect(otherwise?.kind).toBe('unsat');
    }
    expect([...seen].toSorted()).toStrictEqual(SMT_OPERATORS.toSorted());
  });
});

describe('simplify', () => {
  it.each([
    { maxWidth: 1, maxProductWidth: 1 },
    { maxWidth: 3, maxProductWidth: 3 },
    { maxWidth: 8, maxProductWidth: 4 },
    { maxWidth: 70, maxProductWidth: 0 },
  ])('is equal to the term for Z3, with words of up to $maxWidth bits', async (options) => {
    const samples = fc.sample(anyTerms({ ...options, maxSize: 60 }), { numRuns: 40, seed: SEED });

    const answers = await Promise.all(
      samples.map((terms) => {
        const differing = terms.map((term) => t.distinct(simplify(term), term));
        return ask([t.or(...differing)]);
      }),
    );

    expect(answers.filter(({ kind }) => kind !== 'unsat')).toStrictEqual([]);
  });
});

describe('simplifyConjunction', () => {
  it('has the same models for Z3', async () => {
    const conjunctions = fc.array(anyBoolTerm({ maxWidth: 4, maxSize: 10 }), { maxLength: 8 });
    const samples = fc.sample(conjunctions, { numRuns: 60, seed: SEED });

    const answers = await Promise.all(
      samples.map((conjuncts) => {
        const simplified = t.and(...simplifyConjunction(conjuncts));
        return ask([t.distinct(t.and(...conjuncts), simplified)]);
      }),
    );

    expect(answers.filter(({ kind }) => kind !== 'unsat')).toStrictEqual([]);
  });
});

describe('the model of a response', () => {
  it('satisfies the query when unlisted array entries are 0', async () => {
    const samples = fc.sample(anyBoolTerm({ maxSize: 60, maxProductWidth: 8 }), {
      numRuns: 100,
      seed: SEED,
    });

    const values = await Promise.all(samples.map((term) => modelValue(term)));

    expect(values.filter((value) => value === false)).toStrictEqual([]);
    expect(values.filter((value) => value === true).length).toBeGreaterThan(50);
  });
});

// Helpers

const SMT_OPERATORS: readonly string[] = [
  ...t.BOOL_OPERATORS,
  ...t.UNARY_BIT_OPERATORS,
  ...t.BINARY_BIT_OPERATORS,
  ...t.COMPARISON_OPERATORS,
  '=', 'ite', 'concat', 'extract', 'zero-extend', 'sign-extend', 'select', 'store',
]; // prettier-ignore

function ask(assertions: readonly t.Term[]): Promise<Response> {
  const text = toSmtLib({ name: 'agree', assertions });
  return solver.solve(text, { rlimit: 50_000_000, watchdogMs: 60_000 });
}

/** What the term is worth in a model of itself; undefined if it has none. */
async function modelValue(term: t.Term): Promise<unknown> {
  const response = await ask([term]);
  if (response.kind !== 'sat') return undefined;
  const { variables, arrays } = response.values;
  return evaluate(term, {
    variable: (name, sort) => {
      if (sort.kind === 'array') return arrayValue(0n, arrays.get(name));
      return variables.get(name) ?? 0n;
    },
  });
}

/** The environment as assertions; of arrays every entry. */
function stateOf(terms: readonly t.Term[], environment: Environment): t.Term[] {
  return freeVariables(...terms).flatMap((variable) => {
    const value = environment.variable(variable.name, variable.sort);
    if (variable.sort.kind !== 'array') return [t.equal(variable, constantOf(variable, value))];
    const { index, element } = variable.sort;
    return Array.from({ length: 2 ** index }, (_, i) => {
      const word = wordAt(arrayOf(value).words, BigInt(i));
      return t.equal(t.select(variable, t.constant(index, BigInt(i))), t.constant(element, word));
    });
  });
}
