/** No way leads from an unknown answer, an empty one or a missing one to a good verdict. */

import { describe, expect, it } from 'vitest';
import type { AnsweredObligation, MonitorAnswer } from '../../../src/monitor/answer.ts';
import { isMet, isRefuted } from '../../../src/monitor/answer.ts';
import type { ObligationKind } from '../../../src/monitor/obligation.ts';
import { evidenceOf, idleKinds, kindsInOrder, type MonitorResult, monitorVerdict, obligationName, openKinds, outcomeOf } from '../../../src/monitor/result.ts'; // prettier-ignore

const PROVED: MonitorAnswer = { kind: 'proved', evidence: 'proved' };
const NEVER: MonitorAnswer = { kind: 'never' };
const UNKNOWN: MonitorAnswer = { kind: 'unknown', reason: 'timeout', budget: 'rlimit 1' };
const IMPOSSIBLE: MonitorAnswer = { kind: 'impossible', evidence: 'structural' };
const NOTHING = new Set<ObligationKind>();

describe('outcomeOf', () => {
  it('is met if it is proved, and what it rests on too', () => {
    expect(outcomeOf(answered('N', PROVED), NOTHING)).toBe('met');
    expect(outcomeOf(answered('E', PROVED), NOTHING)).toBe('met');
    expect(outcomeOf(answered('N', PROVED), new Set(['R']))).toBe('met');
  });

  it('is not known where what it rests on is not proved', () => {
    expect(outcomeOf(answered('E', PROVED), new Set(['R']))).toBe('unknown');
  });

  it('is refuted whatever it rests on', () => {
    expect(outcomeOf(answered('E', IMPOSSIBLE), new Set(['R']))).toBe('refuted');
  });

  it('is not known where an obligation speaks of no state that has to', () => {
    const outcomes = kindsInOrder().map((kind) => outcomeOf(answered(kind, NEVER), NOTHING));

    expect(outcomes).toStrictEqual([
      'unknown', 'unknown', 'never', 'never', 'unknown', 'never', 'never', 'never', 'never',
    ]); // prettier-ignore
  });

  it('is unknown where the answer is', () => {
    expect(outcomeOf(answered('N', UNKNOWN), NOTHING)).toBe('unknown');
  });
});

describe('openKinds', () => {
  it('are those with something refuted or not known, or with nothing asked', () => {
    const whole = kindsInOrder().map((kind) => answered(kind, PROVED));

    expect(openKinds(whole)).toStrictEqual(NOTHING);
    expect(openKinds([...whole, answered('R', UNKNOWN)])).toStrictEqual(new Set(['R']));
    expect(openKinds([...whole, answered('B', IMPOSSIBLE)])).toStrictEqual(new Set(['B']));
    expect(openKinds(whole.filter(({ obligation }) => obligation.kind !== 'R'))).toStrictEqual(
      new Set(['R']),
    );
  });
});

describe('monitorVerdict', () => {
  it('holds where every kind was asked and met', () => {
    expect(verdict(() => PROVED)).toBe('holds');
  });

  it('holds without T where nothing is sensitive', () => {
    expect(verdict(() => PROVED, { without: 'T' })).toBe('holds');
  });

  it.each(kindsInOrder().filter((kind) => kind !== 'T'))('is undecided where %s was not asked', (kind) => {
    expect(verdict(() => PROVED, { without: kind })).toBe('undecided');
  }); // prettier-ignore

  it.each(kindsInOrder())('is undecided where %s speaks of no state', (kind) => {
    expect(verdict((each) => (each === kind ? NEVER : PROVED))).toBe('undecided');
  });

  it.each(kindsInOrder())('is undecided where %s is unknown', (kind) => {
    expect(verdict((each) => (each === kind ? UNKNOWN : PROVED))).toBe('undecided');
  });

  it.each(kindsInOrder())('fails where %s is refuted, even if all else is unknown', (kind) => {
    expect(verdict((each) => (each === kind ? IMPOSSIBLE : UNKNOWN))).toBe('fails');
  });

  it('is undecided where nothing was asked, or not all', () => {
    expect(monitorVerdict(resultOf([]))).toBe('undecided');
    expect(verdict(() => PROVED, { isWhole: false })).toBe('undecided');
    expect(verdict(() => PROVED, { isComplete: false })).toBe('undecided');
  });
});

describe('an answer', () => {
  it('is met, refuted, or neither', () => {
    const answers = [PROVED, NEVER, UNKNOWN, IMPOSSIBLE];

    expect(answers.map((answer) => isMet(answer))).toStrictEqual([true, true, false, false]);
    expect(answers.map((answer) => isRefuted(answer))).toStrictEqual([false, false, false, true]);
    expect(answers.map((answer) => evidenceOf(answer))).toStrictEqual([
      'proved',
      'no such state',
      'timeout',
      'structural',
    ]);
  });

  it('has the name of its obligation, and of F also the claim', () => {
    expect(obligationName(answered('N', PROVED))).toBe('N load');
    expect(obligationName(answered('F', PROVED))).toBe('F load: it runs');
  });

  it('of no state leaves its kind idle if there is no other', () => {
    expect(idleKinds([answered('N', NEVER), answered('B', NEVER), answered('B', PROVED)])).toStrictEqual(['N']); // prettier-ignore
  });
});

// Helpers

function answered(kind: ObligationKind, answer: MonitorAnswer): AnsweredObligation {
  const restsOn: readonly ObligationKind[] = kind === 'E' ? ['R'] : [];
  const obligation = { kind, about: 'load', wants: 'proof', restsOn, claims: ['it runs'] } as const;
  return { obligation, answer, milliseconds: 1 };
}

interface Asked {
  readonly without?: ObligationKind;
  readonly isWhole?: boolean;
  readonly isComplete?: boolean;
}

/** Of a result with one obligation of each kind. */
function verdict(
  answerOf: (kind: ObligationKind) => MonitorAnswer,
  { without, ...asked }: Asked = {},
): string {
  const kinds = kindsInOrder().filter((kind) => kind !== without);
  return monitorVerdict({ ...resultOf(kinds.map((kind) => answered(kind, answerOf(kind)))), ...asked }); // prettier-ignore
}

function resultOf(obligations: readonly AnsweredObligation[]): MonitorResult {
  return {
    machine: { id: 'm', title: 'A machine' },
    parameters: [],
    virtual: [],
    map: { title: 'A map', citations: [], leavesOut: [], placed: [], invariants: [] },
    construction: 'trap-and-emulate',
    pair: { name: 'p', title: 'A pair' },
    spec: 'pg74',
    justification: { theorem: 1, title: 'Theorem', verdict: 'holds', obstructing: [] },
    obligations,
    solver: { name: 'fixed', version: '1', queries: 0, fromCache: 0, milliseconds: 0 },
    isWhole: true,
    isComplete: true,
  };
}
