/** Descriptions larger and deeper than anyone writes. How long they take is `fuzz.mjs --large`. */

import { describe, expect, it } from 'vitest';
import { bigDescription } from '../../scripts/fuzz/big-description.mjs';
import { littleMachine, loadText, machineFromText } from '../helpers/machines.ts';

describe('a correct description', () => {
  it('of 100,000 lines loads', () => {
    const text = bigDescription(100_000);

    expect(text.split('\n').length).toBeGreaterThanOrEqual(100_000);
    expect(machineFromText(text).instructions.length).toBeGreaterThan(10_000);
  });
});

describe('an expression', () => {
  it.each([
    ['parentheses', '('.repeat(10_000) + '1' + ')'.repeat(10_000)],
    ['open parentheses', '('.repeat(10_000)],
    ['negations', '-'.repeat(10_000) + '1'],
    ['choices', 'M == user ? 1 : '.repeat(10_000) + '1'],
    ['sums on the right', '1 + ('.repeat(10_000) + '1' + ')'.repeat(10_000)],
  ])('of 10,000 nested %s is refused with a diagnostic', (_, expression) => {
    const { machine, diagnostics } = loadText(
      littleMachine(`instruction i "i" encoding 0x01[8] { r[1] = ${expression} }`),
    );

    expect(machine).toBeUndefined();
    expect(diagnostics.filter(({ severity }) => severity === 'error')).not.toHaveLength(0);
  });

  it.each([
    ['blocks', `${'if M == user { '.repeat(10_000)}r[1] = 1${' }'.repeat(10_000)}`],
    ['records', `let v : ${'record { x : '.repeat(10_000)}bits(1)${' }'.repeat(10_000)} = 0`],
  ])('in 10,000 nested %s is refused with a diagnostic', (_, body) => {
    const { machine, diagnostics } = loadText(
      littleMachine(`instruction i "i" encoding 0x01[8] { ${body} }`),
    );

    expect(machine).toBeUndefined();
    expect(diagnostics.filter(({ severity }) => severity === 'error')).not.toHaveLength(0);
  });

  it('of a sum of 10,000 terms is no nesting, and ends', () => {
    const { machine, diagnostics } = loadText(
      littleMachine(`instruction i "i" encoding 0x01[8] { r[1] = ${'1 + '.repeat(10_000)}1 }`),
    );

    expect(machine !== undefined || diagnostics.length > 0).toBe(true);
  });
});
