import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as t from '../../../src/term/term.ts';
import { subterms } from '../../../src/term/walk.ts';
import { anyTerm } from '../../helpers/terms.ts';

const x = t.variable('x', t.bits(8));
const y = t.variable('y', t.bits(8));

describe('terms', () => {
  it('are the same object when built alike', () => {
    expect(t.binary('bvadd', x, t.constant(8, 5n))).toBe(t.binary('bvadd', x, t.constant(8, 5n)));
    expect(t.constant(8, 256n + 5n)).toBe(t.constant(8, 5n));
    expect(t.variable('x', { kind: 'bits', width: 8 })).toBe(x);
    expect(t.variable('x', t.array(3, 8))).toBe(
      t.variable('x', { kind: 'array', index: 3, element: 8 }),
    );
  });

  it('differ when operator, parameters, arguments or sort differ', () => {
    const memory = t.variable('m', t.MEMORY);
    const terms = [
      x,
      y,
      t.variable('x', t.bits(9)),
      t.variable('x', t.BOOL),
      t.constant(8, 1n),
      t.constant(9, 1n),
      t.TRUE,
      t.binary('bvadd', x, y),
      t.binary('bvadd', y, x),
      t.binary('bvor', x, y),
      t.extract(x, 3, 0),
      t.extract(x, 4, 1),
      t.read('p', memory, x, 1, 8),
      t.read('p', memory, x, 1, 9),
      t.read('q', memory, x, 1, 8),
      t.faultCause('p', 'load', memory, x, 4),
      t.faultCause('p', 'load', memory, x, 5),
    ];

    expect(new Set(terms).size).toBe(terms.length);
  });

  it('stay distinct and shared when there are many', () => {
    const terms = manyTerms();

    expect(new Set(terms).size).toBe(256);
    expect(manyTerms()).toStrictEqual(terms);
  });

  it('are rebuilt as they were from their own arguments', () => {
    fc.assert(
      fc.property(anyTerm({ withMemory: true }), (term) => {
        for (const part of subterms(term)) {
          if (part.kind === 'apply') expect(t.rebuild(part, [...part.arguments])).toBe(part);
        }
      }),
    );
  });

  it.each([
    ['arguments of two widths', () => t.binary('bvadd', x, t.constant(9, 0n))],
    ['a word where truth belongs', () => t.and(x)],
    ['a slice past the end', () => t.extract(x, 8, 0)],
    ['a slice upside down', () => t.extract(x, 2, 3)],
    ['an extension that is shorter', () => t.zeroExtend(x, 7)],
    ['a word of no bits', () => t.bits(0)],
    ['an array of words of no bits', () => t.array(3, 0)],
    ['an equation of arrays', () => t.equal(t.variable('A', t.array(3, 8)), x)],
    ['a read of what is no storage', () => t.read('p', x, x, 1, 8)],
    [
      'a write of units that do not come out even',
      () => t.write('p', t.variable('m', t.MEMORY), x, 3, x),
    ],
  ])('refuse %s', (_, build) => {
    expect(build).toThrow();
  });
});

describe('hash', () => {
  it('depends on structure alone', () => {
    // Written down once: another way of hashing orders terms differently, and so changes the texts
    // of queries, which are the keys of everyone's caches.
    expect(t.binary('bvadd', x, t.constant(8, 5n)).hash).toBe(HASH);
  });

  it('spreads chains of one operator', () => {
    const hashes = new Set<number>();
    let chain: t.Term = x;
    for (let i = 0; i < 50_000; i += 1) {
      chain = t.unary('bvneg', chain);
      hashes.add(chain.hash);
    }

    expect(hashes.size).toBeGreaterThan(49_900);
  });
});

// Helpers

const HASH = 691_323_327;

function manyTerms(): t.Term[] {
  return Array.from({ length: 30_000 }, (_, i) => t.binary('bvxor', x, t.constant(8, BigInt(i))));
}
