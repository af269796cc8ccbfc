/**
 * A map that writes its own table: the evaluator, the exact terms and what is asked of programs
 * agree on whose writes these are.
 */

import { afterAll, describe, expect, it } from 'vitest';
import { unitIn, zeroState, type State } from '../../src/isa/state.ts';
import { step, type StepOutcome } from '../../src/machine/step.ts';
import { aliasIn } from '../../src/prove/aliases.ts';
import { run } from '../../src/prove/run.ts';
import { createZ3Pool } from '../../src/smt/z3-pool.ts';
import { arrayValue, memoryValue } from '../../src/term/value.ts';
import { answersTo, kindsOf } from '../helpers/answers.ts';
import { littleMachine, machineFromText } from '../helpers/machines.ts';
import { shippedSpec } from '../helpers/specs.ts';

const solver = createZ3Pool({ jobs: 1 });
const spec = shippedSpec('pg74');

afterAll(() => solver.close());

/** Sixteen pages, whose entries are at R.l: a mark in the highest bit, the frame in the low four. */
const machine = machineFromText(
  littleMachine(`
    instruction load  "load"  encoding 0000_0001 { r[1] = data[r[0]] }
    instruction store "store" encoding 0000_0010 { data[r[0]] = r[1] }
    instruction call  "call"  encoding 0000_0011 { r[2] = data[r[0]]  trap privileged }
    reset { M = supervisor }`).replace(
    /translate [^}]*\}[^}]*\}/u,
    `translate fetch, data (a : bits(8), access) -> bits(8) {
      let at = R.l + zext(a[7:4], 8)
      if E[at] == R.b { trap bounds(a) }
      if E[at][7] == 0 { E[at] = E[at] | 0x80 }
      if E[at][7] == 0 { trap bounds(a) }
      return E[at][3:0] :: a[3:0]
    }`,
  ),
);

describe('a map that marks its entries', () => {
  it('marks the entry of an access and of a fetch, and reads its own mark', () => {
    const after = stepped('load', 0x35n);

    expect(after.kind).toBe('completes');
    expect([unitIn(after.state, 0x83n), unitIn(after.state, 0x80n)]).toStrictEqual([0x83n, 0x80n]);
  });

  it('keeps the mark of the fetch alone where the instruction traps', () => {
    const after = stepped('call', 0x35n);

    expect(after.kind).toBe('traps');
    expect([unitIn(after.state, 0x83n), unitIn(after.state, 0x80n)]).toStrictEqual([3n, 0x80n]);
  });

  it.each(['load', 'store'])(
    'leaves %s innocuous, wherever its entries lie',
    async (id) => {
      const answers = await answersTo(solver, { machine, instruction: id, spec });

      expect(kindsOf(answers)).toMatchObject({
        changes_control: 'none',
        sees_mode: 'none',
        sees_location: 'none',
        sees_either: 'none',
      });
    },
    60_000,
  );

  it('leaves out an address that lies where the map itself writes', () => {
    expect(aliasOf(0x35n)).toBeUndefined();
    expect(aliasOf(0x88n)).toMatchObject({ addresses: [0x88n, 0x88n], isWithinGroup: false });
  });
});

// Helpers

const OPCODES: Readonly<Record<string, bigint>> = { load: 1n, store: 2n, call: 3n };

/** The entries are at 0x80, each page lies where it is, and the instruction at 0. */
function stateOf(id: string, address: bigint): State {
  const zero = zeroState(machine);
  const elements = new Map([
    ...zero.elements,
    ['M', 1n] as const,
    ['R.l', 0x80n] as const,
    ['R.b', 0xffn] as const,
    ['r', arrayValue(0n, [[0n, address]])] as const,
  ]);
  const entries = Array.from({ length: 16 }, (_, page): [bigint, bigint] => [
    0x80n + BigInt(page),
    BigInt(page),
  ]);
  return { elements, memory: memoryValue(0n, [...entries, [0n, OPCODES[id] ?? 0n]]) };
}

function stepped(id: string, address: bigint): StepOutcome {
  return step(machine, stateOf(id, address)).outcome;
}

function aliasOf(address: bigint): ReturnType<typeof aliasIn> {
  const [pair] = machine.pairs;
  const [instruction] = machine.instructions;
  if (pair === undefined || instruction === undefined) throw new Error('nothing to run');
  const inputs = { operands: new Map<string, bigint>(), choices: new Map() };
  return aliasIn([run({ machine, pair, instruction }, stateOf('load', address), inputs)]);
}
