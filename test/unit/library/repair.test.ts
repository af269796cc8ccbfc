import { afterAll, describe, expect, it } from 'vitest';
import type { Repair } from '../../../src/judge/repair.ts';
import { loadMachine, type LoadResult } from '../../../src/language/load.ts';
import { check } from '../../../src/library/check.ts';
import { fileHost } from '../../../src/library/machine-files.ts';
import { NoCause, repair, type RepairRequest } from '../../../src/library/repair.ts';
import { createZ3Pool } from '../../../src/smt/z3-pool.ts';
import { littleMachine, machineFromText } from '../../helpers/machines.ts';
import { shippedSpec } from '../../helpers/specs.ts';

const solver = createZ3Pool({ jobs: 1 });
afterAll(() => solver.close());

const RESET = 'reset { M = supervisor  R.b = 0xFF }';
const GUARDED =
  'instruction guarded "guarded" encoding 0000_0001 { if M == user { trap privileged } R.b = f }';
const LEAVES = 'instruction leave "leave" encoding 0000_0010 { M = user }';
const WIDENS = 'instruction widen "widen" encoding 0000_0111 { R.b = f }';
const LOOKS = 'instruction look "look" encoding 0000_0011 { f = zext(bit(M == user), 8) }';
const ADDS = 'instruction add "add" encoding 0000_0100 { f = f + 1 }';
const CALLS = 'instruction call "call" encoding 0000_0101 { trap call }';
const EXECUTES = 'instruction ex "ex" encoding 0000_0110 { execute at f }'; // prettier-ignore

describe('repair', () => {
  it('has nothing to do where the theorem holds', async () => {
    expect(await repaired([GUARDED, ADDS])).toMatchObject({ kind: 'holds' });
  });

  it('lets those trap that obstruct, with the trap of the privileged ones', async () => {
    const found = await repaired([GUARDED, LEAVES, LOOKS, ADDS]);

    expect(found).toMatchObject({ kind: 'repaired', cause: 'privileged' });
    expect(membersOf(found)).toStrictEqual(['leave', 'look']);
    expect(itemsOf(found)).toBe('before leave, look in user {\n  trap privileged\n}');
    expect(theoremAfter(found, 1)).toBe('holds');
  });

  it('tells where nothing less than every user state will do', async () => {
    const found = await repaired([GUARDED, LEAVES, LOOKS]);

    expect(found.kind === 'repaired' && found.members.map(({ id, isNeededEverywhere }) => [id, isNeededEverywhere])).toStrictEqual([['leave', true], ['look', false]]); // prettier-ignore
  });

  it('finds that a trap for some operands is enough', async () => {
    const shows = `instruction shows "shows {n}" encoding 11 :: n[6] {
      if n != 0 { f = zext(bit(M == user), 8) }
    }`;
    const found = await repaired([GUARDED, shows, LOOKS]);

    expect(found.kind === 'repaired' && found.members).toMatchObject([
      { id: 'shows', isNeededEverywhere: false, condition: 'n != 0' },
      { id: 'look', isNeededEverywhere: false, condition: undefined },
    ]);
    expect(itemsOf(found)).toBe(
      'before look in user {\n  trap privileged\n}\nbefore shows in user {\n  if n != 0 {\n    trap privileged\n  }\n}',
    );
    expect(theoremAfter(found, 1)).toBe('holds');
  });

  it('takes no condition that all operands meet for one', async () => {
    const shows = `instruction shows "shows {n}" encoding 11 :: n[6] where n != 0 {
      f = zext(bit(M == user), 8)
    }`;
    const found = await repaired([GUARDED, shows]);

    expect(found.kind === 'repaired' && found.members).toMatchObject([
      { id: 'shows', condition: undefined },
    ]);
    expect(itemsOf(found)).toBe('before shows in user {\n  trap privileged\n}');
  });

  it('leaves out nothing that is needed', async () => {
    const items = [GUARDED, LEAVES, LOOKS, ADDS];
    const found = await repaired(items);
    const members = membersOf(found);

    for (const left of members) {
      const others = members.filter((id) => id !== left).join(', ');
      const machine = machineFromText(textOf([...items, `before ${others} in user { trap privileged }`])); // prettier-ignore
      const { pairs } = await check(machine, shippedSpec('pg74'), { solver, premises: false });
      expect(pairs[0]?.theorems[0]).toMatchObject({ verdict: 'fails', obstructing: [left] });
    }
    expect(members).toHaveLength(2);
  });

  it('does not name what executes another, if that one’s trap is enough', async () => {
    const found = await repaired([GUARDED, LEAVES, ADDS, EXECUTES]);

    expect(found.before.pairs[0]?.theorems[0]?.obstructing).toStrictEqual(['leave', 'ex.leave']);
    expect(membersOf(found)).toStrictEqual(['leave']);
    expect(theoremAfter(found, 1)).toBe('holds');
  });

  it('is for the theorem that was named', async () => {
    expect(await repaired([GUARDED, LOOKS], { theorem: 3 })).toMatchObject({ kind: 'holds' });
    expect(membersOf(await repaired([GUARDED, WIDENS, LOOKS], { theorem: 3 }))).toStrictEqual([
      'widen',
    ]);
  });

  it('takes the trap that was named, and needs one if the machine shows none', async () => {
    expect(itemsOf(await repaired([LEAVES], { cause: 'call' }))).toContain('trap call');
    await expect(repaired([LEAVES])).rejects.toThrow(NoCause);
    await expect(repaired([LEAVES], { cause: 'cal' })).rejects.toThrow(RangeError);
    await expect(repaired([LEAVES], { theorem: 9 })).rejects.toThrow(RangeError);
  });

  it('says so where no trap helps', async () => {
    const found = await repaired([GUARDED, CALLS], { spec: shippedSpec('pg74-letter') });

    expect(found).toMatchObject({ kind: 'impossible', stubborn: ['call'] });
  });

  it('is undecided where the theorem is', async () => {
    const reads = 'control C : bits(8) time why "for tests"\ninstruction clock "clock" encoding 0000_0111 { if M == user { trap privileged } f = C }'; // prettier-ignore

    expect(await repaired([GUARDED, reads], { theorem: 2 })).toMatchObject({ kind: 'undecided' });
  });

  it('names whole opcodes, and goes under the parameters it was found for', async () => {
    const family = `enum G : bits(2) { a = 0, b = 1 }
      parameter OPEN : 0 | 1 = 0
      instruction put.{g} "put" each g in G encoding 1000_00 :: g {
        if OPEN == 0 && M == user { trap privileged } R.l = 0
      }`;
    const found = await repaired([GUARDED, family], {}, { OPEN: 1n });

    expect(itemsOf(found)).toBe('if OPEN == 1 {\nbefore put in user {\n  trap privileged\n}\n}');
    expect(membersOf(found)).toStrictEqual(['put.a', 'put.b']);
  });
});

// Helpers

function textOf(items: readonly string[]): string {
  return littleMachine([RESET, ...items].join('\n'));
}

async function repaired(
  items: readonly string[],
  overrides: Partial<RepairRequest> = {},
  settings: Readonly<Record<string, bigint>> = {},
): Promise<Repair> {
  const load = (more: string): LoadResult =>
    loadMachine(
      { id: 'test', file: 'test.isa', text: textOf([...items, more]), settings: new Map(Object.entries(settings)) },
      fileHost,
    ); // prettier-ignore
  return repair({
    machine: machineFromText(textOf(items), settings),
    spec: shippedSpec('pg74'),
    theorem: 1,
    load,
    options: { solver },
    ...overrides,
  });
}

function membersOf(found: Repair): readonly string[] {
  return found.kind === 'repaired' ? found.members.map(({ id }) => id) : [];
}

function itemsOf(found: Repair): string {
  return found.kind === 'repaired' ? found.items : '';
}

function theoremAfter(found: Repair, number: number): string | undefined {
  if (found.kind !== 'repaired') return undefined;
  return found.after.pairs[0]?.theorems.find((each) => each.number === number)?.verdict;
}
