import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as bits from '../../../src/base/bits.ts';

describe('slice', () => {
  it('is inclusive at both ends, as the manuals write it', () => {
    expect(bits.slice(0b1011_0110n, 5, 2)).toBe(0b1101n);
    expect(bits.slice(0b1011_0110n, 7, 7)).toBe(1n);
  });

  it('is undone by joining', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 2n ** 80n - 1n }),
        fc.integer({ min: 1, max: 79 }),
        (word, cut) => {
          const [high, low] = [bits.slice(word, 79, cut), bits.slice(word, cut - 1, 0)];

          expect(bits.join(high, low, cut)).toBe(word);
          expect(bits.dropLow(cut, word)).toBe(high);
        },
      ),
    );
  });
});

describe('toSigned', () => {
  it('reads the top bit as negative', () => {
    expect(bits.toSigned(8, 0x80n)).toBe(-128n);
    expect(bits.toSigned(8, 0x7fn)).toBe(127n);
    expect(bits.toSigned(1, 1n)).toBe(-1n);
  });
});

describe('exponentOf', () => {
  it('knows powers of two and nothing else', () => {
    expect([0n, 1n, 2n, 3n, 64n, 65n, 2n ** 70n].map(bits.exponentOf)).toStrictEqual([
      undefined, 0, 1, undefined, 6, undefined, 70,
    ]); // prettier-ignore
  });
});

describe('bitLength', () => {
  it('counts the bits that a word needs', () => {
    expect([0n, 1n, 2n, 255n, 256n].map(bits.bitLength)).toStrictEqual([0, 1, 2, 8, 9]);
  });
});

describe('toHex', () => {
  it('writes all digits', () => {
    expect(bits.toHex(9, 5n)).toBe('0x005');
  });
});

describe('bitNot', () => {
  it('stays within the width', () => {
    expect(bits.bitNot(4, 0b1010n)).toBe(0b0101n);
    expect(bits.ones(4)).toBe(0b1111n);
  });
});
