/** What each field of a CSR makes of a value that is written: WARL, WPRI and read-only fields. */

import { describe, expect, it } from 'vitest';
import { execute, ONES, riscv } from '../../helpers/riscv-step.ts';

const machine = riscv();

describe('a CSR that is written with all ones', () => {
  it.each([
    ['mstatus', 0xa_007e_19aan],
    ['sstatus', 0x2_000c_0122n],
    ['misa', 2n ** 63n + 0x14_0100n],
    ['medeleg', 0xb3ffn],
    ['mideleg', 0x222n],
    ['mie', 0xaaan],
    ['mip', 0x222n],
    ['mcounteren', 0xffff_ffffn],
    ['scounteren', 0xffff_ffffn],
    ['mcountinhibit', 5n],
    ['menvcfg', 1n],
    ['senvcfg', 1n],
    ['mscratch', ONES],
    ['mepc', ONES - 3n],
    ['sepc', ONES - 3n],
    ['mcause', ONES],
    ['mtval', ONES],
    ['mhpmevent3', 0n],
    ['mhpmcounter3', 0n],
  ])('holds of %s what is implemented', (csr, held) => {
    expect(writtenAndRead(csr, ONES)).toBe(held);
  });
});

describe('a WARL field', () => {
  it('MPP takes U for the reserved mode', () => {
    const { value } = execute(machine, 'csrrw zero, mstatus, a1', { x: { 11: 2n * 2n ** 11n } });

    expect(value('mstatus.MPP')).toBe(0n);
  });

  it('the MODE of a vector keeps its value when a reserved one is written', () => {
    const { value } = execute(machine, 'csrrw zero, mtvec, a1', {
      set: { 'mtvec.MODE': 1n },
      x: { 11: 0x1002n },
    });

    expect([value('mtvec.BASE') * 4n, value('mtvec.MODE')]).toStrictEqual([0x1000n, 1n]);
  });

  it.each([
    ['Sv48', 9n, 0n],
    ['Sv39', 8n, 8n],
  ])('satp takes a supported MODE, or nothing of the value: %s', (_, mode, held) => {
    const { value } = execute(machine, 'csrrw zero, satp, a1', {
      x: { 11: mode * 2n ** 60n + 5n },
    });

    expect([value('satp.MODE'), value('satp.PPN')]).toStrictEqual([held, held === 0n ? 0n : 5n]);
  });

  it('sie and sip reach what is delegated', () => {
    const set = { 'mideleg.SSI': 1n };
    const x = { 11: ONES };

    expect(execute(machine, 'csrrw zero, sie, a1', { set, x }).value('mie.SSIE')).toBe(1n);
    expect(execute(machine, 'csrrw zero, sie, a1', { set, x }).value('mie.STIE')).toBe(0n);
    expect(execute(machine, 'csrrw zero, sip, a1', { set, x }).value('mip.SSIP')).toBe(1n);
    expect(execute(machine, 'csrrw zero, sip, a1', { x }).value('mip.SSIP')).toBe(0n);
  });
});

describe('hardware updating of A and D', () => {
  it('has ADUE in menvcfg with Svadu only', () => {
    const with61 = riscv({ SVADU: 1n });
    const with63 = riscv({ SVADU: 1n, SSTC: 1n });

    expect(writtenAndRead('menvcfg', ONES)).toBe(1n);
    expect(writtenAndRead('menvcfg', ONES, with61)).toBe(2n ** 61n + 1n);
    expect(writtenAndRead('menvcfg', ONES, with63)).toBe(2n ** 63n + 2n ** 61n + 1n);
  });
});

describe('a CSR instruction', () => {
  it('writes a counter instead of counting itself', () => {
    const { value } = execute(machine, 'csrrw zero, minstret, a1', { x: { 11: 100n } });

    expect(value('minstret')).toBe(100n);
  });

  it('is still counted when it stops the counters', () => {
    const { value } = execute(machine, 'csrrwi zero, mcountinhibit, 5', {});

    expect([value('mcycle'), value('minstret')]).toStrictEqual([1n, 1n]);
  });

  it('with x0 sets and clears nothing, and so may read what is read-only', () => {
    expect(execute(machine, 'csrrs a0, mhartid, zero').trap).toBeUndefined();
    expect(execute(machine, 'csrrs a0, mhartid, a1').trap).toBe('illegal_instruction');
  });
});

describe('the timer of S-mode', () => {
  const withTimer = riscv({ SSTC: 1n });
  const on = { menvcfg_STCE: 1n, mcounteren: 2n };

  it.each([
    ['S-mode with STCE and TM', { ...on, priv: 1n }, undefined],
    ['S-mode without STCE', { mcounteren: 2n, priv: 1n }, 'illegal_instruction'],
    ['S-mode without TM', { menvcfg_STCE: 1n, priv: 1n }, 'illegal_instruction'],
    ['U-mode', { ...on, priv: 0n }, 'illegal_instruction'],
    ['M-mode', { priv: 3n }, undefined],
  ])('lets %s access stimecmp, or not', (_, set, cause) => {
    expect(execute(withTimer, 'csrrw zero, stimecmp, a1', { set }).trap).toBe(cause);
  });

  it.each([
    [5n, 5n, 0x20n],
    [4n, 5n, 0n],
  ])('is pending from the moment on: time %d, stimecmp %d', (mtime, stimecmp, pending) => {
    const set = { ...on, mtime, stimecmp };

    expect(execute(withTimer, 'csrrs a0, mip, zero', { set }).x(10)).toBe(pending);
  });

  it('makes STIP read-only while STCE is set', () => {
    const [read, written] = [on, {}].map((set) =>
      execute(withTimer, 'csrrw zero, mip, a1', { set, x: { 11: 0x20n } }).value('mip.STIP'),
    );

    expect([read, written]).toStrictEqual([0n, 1n]);
  });

  it('has its bit in menvcfg', () => {
    expect(writtenAndRead('menvcfg', ONES, withTimer)).toBe(2n ** 63n + 1n);
  });
});

// Helpers

/** The value of a CSR after another one was written to it. */
function writtenAndRead(csr: string, written: bigint, of = machine): bigint {
  const text = addressOf[csr] === undefined ? csr : String(addressOf[csr]);
  const { state } = execute(of, `csrrw zero, ${text}, a1`, { x: { 11: written } });
  const set = Object.fromEntries(
    [...state.elements].flatMap(([name, value]) =>
      typeof value === 'bigint' ? [[name, value]] : [],
    ),
  );
  return execute(of, `csrrs a0, ${text}, zero`, { set }).x(10);
}

/** Members of a range have no names of their own. */
const addressOf: Readonly<Record<string, number>> = { mhpmevent3: 0x323, mhpmcounter3: 0xb03 };
