import { describe, expect, it } from 'vitest';
import type { Answer } from '../../../src/question/answer.ts';
import type { ClassFormula } from '../../../src/question/spec.ts';
import { reasonsFor } from '../../../src/report/reasons.ts';
import { found, open, proved } from './sample-check.ts';

const a: ClassFormula = { kind: 'found', question: 'a' };
const b: ClassFormula = { kind: 'found', question: 'b' };

describe('reasonsFor', () => {
  it('gives the one part that settles a formula', () => {
    expect(reasons({ kind: 'or', left: a, right: b }, found(), proved)).toStrictEqual(['a']);
    expect(reasons({ kind: 'and', left: a, right: b }, found(), proved)).toStrictEqual(['b']);
    expect(reasons({ kind: 'or', left: a, right: b }, found(), open)).toStrictEqual(['a']);
  });

  it('gives both parts where both are needed', () => {
    expect(reasons({ kind: 'and', left: a, right: b }, found(), found())).toStrictEqual(['a', 'b']);
    expect(reasons({ kind: 'or', left: a, right: b }, proved, proved)).toStrictEqual(['a', 'b']);
    const implication: ClassFormula = { kind: 'implies', left: a, right: b };
    expect(reasons(implication, found(), proved)).toStrictEqual(['a', 'b']);
  });

  it('gives the open parts of what is open', () => {
    expect(reasons({ kind: 'and', left: a, right: b }, found(), open)).toStrictEqual(['b']);
    expect(reasons({ kind: 'not', operand: a }, open, proved)).toStrictEqual(['a']);
  });

  it('names a question once, and nothing for a claim', () => {
    expect(reasons({ kind: 'and', left: a, right: a }, found(), proved)).toStrictEqual(['a']);
    expect(reasons({ kind: 'claimed', claim: 'privileged' }, found(), found())).toStrictEqual([]);
  });
});

// Helpers

function reasons(formula: ClassFormula, ofA: Answer, ofB: Answer): readonly string[] {
  const answers = new Map([
    ['a', ofA],
    ['b', ofB],
  ]);
  return reasonsFor(formula, { answers, manualSays: undefined }).map(({ question }) => question);
}
