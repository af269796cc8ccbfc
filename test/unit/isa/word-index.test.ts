import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bitAnd } from '../../../src/base/bits.ts';
import { intersect } from '../../../src/isa/cubes.ts';
import { pairsThatMayMeet, WordIndex, type Entry } from '../../../src/isa/word-index.ts';

const word = fc.bigInt({ min: 0n, max: 255n });
const cubes = fc.array(
  fc.tuple(word, word).map(([mask, bits]) => ({ mask, value: bitAnd(mask, bits) })),
  { maxLength: 30 },
);

describe('WordIndex', () => {
  it('finds the same items as a look at every cube', () => {
    fc.assert(
      fc.property(cubes, word, (all, sought) => {
        const entries = all.map((cube, item): Entry<number> => ({ cube, item }));

        const found = new WordIndex(entries).lookUp(sought);

        const expected = entries.filter(({ cube }) => bitAnd(sought, cube.mask) === cube.value);
        expect(found.toSorted((a, b) => a - b)).toStrictEqual(expected.map(({ item }) => item));
      }),
    );
  });
});

describe('pairsThatMayMeet', () => {
  it('gives every pair that meets, and no pair twice', () => {
    fc.assert(
      fc.property(cubes, (all) => {
        const entries = all.map((cube, item): Entry<number> => ({ cube, item }));

        const given = [...pairsThatMayMeet(entries)].map(([a, b]) => pairName(a.item, b.item));

        expect(new Set(given).size).toBe(given.length);
        for (const a of entries) {
          for (const b of entries.slice(a.item + 1)) {
            if (intersect(a.cube, b.cube) !== undefined) {
              expect(given).toContain(pairName(a.item, b.item));
            }
          }
        }
      }),
    );
  });

  it('leaves out most of what differs in fixed bits', () => {
    const entries = Array.from({ length: 256 }, (_, item) => ({
      cube: { mask: 255n, value: BigInt(item) },
      item,
    }));

    expect([...pairsThatMayMeet(entries)]).toHaveLength(0);
  });
});

// Helpers

function pairName(a: number, b: number): string {
  return `${Math.min(a, b)}-${Math.max(a, b)}`;
}
