/** LR and SC with their reservation, and AMOs with their exceptions. */

import { describe, expect, it } from 'vitest';
import { execute, executeFrom, ONES, riscv, stateWith } from '../../helpers/riscv-step.ts';

const AT = 0x8000_1000n;
const machine = riscv({ A: 1n });

describe('LR and SC', () => {
  const reserve = { x: { 11: AT }, doublewords: [[AT, 5n]] as const };
  const reserved = {
    'reservation.valid': 1n,
    'reservation.doubleword': 0n,
    'reservation.address': AT,
  };
  const held = { ...reserve, x: { 11: AT, 12: 9n } };

  it('reserve what they load', () => {
    const { x, value } = execute(machine, 'lr.w a0, (a1)', reserve);

    expect(x(10)).toBe(5n);
    expect(Object.keys(reserved).map(value)).toStrictEqual(Object.values(reserved));
  });

  it('store with a reservation, and spend it', () => {
    const { x, value, doubleword } = execute(machine, 'sc.w a0, a2, (a1)', {
      ...held,
      set: reserved,
    });

    expect(x(10)).toBe(0n);
    expect(doubleword(AT)).toBe(9n);
    expect(value('reservation.valid')).toBe(0n);
  });

  it.each([
    ['without one', 'sc.w a0, a2, (a1)', {}],
    ['of another address', 'sc.w a0, a2, (a1)', { ...reserved, 'reservation.address': AT + 8n }],
    ['of fewer bytes', 'sc.d a0, a2, (a1)', reserved],
  ])('fail with a reservation %s', (_, text, set) => {
    const { x, value, doubleword } = execute(machine, text, { ...held, set });

    expect(x(10)).toBe(1n);
    expect(doubleword(AT)).toBe(5n);
    expect(value('reservation.valid')).toBe(0n);
  });

  it('pair a word with the doubleword that has it', () => {
    const set = { ...reserved, 'reservation.doubleword': 1n };
    const x = { 11: AT + 4n, 12: 9n };
    const { doubleword } = execute(machine, 'sc.w a0, a2, (a1)', { ...held, x, set });

    expect(doubleword(AT)).toBe(9n * 2n ** 32n + 5n);
  });

  it('keep the reservation through a trap and the return from it', () => {
    const trapped = execute(machine, 'ecall', { set: { ...reserved, 'mtvec.BASE': 0x2000_0400n } });
    const returning = stateWith(machine, 'mret', { set: { ...reserved, 'mstatus.MPP': 0n } });

    expect(trapped.value('reservation.valid')).toBe(1n);
    expect(executeFrom(machine, returning).value('reservation.valid')).toBe(1n);
  });

  it.each([
    ['lr.w a0, (a1)', 2n, 'load_address_misaligned'],
    ['lr.d a0, (a1)', 4n, 'load_address_misaligned'],
    ['sc.w a0, a2, (a1)', 1n, 'store_address_misaligned'],
    ['sc.d a0, a2, (a1)', 4n, 'store_address_misaligned'],
  ])('want aligned addresses: %s at %d', (text, offset, cause) => {
    const { trap, value } = execute(riscv({ A: 1n, MISALIGNED: 1n }), text, {
      x: { 11: AT + offset },
    });

    expect(trap).toBe(cause);
    expect(value('mtval')).toBe(AT + offset);
  });
});

describe('an AMO', () => {
  it.each([
    ['amoswap.w', 7n, 7n],
    ['amoadd.w', 1n, 0n],
    ['amoxor.w', 1n, 0xffff_fffen],
    ['amoand.w', 6n, 6n],
    ['amoor.w', 0n, 0xffff_ffffn],
    ['amomin.w', 1n, 0xffff_ffffn],
    ['amomax.w', 1n, 1n],
    ['amominu.w', 1n, 1n],
    ['amomaxu.w', 1n, 0xffff_ffffn],
  ])('loads and stores: %s with %d', (op, operand, stored) => {
    const { x, doubleword } = execute(machine, `${op} a0, a2, (a1)`, {
      x: { 11: AT, 12: operand },
      doublewords: [[AT, 0xffff_ffffn]],
    });

    expect(x(10)).toBe(ONES);
    expect(doubleword(AT)).toBe(stored);
  });

  it('of a doubleword works on all of it', () => {
    const { x, doubleword } = execute(machine, 'amoadd.d a1, a2, (a1)', {
      x: { 11: AT, 12: 1n },
      doublewords: [[AT, ONES]],
    });

    expect(x(11)).toBe(ONES);
    expect(doubleword(AT)).toBe(0n);
  });

  it('wants an aligned address, whatever loads and stores may do', () => {
    const { trap } = execute(riscv({ A: 1n, MISALIGNED: 1n }), 'amoadd.d a0, a2, (a1)', {
      x: { 11: AT + 4n },
    });

    expect(trap).toBe('store_address_misaligned');
  });

  it('reports a store where it cannot load', () => {
    const { trap, value } = execute(machine, 'amoadd.w a0, a2, (a1)', {
      set: {
        priv: 3n,
        'mstatus.MPRV': 1n,
        'mstatus.MPP': 1n,
        'satp.MODE': 8n,
        'satp.PPN': 0x80002n,
      },
      x: { 11: AT },
    });

    expect(trap).toBe('store_page_fault');
    expect(value('mtval')).toBe(AT);
  });
});
