import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../../src/term/evaluate.ts';
import { simplify, simplifyConjunction } from '../../../../src/term/simplify.ts';
import * as t from '../../../../src/term/term.ts';
import { anyBoolTerm, anyEnvironment } from '../../../helpers/terms.ts';

const p = t.variable('p', t.BOOL);
const q = t.variable('q', t.BOOL);
const x = t.variable('x', t.bits(16));
const y = t.variable('y', t.bits(16));
const z = t.variable('z', t.bits(16));
const word = (value: number): t.Term => t.constant(16, BigInt(value));
const add = (a: t.Term, b: t.Term): t.Term => t.binary('bvadd', a, b);
const low = (term: t.Term): t.Term => t.extract(term, 7, 0);
const high = (term: t.Term): t.Term => t.extract(term, 15, 8);

describe('simplifyConjunction', () => {
  it('puts constants in the place of variables and keeps the equations', () => {
    const result = simplifyConjunction([t.equal(x, word(3)), t.equal(add(x, y), z)]);

    expect(result).toStrictEqual([t.equal(x, word(3)), simplify(t.equal(z, add(y, word(3))))]);
  });

  it.each<[string, t.Term[]]>([
    ['a contradiction', [p, t.not(p)]],
    ['constants through a chain of equal variables',
      [t.equal(x, y), t.equal(y, z), t.equal(z, word(1)), t.equal(x, word(2))]],
    ['what follows from parts of a variable',
      [t.equal(low(x), t.constant(8, 1n)), t.equal(high(x), t.constant(8, 2n)), t.distinct(x, word(0x201))]],
    ['parts of one variable in another',
      [t.equal(low(x), high(y)), t.equal(y, word(0x1234)), t.distinct(low(x), t.constant(8, 0x12n))]],
    ['what is true of equal variables', [t.equal(x, y), t.compare('bvult', x, y)]],
    ['bools that are equal', [t.equal(p, q), p, t.not(q)]],
    ['a single bit that is not the one',
      [t.distinct(t.extract(x, 0, 0), t.constant(1, 1n)), t.distinct(t.extract(x, 0, 0), t.constant(1, 0n))]],
    ['what one conjunct says as a whole',
      [t.compare('bvult', x, y), t.or(t.not(t.compare('bvult', x, y)), t.equal(x, word(1))), t.distinct(x, word(1))]],
    ['two values of one term', [t.equal(add(x, y), word(1)), t.equal(add(y, x), word(2))]],
    ['a fact that appears in a later round',
      [t.implies(p, t.equal(x, word(1))), p, t.implies(t.equal(x, word(1)), q), t.not(q)]],
  ])('finds false %s', (_, conjuncts) => {
    expect(simplifyConjunction(conjuncts)).toStrictEqual([t.FALSE]);
  }); // prettier-ignore

  it('is empty where nothing is asked', () => {
    expect(simplifyConjunction([])).toStrictEqual([]);
    expect(simplifyConjunction([t.TRUE, t.equal(x, x), t.or(p, t.not(p))])).toStrictEqual([]);
  });

  it('does not use a conjunct on itself', () => {
    const less = t.compare('bvult', x, y);

    expect(simplifyConjunction([less])).toStrictEqual([less]);
    expect(simplifyConjunction([t.not(less), t.equal(add(x, y), word(9))])).toHaveLength(2);
  });

  it('says the same as the conjuncts, in every environment', () => {
    fc.assert(
      fc.property(
        fc.array(anyBoolTerm({ maxSize: 8, maxWidth: 8 }), { maxLength: 6 }),
        anyEnvironment,
        (conjuncts, environment) => {
          const simplified = t.and(...simplifyConjunction(conjuncts));

          expect(evaluate(simplified, environment)).toBe(
            evaluate(t.and(...conjuncts), environment),
          );
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('says the same where the environment makes all of them true', () => {
    // Equations that hold, so that substitution is used and the result is not simply false.
    fc.assert(
      fc.property(
        fc.array(anyBoolTerm({ maxSize: 8, maxWidth: 4 }), { maxLength: 8 }),
        anyEnvironment,
        (terms, environment) => {
          const holding = terms.map((term) =>
            evaluate(term, environment) === true ? term : t.not(term),
          );

          const simplified = simplifyConjunction(holding);

          expect(simplified.map((term) => evaluate(term, environment))).not.toContain(false);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
