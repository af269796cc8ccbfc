/** What no verdict may make of an answer that is not one: small, and broken by `npm run mutants`. */

import { describe, expect, it } from 'vitest';
import { decide } from '../../src/judge/decide.ts';
import { verdictOfNone } from '../../src/judge/premise.ts';
import { judgeTheorem } from '../../src/judge/theorem.ts';
import { and, or, type Truth } from '../../src/judge/truth.ts';
import { unitsOf } from '../../src/judge/units.ts';
import { unknown, type Answer } from '../../src/question/answer.ts';
import type { ClassFormula, Theorem } from '../../src/question/spec.ts';
import { machineFromText, littleMachine } from '../helpers/machines.ts';

const NONE: Answer = { kind: 'none', evidence: 'proved' };
const VACUOUS: Answer = { kind: 'vacuous', evidence: 'vacuous', premises: [] };
const FOUND: Answer = {
  kind: 'found',
  evidence: 'witness',
  witness: {
    states: [],
    operands: new Map(),
    choices: new Map(),
    outcomes: [],
    differing: [],
    observed: [],
    otherCauses: undefined,
    smallest: undefined,
  },
};
const OPEN = unknown('for tests');

const ESCAPES: ClassFormula = { kind: 'none', question: 'escapes' };
const machine = machineFromText(
  littleMachine(`
    control C : bits(8) time why "for tests"
    instruction plain "plain" encoding 0x01[8] { r[1] = 0 }
    instruction clock "clock" encoding 0x02[8] { if M == user { trap privileged }  r[1] = C }`),
);

describe('decide', () => {
  it.each([
    ['found', FOUND, 'no'],
    ['none', NONE, 'yes'],
    ['vacuous', VACUOUS, 'undecided'],
    ['unknown', OPEN, 'undecided'],
  ])('takes %s of what must not be found for what it says', (_, answer, truth) => {
    expect(
      decide(ESCAPES, { answers: new Map([['escapes', answer]]), manualSays: undefined }),
    ).toBe(truth);
  });

  it('takes what was not asked for undecided', () => {
    expect(decide(ESCAPES, { answers: new Map(), manualSays: undefined })).toBe('undecided');
  });
});

describe('and, or', () => {
  it('decide as Kleene does', () => {
    const truths: readonly Truth[] = ['yes', 'no', 'undecided'];

    expect(truths.map((a) => truths.map((b) => and(a, b)))).toStrictEqual([
      ['yes', 'no', 'undecided'],
      ['no', 'no', 'no'],
      ['undecided', 'no', 'undecided'],
    ]);
    expect(truths.map((a) => truths.map((b) => or(a, b)))).toStrictEqual([
      ['yes', 'yes', 'yes'],
      ['yes', 'no', 'undecided'],
      ['yes', 'undecided', 'undecided'],
    ]);
  });
});

describe('judgeTheorem', () => {
  it('is undecided of no instruction', () => {
    expect(theorem(1, {}).verdict).toBe('undecided');
  });

  it('is undecided if one instruction is', () => {
    expect(theorem(1, { plain: NONE, clock: OPEN })).toMatchObject({
      verdict: 'undecided',
      undecided: ['clock'],
    });
    expect(theorem(1, { plain: VACUOUS, clock: NONE })).toMatchObject({
      verdict: 'undecided',
      undecided: ['plain'],
    });
  });

  it('fails if one instruction does, whatever the others are', () => {
    expect(theorem(1, { plain: OPEN, clock: FOUND })).toMatchObject({
      verdict: 'fails',
      obstructing: ['clock'],
    });
  });

  it('holds if every instruction does', () => {
    expect(theorem(1, { plain: NONE, clock: NONE }).verdict).toBe('holds');
  });

  it('leaves recursion undecided if an interpreter reads time', () => {
    expect(theorem(2, { plain: NONE, clock: NONE })).toMatchObject({
      verdict: 'undecided',
      obstructing: [],
      undecided: [],
    });
  });
});

describe('unitsOf', () => {
  it.each([
    [[NONE, FOUND], 'found'],
    [[OPEN, FOUND], 'found'],
    [[NONE, OPEN], 'unknown'],
    [[VACUOUS, NONE], 'none'],
    [[VACUOUS, VACUOUS], 'vacuous'],
  ])('joins the answers about the variants of an opcode', (answers, kind) => {
    const variants = machine.instructions.map((each) => ({ ...each, opcode: 'both' }));
    const [unit] = unitsOf(
      { granularity: 'opcode', questions: [question()] },
      variants,
      new Map(variants.map(({ id }, i) => [id, new Map([['escapes', answers[i] ?? OPEN]])])),
      [],
    );

    expect(unit?.answers.get('escapes')?.kind).toBe(kind);
  });
});

describe('verdictOfNone', () => {
  it.each([
    [[], 'undecided'],
    [[NONE], 'holds'],
    [[NONE, VACUOUS], 'undecided'],
    [[NONE, OPEN], 'undecided'],
    [[OPEN, FOUND], 'fails'],
  ])('is good only of answers that are', (answers, verdict) => {
    expect(verdictOfNone(answers)).toBe(verdict);
  });
});

// Helpers.

function question(): Parameters<typeof unitsOf>[0]['questions'][number] {
  const span = { file: 'test', start: 0, end: 0 };
  return {
    name: 'escapes',
    title: '',
    citations: [],
    reading: undefined,
    states: 1,
    differing: [],
    differingSpans: [],
    among: [],
    unless: [],
    suchThat: { formula: { kind: 'constant', value: true }, text: '', span },
    observation: { parts: [], except: [] },
    span,
  };
}

function theorem(
  number: number,
  answers: Readonly<Record<string, Answer>>,
): ReturnType<typeof judgeTheorem> {
  const requirement: Theorem = {
    number,
    title: '',
    citations: [],
    requires: ESCAPES,
    span: { file: 'test', start: 0, end: 0 },
  };
  const asked = machine.instructions.filter(({ id }) => answers[id] !== undefined);
  const units = unitsOf(
    { granularity: 'variant', questions: [question()] },
    asked,
    new Map(asked.map(({ id }) => [id, new Map([['escapes', answers[id] ?? OPEN]])])),
    [],
  );
  return judgeTheorem(requirement, units, machine);
}
