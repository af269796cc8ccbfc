/** Witnesses of a little machine: exact, replayed, small, and the smallest where that is proved. */

import { afterAll, describe, expect, it } from 'vitest';
import type { ProverOptions } from '../../../src/prove/prover.ts';
import type { Witness } from '../../../src/question/witness.ts';
import { createZ3Pool } from '../../../src/smt/z3-pool.ts';
import { answersTo } from '../../helpers/answers.ts';
import { littleMachine, machineFromText } from '../../helpers/machines.ts';
import { shippedSpec } from '../../helpers/specs.ts';

const solver = createZ3Pool({ jobs: 1 });
afterAll(() => solver.close());

describe('a witness', () => {
  it('differs in nothing but what makes the difference', async () => {
    const { differing, observed } = await witness('f = zext(bit(M == user), 8)', 'sees_mode');

    expect(differing).toStrictEqual([{ what: 'M', values: [1n, 0n] }]);
    expect(observed).toStrictEqual([{ what: 'f', values: [0n, 1n] }]);
  });

  it('has few bits that differ, and small values', async () => {
    const { differing, states } = await witness('f = R.l', 'sees_location');
    const [first] = states;

    expect(differing.filter(({ what }) => what === 'R.l')).toHaveLength(1);
    expect(differing.find(({ what }) => what === 'R.l')?.values.toSorted()).toStrictEqual([0n, 1n]);
    expect(first?.elements.get('f')).toBe(0n);
    expect(first?.elements.get('T')).toBe(0n);
    expect(first?.files.get('r')).toStrictEqual(new Map());
  });

  it('shows the program the same storage under both maps', async () => {
    const { states } = await witness('f = R.l', 'sees_location');
    const [one, two] = states.map(({ elements, storage }) => {
      const [l, b] = [elements.get('R.l') ?? 0n, elements.get('R.b') ?? 0n];
      return Array.from(
        { length: Number(b) },
        (_, a) => storage.get(BigInt.asUintN(8, l + BigInt(a))) ?? 0n,
      );
    });

    expect(one?.slice(0, two?.length)).toStrictEqual(two?.slice(0, one?.length));
  });

  it('holds what the choice was', async () => {
    const { choices } = await witness(
      'let k : bits(8) = undefined  if k == 3 { M = user }',
      'changes_control',
    );

    expect([...choices.values()]).toStrictEqual([3n]);
  });

  it('is called the smallest only if the solver proves it', async () => {
    const body = 'if f > 4 { M = user }';

    expect((await witness(body, 'changes_control')).smallest).toBeUndefined();
    const proved = await witness(body, 'changes_control', { proveSmallest: true });
    expect(proved.smallest).toBe(true);
    expect(proved.states[0]?.elements.get('f')).toBe(5n);
  });

  it('comes with what else can differ, if that is wanted', async () => {
    const { observed, otherCauses } = await witness(
      'f = R.l  r[1] = R.l  T = R.b',
      'sees_location',
      { otherCauses: true },
    );
    const all = [...observed.map(({ what }) => what.replace(/\[.*/u, '')), ...(otherCauses ?? [])];

    expect(new Set(all)).toStrictEqual(new Set(['f', 'r', 'T']));
  });

  it('is found where a mode reads the other bank, and only there', async () => {
    const bank =
      'general usp : bits(8) why "for tests"  general ssp : bits(8) why "for tests"  banked sp = M == supervisor ? ssp : usp';

    expect((await answers('sp = sp + 1', bank)).get('sees_mode')?.kind).toBe('none');
    expect((await answers('f = usp', bank)).get('sees_mode')?.kind).toBe('found');
    expect((await answers('f = usp', bank)).get('sees_location')?.kind).toBe('none');
  });
});

// Helpers

async function answers(
  body: string,
  items = '',
  options: Partial<ProverOptions> = {},
): ReturnType<typeof answersTo> {
  const machine = machineFromText(
    littleMachine(`${items}\ninstruction it "it" encoding 0000_0001 { ${body} }`),
  );
  return answersTo(solver, { machine, instruction: 'it', spec: shippedSpec('pg74') }, options);
}

async function witness(
  body: string,
  question: string,
  options: Partial<ProverOptions> = {},
): Promise<Witness> {
  const answer = (await answers(body, '', options)).get(question);
  if (answer?.kind !== 'found') throw new Error(`${question}: ${answer?.kind}`);
  return answer.witness;
}
