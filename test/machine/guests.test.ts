/** Guests under the constructed monitors: alone, and beside one another. */

import { array, assert, integer, nat, property, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Image } from '../../src/isa/image.ts';
import type { ConstructedMonitor } from '../../src/isa/monitor-map.ts';
import { BARE } from '../../src/isa/platform.ts';
import { sameState, unitIn, type State } from '../../src/isa/state.ts';
import { Guests, stepsOf, takeTurns, type GuestId } from '../../src/machine/guests.ts';
import { brokenAt } from '../../src/machine/lockstep.ts';
import { isAllocatedIn } from '../../src/machine/monitored.ts';
import { initialState, run } from '../../src/machine/run.ts';
import { SideBySide, type Parting } from '../../src/machine/side-by-side.ts';
import { wordsOf } from '../../src/term/sparse-map.ts';
import { programImage, shippedPlatform, sourceImage } from '../helpers/guests.ts';
import { shippedMonitor } from '../helpers/monitors.ts';

const plain = shippedMonitor('third-generation');
const hybrid = shippedMonitor('third-generation', 'hybrid');
const timer = shippedMonitor('third-generation/timer');

/** Counts for ever in virtual supervisor mode, and writes the count to storage. */
const LOOP = '  .org 2\nhere: addi r1, r1, 1\n  store r1, 0x20\n  jump here\n';

describe('a guest alone', () => {
  it.each([
    ['print.s', plain],
    ['print.s', hybrid],
    ['cooperative.s', plain],
    ['cooperative.s', hybrid],
    ['supervisor.s', plain],
    ['preemptive.s', timer],
    ['preemptive.s', shippedMonitor('third-generation/timer', 'hybrid')],
    ['storm.s', plain],
    ['storm.s', hybrid],
  ])('runs %s as the bare machine does (%#)', (name, monitor) => {
    const { map } = monitor;
    const image = programImage(map.virtual, name);
    const bare = bareRun(monitor, image);
    const { guests, printed } = guestsOf(monitor);
    const id = guests.start(initialState(map.virtual, image));
    takeTurns(guests, { slice: BUDGET, budget: BUDGET });

    expect(printed(id)).toBe(bare.printed);
    expect(guests.exit(id)?.kind).toBe(bare.ended.exit.kind);
    expect(stepsOf(guests.counts(id))).toBe(bare.ended.steps);
    expect(guests.counts(id).trapped).toBe(bare.ended.trapped);
    expect(sameState(map.virtual, guests.virtual(id), bare.ended.state)).toBe(true);
  });

  it('runs natively but for what traps', () => {
    const { guests } = guestsOf(plain);
    const id = guests.start(initialState(plain.map.virtual, programImage(plain.map.virtual, 'print.s'))); // prettier-ignore
    takeTurns(guests, { slice: 100, budget: BUDGET });

    expect(guests.counts(id)).toMatchObject({ emulated: 1, interpreted: 0 });
    expect([...guests.counts(id).byInstruction]).toStrictEqual([['halt', 1]]);
  });

  it('is interpreted in virtual supervisor mode by the hybrid monitor', () => {
    const { guests } = guestsOf(hybrid);
    const id = guests.start(initialState(hybrid.map.virtual, programImage(hybrid.map.virtual, 'loop.s'))); // prettier-ignore
    takeTurns(guests, { slice: 100, budget: 101 });

    expect(guests.counts(id)).toMatchObject({ native: 100, emulated: 0, interpreted: 1 });
  });
});

describe('guests beside one another', () => {
  it('end though others loop for ever', () => {
    const { guests, printed } = guestsOf(plain);
    const { virtual } = plain.map;
    const loops = [1, 2].map(() => guests.start(initialState(virtual, sourceImage(virtual, LOOP))));
    const third = guests.start(initialState(virtual, programImage(virtual, 'print.s')));
    const slice = 70;
    takeTurns(guests, { slice, budget: 3 * slice });

    expect(printed(third)).toBe('Hello from the third generation\n');
    expect(guests.exit(third)?.kind).toBe('halted');
    for (const id of loops) {
      expect(guests.exit(id)).toBeUndefined();
      expect(stepsOf(guests.counts(id))).toBe(3 * slice);
    }
  });

  it.each([1, 2, 3, 7, 100])('behave as alone with slices of %i', (slice) => {
    const { guests, printed } = guestsOf(timer);
    const ids = IMAGES.map((image) => guests.start(initialState(timer.map.virtual, image)));
    takeTurns(guests, { slice, budget: LIMIT });

    expectAsAlone(guests, ids, printed);
  });

  it('behave as alone whoever is interrupted when', () => {
    const turns = array(tuple(nat(IMAGES.length - 1), integer({ min: 1, max: 40 })), {
      minLength: 1,
      maxLength: 40,
    });
    assert(
      property(turns, (schedule) => {
        const { guests, printed } = guestsOf(timer);
        const ids = IMAGES.map((image) => guests.start(initialState(timer.map.virtual, image)));
        for (const [index, steps] of schedule) guests.run(ids[index] ?? 0, steps);

        expectAsAlone(guests, ids, printed);
      }),
      { numRuns: 15 },
    );
  });

  it('leave one another and the monitor alone', () => {
    const { map } = plain;
    const { guests } = guestsOf(plain, ['cooperative.s', 'print.s', 'supervisor.s']);
    for (let turn = 0; turn < 120; turn += 1) {
      const id = guests.ids[turn % 3] ?? 0;
      const others = guests.ids.filter((each) => each !== id).map((each) => guests.virtual(each));
      const before = guests.real;
      guests.run(id, 5);

      expect(brokenAt(plain, guests.real)).toStrictEqual([]);
      const changed = changedPlaces(before, guests.real);
      // The trap entry of the real machine writes E[0]: that is the monitor's own trap.
      const foreign = changed.filter((place) => !isAllocatedIn(map, guests.real, place));
      expect(foreign.filter((place) => place !== 0n)).toStrictEqual([]);
      for (const [i, each] of guests.ids.filter((other) => other !== id).entries()) {
        const state = others[i];
        expect(state !== undefined && sameState(map.virtual, guests.virtual(each), state)).toBe(true); // prettier-ignore
      }
    }
  });

  it('have the same virtual time as bare', () => {
    const { virtual } = timer.map;
    const image = programImage(virtual, 'preemptive.s');
    const bare = bareRun(timer, image);
    const { guests, printed } = guestsOf(timer);
    guests.start(initialState(virtual, sourceImage(virtual, LOOP)));
    const ids = [1, 2].map(() => guests.start(initialState(virtual, image)));
    takeTurns(guests, { slice: 37, budget: bare.ended.steps });

    expect(bare.printed).toContain('aaaabbbbaaaabbbb');
    for (const id of ids) expect(printed(id)).toBe(bare.printed);
  });
});

describe('the allocator', () => {
  it('gives pieces behind the two PSWs that do not overlap, as long as there is room', () => {
    const { guests } = guestsOf(plain);
    const empty = initialState(plain.map.virtual);
    const ids = Array.from({ length: 15 }, () => guests.start(empty));
    const begins = ids.map((id) => guests.region(id).begin);

    expect(begins).toStrictEqual(ids.map((_, i) => 2n + 4096n * BigInt(i)));
    expect(() => guests.start(empty)).toThrow('no room for a guest in storage beside 15');
  });

  it('gives the first that is free again, and with nothing of its last guest in it', () => {
    const { guests } = guestsOf(plain);
    const { virtual } = plain.map;
    const full = initialState(virtual, programImage(virtual, 'cooperative.s'));
    const [, second = 0] = [1, 2, 3].map(() => guests.start(full));
    const { begin } = guests.region(second);
    guests.stop(second);
    expect(unitIn(guests.real, begin + 2n)).toBe(0n);

    const again = guests.start(initialState(virtual));
    expect(guests.region(again).begin).toBe(begin);
    expect(wordsOf(guests.virtual(again).memory.units)).toStrictEqual([]);
  });

  it('refuses a program that is not within the storage of a guest', () => {
    const { guests } = guestsOf(plain);
    const image = sourceImage(plain.map.real, '.org 0x1000\n.word 1\n');

    expect(() => guests.start(initialState(plain.map.virtual, image))).toThrow('E[0x1000] is not in a guest'); // prettier-ignore
  });
});

describe('a guest of a machine that is not virtualizable', () => {
  const popf = shippedMonitor('third-generation/popf');

  it('parts from the bare machine where the virtual sensitivity problem is', () => {
    expect(partingOf(popf, 'popf.s')).toStrictEqual({
      step: 2,
      address: 3n,
      text: 'popf r1',
      how: 'native',
      wasSupervisor: true,
      bareTrap: undefined,
      guestTrap: undefined,
      wrong: ['interrupts_on is 0x0, on the bare machine 0x1'],
    });
  });

  it('does not where that instruction is interpreted, or is none of the program', () => {
    expect(partingOf(shippedMonitor('third-generation/popf', 'hybrid'), 'popf.s')).toBeUndefined();
    expect(partingOf(popf, 'print.s')).toBeUndefined();
  });
});

describe('a guest of riscv', () => {
  it.each(['trap-and-emulate', 'hybrid'] as const)('prints the same under %s', (construction) => {
    const monitor = shippedMonitor('riscv', construction);
    expectSameRun(monitor, programImage(monitor.map.virtual, 'print.s'), 200);
  });

  it('keeps its shadow page table while another one has its turn', () => {
    const monitor = shippedMonitor('riscv', 'trap-and-emulate', [], { SSTC: 1n });
    const { virtual } = monitor.map;
    const names = ['kernel.s', 'print.s'];
    const { guests, printed } = guestsOf(monitor, names);
    for (let turn = 0; turn < 60; turn += 1) {
      guests.run(guests.ids[turn % 2] ?? 0, 1 + (turn % 7));
      expect(brokenAt(monitor, guests.real)).toStrictEqual([]);
    }

    for (const [i, id] of guests.ids.entries()) {
      const steps = stepsOf(guests.counts(id));
      const alone = bareRun(monitor, programImage(virtual, names[i] ?? ''), steps);
      expect(printed(id)).toBe(alone.printed);
      expect(sameState(virtual, guests.virtual(id), alone.ended.state)).toBe(true);
    }
  });

  // The map leaves Sstc out, so this is shown of one run and proved of none.
  it('runs a kernel with two processes', () => {
    const monitor = shippedMonitor('riscv', 'trap-and-emulate', [], { SSTC: 1n });
    const printed = expectSameRun(monitor, programImage(monitor.map.virtual, 'kernel.s'), 2500);

    expect(printed).toMatch(/^two processes\naaaabbbb/u);
  }, 60_000);
});

describe('guests of the 68010', () => {
  it.each(['trap-and-emulate', 'hybrid'] as const)('run as bare under %s', (construction) => {
    const monitor = shippedMonitor('68010', construction);
    const { map } = monitor;
    const image = programImage(map.virtual, 'supervisor.s', [], ['68000']);
    const bare = run(map.virtual, image, { budget: BUDGET });
    const guests = new Guests(monitor, { platform: BARE });
    const ids = [1, 2].map(() => guests.start(initialState(map.virtual, image)));
    takeTurns(guests, { slice: 9, budget: BUDGET });

    for (const id of ids) {
      expect(guests.exit(id)).toStrictEqual({ kind: 'halted' });
      expect(sameState(map.virtual, guests.virtual(id), bare.state)).toBe(true);
      // Its user programs make eight system calls, which the monitor passes on.
      expect(guests.counts(id)).toMatchObject({ reflected: 8, trapped: bare.trapped });
      expect(stepsOf(guests.counts(id))).toBe(bare.steps);
    }
  });
});

describe('a snapshot', () => {
  it.each([0, 1, 50, 333])('after %i steps goes on elsewhere as it would have', (steps) => {
    const { guests, printed } = guestsOf(timer, ['preemptive.s']);
    const [first = 0] = guests.ids;
    guests.run(first, steps);
    const snapshot = guests.snapshot(first);
    const printedBefore = printed(first);
    guests.run(first, BUDGET);

    const copy = guests.restore(snapshot);
    expect(guests.region(copy).begin).not.toBe(guests.region(first).begin);
    guests.run(copy, BUDGET);

    expect(printedBefore + printed(copy)).toBe(printed(first));
    expect(guests.counts(copy)).toStrictEqual(guests.counts(first));
    expect(guests.exit(copy)).toStrictEqual(guests.exit(first));
    expect(sameState(timer.map.virtual, guests.virtual(copy), guests.virtual(first))).toBe(true);
  });

  it.each([1, 2])('after %i of a row of traps ends where that would have ended', (steps) => {
    const { guests } = guestsOf(plain, ['storm.s']);
    const [first = 0] = guests.ids;
    guests.run(first, steps);
    const snapshot = guests.snapshot(first);
    guests.run(first, BUDGET);
    const copies = [1, 2].map(() => guests.restore(snapshot));
    for (const id of copies) guests.run(id, BUDGET);

    for (const id of copies) {
      expect(guests.exit(id)).toMatchObject({ kind: 'unhandled-trap' });
      expect(guests.counts(id)).toStrictEqual(guests.counts(first));
    }
  });
});

// Helpers

const BUDGET = 20_000;
/** What each of several guests may execute, in tests that run them again and again. */
const LIMIT = 600;

/** A kernel with a timer that prints, one that loops in user mode, and a line. */
const IMAGES: readonly Image[] = [
  programImage(timer.map.virtual, 'preemptive.s', [['quantum, 300', 'quantum, 60']]),
  programImage(timer.map.virtual, 'supervisor.s'),
  programImage(timer.map.virtual, 'print.s'),
];

function bareRun(
  { map }: ConstructedMonitor,
  image: Image,
  budget = BUDGET,
): { readonly printed: string; readonly ended: ReturnType<typeof run> } {
  const bytes: number[] = [];
  const ended = run(map.virtual, image, {
    budget,
    platform: shippedPlatform(map.virtual),
    onPrint: (byte) => void bytes.push(byte),
  });
  return { printed: String.fromCodePoint(...bytes), ended };
}

/** A guest, and how it prints, ends and stands as on the bare machine. What it prints. */
function expectSameRun(monitor: ConstructedMonitor, image: Image, budget: number): string {
  const { virtual } = monitor.map;
  const bare = bareRun(monitor, image, budget);
  const { guests, printed } = guestsOf(monitor);
  const id = guests.start(initialState(virtual, image));
  takeTurns(guests, { slice: budget, budget });

  expect(printed(id)).toBe(bare.printed);
  expect(stepsOf(guests.counts(id))).toBe(bare.ended.steps);
  expect(sameState(virtual, guests.virtual(id), bare.ended.state)).toBe(true);
  expect(brokenAt(monitor, guests.real)).toStrictEqual([]);
  return bare.printed;
}

/** Where a program of the machine parts from the bare machine. */
function partingOf(monitor: ConstructedMonitor, name: string): Parting | undefined {
  const { virtual } = monitor.map;
  const platform = shippedPlatform(virtual);
  const start = initialState(virtual, programImage(virtual, name));
  const beside = new SideBySide(monitor, platform, start);
  const guests = new Guests(monitor, {
    platform,
    onStep: (id, taken) => {
      beside.follow(taken, guests.virtual(id));
    },
  });
  guests.start(start);
  takeTurns(guests, { slice: BUDGET, budget: BUDGET });
  return beside.parting;
}

/** An empty real machine, with guests that run some programs. */
function guestsOf(
  monitor: ConstructedMonitor,
  programs: readonly string[] = [],
): { readonly guests: Guests; readonly printed: (id: GuestId) => string } {
  const texts = new Map<GuestId, string>();
  const { virtual } = monitor.map;
  const guests = new Guests(monitor, {
    platform: shippedPlatform(virtual),
    onPrint: (id, byte) => void texts.set(id, (texts.get(id) ?? '') + String.fromCodePoint(byte)),
  });
  for (const name of programs) guests.start(initialState(virtual, programImage(virtual, name)));
  return { guests, printed: (id) => texts.get(id) ?? '' };
}

/** Each is where it would be if it had run as many steps on the bare machine. */
function expectAsAlone(
  guests: Guests,
  ids: readonly GuestId[],
  printed: (id: GuestId) => string,
): void {
  for (const [i, id] of ids.entries()) {
    const image = IMAGES[i];
    if (image === undefined) throw new Error('no such guest');
    const steps = stepsOf(guests.counts(id));
    const alone = bareRun(timer, image, steps);
    expect(printed(id)).toBe(alone.printed);
    expect(alone.ended.steps).toBe(steps);
    expect(sameState(timer.map.virtual, guests.virtual(id), alone.ended.state)).toBe(true);
  }
}

function changedPlaces(before: State, after: State): readonly bigint[] {
  const places = [...wordsOf(before.memory.units), ...wordsOf(after.memory.units)].map(([place]) => place); // prettier-ignore
  return [...new Set(places)].filter((place) => unitIn(before, place) !== unitIn(after, place));
}
