/** Sampling finds nothing where there is nothing, and what is wrong where something is. */

import { describe, expect, it } from 'vitest';
import { CONSTRUCTIONS } from '../../../src/isa/monitor-map.ts';
import { unitIn } from '../../../src/isa/state.ts';
import { initialState } from '../../../src/machine/run.ts';
import { evaluatorEngine } from '../../../src/sample/evaluator-engine.ts';
import { placementsOf } from '../../../src/sample/placements.ts';
import { startGuest } from '../../../src/sample/start-guest.ts';
import { withWord } from '../../../src/term/sparse-map.ts';
import { sampleMonitor } from '../../../src/sample/sample-monitor.ts';
import { partingOf } from '../../../src/sample/run-guest.ts';
import { shippedMonitor, type Edit } from '../../helpers/monitors.ts';

const MACHINE = 'third-generation';
const SEED = 1974;

describe('the shipped map', () => {
  it.each(CONSTRUCTIONS)('runs every guest alike, by %s', async (construction) => {
    const monitor = shippedMonitor(MACHINE, construction);

    const sampled = await sampleMonitor(monitor, { seed: SEED, runs: 400 });

    expect(sampled.parted?.parted.wrong).toBeUndefined();
    expect(sampled).toMatchObject({ guests: 400, isComplete: true });
    expect(sampled.steps).toBeGreaterThan(2000);
    expect(sampled.coverage.covers.map(({ states }) => states > 0)).toStrictEqual(
      monitor.map.covers.map(() => true),
    );
    const kinds = new Set(sampled.coverage.rows.map(({ outcome }) => outcome.kind));
    const how = construction === 'hybrid' ? 'interpreted' : 'emulated';
    expect(kinds).toStrictEqual(new Set([how, 'native', 'traps']));
    const ran = sampled.coverage.rows.reduce((sum, { steps }) => sum + steps, 0);
    expect(ran).toBe(sampled.steps);
  });

  it('never interprets user mode, and runs no sensitive instruction natively', async () => {
    const { coverage } = await sampleMonitor(shippedMonitor(MACHINE, 'hybrid'), {
      seed: SEED,
      runs: 200,
    });
    const of = (kind: string): ReadonlySet<string> =>
      new Set(coverage.rows.filter(({ outcome }) => outcome.kind === kind).map(({ mode }) => mode));

    expect(of('interpreted')).toStrictEqual(new Set(['supervisor']));
    expect(of('native')).toStrictEqual(new Set(['user']));
  });

  it('names what never ran', async () => {
    const { coverage } = await sampleMonitor(shippedMonitor(MACHINE), { seed: SEED, runs: 2 });
    const ran = new Set(coverage.rows.map(({ about, mode }) => `${about} ${mode}`));

    expect(coverage.gaps.length).toBeGreaterThan(0);
    for (const { instruction, mode } of coverage.gaps)
      expect(ran).not.toContain(`${instruction} ${mode}`);
  });
});

describe('a map with tables that the monitor builds', () => {
  const monitor = shippedMonitor('riscv');

  it('runs guests alike', async () => {
    const sampled = await sampleMonitor(monitor, { seed: SEED, runs: 60, steps: 20 });

    expect(sampled.parted?.parted.wrong).toBeUndefined();
    expect(sampled.guests).toBe(60);
    expect(sampled.steps).toBeGreaterThan(100);
  });

  it('is wrong where a table is', () => {
    const { map } = monitor;
    const [kept] = placementsOf(map);
    const start = initialState(map.virtual);
    const { bare, real } = startGuest(map, {
      kept: kept ?? new Map(),
      start,
      code: [],
      choices: 0,
    });
    const engine = evaluatorEngine(monitor);
    const place = (map.derived?.low ?? 0n) + 0xffn;
    const units = withWord(real.memory.units, place, unitIn(real, place) + 1n);

    expect(engine.load(bare, real)).toBe(true);
    expect(engine.load(bare, { ...real, memory: { kind: 'memory', units } })).toBe(false);
  });
});

const BROKEN: readonly (readonly [what: string, edits: readonly Edit[], wrong: string])[] = [
  [
    'recovers a program counter one too high',
    [['virtual.P = E[0][47:32]', 'virtual.P = E[0][47:32] + 1']],
    'P is',
  ],
  [
    'begins the window one too high',
    [['virtual.q ? base + l : base', 'virtual.q ? base + l + 1 : base']],
    ', on the bare machine ',
  ],
  ['does not cut the window off', [['return b < room ? b : room', 'return b']], 'P is'],
  [
    'lets a trap enter in user mode',
    [
      ['E[1] = zext(supervisor', 'E[1] = zext(user'],
      ['invariant E[1][48] == 1\n', 'invariant E[1][48] == 0\n'],
    ],
    'a user state',
  ],
  [
    'does not keep what the guest believes its mode is',
    [
      ['kept M, R            why "What', 'kept R why "What'],
      ['virtual.M == supervisor', 'M == supervisor'],
      ['virtual.M == user', 'M == user'],
    ],
    'M is 0x0, on the bare machine 0x1',
  ],
  [
    'forgets R when it resumes',
    [
      [
        '  R.l = window_start(virtual.R.l, kept.base)\n  R.b = window_size(virtual.R.l, virtual.R.b)\n',
        '  R.l = window_start(0, kept.base)\n  R.b = window_size(0, 0xFFFF)\n',
      ],
    ],
    'R.l == window_start(virtual.R.l, kept.base)',
  ],
  [
    'writes into storage that it did not allocate',
    [['when a >= kept.base &&', 'when\n  a > kept.base &&']],
    "is not the guest's, and was changed",
  ],
  [
    'shows the storage from the unit before on',
    [['window at kept.base cites', 'window at kept.base - 1 cites']],
    ', on the bare machine ',
  ],
];

describe('a map that', () => {
  it.each(BROKEN)('%s is found out, by a few instructions', async (_, edits, wrong) => {
    const monitor = shippedMonitor(MACHINE, 'trap-and-emulate', edits);

    const { parted } = await sampleMonitor(monitor, { seed: SEED, runs: 1000 });

    expect(parted?.parted.wrong.join('; ')).toContain(wrong);
    expect(parted?.guest.code.length).toBeLessThanOrEqual(3);
    expect(parted?.step).toBeLessThanOrEqual(5);
  });
});

describe('a machine with a sensitive instruction that does not trap', () => {
  it('parts from its guest, and the report names the instruction', async () => {
    const { parted } = await sampleMonitor(shippedMonitor('third-generation/popf'), { seed: SEED });

    expect(parted?.parted).toMatchObject({ how: 'native' });
    expect(parted?.parted.text).toMatch(/^popf r\d$/u);
    expect(parted?.parted.wrong).toHaveLength(1);
    expect(parted?.parted.wrong[0]).toMatch(/^interrupts_on is 0x\d, on the bare machine 0x\d$/u);
    expect(parted?.guest.code.length).toBeLessThanOrEqual(3);
  });

  it('runs alike under a hybrid monitor, for which it is innocuous in user mode', async () => {
    const monitor = shippedMonitor('third-generation/popf', 'hybrid');
    const { parted, guests } = await sampleMonitor(monitor, { seed: SEED, runs: 300 });

    expect(parted?.parted.wrong).toBeUndefined();
    expect(guests).toBe(300);
  });
});

describe('seed and path', () => {
  const monitor = shippedMonitor('third-generation/popf');

  it('give the same again', async () => {
    const [first, second] = await Promise.all(
      [1, 2].map(async () => await sampleMonitor(monitor, { seed: 7, runs: 100 })),
    );

    expect(second?.parted?.path).toBe(first?.parted?.path);
    expect(second?.parted?.guest).toStrictEqual(first?.parted?.guest);
    expect(second?.coverage).toStrictEqual(first?.coverage);
  });

  it('give the small guest alone, which parts on the reference evaluator', async () => {
    const { parted } = await sampleMonitor(monitor, { seed: 7 });
    const again = await sampleMonitor(monitor, { seed: 7, path: parted?.path });

    expect(again.guests).toBe(1);
    expect(again.parted?.guest).toStrictEqual(parted?.guest);
    expect(again.parted?.step).toBe(parted?.step);
    const found =
      again.parted === undefined ? undefined : partingOf(monitor, again.parted.guest, 50);
    expect(found?.parted.wrong).toStrictEqual(parted?.parted.wrong);
  });

  it('differ from seed to seed', async () => {
    const seeds = await Promise.all(
      [1, 2].map(async (seed) => (await sampleMonitor(monitor, { seed, runs: 5 })).coverage.rows),
    );

    expect(seeds[0]).not.toStrictEqual(seeds[1]);
  });
});

it('ends early when it is interrupted, and says so', async () => {
  const interrupt = new AbortController();
  const sampled = await sampleMonitor(shippedMonitor(MACHINE), {
    seed: SEED,
    runs: 500,
    signal: interrupt.signal,
    onProgress: ({ done }) => {
      if (done === 20) interrupt.abort();
    },
  });

  expect(sampled).toMatchObject({ guests: 20, isComplete: false, parted: undefined });
});

it('compares nothing where no guest can be placed', async () => {
  const monitor = shippedMonitor(MACHINE, 'trap-and-emulate', [
    ['placed when kept.base >= 2 &&', 'placed when kept.base < 2 && kept.base >= 2 &&'],
  ]);

  expect(await sampleMonitor(monitor, { seed: SEED })).toMatchObject({ guests: 0, steps: 0 });
});
