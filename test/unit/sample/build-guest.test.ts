/** Guests are what their machine and map allow, and go where they should. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scalarIn, unitIn } from '../../../src/isa/state.ts';
import { brokenIn, isAllocatedIn } from '../../../src/machine/monitored.ts';
import { initialState } from '../../../src/machine/run.ts';
import { buildGuest } from '../../../src/sample/build-guest.ts';
import { chooserFor } from '../../../src/sample/choose.ts';
import { guestArbitrary } from '../../../src/sample/drawn.ts';
import { packedState, trapCellsOf } from '../../../src/sample/packing.ts';
import { placedState, placementsOf } from '../../../src/sample/placements.ts';
import { startGuest } from '../../../src/sample/start-guest.ts';
import { isWeighty } from '../../../src/sample/weighty.ts';
import { wordsOf } from '../../../src/term/sparse-map.ts';
import { array, bits, BOOL, variable } from '../../../src/term/term.ts';
import { shippedMachine } from '../../helpers/machines.ts';
import { shippedMonitor } from '../../helpers/monitors.ts';

const { map } = shippedMonitor('third-generation');

describe('trap cells', () => {
  it('are found by trying, with what each bit stands for', () => {
    const { packed, addresses } = trapCellsOf(map.virtual);
    const [cell] = packed;

    expect(packed).toHaveLength(1);
    expect(addresses).toStrictEqual([1n, 0n]);
    expect(cell?.address).toBe(1n);
    expect(cell?.units[0]?.[48]).toStrictEqual({ element: 'M', bit: 0 });
    expect(cell?.units[0]?.[33]).toStrictEqual({ element: 'P', bit: 1 });
    expect(cell?.units[0]?.[63]).toBeUndefined();
  });

  it('hold a state as the trap entry reads it', () => {
    const [cell] = trapCellsOf(map.virtual).packed;
    if (cell === undefined) throw new Error('no cell');

    const { units, word, width } = packedState(map.virtual, cell, initialState(map.virtual));

    expect(units).toStrictEqual([0x1_0002_0000_1000n]);
    expect([word, width]).toStrictEqual([0x1_0002_0000_1000n, 64]);
  });

  it('are vectors of bytes where a machine has such', () => {
    const { packed } = trapCellsOf(shippedMachine('68000'));

    expect(packed.length).toBeGreaterThan(0);
    const named = packed.flatMap(({ units }) => units.flat()).map((bit) => bit?.element);
    expect(new Set(named)).toContain('P');
  });
});

describe('placements', () => {
  it('are as the allocator promises, the smallest first, and the extreme ones among them', () => {
    const placements = placementsOf(map);
    const bases = placements.map((each) => each.get('kept.base'));

    expect(placements.every((each) => brokenIn(map, map.placed, placedState(map, each)).length === 0)).toBe(true); // prettier-ignore
    expect(bases[0]).toBe(2n);
    expect(bases).toContain(61440n);
  });
});

describe('guests', () => {
  const arbitrary = guestArbitrary(map);
  if (arbitrary === undefined) throw new Error('no guest');

  it('start in all that the invariant allows', () => {
    const modes = new Set<bigint>();
    let windows = 0;
    fc.assert(
      fc.property(arbitrary, (drawn) => {
        const guest = buildGuest(map, drawn);
        if (guest === undefined) throw new Error('a machine without invariants allows all');
        modes.add(scalarIn(guest.start, 'M'));
        if (scalarIn(guest.start, 'R.l') !== 0n) windows += 1;
        const { real } = startGuest(map, guest);

        expect(brokenIn(map, map.invariants, real)).toStrictEqual([]);
        expect([...wordsOf(guest.start.memory.units)].every(([at]) => at < 4096n)).toBe(true);
      }),
    );

    expect(modes.size).toBe(2);
    expect(windows).toBeGreaterThan(0);
  });

  it('have neighbours that are not zero', () => {
    const start = initialState(map.virtual);
    const kept = new Map([['kept.base', 100n]]);
    const { real } = startGuest(map, { kept, start, code: [], choices: 0 });

    for (const place of [99n, 100n + 4096n]) {
      expect(isAllocatedIn(map, real, place)).toBe(false);
      expect(unitIn(real, place)).not.toBe(0n);
    }
  });
});

it('weighs what has to do with the mode, the map or traps', () => {
  const weighty = map.virtual.instructions.filter((each) => isWeighty(map.virtual, each));

  expect(weighty.map(({ id }) => id)).toStrictEqual([
    'supervisor_call',
    'load_psw',
    'set_r',
    'load_real_address',
    'halt',
  ]);
});

it('chooses the same for the same step, and other things for others', () => {
  const variables = [variable('choice.0', bits(64)), variable('choice.1', BOOL), variable('choice.2', array(3, 8))]; // prettier-ignore
  const chosen = (seed: number, step: number): unknown => chooserFor(seed, step)(variables);
  const all = Array.from({ length: 8 }, (_, step) => JSON.stringify([...chooserFor(1, step)(variables)], (_key, value: unknown) => typeof value === 'bigint' ? `${value}` : value)); // prettier-ignore

  expect(chosen(1, 2)).toStrictEqual(chosen(1, 2));
  expect(new Set(all).size).toBeGreaterThan(4);
});
