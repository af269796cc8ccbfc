/** RISC-V against QEMU's `virt` board, whose processor has the extensions that the parameters turn on. */

import {
  bitAnd,
  bitOr,
  bitXor,
  ones,
  powerOfTwo,
  slice,
  truncate,
} from '../../../src/base/bits.ts';
import { decoderOf } from '../../../src/isa/decode.ts';
import type { Instruction, Machine } from '../../../src/isa/machine.ts';
import type { ElementValue } from '../../../src/isa/state.ts';
import { arrayValue } from '../../../src/term/value.ts';
import type { Access, Adapter, Cell, Emulated, Scene } from '../adapter.ts';
import { cell, fileCells, scalarCells } from '../cells.ts';
import { anyWord, likelyWord, type Random } from '../random.ts';
import { encodedWord } from '../words.ts';
import { conditions } from './riscv-differences.ts';
import { disassembler } from './riscv-objdump.ts';
import encodings from './riscv.encodings.json' with { type: 'json' };
import explanations from './riscv.explained.json' with { type: 'json' };

const RAM = { address: 0x8000_0000n, size: 0x1_0000 };
const PAGE = 4096;
/** Pages of page tables; what programs use comes after them. */
const TABLES = 3;
const PAGES = RAM.size / PAGE;

/** When the timer of the board interrupts: never. */
const MTIMECMP = 0x200_4000n;

const [USER, SUPERVISOR, MACHINE] = [0n, 1n, 3n];

/** CSRs in the order in which they are set. FCSR makes FS dirty, so mstatus comes after it. */
const CSRS = wordsIn(`
  fcsr mstatus medeleg mideleg mie mip mtvec stvec mcounteren scounteren menvcfg senvcfg
  mcountinhibit mscratch sscratch mepc sepc mcause scause mtval stval`);

/** What the oracle sets where nothing else is asked for. */
export const DEFAULTS: Readonly<Record<string, bigint>> = {
  M: 1n,
  A: 1n,
  B: 1n,
  C: 1n,
  F: 1n,
  D: 1n,
  MISALIGNED: 1n,
  WFI_IN_U: 0n,
};

export const FIXED: Readonly<Record<string, string>> = {
  PMP: 'locked entries of the emulator stay locked, so that states cannot be set',
  SSTC: 'the timer of the emulator goes on between two steps',
  N: 'the emulator does not have this extension',
};

export function riscvAdapter(machine: Machine): Adapter {
  const xlen = Number(parameter(machine, 'XLEN'));
  const cells = cellsOf(machine);
  return {
    machine,
    emulated: emulatedOf(machine, xlen, cells),
    disassembler: disassembler(machine),
    cells,
    notCompared: [
      { element: 'mcycle', why: 'the emulator counts time of the host' },
      { element: 'minstret', why: 'the emulator counts time of the host' },
      { element: 'mtime', why: 'a clock of the board' },
      { element: 'reservation', why: 'the debugger does not show it; LR runs before each SC' },
    ],
    notes: [
      'MEIP, MTIP and MSIP are zero: only devices of the board set them.',
      'Leaves of page tables have A and D set: this QEMU updates them, the description has Svade.',
    ],
    scene: (random, steady) => sceneOf(machine, xlen, random, steady),
    waiting: ['wfi'],
    spoiling: [],
    prelude: (random, instruction, word) => reserving(machine, random, instruction, word),
    isOrdinary: () => true,
    isReachable: (_, storage) =>
      RAM.address <= storage && storage <= RAM.address + BigInt(RAM.size - 8),
    conditions: conditions(machine, xlen),
    explanations,
    encodings,
  };
}

function parameter({ parameters }: Machine, name: string): bigint {
  return parameters.find((each) => each.name === name)?.value ?? 0n;
}

function cellsOf(machine: Machine): readonly Cell[] {
  const doubles = machine.elements.find(({ name }) => name === 'f')?.width ?? 0;
  return [
    cell('priv', 'priv', 1, 0),
    ...scalarCells(machine, 'pc'),
    ...fileCells(machine, 'x', (i) => `x${i}`),
    ...(doubles > 0 ? [cell('mstatus_FS', 'mstatus', 14, 13)] : []),
    ...fileCells(machine, 'f', (i) => FLOATS[i] ?? ''),
    ...[...CSRS, 'satp'].flatMap((name) => scalarCells(machine, name)),
  ];
}

/** The debugger's names. */
const FLOATS = wordsIn(`
  ft0 ft1 ft2 ft3 ft4 ft5 ft6 ft7 fs0 fs1 fa0 fa1 fa2 fa3 fa4 fa5
  fa6 fa7 fs2 fs3 fs4 fs5 fs6 fs7 fs8 fs9 fs10 fs11 ft8 ft9 ft10 ft11`);

function emulatedOf(machine: Machine, xlen: number, cells: readonly Cell[]): Emulated {
  const isOn = (name: string): string => (parameter(machine, name) === 1n ? 'on' : 'off');
  const hasD = parameter(machine, 'D') === 1n;
  const hasF = hasD || parameter(machine, 'F') === 1n;
  const cpu = [
    `rv${xlen},m=${isOn('M')},a=${isOn('A')},c=${isOn('C')},f=${hasF ? 'on' : 'off'}`,
    `d=${hasD ? 'on' : 'off'},zba=${isOn('B')},zbb=${isOn('B')},zbs=${isOn('B')},zbc=off,h=off`,
    'priv_spec=v1.12.0,pmp=off,sstc=off,debug=off,pmu-num=29,mvendorid=0,marchid=0,mimpid=0',
  ];
  const general = [...Array(32).keys()].map((i) => `x${i}`);
  const used = new Set(cells.map(({ register }) => register));
  const csrs = [...CSRS, 'satp'].filter((name) => used.has(name));
  const floats = FLOATS.filter((name) => used.has(name));
  return {
    command: `qemu-system-riscv${xlen}`,
    arguments: ['-M', 'virt,memory-backend=ram', '-bios', 'none', '-cpu', cpu.join(',')],
    ram: RAM,
    registerWidth: xlen,
    widths: new Map(FLOATS.map((name) => [name, 64])),
    unnamed: [{ name: 'fcsr', after: 'mstatus', by: 0x003 - 0x300 }],
    general: [...general, 'pc'],
    furnish: () => {},
    once: [[MTIMECMP, Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255)]],
    put: (values) => {
      const write = (
        register: string,
        isLasting: boolean,
        value = values.get(register),
      ): Access => ({
        kind: 'write',
        register,
        value: bitOr(value ?? 0n, fixedBits(xlen, hasD, register)),
        isLasting,
      });
      return [
        write('priv', false, MACHINE),
        write('satp', false, 0n), // forgets translations
        ...csrs.map((name) => write(name, name !== 'mstatus' && name !== 'satp')),
        ...floats.map((name) => write(name, true)),
        { kind: 'write-all', values: [...general, 'pc'].map((name) => values.get(name) ?? 0n) },
        write('priv', false),
      ];
    },
    get: [
      { kind: 'read-all' },
      ...floats.map(read),
      read('priv'),
      { kind: 'write', register: 'priv', value: MACHINE, isLasting: false }, // TVM protects satp from S-mode
      ...csrs.map(read),
    ],
  };
}

/** Bits beside those that the description knows: UXL and SXL, and the upper half of a boxed float. */
function fixedBits(xlen: number, hasD: boolean, register: string): bigint {
  if (register === 'mstatus' && xlen === 64) return 0xa_0000_0000n;
  return !hasD && FLOATS.includes(register) ? ones(32) * powerOfTwo(32) : 0n;
}

/** SC is after an LR always, so that what the emulator has reserved is known. */
function reserving(
  machine: Machine,
  random: Random,
  instruction: Instruction,
  word: bigint,
): bigint | undefined {
  if (!instruction.id.startsWith('sc_')) return undefined;
  const decoded = decoderOf(machine).decode(word, instruction.encoding.width);
  const own = decoded.kind === 'decoded' ? (decoded.operands.get('rs1') ?? 0n) : 0n;
  const wanted = random.chance(0.8) ? instruction.id.replace('sc_', 'lr_') : 'lr_w';
  const reserve = machine.instructions.find(({ id }) => id === wanted);
  if (reserve === undefined) return undefined;
  const rs1 = random.chance(0.8) ? own : BigInt(random.below(32));
  return encodedWord(reserve, new Map([['rs1', rs1]]));
}

// States

function sceneOf(machine: Machine, xlen: number, random: Random, steady: Random): Scene {
  const values = new Map<string, ElementValue>();
  for (const { name, width, members, file } of machine.elements) {
    if (file !== undefined) continue;
    const known = members?.map(({ value }) => value) ?? [];
    values.set(name, known.length > 0 ? random.pick(known) : likelyWord(random, width));
  }
  const priv = random.pick([USER, SUPERVISOR, MACHINE, MACHINE]);
  values.set('priv', priv);
  if (priv !== MACHINE || random.chance(0.7)) values.set('mstatus.MPRV', 0n);
  if (random.chance(0.8)) values.set('mstatus_FS', 1n + BigInt(random.below(3)));
  if (random.chance(0.7)) values.set('fcsr.FRM', BigInt(random.below(5)));
  if (random.chance(0.7)) values.set('mcounteren', ones(32));
  for (const name of ['MEIP', 'MTIP', 'MSIP']) values.set(`mip.${name}`, 0n);
  const isQuiet = random.chance(0.9);
  for (const name of ['MEIE', 'MTIE', 'MSIE', 'SEIE', 'STIE', 'SSIE']) {
    if (isQuiet) values.set(`mie.${name}`, 0n);
  }
  values.set('reservation.valid', 0n);

  const isMapped = random.chance(0.5);
  const window = truncate(xlen, random.pick([RAM.address, 0n, 0x4000_0000n, -0x4000_0000n]));
  const map = isMapped ? mapped(random, xlen, window) : { satp: BARE, patches: [], leaves: [] };
  for (const [name, value] of map.satp) values.set(name, value);

  const reaches = (mode: bigint): bigint => {
    const base = isMapped && mode !== MACHINE ? window : RAM.address;
    const page = base === RAM.address ? TABLES + random.below(PAGES - TABLES) : random.below(PAGES);
    const offset = random.chance(0.9) ? random.below(PAGE / 8) * 8 : random.below(PAGE);
    return truncate(xlen, base + BigInt(page * PAGE + offset));
  };
  const dataMode = values.get('mstatus.MPRV') === 1n ? Number(values.get('mstatus.MPP')) : priv;
  const target = (): bigint => reaches(BigInt(dataMode));
  const isFetched = isMapped && priv !== MACHINE;
  const open = [...map.leaves.keys()].filter((i) => isOpenFor(map.leaves[i] ?? 0n, priv));
  const near =
    isFetched && open.length > 0 && random.chance(0.9)
      ? truncate(xlen, window + BigInt(random.pick(open) * PAGE))
      : reaches(priv);
  values.set('pc', pcOf(machine, random, near, isFetched));

  values.set(
    'x',
    fileOf(32, (i) => (i === 0 ? 0n : random.chance(0.3) ? target() : likelyWord(random, xlen))),
  );
  const floatWidth = machine.elements.find(({ name }) => name === 'f')?.width;
  if (floatWidth !== undefined) {
    values.set(
      'f',
      fileOf(32, () => floatWord(steady, floatWidth)),
    );
  }
  const elements = new Map(machine.elements.map(({ name }) => [name, values.get(name) ?? 0n]));
  return { elements, patches: map.patches, target };
}

function fileOf(count: number, valueAt: (index: number) => bigint): ElementValue {
  return arrayValue(
    0n,
    [...Array(count).keys()].map((i) => [BigInt(i), valueAt(i)] as const),
  );
}

/** Mostly in the middle of a page; with compressed instructions sometimes across two. */
function pcOf(machine: Machine, random: Random, near: bigint, isMapped: boolean): bigint {
  const hasC = parameter(machine, 'C') === 1n;
  if (isMapped && random.chance(0.03)) {
    return bitXor(near - (near % 4n), powerOfTwo(near > ones(32) ? 38 : 30 - random.below(8)));
  }
  const page = near - (near % BigInt(PAGE));
  if (hasC && random.chance(0.05)) return page + BigInt(PAGE - 2);
  const grain = hasC ? 2 : 4;
  return page + BigInt(random.below((PAGE - 16) / grain) * grain);
}

const BARE: readonly (readonly [string, bigint])[] = [['satp.MODE', 0n], ['satp.PPN', 0n]]; // prettier-ignore

/** A page table of one window of pages, with rights and mistakes at random. */
function mapped(
  random: Random,
  xlen: number,
  window: bigint,
): {
  readonly satp: readonly (readonly [string, bigint])[];
  readonly patches: Scene['patches'];
  /** The leaves of the window's pages. */
  readonly leaves: readonly bigint[];
} {
  const levels = xlen === 32 ? 2 : 3;
  const size = xlen === 32 ? 4 : 8;
  const vpnWidth = xlen === 32 ? 10 : 9;
  const first = RAM.address / BigInt(PAGE);
  const patches: [bigint, Uint8Array][] = [];
  const leaves: bigint[] = [];
  const put = (level: number, index: bigint, entry: bigint): void => {
    const bytes = Buffer.alloc(size);
    for (let i = 0; i < size; i += 1) bytes[i] = Number(slice(entry, 8 * i + 7, 8 * i));
    const table = RAM.address + BigInt((levels - 1 - level) * PAGE);
    patches.push([table + index * BigInt(size), bytes]);
  };
  for (let level = levels - 1; level > 0; level -= 1) {
    const low = 12 + vpnWidth * level;
    const index = slice(window, low + vpnWidth - 1, low);
    put(level, index, upperEntry(random, first, levels - level, xlen));
  }
  for (let page = 0; page < PAGES; page += 1) {
    const index = slice(window, 11 + vpnWidth, 12) + BigInt(page);
    const frame = first + BigInt(TABLES + random.below(PAGES - TABLES));
    const leaf = leafEntry(random, frame, xlen);
    leaves.push(leaf);
    put(0, index, leaf);
  }
  return { satp: [['satp.MODE', xlen === 32 ? 1n : 8n], ['satp.PPN', first]], patches, leaves }; // prettier-ignore
}

/** Whether instructions are probably fetched through a leaf. */
function isOpenFor(leaf: bigint, priv: bigint): boolean {
  const isValid = bitAnd(leaf, 0b1001n) === 0b1001n && leaf < powerOfTwo(54);
  return isValid && (bitAnd(leaf, 0x10n) !== 0n) === (priv === USER);
}

/** A pointer to the next table, or a leaf that maps everything from the beginning of storage on. */
function upperEntry(random: Random, first: bigint, next: number, xlen: number): bigint {
  if (random.chance(0.1))
    return leafEntry(random, first + BigInt(random.chance(0.1) ? 1 : 0), xlen);
  const mistakes = random.chance(0.05) ? anyWord(random, 8) : 1n;
  const pointer = (first + BigInt(next)) * powerOfTwo(10) + bitAnd(mistakes, 0xf1n);
  return withReserved(random, pointer, xlen);
}

/** A and D are always set. */
function leafEntry(random: Random, frame: bigint, xlen: number): bigint {
  const open = random.chance(0.6) ? 0xfn : bitOr(anyWord(random, 4), random.chance(0.9) ? 1n : 0n);
  const user = random.chance(0.5) ? 0x10n : 0n;
  const others = anyWord(random, 10);
  const entry = frame * powerOfTwo(10) + open + user + 0xc0n + bitAnd(others, 0x320n);
  return withReserved(random, entry, xlen);
}

function withReserved(random: Random, entry: bigint, xlen: number): bigint {
  if (xlen === 32 || random.chance(0.97)) return entry;
  return bitOr(entry, powerOfTwo(54 + random.below(10)));
}

/** Zeros, infinities, NaNs, subnormal and ordinary numbers of both formats, boxed or not. */
function floatWord(random: Random, width: number): bigint {
  const isDouble = width === 64 && random.chance(0.5);
  const [exponent, fraction] = isDouble ? [11, 52] : [8, 23];
  const top = random.pick([
    0n,
    1n,
    ones(exponent),
    ones(exponent) - 1n,
    ones(exponent - 1),
    ones(exponent - 1) + BigInt(random.below(130) - 65),
    anyWord(random, exponent),
  ]);
  const low = random.pick([
    0n,
    1n,
    ones(fraction),
    powerOfTwo(fraction - 1),
    anyWord(random, 4) * powerOfTwo(fraction - 4),
    anyWord(random, fraction),
  ]);
  const sign = random.chance(0.5) ? powerOfTwo(exponent + fraction) : 0n;
  const value = sign + truncate(exponent, top) * powerOfTwo(fraction) + low;
  if (isDouble || width === 32) return value;
  return (random.chance(0.9) ? ones(32) : anyWord(random, 32)) * powerOfTwo(32) + value;
}

function wordsIn(text: string): readonly string[] {
  return text.trim().split(/\s+/u);
}

function read(name: string): Access {
  return { kind: 'read', register: name, as: name };
}
