/** F and D: NaN boxing, rounding modes, exception flags, clipped conversions, and FS. */

import { describe, expect, it } from 'vitest';
import { execute, ONES, riscv, type Given, type Stepped } from '../../helpers/riscv-step.ts';

const machine = riscv({ D: 1n });

const BOX = 0xffff_ffff_0000_0000n;
const [NV, DZ, OF, UF, NX] = [16n, 8n, 4n, 2n, 1n];
const single = (bits: bigint): bigint => BOX + bits;

const ONE = 0x3ff0_0000_0000_0000n;
const MINUS_ZERO = 2n ** 63n;
const INFINITY = 0x7ff0_0000_0000_0000n;
const NAN = 0x7ff8_0000_0000_0000n;
const SIGNALING = 0x7ff0_0000_0000_0001n;
const LARGEST = 0x7fef_ffff_ffff_ffffn;
const TINY = 0x0010_0000_0000_0000n;

describe('arithmetic', () => {
  it.each([
    ['fadd.d fa0, fa1, fa2, dyn', ONE, ONE, 0x4000_0000_0000_0000n, 0n],
    ['fsub.d fa0, fa1, fa2, dyn', ONE, ONE, 0n, 0n],
    ['fsub.d fa0, fa1, fa2, rdn', ONE, ONE, MINUS_ZERO, 0n],
    ['fsub.d fa0, fa1, fa2, dyn', INFINITY, INFINITY, NAN, NV],
    ['fmul.d fa0, fa1, fa2, dyn', INFINITY, 0n, NAN, NV],
    ['fdiv.d fa0, fa1, fa2, dyn', ONE, 0n, INFINITY, DZ],
    ['fdiv.d fa0, fa1, fa2, dyn', 0n, 0n, NAN, NV],
    ['fadd.d fa0, fa1, fa2, dyn', NAN, ONE, NAN, 0n],
    ['fadd.d fa0, fa1, fa2, dyn', SIGNALING, ONE, NAN, NV],
    ['fmul.d fa0, fa1, fa2, rne', LARGEST, LARGEST, INFINITY, OF + NX],
    ['fmul.d fa0, fa1, fa2, rtz', LARGEST, LARGEST, LARGEST, OF + NX],
    ['fmul.d fa0, fa1, fa2, rdn', LARGEST, LARGEST, LARGEST, OF + NX],
    ['fmul.d fa0, fa1, fa2, rmm', LARGEST, LARGEST, INFINITY, OF + NX],
    ['fmul.d fa0, fa1, fa2, rne', TINY, TINY, 0n, UF + NX],
    ['fmul.d fa0, fa1, fa2, rup', TINY, TINY, 1n, UF + NX],
    ['fmul.d fa0, fa1, fa2, rne', TINY, 0x3fe0_0000_0000_0000n, TINY / 2n, 0n],
  ])('of %s rounds and accrues flags: %d, %d', (text, a, b, result, flags) => {
    const taken = executeFloat(text, { 11: a, 12: b });

    expect(taken.register('f', 10)).toBe(result);
    expect(taken.value('fcsr.FFLAGS')).toBe(flags);
  });

  it.each([
    ['rne', ONE, ONE + 2n],
    ['rtz', ONE, ONE + 1n],
    ['rdn', ONE, ONE + 1n],
    ['rup', ONE + 1n, ONE + 2n],
    ['rmm', ONE + 1n, ONE + 2n],
  ])('rounds halves with %s as it says', (rm, fromEven, fromOdd) => {
    const half = 0x3ca0_0000_0000_0000n; // 2^-53
    const plusHalf = (a: bigint): bigint =>
      executeFloat(`fadd.d fa0, fa1, fa2, ${rm}`, { 11: a, 12: half }).register('f', 10);

    expect([plusHalf(ONE), plusHalf(ONE + 1n)]).toStrictEqual([fromEven, fromOdd]);
  });

  it('multiplies and adds with one rounding', () => {
    const a = ONE + 1n;
    const product = 0x3ff0_0000_0000_0002n; // a², rounded
    const taken = executeFloat('fmsub.d fa0, fa1, fa1, fa2, rne', { 11: a, 12: product });

    expect(taken.register('f', 10)).toBe(0x3970_0000_0000_0000n); // 2^-104
    expect(taken.value('fcsr.FFLAGS')).toBe(0n);
  });

  it('calls infinity times zero invalid beside a quiet NaN', () => {
    const taken = executeFloat('fmadd.d fa0, fa1, fa2, fa3, rne', {
      11: INFINITY,
      12: 0n,
      13: NAN,
    });

    expect(taken.value('fcsr.FFLAGS')).toBe(NV);
  });

  it.each([
    [0x4000_0000_0000_0000n, 0x3ff6_a09e_667f_3bcdn, NX],
    [0x4010_0000_0000_0000n, 0x4000_0000_0000_0000n, 0n],
    [MINUS_ZERO, MINUS_ZERO, 0n],
    [ONE + MINUS_ZERO, NAN, NV],
  ])('takes the square root of %d', (a, root, flags) => {
    const taken = executeFloat('fsqrt.d fa0, fa1, rne', { 11: a });

    expect([taken.register('f', 10), taken.value('fcsr.FFLAGS')]).toStrictEqual([root, flags]);
  });

  it.each([
    ['fmin.d', MINUS_ZERO, 0n, MINUS_ZERO, 0n],
    ['fmax.d', MINUS_ZERO, 0n, 0n, 0n],
    ['fmin.d', NAN, ONE, ONE, 0n],
    ['fmax.d', SIGNALING, NAN, NAN, NV],
  ])('chooses by %s of %d and %d', (op, a, b, result, flags) => {
    const taken = executeFloat(`${op} fa0, fa1, fa2`, { 11: a, 12: b });

    expect([taken.register('f', 10), taken.value('fcsr.FFLAGS')]).toStrictEqual([result, flags]);
  });

  it.each([
    ['feq.d', NAN, ONE, 0n, 0n],
    ['feq.d', SIGNALING, ONE, 0n, NV],
    ['flt.d', NAN, ONE, 0n, NV],
    ['fle.d', MINUS_ZERO, 0n, 1n, 0n],
    ['flt.d', MINUS_ZERO, 0n, 0n, 0n],
  ])('compares by %s: %d and %d', (op, a, b, result, flags) => {
    const taken = executeFloat(`${op} a0, fa1, fa2`, { 11: a, 12: b });

    expect([taken.x(10), taken.value('fcsr.FFLAGS')]).toStrictEqual([result, flags]);
  });

  it.each([
    [INFINITY + MINUS_ZERO, 0],
    [ONE + MINUS_ZERO, 1],
    [1n + MINUS_ZERO, 2],
    [MINUS_ZERO, 3],
    [0n, 4],
    [1n, 5],
    [ONE, 6],
    [INFINITY, 7],
    [SIGNALING, 8],
    [NAN, 9],
  ])('classifies %d', (a, bit) => {
    expect(executeFloat('fclass.d a0, fa1', { 11: a }).x(10)).toBe(2n ** BigInt(bit));
  });
});

describe('a conversion', () => {
  it.each([
    ['fcvt.w.d', NAN, 0x7fff_ffffn, NV],
    ['fcvt.w.d', INFINITY + MINUS_ZERO, ONES - 0x7fff_ffffn, NV],
    ['fcvt.wu.d', ONE + MINUS_ZERO, 0n, NV],
    ['fcvt.wu.d', 0xbfe0_0000_0000_0000n, 0n, NX],
    ['fcvt.wu.d', 0x41ef_ffff_ffe0_0000n, ONES, 0n],
    ['fcvt.l.d', 0x43e0_0000_0000_0000n, 2n ** 63n - 1n, NV],
    ['fcvt.l.d', 0xc3e0_0000_0000_0000n, 2n ** 63n, 0n],
    ['fcvt.lu.d', NAN, ONES, NV],
    ['fcvt.l.d', 0x3ff8_0000_0000_0000n, 1n, NX],
  ])('to an integer is clipped: %s of %d', (op, a, result, flags) => {
    const taken = executeFloat(`${op} a0, fa1, rtz`, { 11: a });

    expect([taken.x(10), taken.value('fcsr.FFLAGS')]).toStrictEqual([result, flags]);
  });

  it.each([
    ['fcvt.d.w', ONES, 0xbff0_0000_0000_0000n, 0n],
    ['fcvt.d.wu', ONES, 0x41ef_ffff_ffe0_0000n, 0n],
    ['fcvt.d.lu', ONES, 0x43f0_0000_0000_0000n, NX],
    ['fcvt.s.l', 0x0100_0001n, single(0x4b80_0000n), NX],
  ])('from an integer rounds: %s of %d', (op, a, result, flags) => {
    const taken = executeFloat(`${op} fa0, a1, rne`, {}, { x: { 11: a } });

    expect([taken.register('f', 10), taken.value('fcsr.FFLAGS')]).toStrictEqual([result, flags]);
  });

  it('between the formats rounds, and gives canonical NaNs', () => {
    expect(executeFloat('fcvt.s.d fa0, fa1, rne', { 11: ONE + 1n }).register('f', 10)).toBe(
      single(0x3f80_0000n),
    );
    expect(
      executeFloat('fcvt.d.s fa0, fa1, rne', { 11: single(0xffc1_2345n) }).register('f', 10),
    ).toBe(NAN);
  });
});

describe('NaN boxing', () => {
  const AT = 0x8000_1000n;

  it('fills the upper half where a single is written', () => {
    const loaded = executeFloat(
      'flw fa0, 0(a1)',
      {},
      {
        x: { 11: AT },
        doublewords: [[AT, 0x1234_5678n]],
      },
    );

    expect(loaded.register('f', 10)).toBe(single(0x1234_5678n));
    expect(executeFloat('fmv.w.x fa0, a1', {}, { x: { 11: ONES } }).register('f', 10)).toBe(ONES);
  });

  it('takes what is not boxed for the canonical NaN', () => {
    const taken = executeFloat('fsgnj.s fa0, fa1, fa1', { 11: 0x3f80_0000n });

    expect(taken.register('f', 10)).toBe(single(0x7fc0_0000n));
  });

  it('leaves the bits alone that are stored or moved', () => {
    const signaling = single(0x7f80_0001n);

    expect(executeFloat('fmv.x.w a0, fa1', { 11: signaling }).x(10)).toBe(0x7f80_0001n);
    expect(executeFloat('fmv.x.d a0, fa1', { 11: SIGNALING }).x(10)).toBe(SIGNALING);
    expect(
      executeFloat('fsd fa1, 0(a1)', { 11: SIGNALING }, { x: { 11: AT } }).doubleword(AT),
    ).toBe(SIGNALING);
  });
});

describe('the state of floating point', () => {
  it.each([
    'fadd.d fa0, fa1, fa2, dyn',
    'flw fa0, 0(a1)',
    'fsd fa0, 0(a1)',
    'csrrs a0, fcsr, zero',
  ])('is off with FS=0: %s', (text) => {
    expect(execute(machine, text, { x: { 11: 0x8000_1000n } }).trap).toBe('illegal_instruction');
  });

  it('is Dirty when a register or a flag changes', () => {
    expect(statusAfter('fadd.d fa0, fa1, fa2, rne', {})).toBe(3n);
    expect(statusAfter('feq.d a0, fa1, fa2', { 11: SIGNALING })).toBe(3n);
    expect(statusAfter('feq.d a0, fa1, fa2', { 11: ONE })).toBe(1n);
  });

  it('shows in mstatus and sstatus, with SD', () => {
    const [mstatus = 0n, sstatus = 0n] = ['mstatus', 'sstatus'].map((csr) =>
      execute(machine, `csrrs a0, ${csr}, zero`, { set: { mstatus_FS: 3n } }).x(10),
    );

    expect(mstatus / 2n ** 63n).toBe(1n);
    expect((sstatus / 2n ** 13n) % 4n).toBe(3n);
  });

  it.each([
    ['fadd.d fa0, fa1, fa2, dyn', 5n],
    ['fadd.d fa0, fa1, fa2, dyn', 7n],
  ])('has no rounding mode in frm %#: %s', (text, FRM) => {
    expect(execute(machine, text, { set: { mstatus_FS: 1n, 'fcsr.FRM': FRM } }).trap).toBe(
      'illegal_instruction',
    );
  });

  it('takes the rounding mode of frm where it is dynamic', () => {
    const taken = execute(machine, 'fdiv.d fa0, fa1, fa2, dyn', {
      set: { mstatus_FS: 1n, 'fcsr.FRM': 3n },
      files: { f: { 11: ONE, 12: 0x4008_0000_0000_0000n } },
    });

    expect(taken.register('f', 10)).toBe(0x3fd5_5555_5555_5556n);
  });
});

// Helpers

/** With floating point on, and these registers. */
function executeFloat(
  text: string,
  f: Readonly<Record<number, bigint>>,
  given: Given = {},
): Stepped {
  return execute(machine, text, { ...given, set: { mstatus_FS: 1n }, files: { f } });
}

function statusAfter(text: string, f: Readonly<Record<number, bigint>>): bigint {
  return executeFloat(text, f).value('mstatus_FS');
}
