/**
 * What rewriting settles, the solver settles alike: with nothing settled by rewriting and no
 * candidates tried, the answers are the same, on random descriptions and on the shipped machines.
 *
 * The ordinary run takes a few of each; `npm run structural` takes 200 descriptions and all machines.
 */

import { afterAll, describe, expect, it } from 'vitest';
import { check, listMachines } from '../../src/index.ts';
import type { Machine } from '../../src/isa/machine.ts';
import { createZ3Pool } from '../../src/smt/z3-pool.ts';
import { machineFromText, shippedMachine } from '../helpers/machines.ts';
import { randomDescription } from '../helpers/random-description.ts';
import { shippedSpec } from '../helpers/specs.ts';

const DESCRIPTIONS = Number(process.env['DESCRIPTIONS'] ?? 4);
/** Of the shipped machines a few instructions, or where time does not matter one of each opcode. */
const SHIPPED: readonly { readonly id: string; readonly only: readonly string[] }[] =
  process.env['SHIPPED'] === 'all'
    ? listMachines().map(({ id }) => ({ id, only: oneOfEachOpcode(shippedMachine(id)) }))
    : [
        { id: 'third-generation', only: ['load_psw', 'store', 'supervisor_call'] },
        { id: 'riscv', only: ['sret'] },
      ];
const solver = createZ3Pool({ jobs: 2 });
afterAll(() => solver.close());

/** Solver steps for a query: those of random machines are settled with a tenth of it, or hardly ever. */
const BUDGET = 2_000_000;
/** Answers that were compared, and those of which one side does not know. */
const compared: string[] = [];
const open: string[] = [];

describe('without rewriting', () => {
  it.each(Array.from({ length: DESCRIPTIONS }, (_, seed) => seed))(
    'random description %i has the same answers',
    async (seed) => {
      expect(await disagreements(machineFromText(randomDescription(seed)))).toStrictEqual([]);
    },
    600_000,
  );

  it('hardly anything is left open', () => {
    expect(compared.length).toBeGreaterThan(DESCRIPTIONS * 10);
    expect(open.length / compared.length, open.join('\n')).toBeLessThan(0.02);
  });

  it.each(SHIPPED)(
    'the shipped machine $id has the same answers',
    async ({ id, only }) => {
      expect(await disagreements(shippedMachine(id), only)).toStrictEqual([]);
    },
    1_800_000,
  );
});

// Helpers

function oneOfEachOpcode({ instructions }: Machine): readonly string[] {
  return [...new Map(instructions.map(({ id, opcode }) => [opcode, id])).values()];
}

/** The answers that differ. One that is unknown on either side is no disagreement, and is counted. */
async function disagreements(
  machine: Machine,
  only?: readonly string[],
): Promise<readonly string[]> {
  const options = {
    solver,
    budget: BUDGET,
    premises: false,
    minimise: 'none' as const,
    ...(only === undefined ? {} : { only }),
  };
  const spec = shippedSpec('pg74');
  const quick = await check(machine, spec, options);
  const full = await check(machine, spec, { ...options, structural: false });
  const asked = full.pairs.flatMap(({ instructions }) => instructions);
  return quick.pairs
    .flatMap(({ instructions }) => instructions)
    .flatMap(({ id, answers }, i) =>
      [...answers].flatMap(([question, { kind }]) => {
        const other = asked[i]?.answers.get(question)?.kind;
        const both = `${machine.title}: ${id} ${question}: ${kind}, asked in full ${other}`;
        compared.push(both);
        if (kind !== 'unknown' && other !== 'unknown') return other === kind ? [] : [both];
        open.push(both);
        return [];
      }),
    );
}
