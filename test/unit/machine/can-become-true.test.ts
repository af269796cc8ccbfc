import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canBecomeTrue } from '../../../src/machine/can-become-true.ts';
import { evaluate } from '../../../src/term/evaluate.ts';
import * as t from '../../../src/term/term.ts';
import { anyBoolTerm, anyEnvironment } from '../../helpers/terms.ts';

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
    ['a bit that is masked out', bitSet(t.binary('bvand', clock, byte(0x0f)), 7), false],
    ['a bit that is left', bitSet(t.binary('bvand', clock, byte(0x0f)), 3), true],
    ['a bit that is always set', t.not(bitSet(t.binary('bvor', clock, byte(0x80)), 7)), false],
    ['a bit of one flipped with another', bitSet(t.binary('bvxor', clock, byte(1)), 0), true],
    ['a bit beside what changes', bitSet(t.concat(byte(1), clock), 8), true],
    ['a zero beside what changes', bitSet(t.concat(byte(1), clock), 9), false],
    ['a zero in front of what changes', bitSet(t.zeroExtend(clock, 12), 11), false],
    ['what is chosen by something false', bitSet(t.ite(enabled, clock, byte(0)), 0), false],
    ['what is chosen by what changes', bitSet(t.ite(late, byte(5), byte(1)), 1), false],
    ['what changes, where a bit differs', t.equal(t.binary('bvor', clock, byte(1)), byte(2)), false], // prettier-ignore
  ])('decides %s', (_, condition, expected) => {
    const environment = { variable: (name: string) => (name === 'clock' ? 0n : false) };

    expect(canBecomeTrue(condition, environment, (name) => name === 'clock')).toBe(expected);
  });

  it('is never wrong when it says no', () => {
    let refused = 0;
    const given = fc.tuple(anyBoolTerm({ maxSize: 40 }), anyEnvironment, fc.array(anyEnvironment, { minLength: 4, maxLength: 4 }), fc.nat(3)); // prettier-ignore
    fc.assert(
      fc.property(given, ([condition, environment, others, salt]) => {
        const changing = (name: string): boolean => hashOf(name) % 4 === salt;
        if (canBecomeTrue(condition, environment, changing)) return;
        refused += 1;
        for (const other of [environment, ...others]) {
          const variable: typeof other.variable = (name, sort) =>
            (changing(name) ? other : environment).variable(name, sort);
          expect(evaluate(condition, { ...environment, variable })).toBe(false);
        }
      }),
      { numRuns: 1000 },
    );
    expect(refused).toBeGreaterThan(50);
  });
});

// Helpers

function byte(value: number): t.Term {
  return t.constant(8, BigInt(value));
}

function bitSet(word: t.Term, position: number): t.Term {
  return t.equal(t.extract(word, position, position), t.constant(1, 1n));
}

function hashOf(name: string): number {
  return Array.from(name, (letter) => letter.codePointAt(0) ?? 0).reduce((a, b) => a + b, 0);
}
