/**
 * The specs that extend pg74: for each, instructions of a small machine on which it differs from
 * the spec that it extends, in the way its source says, and such on which it does not.
 */

import { afterAll, describe, expect, it } from 'vitest';
import { check } from '../../src/index.ts';
import type { InstructionResult } from '../../src/judge/result.ts';
import type { Truth } from '../../src/judge/truth.ts';
import { createZ3Pool } from '../../src/smt/z3-pool.ts';
import { littleMachine, machineFromText } from '../helpers/machines.ts';
import { shippedSpec } from '../helpers/specs.ts';

const solver = createZ3Pool({ jobs: 2 });
afterAll(() => solver.close());

describe('bugnion', () => {
  it('counts a write of control state, in either mode, as control sensitive', async () => {
    expect(await classesOf('T = f')).toMatchObject({
      pg74: { control: 'no', sensitive: 'no', user: 'no' },
      bugnion: { control: 'yes', sensitive: 'yes', user: 'yes' },
    });
    expect(await classesOf('if M == user { trap privileged }  T = f')).toMatchObject({
      pg74: { sensitive: 'no', privileged: 'yes' },
      bugnion: { control: 'yes', privileged: 'yes', user: 'no' },
    });
  });

  it('counts a read of control state, in either mode, as sensitive', async () => {
    expect(await classesOf('f = T')).toMatchObject({
      pg74: { sensitive: 'no', user: 'no' },
      bugnion: { control: 'no', state: 'yes', sensitive: 'yes', user: 'yes' },
    });
    expect(await classesOf('if M == user { trap privileged }  f = T')).toMatchObject({
      pg74: { sensitive: 'no' },
      bugnion: { state: 'yes', sensitive: 'yes', user: 'no', privileged: 'yes' },
    });
  });

  it('counts what only mode and control state together show', async () => {
    const body = 'if (M == supervisor) == (T == 0) { trap privileged }  f = M == user ? f : f + 1';

    expect(await classesOf(body)).toMatchObject({
      pg74: { sensitive: 'no' },
      bugnion: { control: 'no', state: 'no', mode: 'no', location: 'no', sensitive: 'yes' },
    });
  });

  it('says the same as pg74 of what touches no control state', async () => {
    for (const [body, sensitive] of [
      ['f = data[f]', 'no'],
      ['f = R.l', 'yes'],
      ['f = zext(bit(M == user), 8)', 'yes'],
      ['M = user', 'yes'],
    ]) {
      // oxlint-disable-next-line no-await-in-loop -- one machine at a time
      expect(await classesOf(body ?? '')).toMatchObject({
        pg74: { sensitive },
        bugnion: { sensitive, state: 'no' },
      });
    }
  });

  it('takes control state that both states leave alone for no difference', async () => {
    expect(await classesOf('r[0] = f')).toMatchObject({
      bugnion: { state: 'no', sensitive: 'no' },
    });
  });
});

describe('penneman', () => {
  const LOAD_AS_USER = 'f = as_user[f]';

  it('takes a lacking right for a difference where an ordinary access goes through', async () => {
    expect(await classesOf(LOAD_AS_USER, paged)).toMatchObject({
      pg74: { sensitive: 'no', privileged: 'no' },
      bugnion: { sensitive: 'no' },
      penneman: { mode: 'no', location: 'yes', sensitive: 'yes', privileged: 'no', user: 'no' },
    });
    expect(await classesOf('as_user[f] = r[0]', paged)).toMatchObject({
      bugnion: { sensitive: 'no' },
      penneman: { location: 'yes', sensitive: 'yes', user: 'no' },
    });
  });

  it("leaves ordinary accesses to a page of the supervisor's innocuous", async () => {
    for (const body of ['f = data[f]', 'data[f] = r[0]', 'f = data[f]  data[r[0]] = f']) {
      // oxlint-disable-next-line no-await-in-loop -- one machine at a time
      expect(await classesOf(body, paged)).toMatchObject({
        penneman: { mode: 'no', location: 'no', sensitive: 'no', user: 'no' },
      });
    }
  });

  it('sees no lacking right where the storage is out of reach altogether', async () => {
    const body = 'if M == user { f = data[f] } else { f = as_user[f] }';

    expect(await classesOf(body, paged)).toMatchObject({
      penneman: { mode: 'no', location: 'yes' },
    });
    expect(
      await classesOf('if R.k == 0 { f = as_user[f] } else { f = data[f] }', paged),
    ).toMatchObject({ penneman: { mode: 'no', location: 'no', sensitive: 'no' } });
  });

  it('observes whether a step trapped', async () => {
    expect(await classesOf('if M == user { trap privileged }')).toMatchObject({
      bugnion: { sensitive: 'no', privileged: 'yes' },
      penneman: { mode: 'yes', sensitive: 'yes', privileged: 'yes' },
    });
    expect(await classesOf('if R.l == 3 { trap privileged }')).toMatchObject({
      bugnion: { location: 'no', user: 'no' },
      penneman: { location: 'yes', user: 'yes', privileged: 'no' },
    });
    expect(await classesOf('if T == 3 { trap privileged }')).toMatchObject({
      bugnion: { state: 'no', user: 'no' },
      penneman: { state: 'yes', user: 'yes', privileged: 'no' },
    });
    expect(await classesOf('if M == user { trap privileged } else { trap call }')).toMatchObject({
      penneman: { sensitive: 'no' },
    });
    expect(
      await classesOf('if (M == supervisor) == (R.l == 0 && T == 0) { trap call }'),
    ).toMatchObject({
      penneman: { sensitive: 'yes' },
    });
  });
});

describe('robin-irvine', () => {
  it('counts a read of a clock, in either mode', async () => {
    expect(await classesOf('f = C', clocked)).toMatchObject({
      bugnion: { state: 'no', sensitive: 'no' },
      'robin-irvine': { time: 'yes', sensitive: 'yes', user: 'yes', privileged: 'no' },
    });
    expect(await classesOf('if M == user { trap privileged }  f = C', clocked)).toMatchObject({
      'robin-irvine': { time: 'yes', user: 'no', privileged: 'yes' },
    });
  });

  it('counts a write of a clock, and not that every step is counted', async () => {
    expect(await classesOf('C = f', clocked)).toMatchObject({
      bugnion: { control: 'no', sensitive: 'no' },
      'robin-irvine': { time: 'yes', sensitive: 'yes', user: 'yes' },
    });
    expect(await classesOf('f = f + 1', clocked)).toMatchObject({
      'robin-irvine': { time: 'no', sensitive: 'no', user: 'no' },
    });
  });

  it('counts what takes the path of the system, privileged or not', async () => {
    expect(await classesOf('f = system[f]', clocked)).toMatchObject({
      bugnion: { sensitive: 'no' },
      'robin-irvine': { protection: 'yes', input_output: 'no', sensitive: 'yes', user: 'yes' },
    });
    expect(await classesOf('f = data[f]', clocked)).toMatchObject({
      'robin-irvine': { protection: 'no', sensitive: 'no' },
    });
  });

  it('counts what compares a privilege level, and what touches a port', async () => {
    expect(await classesOf('f = L == r[0][1:0] ? 1 : 0', clocked)).toMatchObject({
      pg74: { sensitive: 'no' },
      'robin-irvine': { protection: 'yes', sensitive: 'yes' },
    });
    expect(await classesOf('D = f', clocked)).toMatchObject({
      pg74: { sensitive: 'no' },
      'robin-irvine': { protection: 'no', input_output: 'yes', sensitive: 'yes', user: 'yes' },
    });
    expect(await classesOf('f = D', clocked)).toMatchObject({
      'robin-irvine': { input_output: 'yes' },
    });
  });
});

describe('practice', () => {
  it('lets an instruction be sensitive in the states in which it traps', async () => {
    const body = 'if f != 0 { if M == user { trap privileged }  R.l = f }';

    expect(await classesOf(body)).toMatchObject({
      pg74: { sensitive: 'yes', privileged: 'no', partly_traps: 'yes' },
      practice: { sensitive: 'yes', privileged: 'no', obstructing: 'no' },
    });
  });

  it('is obstructed by one state in which user mode says nothing', async () => {
    const body = 'if f != 0 { if M == user && f != 7 { trap privileged }  R.l = f }';

    expect(await classesOf(body)).toMatchObject({ practice: { obstructing: 'yes' } });
    expect(await classesOf('if M == supervisor { R.l = f }')).toMatchObject({
      practice: { obstructing: 'yes' },
    });
    expect(await classesOf('f = zext(bit(M == user), 8)')).toMatchObject({
      practice: { obstructing: 'yes' },
    });
    expect(await classesOf('f = R.l')).toMatchObject({ practice: { obstructing: 'yes' } });
  });

  it('gives the guest no control state', async () => {
    expect(await classesOf('f = T')).toMatchObject({
      pg74: { sensitive: 'no' },
      practice: { sensitive: 'no', obstructing: 'yes' },
    });
  });

  it('is obstructed by a user program that changes the map on its own', async () => {
    expect(await classesOf('if M == user { R.b = 0 } else { trap privileged }')).toMatchObject({
      practice: { obstructing: 'yes' },
    });
  });

  it('is not obstructed by what is innocuous or traps', async () => {
    for (const body of [
      'f = data[f]',
      'f = f + 1',
      'trap call',
      'if M == user { trap call }  R.l = f',
    ]) {
      // oxlint-disable-next-line no-await-in-loop -- one machine at a time
      expect(await classesOf(body)).toMatchObject({ practice: { obstructing: 'no' } });
    }
  });
});

// Helpers.

const SPECS = ['pg74', 'bugnion', 'robin-irvine', 'penneman', 'practice'];

/** A clock, a level of privilege, a port, and a path of the system's own. */
function clocked(items: string): string {
  return littleMachine(`control C : bits(8) time why "for tests"
general L : bits(2) privilege why "for tests"
general D : bits(8) io why "for tests"
on completion { C = C + 1 }
translate system (a : bits(8), access) -> bits(8) {
  if a >= 16 { trap bounds(a) }
  return a
}
${items}`);
}

/** Addresses below `R.k` are the supervisor's alone; the path `as_user` has a user's rights in both modes. */
function paged(items: string): string {
  return `isa "paged"
mode M : enum { user, supervisor }
pc P : bits(8)
map R : record { l : bits(8) relocation, b : bits(8), k : bits(8) }
general r : bits(8)[4] why "for tests"
general f : bits(8) why "for tests"
storage E : bits(8) at bits(8)
supervisor when M == supervisor
user when M == user
memory trap bounds
trap privileged
trap entry (cause) { M = supervisor  P = 0x80 }
translate fetch, data (a : bits(8), access) -> bits(8) {
  if a >= R.b || M == user && a < R.k { trap bounds }
  return R.l + a
}
translate as_user (a : bits(8), access) -> bits(8) {
  if a >= R.b || a < R.k { trap bounds }
  return R.l + a
}
undecoded { trap privileged }
leaves out "everything else"
${items}`;
}

type Classes = Readonly<Record<string, Truth>>;

/** By spec, the classes of a little machine's only instruction. */
async function classesOf(
  body: string,
  around: (items: string) => string = littleMachine,
): Promise<Readonly<Record<string, Classes>>> {
  const machine = machineFromText(around(`instruction i "i" encoding 0000_0001 { ${body} }`));
  const entries = await Promise.all(
    SPECS.map(async (name): Promise<[string, Classes]> => {
      const { pairs } = await check(machine, shippedSpec(name), {
        solver,
        premises: false,
        minimise: 'none',
      });
      const [instruction] = pairs[0]?.instructions ?? [];
      if (instruction === undefined) throw new Error('no instruction');
      return [name, named(instruction)];
    }),
  );
  return Object.fromEntries(entries);
}

function named(instruction: InstructionResult): Classes {
  const { privileged, control, location, mode, user, sensitive, partlyTraps } = instruction;
  return {
    privileged,
    control,
    location,
    mode,
    user,
    sensitive,
    partly_traps: partlyTraps,
    ...Object.fromEntries(instruction.otherClasses),
  };
}
