/** Compressed instructions beside what they expand to, and the effects of IALIGN=16. */

import { describe, expect, it } from 'vitest';
import { changesBetween } from '../../../src/isa/state.ts';
import { execute, executeFrom, riscv, stateWith, type Given } from '../../helpers/riscv-step.ts';

const AT = 0x8000_1000n;
const given: Given = {
  x: { 2: AT, 8: AT + 0x40n, 9: 5n, 10: 0x8000_2003n, 11: 2n ** 63n + 1n },
  doublewords: [
    [AT + 8n, 0x8877_6655_4433_2211n],
    [AT + 0x48n, 0x0102_0304_8506_0708n],
  ],
};

/** The rows of the instruction listings: compressed form, expansion. */
const EXPANSIONS = [
  ['c.lwsp a0, 12(sp)', 'lw a0, 12(sp)'],
  ['c.swsp s1, 252(sp)', 'sw s1, 252(sp)'],
  ['c.lw a0, 8(s0)', 'lw a0, 8(s0)'],
  ['c.sw s1, 124(s0)', 'sw s1, 124(s0)'],
  ['c.jr a0', 'jalr zero, 0(a0)'],
  ['c.jalr a0', 'jalr ra, 0(a0)'],
  ['c.li a0, -32', 'addi a0, zero, -32'],
  ['c.lui a0, -1', 'lui a0, 0xfffff'],
  ['c.addi a0, -1', 'addi a0, a0, -1'],
  ['c.addi16sp sp, -512', 'addi sp, sp, -512'],
  ['c.addi4spn s1, sp, 1020', 'addi s1, sp, 1020'],
  ['c.slli a0, 31', 'slli a0, a0, 31'],
  ['c.srli a1, 31', 'srli a1, a1, 31'],
  ['c.srai a1, 31', 'srai a1, a1, 31'],
  ['c.andi a0, -16', 'andi a0, a0, -16'],
  ['c.mv a0, s1', 'add a0, zero, s1'],
  ['c.add a0, s1', 'add a0, a0, s1'],
  ['c.and a0, s1', 'and a0, a0, s1'],
  ['c.or a0, s1', 'or a0, a0, s1'],
  ['c.xor a0, s1', 'xor a0, a0, s1'],
  ['c.sub a0, s1', 'sub a0, a0, s1'],
  ['c.nop 0', 'addi zero, zero, 0'],
  ['c.ebreak', 'ebreak'],
] as const;

const ONLY_64 = [
  ['c.ldsp a0, 8(sp)', 'ld a0, 8(sp)'],
  ['c.sdsp s1, 504(sp)', 'sd s1, 504(sp)'],
  ['c.ld a0, 8(s0)', 'ld a0, 8(s0)'],
  ['c.sd s1, 248(s0)', 'sd s1, 248(s0)'],
  ['c.addiw a0, -1', 'addiw a0, a0, -1'],
  ['c.addw a0, a1', 'addw a0, a0, a1'],
  ['c.subw a0, a1', 'subw a0, a0, a1'],
  ['c.slli a0, 63', 'slli a0, a0, 63'],
] as const;

const machine = riscv({ C: 1n });

describe('a compressed instruction', () => {
  it.each([...EXPANSIONS, ...ONLY_64])('%s does what %s does', (short, long) => {
    const [one, other] = [short, long].map((text) => {
      const before = stateWith(machine, text, given);
      return changesBetween(machine, before, executeFrom(machine, before).state);
    });
    const told = (changes: typeof one): readonly string[] =>
      (changes ?? [])
        .filter(({ name }) => name !== 'pc' && name !== 'x[1]')
        .map(({ name, after }) => `${name} = ${after}`);

    expect(told(one)).toStrictEqual(told(other));
  });

  it.each([
    ['c.j', 'c.j 0x80000010', 0x8000_0010n],
    ['c.beqz that is taken', 'c.beqz a2, 0x80000010', 0x8000_0010n],
    ['c.beqz that is not', 'c.beqz s1, 0x80000010', 0x8000_0002n],
    ['c.bnez that is taken', 'c.bnez s1, 0x7fffff00', 0x7fff_ff00n],
    ['c.jr, to an odd address', 'c.jr a0', 0x8000_2002n],
  ])('continues after %s', (_, text, pc) => {
    expect(execute(machine, text, given).value('pc')).toBe(pc);
  });

  it('links to the address two bytes on', () => {
    expect(execute(machine, 'c.jalr a0', given).x(1)).toBe(0x8000_0002n);
    expect(execute(riscv({ C: 1n, XLEN: 32n }), 'c.jal 0x80000010', { x: {} }).x(1)).toBe(
      0x8000_0002n,
    );
  });

  it.each([
    ['all zeros', '.byte 0, 0'],
    ['c.addi4spn of nothing', '.byte 0x04, 0x00'],
    ['c.lwsp to x0', '.byte 0x02, 0x40'],
    ['c.ldsp to x0', '.byte 0x02, 0x60'],
    ['c.lui of nothing', '.byte 0x01, 0x65'],
    ['c.addi16sp of nothing', '.byte 0x01, 0x61'],
    ['c.addiw to x0', '.byte 0x05, 0x20'],
    ['c.jr of x0', '.byte 0x02, 0x80'],
  ])('is illegal: %s', (_, bytes) => {
    expect(execute(machine, bytes).trap).toBe('illegal_instruction');
  });

  it('takes no shift of 32 or more on RV32', () => {
    const slli = '.byte 0x02, 0x15'; // c.slli a0, 32

    expect(execute(riscv({ C: 1n, XLEN: 32n }), slli).trap).toBe('illegal_instruction');
    expect(execute(machine, slli).trap).toBeUndefined();
  });
});

describe('IALIGN=16', () => {
  it('lets jumps go to every even address', () => {
    expect(execute(machine, 'jalr zero, 0(a0)', { x: { 10: 0x8000_0006n } }).trap).toBeUndefined();
    expect(execute(riscv(), 'jalr zero, 0(a0)', { x: { 10: 0x8000_0006n } }).trap).toBe(
      'instruction_address_misaligned',
    );
  });

  it('lets mepc and sepc hold every even address', () => {
    expect(written({ C: 1n }, 'mepc') * 2n).toBe(0x1006n);
    expect(written({ C: 1n }, 'sepc') * 2n).toBe(0x1006n);
    expect(written({}, 'mepc') * 4n).toBe(0x1004n);
    expect(written({}, 'sepc') * 4n).toBe(0x1004n);
  });

  it('reports the second half of an instruction where it faults', () => {
    // An identity page for the first half, and nothing behind it.
    const table = 0x8001_0000n;
    const page = 0x8000_3000n;
    const { trap, value } = execute(machine, 'addi a0, a0, 1', {
      set: {
        pc: page + 0xffen,
        priv: 1n,
        'satp.MODE': 8n,
        'satp.PPN': table / 4096n,
        'mtvec.BASE': 0x2000_0400n,
      },
      doublewords: [
        [table + 8n * 2n, ((table + 0x1000n) / 4096n) * 1024n + 1n],
        [table + 0x1000n, ((table + 0x2000n) / 4096n) * 1024n + 1n],
        [table + 0x2000n + 8n * 3n, (page / 4096n) * 1024n + 0b1100_1011n],
      ],
    });

    expect(trap).toBe('instruction_page_fault');
    expect(value('mepc.address') * 2n).toBe(page + 0xffen);
    expect(value('mtval')).toBe(page + 0x1000n);
  });
});

// Helpers

/** What an exception program counter holds of an odd address. */
function written(settings: Readonly<Record<string, bigint>>, csr: string): bigint {
  const { value } = execute(riscv(settings), `csrrw zero, ${csr}, a0`, { x: { 10: 0x1007n } });
  return value(`${csr}.address`);
}
