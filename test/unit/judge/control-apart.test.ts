import { describe, expect, it } from 'vitest';
import { controlApart } from '../../../src/judge/control-apart.ts';
import type { Answer } from '../../../src/question/answer.ts';
import { FOUND, NONE, UNKNOWN, VACUOUS } from '../../helpers/judged.ts';

const QUESTIONS = ['writes_control', 'reads_control'];

describe('controlApart', () => {
  it('holds if nobody reads or writes it, and lists those who do', () => {
    expect(apart({ add: [NONE, NONE] })).toMatchObject({ verdict: 'holds', listed: [] });
    expect(apart({ add: [NONE, NONE], smsw: [NONE, FOUND], fadd: [FOUND, NONE] })).toMatchObject({
      verdict: 'fails',
      why: 'written by fadd; read by smsw',
      listed: ['fadd', 'smsw'],
    });
  });

  it('is undecided while an answer is open, and of no instruction', () => {
    expect(apart({ add: [NONE, UNKNOWN] })?.verdict).toBe('undecided');
    expect(apart({})?.verdict).toBe('undecided');
  });

  it('fails on one witness, whatever is open', () => {
    expect(apart({ add: [FOUND, UNKNOWN] })?.verdict).toBe('fails');
  });

  it('is undecided where no user state was looked at', () => {
    expect(apart({ add: [VACUOUS, NONE] })?.verdict).toBe('undecided');
  });

  it('is no premise of a spec that does not ask', () => {
    expect(controlApart(new Map(), ['sees_mode'])).toBeUndefined();
  });
});

// Helpers

function apart(
  answers: Readonly<Record<string, readonly [Answer, Answer]>>,
): ReturnType<typeof controlApart> {
  const asked = Object.entries(answers).map(([id, each]): [string, ReadonlyMap<string, Answer>] => [
    id,
    new Map(QUESTIONS.map((question, i): [string, Answer] => [question, each[i] ?? UNKNOWN])),
  ]);
  return controlApart(new Map(asked), QUESTIONS);
}
