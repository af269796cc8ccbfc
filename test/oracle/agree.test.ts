/**
 * The short version of `npm run oracle`: a few encodings of each form against objdump, a few hundred
 * steps against QEMU, of every machine that is compared.
 *
 * Where one of them is not installed, its tests are skipped, and their names say so.
 */

import { describe, expect, it } from 'vitest';
import { shippedMachine } from '../helpers/machines.ts';
import { COMPARED } from './adapters.ts';
import { isInstalled } from './emulator.ts';
import { compareEncodings } from './encodings.ts';
import { compareSteps } from './run-steps.ts';

const SEED = 'short';
const STEPS = 300;
/** One of so many forms. */
const SPARSE = 10;

const machines = [
  { name: 'riscv', id: 'riscv', settings: {} },
  { name: 'riscv with XLEN=32', id: 'riscv', settings: { XLEN: 32n } },
  { name: '68000', id: '68000', settings: {} },
  { name: '68010', id: '68010', settings: {} },
];

describe.each(machines)('$name', ({ id, settings }) => {
  const compared = COMPARED.get(id);
  if (compared === undefined) throw new Error(`no adapter for ${id}`);
  const machine = shippedMachine(id, { ...compared.defaults, ...settings });
  const adapter = compared.adapt(machine);
  const { disassembler, emulated } = adapter;

  it.skipIf(!isInstalled(disassembler.command))(
    `is written as by ${named(disassembler.command)}`,
    () => {
      const instructions = machine.instructions.filter((_, i) => i % SPARSE === 0);
      const few = { perForm: 2, neighbours: 2, any: 500, isExhaustive: false };
      const options = { seed: SEED, instructions, ...few };
      const { disagreements, counts } = compareEncodings(adapter, options);

      expect(disagreements).toStrictEqual([]);
      expect(counts.size).toBeGreaterThan(10);
    },
  );

  it.skipIf(!isInstalled(emulated.command))(
    `does the same as ${named(emulated.command)}`,
    async () => {
      const { instructions } = machine;
      const numbers = Array(STEPS).keys();
      const tally = await compareSteps(adapter, { seed: SEED, instructions, numbers });

      expect(tally.open).toStrictEqual([]);
      expect(tally.total.agree).toBeGreaterThan(STEPS / 2);
    },
  );
});

function named(command: string): string {
  return isInstalled(command) ? command : `${command}, which is not installed`;
}
