import { describe, expect, it } from 'vitest';
import { compared, rowLines } from '../../../src/report/side-by-side.ts';
import { PLAIN } from '../../../src/report/style.ts';

describe('rowLines', () => {
  it('marks the digits in which two values differ, and names the bits', () => {
    expect(lines('x[1]', 16, 0x1081n, 0x0080n)).toStrictEqual([
      '  x[1]                * 0x1081                0x0080',
      '                          ^  ^                  ^  ^  bits 12, 0',
    ]);
  });

  it('marks a row of names with a star, and one of equal values not at all', () => {
    const members = [
      { name: 'user', value: 0n },
      { name: 'supervisor', value: 1n },
    ];
    expect(lines('M', 1, 1n, 0n, members)).toStrictEqual([
      '  M                   * supervisor            user',
    ]);
    expect(lines('P', 8, 2n, 2n)).toStrictEqual([
      '  P                     0x02                  0x02',
    ]);
  });

  it('counts bits where they are many, and keeps within the page', () => {
    const all = 2n ** 64n - 1n;
    const [first, second] = lines('mstatus', 64, all, 0n);

    expect(first).toContain('0xffffffffffffffff');
    expect(second?.trim()).toMatch(/^\^{16} {6}\^{16} {2}64 bits$/u);
    expect(second?.length).toBeLessThanOrEqual(80);
    expect(lines('x[1]', 8, 0xffn, 0n)[1]).toMatch(/8 bits$/u);
  });

  it('gives a long name a line of its own', () => {
    expect(lines('a_register_with_a_long_name', 1, 1n, 0n)).toStrictEqual([
      `  a_register_with_a_long_name\n${' '.repeat(22)}* 1                     0`,
    ]);
  });
});

// Helpers

function lines(
  name: string,
  width: number,
  left: bigint,
  right: bigint,
  members?: readonly { readonly name: string; readonly value: bigint }[],
): readonly string[] {
  return rowLines([compared({ name, width, members }, left, right)], '  ', PLAIN);
}
