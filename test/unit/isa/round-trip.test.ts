/** Words and their texts, there and back, for every instruction of every shipped machine. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decoderOf } from '../../../src/isa/decode.ts';
import { encode } from '../../../src/isa/encode.ts';
import type { Instruction, Machine } from '../../../src/isa/machine.ts';
import { listMachines } from '../../../src/library/machine-files.ts';
import {
  assemblesWhatItDisassembles,
  decodesWhatItEncodes,
  operandsOf,
} from '../../../src/testing.ts';
import { shippedMachine } from '../../helpers/machines.ts';

const SEED = 11;
const PER_INSTRUCTION = 5;
const EXTENSIONS = { M: 1n, A: 1n, B: 1n, C: 1n, D: 1n, N: 1n, PMP: 64n, SSTC: 1n };

const MACHINES = [
  ...listMachines().map(({ id }) => ({ name: id, machine: shippedMachine(id) })),
  ...[32n, 64n].map((XLEN) => ({
    name: `riscv with XLEN=${XLEN} and its extensions`,
    machine: shippedMachine('riscv', { ...EXTENSIONS, XLEN }),
  })),
];

describe.each(MACHINES)('$name', ({ machine }) => {
  it('decodes every instruction with the operands it was encoded with', () => {
    const samples = machine.instructions.flatMap((instruction) =>
      fc
        .sample(operandsOf(instruction), { numRuns: PER_INSTRUCTION, seed: SEED })
        .map((operands) => ({ instruction, operands })),
    );

    for (const { instruction, operands } of samples) {
      const decoded = decode(machine, instruction, operands);
      expect(decoded).toMatchObject({ kind: 'decoded', operands });
      expect(decoded.kind === 'decoded' && decoded.instructions).toContain(instruction);
    }
  });

  it('decodes and assembles random words back', () => {
    fc.assert(decodesWhatItEncodes(machine), { seed: SEED, numRuns: 200 });
    fc.assert(assemblesWhatItDisassembles(machine), { seed: SEED, numRuns: 100 });
  });
});

// Helpers

function decode(
  machine: Machine,
  instruction: Instruction,
  operands: ReadonlyMap<string, bigint>,
): ReturnType<ReturnType<typeof decoderOf>['decode']> {
  const encoded = encode(instruction, operands);
  if (encoded.kind !== 'encoded') throw new Error(`${instruction.id}: ${encoded.reason}`);
  return decoderOf(machine).decode(encoded.word, instruction.encoding.width);
}
