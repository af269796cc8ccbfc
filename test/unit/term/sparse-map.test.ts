import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  sameWords,
  sparseMap,
  withWord,
  wordAt,
  wordsOf,
  writtenBetween,
} from '../../../src/term/sparse-map.ts';

describe('SparseMap', () => {
  it('agrees with a Map after any writes', () => {
    fc.assert(
      fc.property(writes(), fc.array(anyKey()), (entries, others) => {
        const map = sparseMap(7n, entries);
        const reference = new Map(entries);

        for (const key of [...reference.keys(), ...others]) {
          expect(wordAt(map, key)).toBe(reference.get(key) ?? 7n);
        }
        expect(new Map(wordsOf(map))).toStrictEqual(
          new Map([...reference].filter(([, word]) => word !== 7n)),
        );
      }),
    );
  });

  it('leaves the map that is written to as it was', () => {
    fc.assert(
      fc.property(writes(), anyKey(), (entries, key) => {
        const before = sparseMap(0n, entries);
        const content = new Map(wordsOf(before));

        withWord(before, key, 99n);

        expect(new Map(wordsOf(before))).toStrictEqual(content);
      }),
    );
  });

  it('tells where two maps may differ, whatever was written to either', () => {
    fc.assert(
      fc.property(writes(), writes(), writes(), (common, ofA, ofB) => {
        const start = sparseMap(7n, common);
        const [a, b] = [ofA, ofB].map((entries) =>
          entries.reduce((map, [key, word]) => withWord(map, key, word), start),
        );
        if (a === undefined || b === undefined) throw new Error('two maps are two');
        const keys = writtenBetween(a, b);

        const written = [...common, ...ofA, ...ofB].map(([key]) => key);
        const differing = written.filter((key) => wordAt(a, key) !== wordAt(b, key));
        expect(differing.every((key) => keys.includes(key))).toBe(true);
        expect(keys.every((key) => written.includes(key))).toBe(true);
        expect(new Set(keys).size).toBe(keys.length);
        expect(writtenBetween(a, a)).toStrictEqual([]);
      }),
    );
  });

  it('refuses a key below zero', () => {
    expect(() => withWord(sparseMap(0n), -1n, 0n)).toThrow(RangeError);
  });

  it('keeps keys apart that differ in their highest bits only', () => {
    const map = sparseMap(0n, [
      [1n, 5n],
      [1n + 2n ** 63n, 6n],
      [1n + 2n ** 69n, 7n],
    ]);

    expect([wordAt(map, 1n), wordAt(map, 1n + 2n ** 63n)]).toStrictEqual([5n, 6n]);
  });
});

describe('sameWords', () => {
  it('compares content, in whatever order it was written', () => {
    fc.assert(
      fc.property(writes(), (entries) => {
        const unique = [...new Map(entries)];
        const a = sparseMap(0n, unique);

        expect(sameWords(a, sparseMap(0n, unique.toReversed()), 2n ** 70n)).toBe(true);
        expect(sameWords(a, withWord(a, 12n, 2n ** 70n), 2n ** 70n)).toBe(false);
      }),
    );
  });

  it('disregards a default that stands nowhere', () => {
    const all = [[0n, 1n], [1n, 2n]] as const; // prettier-ignore

    expect(sameWords(sparseMap(5n, all), sparseMap(6n, all), 2n)).toBe(true);
    expect(sameWords(sparseMap(5n, all), sparseMap(6n, all), 3n)).toBe(false);
  });
});

// Helpers

function anyKey(): fc.Arbitrary<bigint> {
  return fc.oneof(
    fc.bigInt({ min: 0n, max: 2n ** 4n - 1n }),
    fc.bigInt({ min: 0n, max: 2n ** 12n - 1n }),
    fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  );
}

function writes(): fc.Arbitrary<[bigint, bigint][]> {
  return fc.array(fc.tuple(anyKey(), fc.bigInt({ min: 0n, max: 2n ** 8n - 1n })));
}
