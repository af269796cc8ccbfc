import { describe, expect, it } from 'vitest';
import { premisesOf, withPremiseReplaced } from '../../../src/question/spec.ts';
import { shippedSpec } from '../../helpers/specs.ts';

const spec = shippedSpec('pg74');

describe('premisesOf', () => {
  it('lists each conjunct of each frame', () => {
    const [first, second] = premisesOf(spec);

    expect(first).toStrictEqual({ question: 'escapes_trap', index: 0, text: 'user(s)' });
    expect(second).toStrictEqual({ question: 'escapes_trap', index: 1, text: '!memory_traps(s)' });
  });
});

describe('withPremiseReplaced', () => {
  it('makes one conjunct false and leaves everything else', () => {
    const replaced = withPremiseReplaced(spec, 'escapes_trap', 1);
    const [changed, ...others] = replaced.questions;

    expect(changed?.among.map(({ text }) => text)).toStrictEqual(['user(s)', 'false']);
    expect(changed?.among[1]?.formula).toStrictEqual({ kind: 'constant', value: false });
    expect(others).toStrictEqual(spec.questions.slice(1));
  });

  it.each([
    ['nobody_asks', 0],
    ['escapes_trap', 2],
  ])('refuses what is no premise: %s, %i', (question, index) => {
    expect(() => withPremiseReplaced(spec, question, index)).toThrow(RangeError);
  });
});
