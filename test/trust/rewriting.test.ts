/**
 * Rewriting against the reference evaluator where random terms seldom go: every operator on every
 * pair of short constants, and every choice between two words under every comparison of them.
 */

import { dropLow } from '../../src/base/bits.ts';
import { describe, expect, it } from 'vitest';
import { evaluate, type Environment } from '../../src/term/evaluate.ts';
import { simplify } from '../../src/term/simplify.ts';
import * as t from '../../src/term/term.ts';

const WIDTH = 3;
const WORDS = Array.from({ length: 2 ** WIDTH }, (_, value) => BigInt(value));
const none: Environment = {
  variable: (name) => {
    throw new Error(`a constant depends on ${name}`);
  },
};

describe('simplify', () => {
  it.each(t.BINARY_BIT_OPERATORS)('gives the value of %s on constants', (operator) => {
    for (const a of WORDS) {
      for (const b of WORDS) {
        const term = t.binary(operator, t.constant(WIDTH, a), t.constant(WIDTH, b));

        expect(simplify(term), `${a} ${operator} ${b}`).toBe(
          t.constant(WIDTH, wordOf(evaluate(term, none))),
        );
      }
    }
  });

  it.each(t.COMPARISON_OPERATORS)('gives the value of %s on constants', (operator) => {
    for (const a of WORDS) {
      for (const b of WORDS) {
        const term = t.compare(operator, t.constant(WIDTH, a), t.constant(WIDTH, b));

        expect(simplify(term), `${a} ${operator} ${b}`).toBe(t.bool(evaluate(term, none) === true));
      }
    }
  });

  it('keeps the value of a choice under a comparison, whatever is chosen', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => t.variable(name, t.bits(2)));
    if (a === undefined || b === undefined || c === undefined) throw new Error('three variables');
    const conditions = [
      t.equal(a, b),
      t.distinct(a, b),
      t.compare('bvult', a, b),
      t.and(t.equal(a, b), t.equal(b, c)),
    ];
    for (const condition of conditions) {
      for (const then of [a, b, c]) {
        for (const otherwise of [a, b, c]) everywhere(t.ite(condition, then, otherwise));
      }
    }
  });

  it('keeps the value of sums of words that share no bit, or some', () => {
    const [a, b] = [t.variable('a', t.bits(4)), t.variable('b', t.bits(4))];
    for (const low of [1n, 3n, 7n, 12n]) {
      for (const high of [8n, 12n, 14n, 3n]) {
        const masked = [a, b].map((word, i) =>
          t.binary('bvand', word, t.constant(4, i === 0 ? low : high)),
        );
        const [one, two] = masked;
        if (one === undefined || two === undefined) continue;
        everywhere(t.binary('bvadd', one, two));
        everywhere(t.binary('bvadd', t.binary('bvor', one, t.constant(4, 4n)), two));
        everywhere(t.binary('bvadd', t.ite(t.equal(a, b), one, t.constant(4, 5n)), two));
        everywhere(t.compare('bvult', t.binary('bvor', one, two), t.constant(4, 6n)));
      }
    }
  });
});

// Helpers.

/** The term and what it is rewritten to have one value for all values of its variables. */
function everywhere(term: t.Term): void {
  const rewritten = simplify(term);
  for (let values = 0; values < 2 ** 8; values += 1) {
    const environment: Environment = {
      variable: (name, sort) => {
        const width = sort.kind === 'bits' ? sort.width : 1;
        return BigInt.asUintN(width, dropLow('abc'.indexOf(name) * width, BigInt(values)));
      },
    };
    if (evaluate(rewritten, environment) !== evaluate(term, environment)) {
      throw new Error(`another value: ${values}`);
    }
  }

  expect(rewritten.sort).toBe(term.sort);
}

function wordOf(value: unknown): bigint {
  if (typeof value !== 'bigint') throw new Error('not a word');
  return value;
}
