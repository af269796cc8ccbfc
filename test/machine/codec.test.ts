/** Encoding, decoding, assembling and disassembling, on every machine there is. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assemble } from '../../src/isa/assemble.ts';
import { decoderOf } from '../../src/isa/decode.ts';
import { disassembleWord } from '../../src/isa/disassemble.ts';
import { encode } from '../../src/isa/encode.ts';
import { unitsIn } from '../../src/isa/image.ts';
import type { Instruction, Machine } from '../../src/isa/machine.ts';
import { findGaps, findOverlaps } from '../../src/isa/overlap.ts';
import { unitCount } from '../../src/isa/units.ts';
import { listMachines } from '../../src/library/machine-files.ts';
import { assemblesWhatItDisassembles, operandsOf } from '../../src/testing.ts';
import { shippedMachine } from '../helpers/machines.ts';

const EXTENSIONS = { M: 1n, A: 1n, B: 1n, C: 1n, D: 1n, N: 1n, PMP: 64n, SSTC: 1n };

const machines = [
  ...listMachines().map(({ id }) => ({ id, machine: shippedMachine(id) })),
  ...[32n, 64n].map((XLEN) => ({
    id: `riscv with XLEN=${XLEN} and its extensions`,
    machine: shippedMachine('riscv', { ...EXTENSIONS, XLEN }),
  })),
];

describe.each(machines)('the codec of $id', ({ machine }) => {
  it('decodes what it encodes, whatever the operands', () => {
    fc.assert(
      fc.property(someOfEach(machine), (samples) => {
        for (const { instruction, operands } of samples) {
          const { width } = instruction.encoding;
          const decoded = decoderOf(machine).decode(wordOf(instruction, operands), width);

          if (decoded.kind !== 'decoded') throw new Error(`${instruction.id} is not decoded`);
          expect(decoded.instructions).toContain(instruction);
          expect(decoded.operands).toStrictEqual(operands);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('assembles what it disassembles', () => {
    fc.assert(
      fc.property(someOfEach(machine), (samples) => {
        let address = 0x40n;
        const lines = samples.map(({ instruction, operands }) => {
          const { width } = instruction.encoding;
          const line = disassembleWord(machine, wordOf(instruction, operands), width, address);
          address += BigInt(unitCount(width, machine.storage));
          return line;
        });

        const source = ['.org 0x40', ...lines.map(({ text }) => text)].join('\n');
        const { image, diagnostics } = assemble(machine, source, 'samples.s');

        expect(diagnostics).toStrictEqual([]);
        expect([...unitsIn(image)].map(([, unit]) => unit)).toStrictEqual(
          lines.flatMap(({ units }) => units),
        );
      }),
      { numRuns: 5 },
    );
  });

  it('assembles what it disassembles of any words', () => {
    fc.assert(assemblesWhatItDisassembles(machine), { numRuns: 100 });
  });

  it('has encodings that do not overlap, and leaves words to `undecoded`', () => {
    expect(findOverlaps(machine.instructions, machine.storage)).toStrictEqual([]);

    const { undecoded, example } = findGaps(machine.instructions, machine.storage);

    expect(undecoded).toBeGreaterThan(0n);
    const fetched = decoderOf(machine).fetchAndDecode((index) => example?.[index]);
    expect(fetched.kind).toBe('undecoded');
  });
});

// Helpers

interface Sample {
  readonly instruction: Instruction;
  readonly operands: ReadonlyMap<string, bigint>;
}

/** Every instruction of the machine with random operands that its encoding can hold. */
function someOfEach(machine: Machine): fc.Arbitrary<readonly Sample[]> {
  const samples = machine.instructions.map((instruction) =>
    operandsOf(instruction).map((operands): Sample => ({ instruction, operands })),
  );
  return fc.tuple(...samples);
}

function wordOf({ encoding, id }: Instruction, operands: ReadonlyMap<string, bigint>): bigint {
  const encoded = encode({ encoding }, operands);
  if (encoded.kind === 'unencodable')
    throw new Error(`${id}: ${encoded.operand} ${encoded.reason}`);
  return encoded.word;
}
