import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../src/term/evaluate.ts';
import { rewriteBottomUp, substitute, substitution } from '../../../src/term/substitute.ts';
import * as t from '../../../src/term/term.ts';
import { freeVariables } from '../../../src/term/walk.ts';
import { anyEnvironment, anyTerm, constantOf } from '../../helpers/terms.ts';

const x = t.variable('x', t.bits(8));
const y = t.variable('y', t.bits(8));

describe('substitute', () => {
  it('replaces variables and whole subterms, all at once', () => {
    const sum = t.binary('bvadd', x, y);
    const term = t.binary('bvmul', sum, t.binary('bvsub', x, y));

    const swapped = substitute(term, new Map([[x, y], [y, x]])); // prettier-ignore
    const cut = substitute(term, new Map([[sum, x], [x, t.constant(8, 1n)]])); // prettier-ignore

    expect(swapped).toBe(t.binary('bvmul', t.binary('bvadd', y, x), t.binary('bvsub', y, x)));
    expect(cut).toBe(t.binary('bvmul', x, t.binary('bvsub', t.constant(8, 1n), y)));
  });

  it('gives back the term itself where nothing is replaced', () => {
    fc.assert(
      fc.property(anyTerm(), (term) => {
        expect(substitute(term, new Map([[t.variable('other', t.BOOL), t.TRUE]]))).toBe(term);
      }),
    );
  });

  it('puts values in the place of variables without changing what the term is worth', () => {
    fc.assert(
      fc.property(anyTerm(), anyEnvironment, (term, environment) => {
        const values = freeVariables(term)
          .filter(({ sort }) => sort.kind === 'bits' || sort.kind === 'bool')
          .map((v) => [v, constantOf(v, environment.variable(v.name, v.sort))] as const);

        const closed = substitute(term, new Map(values));

        expect(evaluate(closed, environment)).toBe(evaluate(term, environment));
        expect(freeVariables(closed).every(({ sort }) => sort.kind === 'array')).toBe(true);
      }),
    );
  });

  it('refuses a replacement of another sort', () => {
    expect(() => substitute(t.unary('bvneg', x), new Map([[x, t.TRUE]]))).toThrow(TypeError);
  });

  it('goes into terms nested deeper than the stack', () => {
    let deep: t.Term = x;
    for (let i = 0; i < 100_000; i += 1) deep = t.unary('bvneg', deep);

    expect(freeVariables(substitute(deep, new Map([[x, y]])))).toStrictEqual([y]);
  });
});

describe('substitution', () => {
  it('does to several terms what substitute does to each', () => {
    const map = new Map([[x, y]]);
    const terms = [x, t.unary('bvneg', x), t.binary('bvadd', x, t.unary('bvneg', x))];

    expect(terms.map(substitution(map))).toStrictEqual(terms.map((term) => substitute(term, map)));
  });
});

describe('rewriteBottomUp', () => {
  it('passes each shared subterm once, rebuilt from its rewritten arguments', () => {
    const term = t.binary('bvadd', t.unary('bvneg', x), t.unary('bvneg', x));
    const seen: t.Term[] = [];

    const rewritten = rewriteBottomUp(term, (rebuilt) => {
      seen.push(rebuilt);
      return rebuilt === x ? y : rebuilt;
    });

    expect(rewritten).toBe(t.binary('bvadd', t.unary('bvneg', y), t.unary('bvneg', y)));
    expect(seen).toStrictEqual([x, t.unary('bvneg', y), rewritten]);
  });
});
