/** The MC68000 family in the words of objdump, which writes operands as MIT did. */

import { slice, toSigned, truncate } from '../../../src/base/bits.ts';
import type { Disassembled, Disassembler } from '../adapter.ts';

export function disassembler(processor: string): Disassembler {
  return {
    command: 'm68k-linux-gnu-objdump',
    arguments: ['-D', '-b', 'binary', '-m', `m68k:${processor}`, '--adjust-vma=0x40000'],
    file: (code) => code,
    // Two words that begin a table of another processor.
    isAsked: (word, width) => !SWITCHES.includes(slice(word, width - 1, width - 16)),
    // Three bits of the brief extension word say something to later processors only.
    plain: (operands) =>
      new Map([...operands].map(([name, value]) => [name, name.endsWith('unused') ? 0n : value])),
    slot: 24, // as long as the longest of later processors
    filler: Uint8Array.of(0x4e, 0x71), // nop
    theirs: (text, shift) => theirText(text, shift),
    ours: (sample) => ownText(sample),
  };
}

const SWITCHES = [0x4afbn, 0x4afdn];

function theirText(text: string, shift: bigint): string | undefined {
  const [mnemonic = '', rest = ''] = text.trim().split(/\s+/u);
  if (/^(?:\.|swbeg)/u.test(mnemonic)) return undefined;
  const moved = rest.replace(
    /^(%d\d,)?0x([0-9a-f]+)$|(?<=%pc@\()0x([0-9a-f]+)/gu,
    (all, first: string | undefined, target: string | undefined, relative: string | undefined) => {
      if (relative !== undefined) return hex(BigInt(`0x${relative}`) - shift);
      if (!/^(?:b(?!clr|chg|set|tst|kpt)|db)/u.test(mnemonic)) return all;
      return `${first ?? ''}${hex(BigInt(`0x${target}`) - shift)}`;
    },
  );
  const operands = mnemonic === 'bkpt' ? `#${moved}` : moved;
  return `${mnemonic} ${immediates(mnemonic, operands)}`.trim();
}

/** Immediates without a sign, in the size of the instruction. */
function immediates(mnemonic: string, operands: string): string {
  const size = /^(?:moveq|b(?:set|clr|chg|tst)$)/u.test(mnemonic)
    ? 8
    : SIZES.get(mnemonic.at(-1) ?? '');
  return operands.replace(/#(-?\d+|0x[0-9a-f]+)/gu, (_, number: string) => {
    const value = number.startsWith('-') ? -BigInt(number.slice(1)) : BigInt(number);
    return `#${truncate(size ?? 16, value)}`;
  });
}

const SIZES: ReadonlyMap<string, number> = new Map([['b', 8], ['w', 16], ['l', 32]]); // prettier-ignore

function ownText({ text, instruction, operands, address }: Disassembled): string {
  const space = text.indexOf(' ');
  const name = space < 0 ? text : text.slice(0, space);
  const rest = space < 0 ? '' : text.slice(space + 1);
  const mnemonic = name === 'link' ? 'linkw' : name.replace('.', '');
  // Where the extension word of a displacement from the program counter is.
  const extension = address + (/^(?:btst\.immediate|movem)/u.test(instruction.id) ? 4n : 2n);
  let parts = rest === '' ? [] : rest.split(/, /u).map((part) => operandText(part, extension));
  if (instruction.opcode.startsWith('movem.') || instruction.id.startsWith('movem.')) {
    const isDown = instruction.id.endsWith('.dec');
    const list = registerList(operands.get('mask') ?? 0n, isDown);
    parts = parts.map((part) => (part.startsWith('#') ? list : part));
  }
  if (/^(?:addq|subq)/u.test(name) || instruction.id.endsWith('.immediate')) {
    parts = parts.map((part) => (part === '#0' ? '#8' : part));
  }
  return `${mnemonic} ${immediates(mnemonic, parts.join(','))}`.trim();
}

/** `(a0)`, `(a0)+`, `4(a0)`, `4(a0,d1.w)`, and the same with `pc`. */
const INDIRECT =
  /^(?<d>-?(?:0x[0-9a-f]+|\d+))?\((?<base>a\d|pc)(?:,(?<x>[ad]\d)\.(?<n>[wl]))?\)(?<plus>\+)?$/u;

function operandText(part: string, extension: bigint): string {
  if (part.startsWith('-(')) return `${operandText(part.slice(1), extension)}-`;
  const found = INDIRECT.exec(part)?.groups;
  if (found !== undefined) {
    const { d, base = '', x, n = '', plus = '' } = found;
    if (d === undefined) return `${register(base)}@${plus}`;
    const index = x === undefined ? '' : `,${register(x)}:${n}`;
    return `${register(base)}@(${displacementText(d, base, x, extension)}${index})`;
  }
  const [, absolute, size] = /^\((-?(?:0x[0-9a-f]+|\d+))\)\.([wl])$/u.exec(part) ?? [];
  if (absolute !== undefined) {
    const value = numberOf(absolute);
    return hex(size === 'w' ? toSigned(16, truncate(16, value)) : value);
  }
  if (/^-?(?:0x[0-9a-f]+|\d+)$/u.test(part)) return hex(numberOf(part));
  if (part.startsWith('#')) return `#${numberOf(part.slice(1))}`;
  return register(part);
}

/** From the program counter, the address itself; with an index hexadecimal of 64 bits. */
function displacementText(
  d: string,
  base: string,
  x: string | undefined,
  extension: bigint,
): string {
  const off = numberOf(d);
  if (base === 'pc') return hex(extension + off);
  return x === undefined ? String(off) : truncate(64, off).toString(16);
}

function register(name: string): string {
  if (name === 'a7') return '%sp';
  return name === 'a6' ? '%fp' : `%${name}`;
}

function registerList(mask: bigint, isDown: boolean): string {
  const names = [...Array(16).keys()].map((i) => register(i < 8 ? `d${i}` : `a${i - 8}`));
  const chosen = names.map((_, i) => (mask / 2n ** BigInt(isDown ? 15 - i : i)) % 2n === 1n);
  const runs: string[] = [];
  for (let i = 0; i < 16; i += 1) {
    if (chosen[i] !== true) continue;
    const first = i;
    while (chosen[i + 1] === true) i += 1;
    runs.push(first === i ? (names[i] ?? '') : `${names[first]}-${names[i]}`);
  }
  return runs.length === 0 ? '#0' : runs.join('/');
}

function numberOf(text: string): bigint {
  return text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text);
}

function hex(value: bigint): string {
  return `0x${truncate(32, value).toString(16)}`;
}
