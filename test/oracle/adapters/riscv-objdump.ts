/** RISC-V in the words of objdump. */

import { slice, truncate } from '../../../src/base/bits.ts';
import type { Machine } from '../../../src/isa/machine.ts';
import type { Disassembled, Disassembler } from '../adapter.ts';
import { elfFile } from '../elf.ts';

export function disassembler({ parameters }: Machine): Disassembler {
  const parameter = (name: string): bigint =>
    parameters.find((each) => each.name === name)?.value ?? 0n;
  const xlen = Number(parameter('XLEN'));
  const has = (name: string, extensions: string): string =>
    parameter(name) === 1n ? extensions : '';
  const arch = [
    `rv${xlen}i2p1${has('M', '_m2p0')}${has('A', '_a2p1')}`,
    `${has('F', '_f2p2')}${has('D', '_d2p2')}${has('C', '_c2p0')}_zicsr2p0_zifencei2p0`,
    has('B', '_zba1p0_zbb1p0_zbs1p0'),
  ].join('');
  return {
    command: 'riscv64-linux-gnu-objdump',
    arguments: ['-d', '-M', 'no-aliases'],
    file: (code, address) =>
      elfFile({
        is64: xlen === 64,
        machine: EM_RISCV,
        flags: parameter('C') === 1n ? 1 : 0,
        address,
        code,
        attributes: { name: '.riscv.attributes', type: ATTRIBUTES, bytes: attributesOf(arch) },
      }),
    // The lowest two bits tell 16 bits from 32; longer instructions begin with five ones.
    isAsked: (word, width) =>
      width === 16
        ? slice(word, 1, 0) !== 0b11n
        : slice(word, 1, 0) === 0b11n && slice(word, 4, 0) !== 0b11111n,
    plain: (operands) => operands,
    slot: 4,
    filler: Uint8Array.of(1, 0), // c.nop
    theirs: (text, shift) => theirText(xlen, text, shift),
    ours: (sample) => ownText(sample),
  };
}

const EM_RISCV = 243;
const ATTRIBUTES = 0x7000_0003;

/** What the processor has, as the ABI's document on ELF lays it out. */
function attributesOf(arch: string): Uint8Array {
  const text = Buffer.from(`\u0005${arch}\0`, 'latin1');
  const vendor = Buffer.from('riscv\0', 'latin1');
  const bytes = Buffer.alloc(1 + 4 + vendor.length + 1 + 4 + text.length);
  bytes.write('A', 0, 'latin1');
  bytes.writeUInt32LE(bytes.length - 1, 1);
  bytes.set(vendor, 5);
  bytes.writeUInt8(1, 5 + vendor.length);
  bytes.writeUInt32LE(5 + text.length, 6 + vendor.length);
  bytes.set(text, 10 + vendor.length);
  return bytes;
}

/** Jumps and branches, whose target objdump prints in hexadecimal without a prefix. */
const TARGET = /^(?:jal|beq|bne|blt|bge|bltu|bgeu|c\.j|c\.jal|c\.beqz|c\.bnez)$/u;

function theirText(xlen: number, text: string, shift: bigint): string | undefined {
  const [mnemonic = '', rest = ''] = text
    .replace(/\s*[#<].*$/u, '')
    .trim()
    .split('\t');
  if (mnemonic.startsWith('.')) return undefined;
  const operands = rest === '' ? [] : rest.split(',');
  if (TARGET.test(mnemonic)) {
    const target = BigInt(`0x${(operands.pop() ?? '').replace(/^0x/u, '')}`) - shift;
    return shaped(mnemonic, [...operands, truncate(xlen, target).toString()]);
  }
  return shaped(mnemonic, operands);
}

function ownText({ text, operands, instruction }: Disassembled): string {
  const space = text.indexOf(' ');
  let mnemonic = space < 0 ? text : text.slice(0, space);
  const rest = space < 0 ? [] : text.slice(space + 1).split(', ');
  if (operands.has('aq')) {
    const [aq, rl] = [operands.get('aq') === 1n, operands.get('rl') === 1n];
    mnemonic += aq && rl ? '.aqrl' : aq ? '.aq' : rl ? '.rl' : '';
  }
  const last = rest.at(-1) ?? '';
  if (last === 'dyn') rest.pop();
  if (operands.has('rm') && /^\d$/u.test(last)) rest[rest.length - 1] = 'unknown';
  // The event counters are one member of an enum, and text has the address of each.
  const [, csr = ''] = instruction.id.split('.');
  const number = operands.get('csr');
  if (number !== undefined && rest.length === 3) {
    const [, name = csr, high = ''] = /^(.*counter|.*event)(h?)$/u.exec(csr) ?? [];
    rest[1] = `${name}${number % 32n}${high}`;
  }
  // Twenty bits without a sign.
  if (instruction.id === 'c_lui') rest[1] = truncate(20, BigInt(rest[1] ?? 0)).toString();
  return shaped(mnemonic, rest);
}

/** Numbers in decimal, and no space between operands. */
function shaped(mnemonic: string, operands: readonly string[]): string {
  const each = operands.map((operand) =>
    operand
      .trim()
      .replace(/-?0x[0-9a-f]+|-?\b\d+\b/gu, (number) =>
        (number.startsWith('-') ? -BigInt(number.slice(1)) : BigInt(number)).toString(),
      ),
  );
  return `${mnemonic} ${each.join(',')}`.trim();
}
