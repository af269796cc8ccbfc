/** The generator of random machines, before anything is concluded from what it makes. */

import { describe, expect, it } from 'vitest';
import { machineFromText } from '../helpers/machines.ts';
import { randomDescription } from '../helpers/random-description.ts';

describe('randomDescription', () => {
  it('makes a correct description from every seed', () => {
    for (let seed = 0; seed < 200; seed += 1) {
      const machine = machineFromText(randomDescription(seed));

      expect(machine.instructions.length, `seed ${seed}`).toBeGreaterThan(0);
    }
  });

  it('makes the same from the same seed, and another from another', () => {
    expect(randomDescription(7)).toBe(randomDescription(7));
    expect(randomDescription(7)).not.toBe(randomDescription(8));
  });

  it('makes machines with banks, clocks, control state, choices and both paths', () => {
    const machines = Array.from({ length: 200 }, (_, seed) =>
      machineFromText(randomDescription(seed)),
    );
    const count = (has: (machine: (typeof machines)[number]) => boolean): number =>
      machines.filter(has).length;

    expect(count(({ banks }) => banks.length > 0)).toBeGreaterThan(20);
    expect(
      count(({ elements }) => elements.some(({ marks }) => marks.includes('time'))),
    ).toBeGreaterThan(20);
    expect(
      count(({ elements }) => elements.some(({ role }) => role === 'control')),
    ).toBeGreaterThan(20);
    expect(
      count(({ instructions }) => instructions.some(({ choices }) => choices.length > 0)),
    ).toBeGreaterThan(20);
    expect(
      count(({ paths }) => paths.some(({ sharedWith }) => sharedWith.length === 1)),
    ).toBeGreaterThan(20);
  });
});
