/** Conditions of known differences of RISC-V, by name; `riscv.explained.json` says what settles each. */

import { bitAnd, slice, truncate } from '../../../src/base/bits.ts';
import type { Machine } from '../../../src/isa/machine.ts';
import { registerIn, scalarIn } from '../../../src/isa/state.ts';
import type { Stepped } from '../adapter.ts';
import { accessesIn } from '../reach.ts';

const PAGE = 4096n;

/** What loads raise where stores and AMOs raise the other. */
const AS_STORE: ReadonlyMap<bigint, string> = new Map([
  [4n, 'store_address_misaligned'],
  [5n, 'store_access_fault'],
  [13n, 'store_page_fault'],
]);

type Condition = (step: Stepped) => boolean;

function theirs(step: Stepped, register: string): bigint {
  return step.theirs.get(register) ?? 0n;
}

function inTval(step: Stepped, value: bigint): boolean {
  return theirs(step, 'mtval') === value || theirs(step, 'stval') === value;
}

function inCause(step: Stepped, value: bigint): boolean {
  return theirs(step, 'mcause') === value || theirs(step, 'scause') === value;
}

function isPending({ before }: Stepped, name: string): boolean {
  return scalarIn(before, `mip.${name}P`) === 1n && scalarIn(before, `mie.${name}E`) === 1n;
}

export function conditions(machine: Machine, xlen: number): ReadonlyMap<string, Condition> {
  return new Map<string, Condition>([
    [
      'illegal, and the word is in tval',
      (step) =>
        step.trap === 'illegal_instruction' &&
        ['mtval', 'stval'].some(
          (name) => truncate(16, theirs(step, name)) === truncate(16, step.word),
        ),
    ],
    ['zero in tval', (step) => step.trap === 'breakpoint' && inTval(step, 0n)],
    ['reserved mode of a vector', (step) => slice(writtenTo(step), 1, 0) >= 2n],
    [
      'load cause of an AMO',
      (step) => [...AS_STORE].some(([code, store]) => step.trap === store && inCause(step, code)),
    ],
    [
      'zero to a read-only CSR',
      (step) =>
        step.trap === 'illegal_instruction' &&
        slice(step.word, 31, 30) === 3n &&
        isZeroWritten(step),
    ],
    [
      'lower interrupt pending',
      (step) => {
        const top = xlen - 1;
        const pending = ['SEI', 'STI', 'SSI'].flatMap((name, i) =>
          isPending(step, name) ? [[9n, 5n, 1n][i] ?? 0n] : [],
        );
        return (
          pending.length > 1 && pending.some((code) => inCause(step, code + 2n ** BigInt(top)))
        );
      },
    ],
    [
      'SC.D after LR.W',
      ({ before }) =>
        scalarIn(before, 'reservation.valid') === 1n &&
        scalarIn(before, 'reservation.doubleword') === 0n,
    ],
    [
      'misaligned SC',
      (step) => {
        const rd = step.operands.get('rd') ?? 0n;
        if (step.trap !== 'store_address_misaligned') return false;
        return rd === 0n || theirs(step, `x${rd}`) === 1n;
      },
    ],
    ['Sv48 or Sv57', (step) => [9n, 10n].includes(slice(theirs(step, 'satp'), 63, 60))],
    [
      'word of zeros',
      ({ before, operands }) =>
        slice(registerIn(before, 'x', Number(operands.get('rs1') ?? 0n)), 31, 0) === 0n,
    ],
    ['MPRV and the page of the instruction', (step) => isOnOwnPage(machine, step)],
    ['MPP of 2', (step) => slice(theirs(step, 'mstatus'), 12, 11) === 2n],
    ['from M-mode', ({ before }) => scalarIn(before, 'priv') === 3n],
    ['zero in rs1', (step) => isZeroWritten(step)],
    [
      'page fault of the second half',
      (step) => {
        const pc = scalarIn(step.before, 'pc');
        return pc % 4096n === 4094n && inCause(step, 12n) && inTval(step, truncate(xlen, pc + 2n));
      },
    ],
    [
      'pending at WFI',
      (step) =>
        step.trap === undefined && ['SEI', 'STI', 'SSI'].some((name) => isPending(step, name)),
    ],
    [
      'flags without dirty',
      (step) =>
        theirs(step, 'fcsr') !== fcsrOf(step) &&
        slice(theirs(step, 'mstatus'), 14, 13) === scalarIn(step.before, 'mstatus_FS'),
    ],
    [
      'B is not in misa',
      (step) => {
        const rd = Number(step.operands.get('rd') ?? 0n);
        const [ours, other] = [registerIn(step.after, 'x', rd), theirs(step, `x${rd}`)];
        return ours - other === 2n;
      },
    ],
    [
      'misaligned, and tval is rounded down',
      (step) => {
        const ours = [scalarIn(step.after, 'mtval'), scalarIn(step.after, 'stval')];
        return ours.some(
          (value) =>
            inTval(step, bitAnd(value, -8n)) ||
            inTval(step, bitAnd(value, -4n)) ||
            inTval(step, bitAnd(value, -2n)),
        );
      },
    ],
  ]);
}

function fcsrOf({ before }: Stepped): bigint {
  return scalarIn(before, 'fcsr.FRM') * 32n + scalarIn(before, 'fcsr.FFLAGS');
}

/** In M-mode with MPRV, an access to the page where the instruction is. */
function isOnOwnPage(machine: Machine, { before, instruction, operands }: Stepped): boolean {
  if (instruction === undefined || scalarIn(before, 'mstatus.MPRV') === 0n) return false;
  const page = scalarIn(before, 'pc') / PAGE;
  const accesses = accessesIn(machine, instruction, operands, before);
  return accesses.some(({ address }) => address / PAGE === page);
}

/** A register other than x0 that holds zero. */
function isZeroWritten({ operands, before }: Stepped): boolean {
  const rs1 = operands.get('rs1') ?? 0n;
  return rs1 !== 0n && registerIn(before, 'x', Number(rs1)) === 0n;
}

/** What a CSR instruction writes to `stvec` or `mtvec`. */
function writtenTo({ instruction, operands, before }: Stepped): bigint {
  const [mnemonic = '', csr = ''] = instruction?.id.split('.') ?? [];
  const old = scalarIn(before, `${csr}.BASE`) * 4n + scalarIn(before, `${csr}.MODE`);
  const operand =
    operands.get('uimm') ?? registerIn(before, 'x', Number(operands.get('rs1') ?? 0n));
  if (mnemonic.startsWith('csrrw')) return operand;
  if (mnemonic.startsWith('csrrs')) return old + operand - bitAnd(old, operand);
  return old - bitAnd(old, operand);
}
