import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareTerms } from '../../../src/term/order.ts';
import * as t from '../../../src/term/term.ts';
import { anyTerms } from '../../helpers/terms.ts';

describe('compareTerms', () => {
  it('orders any terms totally', () => {
    fc.assert(
      fc.property(anyTerms({ maxSize: 10 }), (terms) => {
        const unique = [...new Set(terms)];
        const ordered = unique.toSorted(compareTerms);

        expect(unique.toReversed().toSorted(compareTerms)).toStrictEqual(ordered);
        for (const [i, term] of ordered.entries()) {
          expect(compareTerms(term, term)).toBe(0);
          for (const later of ordered.slice(i + 1))
            expect(compareTerms(term, later)).toBeLessThan(0);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('orders variables by name, whenever they were built', () => {
    const [b, a] = ['b', 'a'].map((name) => t.variable(`order.${name}`, t.bits(8)));
    if (a === undefined || b === undefined) throw new TypeError();

    expect(compareTerms(a, b)).toBeLessThan(0);
    expect(compareTerms(t.variable('order.a', t.bits(9)), a)).not.toBe(0);
  });

  it('tells terms apart whose hashes are the same', () => {
    const x = t.variable('x', t.bits(8));
    const terms = [
      t.constant(8, 1n),
      t.constant(9, 1n),
      t.constant(8, 2n),
      t.unary('bvneg', x),
      t.unary('bvnot', x),
      t.extract(x, 3, 0),
      t.extract(x, 4, 0),
      t.and(t.TRUE, t.FALSE),
      t.and(t.TRUE, t.FALSE, t.TRUE),
    ].map((term) => ({ ...term, hash: 7 }));

    for (const [i, a] of terms.entries()) {
      for (const b of terms.slice(i + 1)) {
        expect(compareTerms(a, b)).not.toBe(0);
        expect(compareTerms(a, b)).toBe(-compareTerms(b, a));
      }
    }
  });
});
