import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../../src/judge/decide.ts';
import type { ClassFormula } from '../../../src/question/spec.ts';
import { answersOf, anyAnswer, FOUND, NONE, UNKNOWN, VACUOUS } from '../../helpers/judged.ts';

const found = (question: string): ClassFormula => ({ kind: 'found', question });
const none = (question: string): ClassFormula => ({ kind: 'none', question });

describe('decide', () => {
  it.each([
    ['found', FOUND, 'yes', 'no'],
    ['none', NONE, 'no', 'yes'],
    ['vacuous', VACUOUS, 'undecided', 'undecided'],
    ['unknown', UNKNOWN, 'undecided', 'undecided'],
  ] as const)('takes an answer that is %s for what it says', (_, answer, isFound, isNone) => {
    const evidence = { answers: answersOf({ q: answer }), manualSays: undefined };

    expect(decide(found('q'), evidence)).toBe(isFound);
    expect(decide(none('q'), evidence)).toBe(isNone);
  });

  it('leaves open what was not asked', () => {
    expect(decide(none('q'), { answers: new Map(), manualSays: undefined })).toBe('undecided');
  });

  it('knows what the manual claims, and takes no claim for none', () => {
    const claimed: ClassFormula = { kind: 'claimed', claim: 'privileged' };

    expect(decide(claimed, { answers: new Map(), manualSays: 'privileged' })).toBe('yes');
    expect(decide(claimed, { answers: new Map(), manualSays: 'unprivileged' })).toBe('no');
    expect(decide(claimed, { answers: new Map(), manualSays: undefined })).toBe('no');
  });

  it('knows what a step uses, and leaves open what nobody looked at', () => {
    const uses: ClassFormula = { kind: 'uses', name: 'system' };
    const answers = new Map();

    expect(decide(uses, { answers, manualSays: undefined, uses: ['data', 'system'] })).toBe('yes');
    expect(decide(uses, { answers, manualSays: undefined, uses: ['data'] })).toBe('no');
    expect(decide(uses, { answers, manualSays: undefined })).toBe('undecided');
  });

  it('never decides otherwise once an open answer is answered', () => {
    const names = ['a', 'b', 'c'];
    fc.assert(
      fc.property(
        formulas(names),
        fc.array(anyAnswer, { minLength: 3, maxLength: 3 }),
        fc.boolean(),
        (formula, answers, isFound) => {
          const early = new Map(names.map((name, i) => [name, answers[i] ?? UNKNOWN]));
          const late = new Map(
            [...early].map(([name, answer]) => [
              name,
              answer.kind === 'unknown' ? (isFound ? FOUND : NONE) : answer,
            ]),
          );
          const before = decide(formula, { answers: early, manualSays: undefined });

          if (before !== 'undecided')
            expect(decide(formula, { answers: late, manualSays: undefined })).toBe(before);
        },
      ),
    );
  });
});

// Helpers

function formulas(names: readonly string[]): fc.Arbitrary<ClassFormula> {
  const question = fc.constantFrom(...names);
  const { formula } = fc.letrec<{ formula: ClassFormula }>((tie) => ({
    formula: fc.oneof(
      { depthSize: 'small' },
      question.map(found),
      question.map(none),
      tie('formula').map((operand): ClassFormula => ({ kind: 'not', operand })),
      fc
        .tuple(fc.constantFrom('and', 'or', 'implies'), tie('formula'), tie('formula'))
        .map(([kind, left, right]): ClassFormula => ({ kind, left, right })),
    ),
  }));
  return formula;
}
