/** Conditions of known differences of the MC68000 family; `m68k.explained.json` says what settles each. */

import { slice } from '../../../src/base/bits.ts';
import type { Machine } from '../../../src/isa/machine.ts';
import { registerIn, scalarIn, unitIn, type State } from '../../../src/isa/state.ts';
import type { Disassembler, Stepped } from '../adapter.ts';
import { isInstruction } from '../encodings.ts';
import { accessesIn } from '../reach.ts';

const ADDRESS_ERROR = 3n;

type Condition = (step: Stepped) => boolean;

export function conditions(
  machine: Machine,
  disassembler: Disassembler,
): ReadonlyMap<string, Condition> {
  return new Map<string, Condition>([
    ['address error', ({ trap }) => trap === 'address_error'],
    [
      'scale in an extension word',
      ({ operands }) =>
        [...operands].some(([name, value]) => name.endsWith('unused') && value !== 0n),
    ],
    [
      'address error for an illegal mode',
      (step) => step.trap === 'illegal_instruction' && hasVector(step, ADDRESS_ERROR),
    ],
    [
      'no instruction to objdump either',
      ({ before }) => !isInstruction(disassembler, bytesFrom(before, scalarIn(before, 'P'))),
    ],
    [
      'byte quick at an address register',
      (step) => {
        const [high = 0, low = 0] = bytesFrom(step.before, scalarIn(step.before, 'P'));
        return Math.floor(high / 16) === 5 && Math.floor(low / 8) === 1;
      },
    ],
    ['decimal digits above nine', (step) => digitsOf(machine, step).some((digit) => digit > 9n)],
    [
      'frame of three words',
      ({ trap, after, theirs }) =>
        trap !== undefined && theirs.get('ssp') === scalarIn(after, 'ssp') + 2n,
    ],
    [
      'odd supervisor stack pointer',
      ({ trap, before }) => trap !== undefined && scalarIn(before, 'ssp') % 2n === 1n,
    ],
    ['in supervisor mode', ({ before }) => scalarIn(before, 'sr.S') === 1n],
    [
      'one register twice',
      ({ operands }) => {
        const [first, second] = [...operands.values()];
        return first !== undefined && second !== undefined && first % 8n === second % 8n;
      },
    ],
    ['T before the step', ({ before }) => scalarIn(before, 'sr.T') === 1n],
    ['displacement of all ones', ({ word }) => slice(word, 7, 0) === 0xffn],
    ['the stack pointer', ({ operands }) => [...operands.values()].includes(7n)],
    ['high byte of a bit number', ({ operands }) => (operands.get('i') ?? 0n) > 0xffn],
    [
      'trap after a change of an address register',
      ({ trap }) => trap === 'chk_instruction' || trap === 'zero_divide',
    ],
    [
      'logical and arithmetic exchanged',
      (step) => {
        const isLogical = slice(operationWord(step), 10, 9) === 1n;
        return isLogical !== (slice(operationWord(step), 3, 3) === 1n);
      },
    ],
  ]);
}

const LONGEST = 10n;

function bytesFrom(before: State, address: bigint): Uint8Array {
  const bytes: number[] = [];
  for (let i = 0n; i < LONGEST; i += 1n) bytes.push(Number(unitIn(before, address + i)));
  return Uint8Array.from(bytes);
}

/** Decimal digits of the bytes that an instruction takes, in registers and in storage. */
function digitsOf(machine: Machine, { before, instruction, operands }: Stepped): readonly bigint[] {
  if (instruction === undefined) return [];
  const places = accessesIn(machine, instruction, operands, before);
  const bytes = [
    ...places.map(({ storage }) => (storage === undefined ? 0n : unitIn(before, storage))),
    ...(places.length > 0
      ? []
      : [...operands.values()].map((index) => registerIn(before, 'd', Number(index)))),
  ];
  return bytes.flatMap((byte) => [slice(byte, 3, 0), slice(byte, 7, 4)]);
}

/** Whether the emulator continued where a vector says. */
function hasVector({ before, theirs }: Stepped, vector: bigint): boolean {
  let handler = 0n;
  for (let i = 0n; i < 4n; i += 1n) handler = handler * 256n + unitIn(before, vector * 4n + i);
  return theirs.get('pc') === handler;
}

function operationWord({ word, instruction }: Stepped): bigint {
  const width = instruction?.encoding.width ?? 16;
  return slice(word, width - 1, width - 16);
}
