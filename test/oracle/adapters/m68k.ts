/** The MC68000 and the MC68010 against QEMU's `virt` board for this family, whose storage begins at 0. */

import { truncate } from '../../../src/base/bits.ts';
import type { Machine } from '../../../src/isa/machine.ts';
import type { ElementValue } from '../../../src/isa/state.ts';
import { arrayValue } from '../../../src/term/value.ts';
import type { Access, Adapter, Cell, Emulated, Scene } from '../adapter.ts';
import { cell, fileCells, scalarCells } from '../cells.ts';
import { anyWord, likelyWord, type Random } from '../random.ts';
import { encodedWord } from '../words.ts';
import { conditions } from './m68k-differences.ts';
import { disassembler } from './m68k-objdump.ts';
import laterEncodings from './m68010.encodings.json' with { type: 'json' };
import laterExplanations from './m68010.explained.json' with { type: 'json' };
import encodings from './m68k.encodings.json' with { type: 'json' };
import explanations from './m68k.explained.json' with { type: 'json' };

const RAM = { address: 0n, size: 0x1_0000 };
/** The exception vectors; programs and stacks are behind them. */
const VECTORS = 0x400;
/** The longest that an instruction accesses from its address on: MOVEM of all registers. */
const LONGEST = 64n;
const SUPERVISOR = 0x2700n;

const DATA = [...Array(8).keys()].map((i) => `d${i}`);
/** As the debugger calls them. */
const ADDRESS = ['a0', 'a1', 'a2', 'a3', 'a4', 'a5', 'fp'];

export function m68kAdapter(machine: Machine): Adapter {
  const isLater = machine.elements.some(({ name }) => name === 'vbr');
  const objdump = disassembler(isLater ? '68010' : '68000');
  return {
    machine,
    emulated: emulatedOf(isLater ? 'm68010' : 'm68000'),
    disassembler: objdump,
    cells: cellsOf(machine),
    notCompared: [
      { element: 'R', why: 'the map outside of the processor; it stays open' },
      { element: 'requested', why: 'no device asks for an interrupt' },
      { element: 'stopped', why: 'the debugger does not show it' },
      ...(isLater
        ? [
            {
              element: 'vbr, sfc, dfc',
              why: 'the debugger does not show them; MOVEC reads them back',
            },
          ]
        : [{ element: 'read_ahead', why: 'nothing shows it but the frame of a bus error' }]),
    ],
    notes: ['T is zero before a step: the description takes no trace exception.'],
    scene: (random) => sceneOf(machine, random),
    waiting: ['stop'],
    spoiling: ['movec.to.*'],
    prelude: (random, { id }) => writing(machine, random, id),
    isOrdinary: (program) => program % 2n === 0n,
    isReachable: (program, storage) =>
      program === storage && program < BigInt(RAM.size) - LONGEST && program >= LONGEST,
    conditions: conditions(machine, objdump),
    explanations: isLater ? [...explanations, ...laterExplanations] : explanations,
    encodings: isLater ? [...encodings, ...laterEncodings] : encodings,
  };
}

function cellsOf(machine: Machine): readonly Cell[] {
  return [
    ...fileCells(machine, 'd', (i) => DATA[i] ?? ''),
    ...fileCells(machine, 'a', (i) => ADDRESS[i] ?? ''),
    cell('usp', 'usp', 31, 0),
    cell('ssp', 'ssp', 31, 0),
    cell('P', 'pc', 31, 0),
    ...scalarCells(machine, 'sr', 'ps'),
  ];
}

/** The debugger shows one of the two stack pointers: that of the mode, which the status selects. */
function emulatedOf(cpu: string): Emulated {
  const general = [...DATA, ...ADDRESS, 'sp', 'ps', 'pc'];
  return {
    command: 'qemu-system-m68k',
    arguments: ['-M', 'virt,memory-backend=ram', '-cpu', cpu],
    ram: RAM,
    registerWidth: 32,
    widths: new Map(),
    unnamed: [],
    general,
    furnish: (bytes) => {
      for (let at = 3; at < VECTORS; at += 4) bytes[at] = Math.floor((bytes[at] ?? 0) / 2) * 2;
    },
    once: [],
    put: (values) => [
      write('ps', SUPERVISOR),
      write('sp', values.get('ssp') ?? 0n),
      write('ps', 0n),
      {
        kind: 'write-all',
        values: general.map((name) => values.get(name === 'sp' ? 'usp' : name) ?? 0n),
      },
    ],
    get: [
      { kind: 'read-all' },
      write('ps', SUPERVISOR),
      { kind: 'read', register: 'sp', as: 'ssp' },
      write('ps', 0n),
      { kind: 'read', register: 'sp', as: 'usp' },
    ],
  };
}

function write(register: string, value: bigint): Access {
  return { kind: 'write', register, value, isLasting: false };
}

function sceneOf(machine: Machine, random: Random): Scene {
  const target = (): bigint => {
    const address = VECTORS + random.below(RAM.size - 2 * VECTORS);
    return BigInt(random.chance(0.03) ? address : address - (address % 2));
  };
  const even = (): bigint => truncate(32, target() - (target() % 2n));
  const values = new Map<string, ElementValue>([
    ['d', fileOf(8, () => likelyWord(random, 32))],
    ['a', fileOf(7, () => (random.chance(0.6) ? target() : likelyWord(random, 32)))],
    ['usp', random.chance(0.95) ? even() : target()],
    ['ssp', even()],
    ['P', evenOf(target())],
    ['sr.S', anyWord(random, 1)],
    ['sr.I', anyWord(random, 3)],
    ['R.last', 0xffffn],
  ]);
  for (const flag of 'XNZVC') values.set(`sr.${flag}`, anyWord(random, 1));
  const ssp = values.get('ssp');
  if (typeof ssp === 'bigint') values.set('ssp', evenOf(ssp));
  const elements = new Map(machine.elements.map(({ name }) => [name, values.get(name) ?? 0n]));
  return { elements, patches: [], target };
}

function evenOf(address: bigint): bigint {
  return address - (address % 2n);
}

/** Before a control register is read, something is written to it. */
function writing(machine: Machine, random: Random, id: string): bigint | undefined {
  const wanted = id.replace('movec.from.', 'movec.to.');
  const to = machine.instructions.find((each) => each.id === wanted);
  if (to === undefined || wanted === id) return undefined;
  return encodedWord(to, new Map([['x', anyWord(random, 4)]]));
}

function fileOf(count: number, valueAt: (index: number) => bigint): ElementValue {
  return arrayValue(
    0n,
    [...Array(count).keys()].map((i) => [BigInt(i), valueAt(i)] as const),
  );
}
