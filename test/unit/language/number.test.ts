import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNumber } from '../../../src/language/number.ts';

describe('readNumber', () => {
  it.each([
    ['0', 0n, undefined],
    ['65536', 65536n, undefined],
    ['1_000', 1000n, undefined],
    ['0x1F', 31n, undefined],
    ['0xdead_BEEF', 0xdeadbeefn, undefined],
    ['0b0001_0', 2n, undefined],
    ['0o777', 511n, undefined],
    ["8'hFF", 255n, 8],
    ["5'd3", 3n, 5],
    ["3'b010", 2n, 3],
    ["9'o777", 511n, 9],
    ["4'd0_9", 9n, 4],
  ])('reads %s', (text, value, width) => {
    expect(readNumber(text)).toStrictEqual({ ok: true, value, width });
  });

  it.each([
    '0x',
    '0b',
    '0b2',
    '0o8',
    '0xG',
    '0X1',
    '1_',
    '1__',
    'a',
    '',
    '5x',
    '00',
    '010',
    '0_1',
    "8'",
    "8'h",
    "8'xFF",
    "8'HFF",
    "0'h0",
    "08'h1",
    "65537'h1",
    "h'1",
    "8'h1_",
    '9'.repeat(20_001),
  ])('refuses %s', (text) => {
    expect(readNumber(text)).toMatchObject({ ok: false, problem: 'malformed' });
  });

  it('says how wide a sized number would have to be', () => {
    expect(readNumber("3'd8")).toStrictEqual({
      ok: false,
      problem: 'too-wide',
      help: 'it needs 4 bits',
    });
  });

  it('reads what it is told in every base', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 200n }), (value) => {
        const texts = [2, 8, 10, 16].map((base) => value.toString(base));
        const [binary, octal, decimal, hexadecimal] = texts;
        const written = [
          `0b${binary}`,
          `0o${octal}`,
          `${decimal}`,
          `0x${hexadecimal}`,
          `201'h${hexadecimal}`,
        ];

        expect(written.map(readNumber)).toMatchObject(written.map(() => ({ ok: true, value })));
      }),
    );
  });
});
