import { describe, expect, it } from 'vitest';
import { canBecomeTrue } from '../../../src/machine/can-become-true.ts';
import * as t from '../../../src/term/term.ts';

const enabled = t.variable('enabled', t.BOOL);
const clock = t.variable('clock', t.bits(8));
const late = t.compare('bvult', t.constant(8, 100n), clock);

describe('canBecomeTrue', () => {
  it.each([
    ['what changes', late, true],
    ['what changes, and something false', t.and(enabled, late), false],
    ['what changes, or something false', t.or(enabled, late), true],
    ['not what changes', t.not(late), true],
    ['not what changes, and something true', t.and(t.not(late), t.not(enabled)), true],
    ['not (what changes, or something true)', t.not(t.or(late, t.not(enabled))), false],
    ['not (what changes, and something true)', t.not(t.and(late, t.not(enabled))), true],
    ['something false', enabled, false],
    ['something true', t.not(enabled), true],
    ['nothing', t.FALSE, false],
  ])('decides %s', (_, condition, expected) => {
    const environment = { variable: (name: string) => (name === 'clock' ? 0n : false) };

    expect(canBecomeTrue(condition, environment, (name) => name === 'clock')).toBe(expected);
  });
});
