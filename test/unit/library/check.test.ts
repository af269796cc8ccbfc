import { describe, expect, it } from 'vitest';
import {
  check,
  type CheckOptions,
  type Minimise,
  withSmallWitnesses,
} from '../../../src/library/check.ts';
import { unknown, type Answer } from '../../../src/question/answer.ts';
import type { ExpectedRow } from '../../../src/question/expected.ts';
import type { CheckResult } from '../../../src/judge/result.ts';
import { littleMachine, machineFromText } from '../../helpers/machines.ts';
import { fixedSolver } from '../../helpers/solvers.ts';
import { shippedSpec } from '../../helpers/specs.ts';

const machine = machineFromText(
  littleMachine(`reset { M = supervisor  R.b = 0xFF }
    instruction add "add" encoding 0000_0001 { f = f + 1 }
    instruction enter "enter" encoding 0000_0010 { if M == user { trap privileged } M = user }
    instruction look "look" encoding 0000_0011 { f = zext(bit(M == user), 8) }`),
);

describe('check', () => {
  it('judges what needs no solver although the solver knows nothing', async () => {
    const { pairs, solver, isComplete } = await checked();
    const [pair] = pairs;

    expect(
      pair?.instructions.map(({ id, privileged, sensitive, mode }) => [
        id,
        privileged,
        sensitive,
        mode,
      ]),
    ).toStrictEqual([
      ['add', 'no', 'no', 'no'],
      ['enter', 'yes', 'yes', 'no'],
      ['look', 'no', 'yes', 'yes'],
    ]);
    expect(pair?.theorems[0]).toMatchObject({ verdict: 'fails', obstructing: ['look'] });
    expect(pair?.premises.map(({ id }) => id)).toStrictEqual([
      'invariants',
      'mode-and-trap',
      'coverage',
      'one-map',
      'restartable',
      'control-apart',
      'enough-instructions',
    ]);
    expect(solver).toMatchObject({ name: 'fixed', variants: 3 });
    expect(isComplete).toBe(true);
  });

  it('asks only about the instructions wanted, and then of no premise', async () => {
    const { pairs } = await checked({ only: ['l*'] });

    expect(pairs[0]?.instructions.map(({ id }) => id)).toStrictEqual(['look']);
    expect(pairs[0]?.premises).toStrictEqual([]);
  });

  it('gives what is decided when it is interrupted', async () => {
    const interrupt = new AbortController();
    const seen: string[] = [];
    const { pairs, isComplete } = await checked({
      signal: interrupt.signal,
      onProgress: ({ instruction, done, total }) => {
        seen.push(`${instruction} ${done}/${total}`);
        interrupt.abort();
      },
    });

    expect(isComplete).toBe(false);
    expect(seen.at(-1)).toBe('look 3/3');
    expect(pairs[0]?.theorems[0]?.verdict).not.toBe('holds');
  });

  it('makes witnesses small of those that obstruct, of every one, or of none', async () => {
    const [every, obstructing, none] = [
      await statesFound('every'),
      await statesFound('obstructing'),
      await statesFound('none'),
    ];

    expect(ofOne(obstructing, 'look')).toStrictEqual(ofOne(every, 'look'));
    expect(ofOne(none, 'look')).not.toStrictEqual(ofOne(every, 'look'));
    expect(ofOne(obstructing, 'add')).toStrictEqual(ofOne(none, 'add'));
    expect(ofOne(none, 'add')).not.toStrictEqual(ofOne(every, 'add'));
  });

  it('takes over only witnesses where it asks again, and no contradiction', () => {
    const none: Answer = { kind: 'none', evidence: 'proved' };
    const open = unknown('interrupted');

    expect(withSmallWitnesses(answeredWith(none), answeredWith(open))).toStrictEqual(
      answeredWith(none),
    );
    expect(withSmallWitnesses(answeredWith(open), answeredWith(none))).toStrictEqual(
      answeredWith(open),
    );
    expect(withSmallWitnesses(answeredWith(none), new Map())).toStrictEqual(answeredWith(none));
    const vacuous: Answer = { kind: 'vacuous', evidence: 'vacuous', premises: [] };
    expect(() => withSmallWitnesses(answeredWith(none), answeredWith(vacuous))).toThrow(
      'asked again',
    );
  });

  it('reads expected rows after it has judged', async () => {
    let judged = false;
    const expected = (): readonly ExpectedRow[] => {
      judged = true;
      return [ROW];
    };
    const result = await checked({ expected, onProgress: () => expect(judged).toBe(false) });

    expect(result.expected.map(({ outcome }) => outcome)).toStrictEqual(['agrees']);
  });

  it('refuses a pair that is not there', async () => {
    await expect(checked({ pairs: ['nobody'] })).rejects.toThrow(RangeError);
  });
});

// Helpers

const ROW: ExpectedRow = {
  source: 'popek',
  title: '',
  subject: { kind: 'instruction', pattern: 'enter' },
  spec: 'pg74',
  pair: undefined,
  settings: [],
  claims: [{ name: 'control', value: 'yes' }],
  status: 'derived',
  confidence: 'prediction',
  why: undefined,
  span: { file: '', start: 0, end: 0 },
};

function checked(options: Partial<CheckOptions> = {}): Promise<CheckResult> {
  const solver = fixedSolver({ kind: 'unknown', reason: 'not asked' });
  return check(machine, shippedSpec('pg74'), { solver, ...options });
}

type Found = ReadonlyMap<string, unknown>;

/** By instruction and question, the states that a witness begins with. */
async function statesFound(minimise: Minimise): Promise<Found> {
  const { pairs } = await checked({ minimise });
  return new Map(
    (pairs[0]?.instructions ?? []).flatMap(({ id, answers }) =>
      [...answers].map(([question, answer]): [string, unknown] => [
        `${id} ${question}`,
        answer.kind === 'found' ? answer.witness.states : answer.kind,
      ]),
    ),
  );
}

function ofOne(found: Found, id: string): unknown[] {
  return [...found].flatMap(([name, states]) => (name.startsWith(`${id} `) ? [states] : []));
}

function answeredWith(answer: Answer): ReadonlyMap<string, ReadonlyMap<string, Answer>> {
  return new Map([['look', new Map([['sees', answer]])]]);
}
