/** M at the edges that the manual names: division by zero, overflow, and the upper halves. */

import { describe, expect, it } from 'vitest';
import { execute, ONES, riscv } from '../../helpers/riscv-step.ts';

const MIN = 2n ** 63n;
const MIN_WORD = 2n ** 64n - 2n ** 31n;

describe('RV64 M', () => {
  const machine = riscv({ M: 1n });

  it.each([
    ['mul', ONES, ONES, 1n],
    ['mulh', ONES, ONES, 0n],
    ['mulh', MIN, MIN, 2n ** 62n],
    ['mulhu', ONES, ONES, ONES - 1n],
    ['mulhsu', ONES, ONES, ONES],
    ['mulhsu', MIN, ONES, MIN],
    ['mulw', 2n ** 31n, 3n, MIN_WORD],
  ])('multiplies: %s of %d and %d', (op, a, b, product) => {
    expect(execute(machine, `${op} a0, a1, a2`, { x: { 11: a, 12: b } }).x(10)).toBe(product);
  });

  it.each([
    ['div', 7n, 0n, ONES],
    ['div', ONES - 6n, 0n, ONES],
    ['divu', 7n, 0n, ONES],
    ['rem', ONES - 6n, 0n, ONES - 6n],
    ['remu', 7n, 0n, 7n],
    ['divw', 7n, 0n, ONES],
    ['divuw', 7n, 0n, ONES],
    ['remw', 2n ** 31n, 0n, MIN_WORD],
    ['remuw', 2n ** 31n, 2n ** 32n, MIN_WORD],
  ])('divides by zero: %s of %d by %d', (op, a, b, result) => {
    const { x, trap } = execute(machine, `${op} a0, a1, a2`, { x: { 11: a, 12: b } });

    expect(trap).toBeUndefined();
    expect(x(10)).toBe(result);
  });

  it.each([
    ['div', MIN, MIN],
    ['rem', MIN, 0n],
    ['divw', 2n ** 31n, MIN_WORD],
    ['remw', 2n ** 31n, 0n],
  ])('overflows in %s', (op, a, result) => {
    expect(execute(machine, `${op} a0, a1, a2`, { x: { 11: a, 12: ONES } }).x(10)).toBe(result);
  });

  it.each([
    ['div', ONES - 6n, 2n, ONES - 2n],
    ['rem', ONES - 6n, 2n, ONES],
    ['rem', 7n, ONES - 1n, 1n],
  ])('rounds towards zero in %s', (op, a, b, result) => {
    expect(execute(machine, `${op} a0, a1, a2`, { x: { 11: a, 12: b } }).x(10)).toBe(result);
  });
});

it('is not there without the parameter', () => {
  const { trap } = execute(riscv({ M: 0n }), '.byte 0x33, 0x85, 0xc5, 0x02'); // mul a0, a1, a2

  expect(trap).toBe('illegal_instruction');
});
