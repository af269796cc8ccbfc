/** Lockstep says that two part exactly where one step compared as a whole says so. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConstructedMonitor } from '../../../src/isa/monitor-map.ts';
import { comparedStep } from '../../../src/machine/lockstep.ts';
import { buildGuest } from '../../../src/sample/build-guest.ts';
import { chooserFor } from '../../../src/sample/choose.ts';
import { guestArbitrary } from '../../../src/sample/drawn.ts';
import { evaluatorEngine } from '../../../src/sample/evaluator-engine.ts';
import { startGuest } from '../../../src/sample/start-guest.ts';
import { shippedMonitor, type Edit } from '../../helpers/monitors.ts';

const EDITS: readonly (readonly [string, readonly Edit[]])[] = [
  ['as it is', []],
  ['with a window that is not cut off', [['return b < room ? b : room', 'return b']]],
  ['with a wrong recovery', [['virtual.P = E[0][47:32]', 'virtual.P = E[0][47:32] + 1']]],
  ['with an allocation too small', [['when a >= kept.base &&', 'when\n  a > kept.base &&']]],
  ['with a resumption in supervisor mode', [['  M   = user', '  M   = virtual.M']]],
];

describe.each(['third-generation', 'third-generation/undefined'])('%s', (machine) => {
  it.each(EDITS)('%s', (_, edits) => {
    const monitor = shippedMonitor(machine, 'trap-and-emulate', edits);
    const arbitrary = guestArbitrary(monitor.map);
    if (arbitrary === undefined) throw new Error('no guest');
    let compared = 0;

    fc.assert(
      fc.property(arbitrary, (drawn) => {
        compared += agreeOn(monitor, drawn);
      }),
      { numRuns: 60 },
    );

    expect(compared).toBeGreaterThan(60);
  });
});

// Helpers

/** Steps until the two part, and checks each; how many they were. */
function agreeOn(monitor: ConstructedMonitor, drawn: Parameters<typeof buildGuest>[1]): number {
  const guest = buildGuest(monitor.map, drawn);
  if (guest === undefined) return 1;
  const engine = evaluatorEngine(monitor);
  const { bare, real } = startGuest(monitor.map, guest);
  if (!engine.load(bare, real)) return 1;
  for (let step = 1; step <= 20; step += 1) {
    const before = engine.real();
    let choices: ReturnType<ReturnType<typeof chooserFor>> = new Map();
    const { isAlike } = engine.step((variables) => {
      choices = chooserFor(guest.choices, step)(variables);
      return choices;
    });
    const { wrong, bare: taken } = comparedStep(monitor, before, choices);

    expect({ isAlike, wrong }).toStrictEqual({ isAlike: wrong.length === 0, wrong });
    if (!isAlike) return step;
    expect(engine.bare().elements).toStrictEqual(taken.outcome.state.elements);
  }
  return 20;
}
