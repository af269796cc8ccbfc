import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unitsOf, wordOf, type UnitOrder } from '../../../src/isa/units.ts';

const BIG = { unit: 8, endian: 'big' } as const;
const LITTLE = { unit: 8, endian: 'little' } as const;

describe('unitsOf', () => {
  it('puts the highest unit first with big endian', () => {
    expect(unitsOf(0x1234n, 16, BIG)).toStrictEqual([0x12n, 0x34n]);
  });

  it('puts the lowest unit first with little endian', () => {
    expect(unitsOf(0x1234n, 16, LITTLE)).toStrictEqual([0x34n, 0x12n]);
  });

  it('is undone by wordOf, whatever the width of a unit', () => {
    const order = fc.record<UnitOrder>({
      unit: fc.integer({ min: 1, max: 64 }),
      endian: fc.constantFrom('little', 'big'),
    });

    fc.assert(
      fc.property(order, fc.integer({ min: 1, max: 4 }), fc.bigInt({ min: 0n }), (by, n, any) => {
        const word = BigInt.asUintN(n * by.unit, any);

        expect(wordOf(unitsOf(word, n * by.unit, by), by)).toBe(word);
      }),
    );
  });
});
