/** Taking traps, and returning from them, in every direction that there is. */

import { describe, expect, it } from 'vitest';
import { CODE, execute, riscv, type Stepped } from '../../helpers/riscv-step.ts';

const [U, S, M] = [0n, 1n, 3n];
const MTVEC = 0x2000_0400n; // without its two low bits
const STVEC = 0x2000_0800n;
const vectors = { 'mtvec.BASE': MTVEC, 'stvec.BASE': STVEC };
const machine = riscv();

describe('a trap into M-mode', () => {
  const taken = execute(machine, 'ecall', { set: { ...vectors, priv: S, 'mstatus.MIE': 1n } });

  it('saves where it was and why', () => {
    expect(taken.value('mepc.address') * 4n).toBe(CODE);
    expect(taken.value('mcause')).toBe(9n);
    expect(taken.value('mtval')).toBe(0n);
  });

  it('stacks the interrupt enable and the mode', () => {
    expect(enables(taken, 'M')).toStrictEqual([0n, 1n]);
    expect(taken.value('mstatus.MPP')).toBe(S);
  });

  it('continues at the base of the vector in M-mode', () => {
    expect(taken.value('priv')).toBe(M);
    expect(taken.value('pc')).toBe(MTVEC * 4n);
  });

  it.each([
    [U, 8n],
    [S, 9n],
    [M, 11n],
  ])('tells the mode of an environment call: %d', (priv, code) => {
    expect(execute(machine, 'ecall', { set: { priv } }).value('mcause')).toBe(code);
  });

  it('leaves MPRV as it was', () => {
    expect(execute(machine, 'ecall', { set: { 'mstatus.MPRV': 1n } }).value('mstatus.MPRV')).toBe(
      1n,
    );
  });

  it('gives the address of a breakpoint', () => {
    expect(execute(machine, 'ebreak').value('mtval')).toBe(CODE);
  });
});

describe('delegation', () => {
  const delegated = { ...vectors, 'medeleg.others': 2n ** 8n, 'mstatus.SIE': 1n };

  it('sends a trap from U-mode to S-mode', () => {
    const taken = execute(machine, 'ecall', { set: { ...delegated, priv: U } });

    expect(taken.value('priv')).toBe(S);
    expect(taken.value('pc')).toBe(STVEC * 4n);
    expect(taken.value('scause')).toBe(8n);
    expect(taken.value('sepc.address') * 4n).toBe(CODE);
    expect(enables(taken, 'S')).toStrictEqual([0n, 1n]);
    expect(taken.value('mstatus.SPP')).toBe(0n);
  });

  it('writes nothing of M-mode', () => {
    const taken = execute(machine, 'ecall', { set: { ...delegated, priv: U, mcause: 77n } });

    expect(taken.value('mcause')).toBe(77n);
    expect(taken.value('mepc.address')).toBe(0n);
    expect(taken.value('mstatus.MPIE')).toBe(0n);
  });

  it('lets S-mode take its own trap', () => {
    const taken = execute(machine, 'ebreak', {
      set: { ...vectors, priv: S, 'medeleg.others': 2n ** 3n },
    });

    expect(taken.value('priv')).toBe(S);
    expect(taken.value('mstatus.SPP')).toBe(1n);
  });

  it('never sends a trap of M-mode down', () => {
    const taken = execute(machine, 'ebreak', {
      set: { ...vectors, priv: M, 'medeleg.others': 2n ** 3n },
    });

    expect(taken.value('priv')).toBe(M);
  });
});

describe('a return', () => {
  it('MRET pops the stack of M-mode', () => {
    const taken = execute(machine, 'mret', {
      set: { 'mstatus.MPP': S, 'mstatus.MPIE': 1n, 'mepc.address': 0x100n },
    });

    expect(taken.value('priv')).toBe(S);
    expect(taken.value('pc')).toBe(0x400n);
    expect(enables(taken, 'M')).toStrictEqual([1n, 1n]);
    expect(taken.value('mstatus.MPP')).toBe(U);
  });

  it('MRET keeps MPRV in M-mode only', () => {
    expect([M, S, U].map(mprvAfterReturnTo)).toStrictEqual([1n, 0n, 0n]);
  });

  it('SRET pops the stack of S-mode', () => {
    const taken = execute(machine, 'sret', {
      set: { priv: S, 'mstatus.SPP': 0n, 'mstatus.SIE': 1n, 'sepc.address': 0x100n },
    });

    expect(taken.value('priv')).toBe(U);
    expect(taken.value('pc')).toBe(0x400n);
    expect(enables(taken, 'S')).toStrictEqual([0n, 1n]);
    expect(taken.value('mstatus.SPP')).toBe(0n);
  });

  it('SRET in M-mode clears MPRV', () => {
    const set = { 'mstatus.MPRV': 1n, 'mstatus.SPP': 1n };

    expect(execute(machine, 'sret', { set }).value('mstatus.MPRV')).toBe(0n);
  });

  it.each([
    ['mret', S, {}],
    ['mret', U, {}],
    ['sret', U, {}],
    ['sret', S, { 'mstatus.TSR': 1n }],
    ['sfence.vma zero, zero', U, {}],
    ['sfence.vma zero, zero', S, { 'mstatus.TVM': 1n }],
    ['csrrs a0, satp, zero', S, { 'mstatus.TVM': 1n }],
    ['wfi', S, { 'mstatus.TW': 1n }],
    ['wfi', U, { 'mstatus.TW': 1n }],
    ['csrrs a0, mstatus, zero', S, {}],
    ['csrrs a0, sstatus, zero', U, {}],
    ['csrrs a0, cycle, zero', S, {}],
    ['csrrs a0, cycle, zero', U, { mcounteren: 1n }],
    ['csrrw zero, mvendorid, zero', M, {}],
  ])('%s in mode %d is illegal', (text, priv, set) => {
    expect(execute(machine, text, { set: { ...set, priv } }).trap).toBe('illegal_instruction');
  });

  it.each([
    ['sret', M, { 'mstatus.TSR': 1n }],
    ['sfence.vma zero, zero', M, { 'mstatus.TVM': 1n }],
    ['csrrs a0, satp, zero', M, { 'mstatus.TVM': 1n }],
    ['wfi', M, { 'mstatus.TW': 1n }],
    ['wfi', U, {}],
    ['csrrs a0, cycle, zero', U, { mcounteren: 1n, scounteren: 1n }],
    ['csrrs a0, mvendorid, zero', M, {}],
  ])('%s in mode %d completes', (text, priv, set) => {
    expect(execute(machine, text, { set: { ...set, priv } }).trap).toBeUndefined();
  });
});

describe('an interrupt', () => {
  it.each([
    ['in U-mode whatever MIE says', { priv: U }, 'machine_timer_interrupt'],
    ['in M-mode with MIE', { priv: M, 'mstatus.MIE': 1n }, 'machine_timer_interrupt'],
    ['in M-mode without MIE', { priv: M }, undefined],
    ['that is not enabled', { priv: U, 'mie.MTIE': 0n }, undefined],
  ])('for M-mode is taken %s, or not', (_, set, cause) => {
    const pending = { 'mip.MTIP': 1n, 'mie.MTIE': 1n, ...set };

    expect(execute(machine, 'addi a0, a0, 0', { set: pending }).trap).toBe(cause);
  });

  it.each([
    ['in U-mode whatever SIE says', { priv: U }, 'supervisor_software_interrupt'],
    ['in S-mode with SIE', { priv: S, 'mstatus.SIE': 1n }, 'supervisor_software_interrupt'],
    ['in S-mode without SIE', { priv: S }, undefined],
    ['in M-mode never', { priv: M, 'mstatus.MIE': 1n, 'mstatus.SIE': 1n }, undefined],
  ])('for S-mode is taken %s, or not', (_, set, cause) => {
    const pending = { 'mip.SSIP': 1n, 'mie.SSIE': 1n, 'mideleg.SSI': 1n, ...set };

    expect(execute(machine, 'addi a0, a0, 0', { set: pending }).trap).toBe(cause);
  });

  it('goes to four times its number behind a vectored base', () => {
    const taken = execute(machine, 'addi a0, a0, 0', {
      set: { ...vectors, priv: U, 'mtvec.MODE': 1n, 'mip.MTIP': 1n, 'mie.MTIE': 1n },
    });

    expect(taken.value('pc')).toBe(MTVEC * 4n + 4n * 7n);
    expect(taken.value('mcause')).toBe(2n ** 63n + 7n);
    expect(taken.value('mepc.address') * 4n).toBe(CODE);
  });

  it('leaves exceptions at the base', () => {
    const set = { ...vectors, 'mtvec.MODE': 1n };

    expect(execute(machine, 'ecall', { set }).value('pc')).toBe(MTVEC * 4n);
  });

  it('comes in the order MEI, MSI, MTI, SEI, SSI, STI', () => {
    const names = ['MEI', 'MSI', 'MTI', 'SEI', 'SSI', 'STI'];
    const set: Record<string, bigint> = { priv: U };
    for (const name of names) {
      set[`mip.${name}P`] = 1n;
      set[`mie.${name}E`] = 1n;
    }
    const order = names.map((name) => {
      const { trap } = execute(machine, 'addi a0, a0, 0', { set });
      set[`mip.${name}P`] = 0n;
      return trap;
    });

    expect(order).toStrictEqual([
      'machine_external_interrupt',
      'machine_software_interrupt',
      'machine_timer_interrupt',
      'supervisor_external_interrupt',
      'supervisor_software_interrupt',
      'supervisor_timer_interrupt',
    ]);
  });
});

describe('user-level interrupts', () => {
  const withN = riscv({ N: 1n });
  const all = { 'medeleg.others': 0x3ffn, 'sedeleg.others': 0x1ffn };

  it.each([U, S, M])('URET goes to U-mode, from mode %d', (priv) => {
    const taken = execute(withN, 'uret', {
      set: {
        priv,
        'ustatus.UPIE': 1n,
        'uepc.address': 0x100n,
        'mstatus.MPRV': priv === M ? 1n : 0n,
      },
    });

    expect(taken.value('priv')).toBe(U);
    expect(taken.value('pc')).toBe(0x400n);
    expect([taken.value('ustatus.UIE'), taken.value('ustatus.UPIE')]).toStrictEqual([1n, 1n]);
    expect(taken.value('mstatus.MPRV')).toBe(0n);
  });

  it('a trap delegated twice stays in U-mode', () => {
    const taken = execute(withN, 'ebreak', {
      set: { ...all, priv: U, 'ustatus.UIE': 1n, 'utvec.BASE': 0x40n },
    });

    expect(taken.value('priv')).toBe(U);
    expect(taken.value('pc')).toBe(0x100n);
    expect(taken.value('ucause')).toBe(3n);
    expect(taken.value('uepc.address') * 4n).toBe(CODE);
    expect(taken.value('utval')).toBe(CODE);
    expect([taken.value('ustatus.UIE'), taken.value('ustatus.UPIE')]).toStrictEqual([0n, 1n]);
  });

  it('a trap of S-mode never goes to U-mode', () => {
    expect(execute(withN, 'ebreak', { set: { ...all, priv: S } }).value('priv')).toBe(S);
  });

  it('is taken in U-mode with UIE only', () => {
    const pending = {
      'uip.USIP': 1n,
      'uie.USIE': 1n,
      'mideleg.USI': 1n,
      'sideleg.USI': 1n,
      priv: U,
    };

    expect(execute(withN, 'addi a0, a0, 0', { set: pending }).trap).toBeUndefined();
    expect(execute(withN, 'addi a0, a0, 0', { set: { ...pending, 'ustatus.UIE': 1n } }).trap).toBe(
      'user_software_interrupt',
    );
    expect(
      execute(withN, 'addi a0, a0, 0', { set: { ...pending, 'sideleg.USI': 0n } }).value('priv'),
    ).toBe(S);
  });

  it('shows the user bits in mstatus, sstatus and ustatus', () => {
    const set = { 'ustatus.UIE': 1n, 'ustatus.UPIE': 1n };
    const read = ['mstatus', 'sstatus', 'ustatus'].map(
      (csr) => execute(withN, `csrrs a0, ${csr}, zero`, { set }).x(10) % 0x20n,
    );

    expect(read).toStrictEqual([0x11n, 0x11n, 0x11n]);
  });

  it('shows in uie and uip what was delegated', () => {
    const set = { 'uie.USIE': 1n, 'uie.UTIE': 1n, 'mideleg.USI': 1n, 'sideleg.USI': 1n };

    expect(execute(withN, 'csrrs a0, uie, zero', { set: { ...set, priv: U } }).x(10)).toBe(1n);
  });
});

// Helpers

function mprvAfterReturnTo(MPP: bigint): bigint {
  const set = { 'mstatus.MPP': MPP, 'mstatus.MPRV': 1n };
  return execute(machine, 'mret', { set }).value('mstatus.MPRV');
}

/** xIE and xPIE. */
function enables({ value }: Stepped, level: 'M' | 'S'): readonly bigint[] {
  return [value(`mstatus.${level}IE`), value(`mstatus.${level}PIE`)];
}
