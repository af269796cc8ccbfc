import { describe, expect, it } from 'vitest';
import { judgePair } from '../../../src/judge/judge.ts';
import type { PairResult } from '../../../src/judge/result.ts';
import type { Answer } from '../../../src/question/answer.ts';
import * as t from '../../../src/term/term.ts';
import { anInstruction, FOUND, NONE, UNKNOWN, VACUOUS } from '../../helpers/judged.ts';
import { shippedSpec } from '../../helpers/specs.ts';
import { byte, completes, tinyMachine } from '../../helpers/tiny-machine.ts';

const pg74 = shippedSpec('pg74');
const INNOCUOUS = { escapes_trap: FOUND, completes_in_supervisor: FOUND, in_user_mode_same: FOUND };
const PRIVILEGED = {
  changes_control: FOUND,
  completes_in_supervisor: FOUND,
  in_user_mode_exception: FOUND,
};

describe('judgePair', () => {
  it('lets all theorems hold where what is sensitive is privileged', () => {
    const { instructions, theorems } = judged({ add: INNOCUOUS, lpsw: PRIVILEGED });

    expect(
      instructions.map(({ id, privileged, control, sensitive, inUserMode }) => ({
        id,
        privileged,
        control,
        sensitive,
        inUserMode,
      })),
    ).toStrictEqual([
      { id: 'add', privileged: 'no', control: 'no', sensitive: 'no', inUserMode: ['same'] },
      {
        id: 'lpsw',
        privileged: 'yes',
        control: 'yes',
        sensitive: 'yes',
        inUserMode: ['exception'],
      },
    ]);
    expect(theorems.map(({ verdict }) => verdict)).toStrictEqual(['holds', 'holds', 'holds']);
  });

  it('names what obstructs Theorem 1, and leaves Theorem 3 to what is user sensitive', () => {
    const { theorems } = judged({ jrst: { ...INNOCUOUS, changes_control: FOUND }, add: INNOCUOUS });

    expect(
      theorems.map(({ number, verdict, obstructing }) => [number, verdict, obstructing]),
    ).toStrictEqual([
      [1, 'fails', ['jrst']],
      [2, 'fails', ['jrst']],
      [3, 'holds', []],
    ]);
  });

  it.each([UNKNOWN, VACUOUS])('never lets a theorem hold on an open answer: %o', (open) => {
    const { theorems, instructions } = judged({ odd: { ...INNOCUOUS, sees_mode: open } });

    expect(instructions[0]?.sensitive).toBe('undecided');
    expect(theorems[0]).toMatchObject({ verdict: 'undecided', undecided: ['odd'] });
  });

  it('does not call privileged what no user state could show', () => {
    expect(
      judged({ odd: { ...PRIVILEGED, escapes_trap: VACUOUS } }).instructions[0]?.privileged,
    ).toBe('undecided');
  });

  it('lets no theorem hold of no instruction', () => {
    expect(judged({}).theorems.map(({ verdict }) => verdict)).toStrictEqual([
      'undecided',
      'undecided',
      'undecided',
    ]);
  });

  it('leaves Theorem 2 open where an interpreter would read time', () => {
    const step = completes(1, { 'R.b': t.variable('T', t.bits(8)) });
    const [, recursive] = judged({ timed: PRIVILEGED }, step).theorems;

    expect(recursive).toMatchObject({ verdict: 'undecided', obstructing: [] });
    expect(recursive?.reason).toContain('timed');
  });

  it('lets Theorem 2 hold where time only passes', () => {
    const step = completes(1, { T: t.binary('bvadd', t.variable('T', t.bits(8)), byte(1)) });

    expect(judged({ timed: PRIVILEGED }, step).theorems[1]?.verdict).toBe('holds');
  });

  it('holds the facts of kernel-user against the machine', () => {
    const spec = shippedSpec('kernel-user');
    const kernelUser = (
      answers: Readonly<Record<string, Readonly<Record<string, Answer>>>>,
    ): PairResult => judged(answers, undefined, spec);
    const claimed = kernelUser({ same: { ...INNOCUOUS } });

    expect(
      claimed.facts.map(({ number, verdict, contradictedBy }) => [number, verdict, contradictedBy]),
    ).toStrictEqual([
      [1, 'fails', ['same']],
      [2, 'fails', ['same']],
    ]);
    expect(
      kernelUser({ sensible: { ...INNOCUOUS, behaves_differently: FOUND } }).facts[1]?.verdict,
    ).toBe('not-applicable');
  });
});

// Helpers

/** By instruction; a question that is not given has no witness. Every manual claims "privileged". */
function judged(
  given: Readonly<Record<string, Readonly<Record<string, Answer>>>>,
  step = completes(1, {}),
  spec = pg74,
): PairResult {
  const machine = tinyMachine();
  const [pair] = machine.pairs;
  if (pair === undefined) throw new Error('no pair');
  const instructions = Object.keys(given).map((id) =>
    anInstruction(id, { step, manualSays: 'privileged' }),
  );
  const answers = new Map(
    Object.entries(given).map(([id, answered]) => [
      id,
      new Map(spec.questions.map(({ name }): [string, Answer] => [name, answered[name] ?? NONE])),
    ]),
  );
  return judgePair({
    machine,
    pair,
    spec,
    instructions,
    answers,
    premises: [],
    partners: { verdict: 'holds', why: '' },
  });
}
