/**
 * Holes that were cut into descriptions, each of which the oracle has to notice, and the same run on
 * the whole description, which must find nothing.
 *
 * An ordinary run takes a few of them; `npm run holes` takes all. Where an emulator or a
 * disassembler is not installed, its tests are skipped, and their names say so.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderDiagnostics } from '../../src/base/render-diagnostic.ts';
import { matchesPattern } from '../../src/base/wildcard.ts';
import { loadMachine } from '../../src/language/load.ts';
import { fileHost, locateMachine } from '../../src/library/machine-files.ts';
import type { Adapter } from './adapter.ts';
import { COMPARED } from './adapters.ts';
import { isInstalled } from './emulator.ts';
import { compareEncodings } from './encodings.ts';
import { compareSteps } from './run-steps.ts';

const FOLDER = join(import.meta.dirname, 'holes');
const EVERY = process.env['ORACLE'] === 'all';
/** Those of an ordinary run. */
const QUICK = ['riscv-csrs-open-to-all.isa', '68000-index-without-sign.isa'];
const STEPS = EVERY ? 1500 : 150;
const SEED = 'holes';

interface Hole {
  readonly file: string;
  readonly of: string;
  readonly noticedBy: 'steps' | 'encodings';
  readonly among: readonly string[];
}

const holes = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.isa'))
  .toSorted()
  .map(readHole);

/** By machine, for loading takes a while. */
const known = new Map<string, Adapter>();

describe('a hole', () => {
  for (const hole of holes.filter(({ file }) => EVERY || QUICK.includes(file))) {
    const { disassembler, emulated } = adapted(hole.of, hole.of);
    const command = hole.noticedBy === 'steps' ? emulated.command : disassembler.command;
    const isThere = isInstalled(command);
    const name = isThere ? hole.file : `${hole.file} (${command} is not installed)`;
    it.skipIf(!isThere)(
      `is noticed: ${name}`,
      async () => {
        expect(await differences(adapted(hole.of, hole.of), hole)).toBe(0);
        expect(await differences(adapted(hole.of, join(FOLDER, hole.file)), hole)).toBeGreaterThan(
          0,
        );
      },
      120_000,
    );
  }
});

describe('the holes', () => {
  it('are at least ten, of every machine that is compared', () => {
    expect(holes.length).toBeGreaterThanOrEqual(10);
    expect(new Set(holes.map(({ of }) => of))).toStrictEqual(new Set(COMPARED.keys()));
  });
});

/** How many differences nothing explains, among some instructions. */
async function differences(adapter: Adapter, { among, noticedBy }: Hole): Promise<number> {
  const instructions = adapter.machine.instructions.filter(({ id }) =>
    among.some((pattern) => matchesPattern(pattern, id)),
  );
  if (noticedBy === 'encodings') {
    const words = { perForm: 20, neighbours: 20, any: 0, isExhaustive: true };
    const options = { seed: SEED, instructions, ...words };
    return compareEncodings(adapter, options).disagreements.length;
  }
  const numbers = Array(STEPS).keys();
  return (await compareSteps(adapter, { seed: SEED, instructions, numbers })).open.length;
}

function adapted(base: string, machine: string): Adapter {
  const before = known.get(machine);
  if (before !== undefined) return before;
  const compared = COMPARED.get(base);
  const file = locateMachine(machine)?.file;
  if (compared === undefined || file === undefined) throw new Error(`no machine ${machine}`);
  const settings = new Map(Object.entries(compared.defaults));
  const result = loadMachine({ id: base, file, settings }, fileHost);
  if (result.machine === undefined) {
    throw new Error(renderDiagnostics(result.diagnostics, result.sources));
  }
  const adapter = compared.adapt(result.machine);
  known.set(machine, adapter);
  return adapter;
}

function readHole(file: string): Hole {
  const text = readFileSync(join(FOLDER, file), 'utf8');
  const said = (what: string): string =>
    new RegExp(`^// ${what}: (.+)$`, 'mu').exec(text)?.[1]?.trim() ?? '';
  const noticedBy = said('noticed by');
  if (noticedBy !== 'steps' && noticedBy !== 'encodings') throw new Error(`${file}: noticed by?`);
  return { file, of: said('hole of'), noticedBy, among: said('among').split(', ') };
}
