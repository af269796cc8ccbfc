import { afterAll, describe, expect, it } from 'vitest';
import { zeroState, type State } from '../../../src/isa/state.ts';
import type { Machine } from '../../../src/isa/machine.ts';
import { createProver } from '../../../src/prove/prover.ts';
import { viewsAgree } from '../../../src/prove/views.ts';
import { createZ3Pool } from '../../../src/smt/z3-pool.ts';
import { memoryValue } from '../../../src/term/value.ts';
import { machineFromText, shippedMachine } from '../../helpers/machines.ts';
import { fixedSolver } from '../../helpers/solvers.ts';

const solver = createZ3Pool({ jobs: 1 });
afterAll(() => solver.close());
const budget = { rlimit: 20_000_000, watchdogMs: 60_000 };

describe('viewsAgree', () => {
  const wide = shippedMachine('third-generation');
  const asking = createProver({ solver, budget });
  const plain = createProver({
    solver: fixedSolver({ kind: 'unknown', reason: 'not to be asked' }),
    budget,
  });

  it('needs no solver where maps and storages are equal, or nothing is stored', async () => {
    const stored = state(wide, { 'R.b': 9n }, { 3: 7n });

    expect(await viewsAgree(plain, wide, stored, { ...stored })).toStrictEqual({ kind: 'agree' });
    expect(
      await viewsAgree(
        plain,
        wide,
        state(wide, { 'R.l': 1n, 'R.b': 9n }),
        state(wide, { 'R.b': 5n }),
      ),
    ).toStrictEqual({ kind: 'agree' });
  });

  it('compares what both maps show, and only that', async () => {
    const one = state(wide, { 'R.l': 2n, 'R.b': 2n }, { 2: 5n, 3: 6n, 9: 1n });

    expect(
      await viewsAgree(
        asking,
        wide,
        one,
        state(wide, { 'R.l': 8n, 'R.b': 3n }, { 8: 5n, 9: 6n, 10: 4n }),
      ),
    ).toStrictEqual({ kind: 'agree' });
    expect(
      await viewsAgree(asking, wide, one, state(wide, { 'R.l': 8n, 'R.b': 3n }, { 8: 5n, 9: 7n })),
    ).toStrictEqual({
      kind: 'differ',
      group: 'fetch',
      address: 1n,
    });
  });

  it('says so where it does not know', async () => {
    const silent = createProver({ ...plain.options, structural: false });
    const [one, two] = [
      state(wide, { 'R.b': 2n }, { 1: 5n }),
      state(wide, { 'R.l': 1n, 'R.b': 2n }, { 2: 5n }),
    ];

    expect(await viewsAgree(silent, wide, one, two)).toStrictEqual({
      kind: 'unknown',
      reason: 'not to be asked',
    });
  });

  it('goes through every address of a small machine', async () => {
    const small = machineFromText(SMALL);

    expect(
      await viewsAgree(
        plain,
        small,
        state(small, { l: 0n }, { 0: 1n }),
        state(small, { l: 1n }, { 1: 1n }),
      ),
    ).toStrictEqual({ kind: 'agree' });
    expect(
      await viewsAgree(
        plain,
        small,
        state(small, { l: 0n }, { 3: 1n }),
        state(small, { l: 1n }, { 1: 1n }),
      ),
    ).toMatchObject({ kind: 'differ' });
  });
});

// Helpers

const SMALL = `isa "small"
mode M : enum { user, supervisor }
pc P : bits(4)
map l : bits(4)
storage E : bits(8) at bits(4)
supervisor when M == supervisor
user when M == user
trap privileged
trap entry (cause) { M = supervisor }
translate fetch, data (a : bits(4), access) -> bits(4) { return l + a }
undecoded { trap privileged }
leaves out "everything else"
instruction nop "nop" encoding 0000_0000 { }
`;

function state(
  machine: Machine,
  elements: Readonly<Record<string, bigint>>,
  storage: Readonly<Record<number, bigint>> = {},
): State {
  const zero = zeroState(machine);
  return {
    elements: new Map([...zero.elements, ...Object.entries(elements)]),
    memory: memoryValue(
      0n,
      Object.entries(storage).map(([address, unit]) => [BigInt(address), unit] as const),
    ),
  };
}
