import { describe, expect, it } from 'vitest';
import { unitsOf } from '../../../src/judge/units.ts';
import type { Answer } from '../../../src/question/answer.ts';
import { shippedSpec } from '../../helpers/specs.ts';
import { anInstruction, FOUND, NONE, UNKNOWN, VACUOUS } from '../../helpers/judged.ts';

const { questions } = shippedSpec('pg74');
const variants = ['move.a', 'move.b'].map((id) =>
  anInstruction(id, { opcode: 'move', manualSays: 'privileged' }),
);

describe('unitsOf', () => {
  it('makes a unit of each variant, or of each opcode', () => {
    const answers = new Map();

    expect(
      unitsOf({ granularity: 'variant', questions }, variants, answers, []).map(({ id }) => id),
    ).toStrictEqual(['move.a', 'move.b']);
    expect(
      unitsOf({ granularity: 'opcode', questions }, variants, answers, []).map(({ id }) => id),
    ).toStrictEqual(['move']);
  });

  it.each([
    [NONE, FOUND, 'found'],
    [UNKNOWN, FOUND, 'found'],
    [NONE, UNKNOWN, 'unknown'],
    [VACUOUS, UNKNOWN, 'unknown'],
    [VACUOUS, NONE, 'none'],
    [VACUOUS, VACUOUS, 'vacuous'],
  ])('joins the answers about variants: %o and %o', (a, b, joined) => {
    expect(opcodeAnswer(a, b).kind).toBe(joined);
    expect(opcodeAnswer(b, a).kind).toBe(joined);
  });

  it('leaves open what was not asked of a variant', () => {
    expect(opcodeAnswer(NONE, undefined).kind).toBe('unknown');
  });

  it('keeps a claim that the variants share, and no other', () => {
    const [first, second] = variants;
    const others = [first, second].flatMap((variant, i) =>
      variant === undefined
        ? []
        : [{ ...variant, manualSays: i === 0 ? variant.manualSays : undefined }],
    );

    expect(
      unitsOf({ granularity: 'opcode', questions }, variants, new Map(), [])[0]?.manualSays,
    ).toBe('privileged');
    expect(
      unitsOf({ granularity: 'opcode', questions }, others, new Map(), [])[0]?.manualSays,
    ).toBeUndefined();
  });
});

// Helpers

function opcodeAnswer(a: Answer, b: Answer | undefined): Answer {
  const answers = new Map([
    ['move.a', new Map([['escapes_trap', a]])],
    ['move.b', new Map(b === undefined ? [] : [['escapes_trap', b]])],
  ]);
  const [unit] = unitsOf({ granularity: 'opcode', questions }, variants, answers, []);
  const answer = unit?.answers.get('escapes_trap');
  if (answer === undefined) throw new Error('no answer');
  return answer;
}
