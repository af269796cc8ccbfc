import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Machine } from '../../../src/isa/machine.ts';
import type { State } from '../../../src/isa/state.ts';
import { environmentIn } from '../../../src/machine/memory-model.ts';
import { run } from '../../../src/prove/run.ts';
import { lacksRight } from '../../../src/question/rights.ts';
import { evaluate } from '../../../src/term/evaluate.ts';
import { FALSE } from '../../../src/term/term.ts';
import { stateOf } from '../../../src/testing.ts';
import { pairOf } from '../../helpers/answers.ts';
import { shippedMachine } from '../../helpers/machines.ts';

const machine = shippedMachine('third-generation/access-as-user');

describe('lacksRight', () => {
  it('is false where there is no such path, and of accesses by the path itself', () => {
    expect(lacksRight(machine, instruction('load_as_user'), 'elsewhere')).toBe(FALSE);
    expect(lacksRight(machine, instruction('load'), 'data')).toBe(FALSE);
    expect(lacksRight(machine, instruction('load_psw'), 'data')).toBe(FALSE);
    expect(lacksRight(machine, instruction('move'), 'data')).toBe(FALSE);
  });

  it('is of a state what its replay finds, and is so of some states only', () => {
    const seen = new Set<boolean>();
    fc.assert(
      fc.property(
        fc.constantFrom('load_as_user', 'store_as_user', 'load'),
        stateOf(machine),
        fc.bigInt({ min: 0n, max: 7n }),
        fc.bigInt({ min: 0n, max: 0xffffn }),
        (id, state, x, a) => {
          const operands = new Map([
            ['x', x],
            ['a', a],
          ]);
          const subject = {
            machine,
            pair: pairOf(machine, undefined),
            instruction: instruction(id),
          };
          const replayed = run(subject, state, { operands, choices: new Map() }).lacksRight('data');
          const said = evaluate(
            lacksRight(machine, subject.instruction, 'data'),
            environmentOf(state, operands),
          );

          expect(said).toBe(replayed);
          if (id === 'load') expect(replayed).toBe(false);
          else seen.add(replayed);
        },
      ),
      { numRuns: 500 },
    );
    expect(seen).toStrictEqual(new Set([false, true]));
  });
});

// Helpers.

function instruction(id: string): Machine['instructions'][number] {
  const found = machine.instructions.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
}

function environmentOf(
  state: State,
  operands: ReadonlyMap<string, bigint>,
): ReturnType<typeof environmentIn> {
  return environmentIn(machine, state, (name) => operands.get(name.slice('op.'.length)) ?? 0n);
}
