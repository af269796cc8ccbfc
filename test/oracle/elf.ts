/** The least of an ELF file that a disassembler takes: code, and what the processor is. */

export interface Elf {
  readonly is64: boolean;
  /** EM_… of the processor. */
  readonly machine: number;
  readonly flags: number;
  /** Where the code is. */
  readonly address: bigint;
  readonly code: Uint8Array;
  /** A section of attributes. */
  readonly attributes: { readonly name: string; readonly type: number; readonly bytes: Uint8Array };
}

const PROGBITS = 1;
const STRTAB = 3;
/** Allocated and executable. */
const CODE_FLAGS = 6;

/** Little endian. */
export function elfFile(elf: Elf): Buffer {
  const { is64, attributes } = elf;
  const word = is64 ? 8 : 4;
  const headerSize = is64 ? 64 : 52;
  const entrySize = is64 ? 64 : 40;
  const names = Buffer.from(`\0.text\0${attributes.name}\0.shstrtab\0`, 'latin1');
  const contents = [elf.code, attributes.bytes, names];
  const offsets: number[] = [];
  let end = headerSize;
  for (const bytes of contents) {
    offsets.push(end);
    end += Math.ceil(bytes.length / 8) * 8;
  }

  const file = Buffer.alloc(end + 4 * entrySize);
  const put = (value: bigint | number, at: number, size: number): void => {
    if (size === 8) file.writeBigUInt64LE(BigInt(value), at);
    else file.writeUIntLE(Number(value), at, size);
  };
  file.set([0x7f, 0x45, 0x4c, 0x46, is64 ? 2 : 1, 1, 1]);
  put(2, 16, 2); // an executable
  put(elf.machine, 18, 2);
  put(1, 20, 4);
  const behind = 24 + 3 * word;
  put(end, 24 + 2 * word, word);
  put(elf.flags, behind, 4);
  put(headerSize, behind + 4, 2);
  put(entrySize, behind + 10, 2);
  put(4, behind + 12, 2);
  put(3, behind + 14, 2);

  const sections = [
    { name: '.text', type: PROGBITS, flags: CODE_FLAGS, address: elf.address },
    { name: attributes.name, type: attributes.type, flags: 0, address: 0n },
    { name: '.shstrtab', type: STRTAB, flags: 0, address: 0n },
  ];
  for (const [i, { name, type, flags, address }] of sections.entries()) {
    const at = end + (i + 1) * entrySize;
    put(names.indexOf(`${name}\0`), at, 4);
    put(type, at + 4, 4);
    put(flags, at + 8, word);
    put(address, at + 8 + word, word);
    put(offsets[i] ?? 0, at + 8 + 2 * word, word);
    put(contents[i]?.length ?? 0, at + 8 + 3 * word, word);
    put(4, at + 16 + 4 * word, word);
  }
  for (const [i, bytes] of contents.entries()) file.set(bytes, offsets[i] ?? 0);
  return file;
}
