import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countWithin, rangeCubes, wordSetOf } from '../../../src/isa/cubes.ts';
import { encodingOf } from '../../helpers/tiny-machine.ts';

const LITTLE = { unit: 8, endian: 'little' } as const;

describe('rangeCubes', () => {
  it('makes one cube of an aligned block', () => {
    expect(rangeCubes(8n, 15n, 5)).toStrictEqual([{ mask: 0b11000n, value: 0b01000n }]);
  });

  it('covers exactly the numbers of the range, each once', () => {
    const number = fc.integer({ min: 0, max: 63 });

    fc.assert(
      fc.property(number, number, (a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];

        const cubes = rangeCubes(BigInt(low), BigInt(high), 6);

        for (let n = 0; n < 64; n += 1) {
          const holding = cubes.filter(({ mask, value }) => (BigInt(n) & mask) === value); // oxlint-disable-line no-bitwise -- bigint
          expect(holding).toHaveLength(low <= n && n <= high ? 1 : 0);
        }
      }),
    );
  });
});

describe('countWithin', () => {
  it('counts what the ranges of every operand leave', () => {
    const encoding = encodingOf('01 aaa bbb', {
      a: [{ low: 1n, high: 5n }],
      b: [
        { low: 0n, high: 0n },
        { low: 6n, high: 7n },
      ],
    });

    const words = wordSetOf(encoding, LITTLE, 8);

    expect(countWithin(words, { mask: 0n, value: 0n }, 8)).toBe(15n);
    expect(countWithin(words, { mask: 0b1n, value: 0b1n }, 8)).toBe(5n);
    expect(countWithin(words, { mask: 0b1100_0000n, value: 0n }, 8)).toBe(0n);
  });

  it('leaves out values with a bit that the encoding does not hold', () => {
    const encoding = {
      ...encodingOf('00000 aaa'),
      operands: [{ name: 'a', width: 4, encodedMask: 0b0111n, allowed: [{ low: 6n, high: 15n }] }],
    };

    const words = wordSetOf(encoding, LITTLE, 8);

    expect(countWithin(words, { mask: 0n, value: 0n }, 8)).toBe(2n);
  });
});
