/** A guest on the MC68010, bare and under the monitor that is built from the map. */

import { expect, it } from 'vitest';
import { assemble } from '../../src/isa/assemble.ts';
import { KEPT } from '../../src/isa/monitor-map.ts';
import {
  changesBetween,
  registerIn,
  scalarIn,
  withImage,
  zeroState,
  type State,
} from '../../src/isa/state.ts';
import { brokenAt } from '../../src/machine/lockstep.ts';
import { realState, stepMonitored, virtualState } from '../../src/machine/monitored.ts';
import { initialState } from '../../src/machine/run.ts';
import { step } from '../../src/machine/step.ts';
import { shippedMonitor } from '../helpers/monitors.ts';

/** A supervisor that moves its vectors, runs a user program, and counts its traps. */
const GUEST = `
        .org    0
        .word   0x8000, start

        .org    0x400
start:  movea.l #0x2000, a0
        movec   a0, vbr
        movea.l #0x7000, a0
        move.l  a0, usp
        move.w  #0x2300, sr
        move.w  sr, d0
        moveq   #5, d3
        trap    #3
        move.w  #0, -(a7)
        move.l  #user, -(a7)
        move.w  #0x0004, -(a7)
        rte

user:   move.l  a7, d4
        move.w  d3, -(a7)
        moveq   #0, d1
        divu.w  d1, d3
        move.w  #100, d2
        chk.w   (a7)+, d2
        move.w  sr, d5
        move.w  d5, (0x1000003).l
        trap    #1

count:  addq.w  #1, d7
        rte
skip:   addq.w  #1, d7
        addq.l  #2, 2(a7)
        rte
odd:    addq.w  #1, d7
        addq.l  #6, 2(a7)
        rte
level3: addq.w  #1, d6
        rte
end:    stop    #0x2700

        .org    0x200C
        .word   odd
        .org    0x2014
        .word   count, count
        .org    0x2020
        .word   skip
        .org    0x206C
        .word   level3
        .org    0x2084
        .word   end
        .org    0x208C
        .word   count
`;

const monitor = shippedMonitor('68010');
const { map } = monitor;

/** The real machine with nothing on it, and the place where the guest comes to lie. */
function emptyHost(): State {
  const { elements, memory } = zeroState(map.real);
  const kept = map.kept.map(({ name }): [string, bigint] => [name, 0n]);
  return { elements: new Map([...elements, ...kept, [`${KEPT}base`, 0x100n]]), memory };
}

function requesting(state: State, level: bigint): State {
  return { ...state, elements: new Map([...state.elements, ['requested', level]]) };
}

it('does the same under the monitor as bare, step by step', () => {
  const { image } = assemble(map.virtual, GUEST, 'guest.s');
  if (image === undefined) throw new Error('the guest does not assemble');
  let bare = withImage(initialState(map.virtual, image), image);
  const host = emptyHost();
  let real = realState(map, host, virtualState(map, host, 'abstraction'), bare, 'start');
  const how: Record<string, number> = {};

  for (let steps = 0; steps < 60; steps += 1) {
    // A device asks while the guest masks it; in user mode it is let in, and then has gone.
    if (steps === 3) [bare, real] = [requesting(bare, 3n), requesting(real, 3n)];
    if (registerIn(bare, 'd', 6) !== 0n)
      [bare, real] = [requesting(bare, 0n), requesting(real, 0n)];
    expect(changesBetween(map.virtual, bare, virtualState(map, real, 'abstraction'))).toStrictEqual([]); // prettier-ignore
    expect(brokenAt(monitor, real)).toStrictEqual([]);
    bare = step(map.virtual, bare).outcome.state;
    const taken = stepMonitored(monitor, real);
    real = taken.state;
    how[taken.kind] = (how[taken.kind] ?? 0) + 1;
  }

  // Five traps that are counted, one interrupt, and then it waits.
  expect(registerIn(bare, 'd', 7)).toBe(5n);
  expect(registerIn(bare, 'd', 6)).toBe(1n);
  expect(scalarIn(bare, 'stopped')).toBe(1n);
  expect(how).toStrictEqual({ native: 12, emulated: 45, reflected: 3 });
});
