import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../../src/term/evaluate.ts';
import { simplify, specialisation } from '../../../../src/term/simplify.ts';
import * as t from '../../../../src/term/term.ts';
import { freeVariables } from '../../../../src/term/walk.ts';
import { anyBoolTerm, anyEnvironment, constantOf } from '../../../helpers/terms.ts';

const x = t.variable('x', t.bits(8));
const y = t.variable('y', t.bits(8));
const p = t.variable('p', t.BOOL);
const word = (value: bigint): t.Term => t.constant(8, value);

describe('specialisation', () => {
  it('puts the values in and computes', () => {
    const special = specialisation(new Map([[x, word(3n)]]));

    expect(special(t.binary('bvadd', x, word(4n)))).toBe(word(7n));
    expect(special(t.ite(t.equal(x, word(3n)), y, x))).toBe(y);
    expect(special(t.and(t.equal(x, word(4n)), p))).toBe(t.FALSE);
    expect(special(t.or(t.equal(x, word(3n)), p))).toBe(t.TRUE);
    expect(special(t.binary('bvadd', x, y))).toBe(simplify(t.binary('bvadd', word(3n), y)));
  });

  it('goes into terms nested deeper than the stack, and not into what is ruled out', () => {
    let deep: t.Term = y;
    for (let i = 0; i < 20_000; i += 1) deep = t.ite(t.equal(x, word(BigInt(i % 256))), word(1n), deep); // prettier-ignore
    const special = specialisation(new Map([[x, word(7n)]]));

    expect(special(deep)).toBe(word(1n));
  });

  it('means what the term means under the values', () => {
    fc.assert(
      fc.property(anyBoolTerm({ maxSize: 40 }), anyEnvironment, (term, environment) => {
        const variables = freeVariables(term).filter(({ sort }) => sort.kind !== 'array');
        const given = variables.filter((_, i) => i % 2 === 0);
        const values = new Map<t.Term, t.Term>(
          given.map((each) => [each, constantOf(each, environment.variable(each.name, each.sort))]),
        );
        const special = specialisation(values)(term);

        expect(evaluate(special, environment)).toBe(evaluate(term, environment));
        expect(freeVariables(special).filter((each) => values.has(each))).toStrictEqual([]);
      }),
    );
  });
});
