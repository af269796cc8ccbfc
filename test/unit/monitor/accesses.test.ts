import { expect, it } from 'vitest';
import { accessesOf } from '../../../src/monitor/accesses.ts';
import { evaluate } from '../../../src/term/evaluate.ts';
import { freeVariables } from '../../../src/term/walk.ts';
import { boolOf } from '../../../src/term/value.ts';
import { shippedMachine } from '../../helpers/machines.ts';

const MACHINE = shippedMachine('68010');

function accessesIn(id: string): ReturnType<typeof accessesOf> {
  const instruction = MACHINE.instructions.find((each) => each.id === id);
  if (instruction === undefined) throw new Error(`no ${id}`);
  return accessesOf(instruction.step);
}

it('finds an access, which is not done where it faults', () => {
  const [access, ...others] = accessesIn('move.b.ind.dn');

  expect(others).toStrictEqual([]);
  expect(access).toMatchObject({ path: 'data', access: 'load', units: 1 });
});

it('says when an access is done that is behind a choice', () => {
  const writes = accessesIn('movem.store.w.ind').filter(({ access }) => access === 'store');
  const doneWith = (mask: bigint): number =>
    writes.filter(({ when }) =>
      boolOf(
        evaluate(when, {
          variable: (name) => {
            if (name === 'op.mask') return mask;
            throw new Error(name);
          },
        }),
      ),
    ).length;

  expect(writes.length).toBeGreaterThanOrEqual(16);
  expect(freeVariables(...writes.map(({ when }) => when)).map(({ name }) => name)).toContain(
    'op.mask',
  );
  expect(doneWith(0n)).toBe(0);
});
