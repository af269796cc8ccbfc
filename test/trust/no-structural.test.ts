/**
 * What rewriting settles, the solver settles alike: with nothing settled by rewriting and no
 * candidates tried, the answers are the same, on random descriptions and on a shipped machine.
 *
 * The ordinary run takes a few descriptions; `npm run structural` takes 200.
 */

import { afterAll, describe, expect, it } from 'vitest';
import { check } from '../../src/index.ts';
import type { Machine } from '../../src/isa/machine.ts';
import { createZ3Pool } from '../../src/smt/z3-pool.ts';
import { machineFromText, shippedMachine } from '../helpers/machines.ts';
import { randomDescription } from '../helpers/random-description.ts';
import { shippedSpec } from '../helpers/specs.ts';

const DESCRIPTIONS = Number(process.env['DESCRIPTIONS'] ?? 4);
const solver = createZ3Pool({ jobs: 2 });
afterAll(() => solver.close());

describe('without rewriting', () => {
  it.each(Array.from({ length: DESCRIPTIONS }, (_, seed) => seed))(
    'random description %i has the same answers',
    async (seed) => {
      expect(await disagreements(machineFromText(randomDescription(seed)))).toStrictEqual([]);
    },
    600_000,
  );

  it('the machine of the paper has the same answers', async () => {
    const machine = shippedMachine('third-generation');

    expect(await disagreements(machine, ['load_psw', 'store', 'supervisor_call'])).toStrictEqual(
      [],
    );
  }, 600_000);
});

// Helpers

/** The answers that differ. One that is unknown on either side is no disagreement, and is named. */
async function disagreements(
  machine: Machine,
  only?: readonly string[],
): Promise<readonly string[]> {
  const options = {
    solver,
    premises: false,
    minimise: false,
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
        const isOpen = kind === 'unknown' || other === 'unknown';
        return isOpen || other === kind
          ? []
          : [`${id} ${question}: ${kind}, asked in full ${other}`];
      }),
    );
}
