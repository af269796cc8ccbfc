/** Zba, Zbb and Zbs at the edges: no bit set, all bits set, the highest bit. */

import { describe, expect, it } from 'vitest';
import { execute, ONES, riscv } from '../../helpers/riscv-step.ts';

const HIGH = 2n ** 63n;

describe('RV64 B', () => {
  const machine = riscv({ B: 1n });

  it.each([
    ['clz', 0n, 64n],
    ['clz', 1n, 63n],
    ['clz', HIGH, 0n],
    ['ctz', 0n, 64n],
    ['ctz', HIGH, 63n],
    ['cpop', ONES, 64n],
    ['clzw', 2n ** 32n, 32n],
    ['ctzw', 2n ** 32n, 32n],
    ['cpopw', ONES, 32n],
    ['sext.b', 0x80n, ONES - 0x7fn],
    ['sext.h', 0x8000n, ONES - 0x7fffn],
    ['zext.h', ONES, 0xffffn],
    ['orc.b', 0x0100_0000_0020_0001n, 0xff00_0000_00ff_00ffn],
    ['rev8', 0x0102_0304_0506_0708n, 0x0807_0605_0403_0201n],
  ])('computes %s of %d', (op, a, result) => {
    expect(execute(machine, `${op} a0, a1`, { x: { 11: a } }).x(10)).toBe(result);
  });

  it.each([
    ['sh3add', 1n, 2n, 10n],
    ['sh1add.uw', ONES, 1n, 2n ** 33n - 1n],
    ['add.uw', ONES, 1n, 2n ** 32n],
    ['andn', 0b1100n, 0b0101n, 0b1000n],
    ['orn', 0n, ONES - 1n, 1n],
    ['xnor', ONES, 5n, 5n],
    ['min', ONES, 1n, ONES],
    ['minu', ONES, 1n, 1n],
    ['max', ONES, 1n, 1n],
    ['maxu', ONES, 1n, ONES],
    ['rol', HIGH + 1n, 1n, 3n],
    ['ror', 3n, 1n, HIGH + 1n],
    ['ror', 3n, 64n, 3n],
    ['rolw', 2n ** 31n, 1n, 1n],
    ['rorw', 1n, 1n, ONES - 2n ** 31n + 1n],
    ['bset', 0n, 127n, HIGH],
    ['bclr', ONES, 0n, ONES - 1n],
    ['binv', 1n, 0n, 0n],
    ['bext', HIGH, 63n, 1n],
  ])('computes %s of %d and %d', (op, a, b, result) => {
    expect(execute(machine, `${op} a0, a1, a2`, { x: { 11: a, 12: b } }).x(10)).toBe(result);
  });

  it.each([
    ['rori a0, a1, 63', HIGH, 1n],
    ['roriw a0, a1, 31', 2n ** 31n, 1n],
    ['slli.uw a0, a1, 63', ONES, HIGH],
    ['bseti a0, a1, 63', 0n, HIGH],
    ['bexti a0, a1, 63', HIGH, 1n],
  ])('computes %s', (text, a, result) => {
    expect(execute(machine, text, { x: { 11: a } }).x(10)).toBe(result);
  });
});

describe('RV32 B', () => {
  const machine = riscv({ B: 1n, XLEN: 32n });

  it.each([
    ['clz', 0n, 32n],
    ['cpop', 2n ** 32n - 1n, 32n],
    ['zext.h', 2n ** 32n - 1n, 0xffffn],
    ['rev8', 0x0102_0304n, 0x0403_0201n],
  ])('computes %s of %d', (op, a, result) => {
    expect(execute(machine, `${op} a0, a1`, { x: { 11: a } }).x(10)).toBe(result);
  });
});
