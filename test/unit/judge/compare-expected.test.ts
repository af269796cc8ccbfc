import { describe, expect, it } from 'vitest';
import { compareExpected } from '../../../src/judge/compare-expected.ts';
import type { InstructionResult, PairResult } from '../../../src/judge/result.ts';
import type { ExpectedRow } from '../../../src/question/expected.ts';

const ASKED = { defaultPair: 'default', parameters: [], isEverything: true };

describe('compareExpected', () => {
  it('agrees, disagrees, or leaves open', () => {
    expect(outcomes([row({ pattern: 'add' }, { privileged: 'no' })])).toStrictEqual(['agrees']);
    expect(outcomes([row({ pattern: 'add' }, { privileged: 'yes' })])).toStrictEqual(['disagrees']);
    expect(outcomes([row({ pattern: 'add' }, { privileged: 'no', mode: 'no' })])).toStrictEqual([
      'undecided',
    ]);
    expect(outcomes([row({ pattern: 'add' }, { privileged: 'yes', mode: 'no' })])).toStrictEqual([
      'disagrees',
    ]);
  });

  it('knows innocuous, behaviours in user mode, and other classes', () => {
    expect(
      outcomes([
        row(
          { pattern: 'add' },
          { innocuous: 'yes', same: 'yes', trap: 'no', ignored: 'undecided', always_traps: 'no' },
        ),
      ]),
    ).toStrictEqual(['agrees']);
  });

  it('compares every instruction that a pattern means, by id or by variant', () => {
    expect(outcomes([row({ pattern: '*d*' }, { privileged: 'no' })])).toStrictEqual([
      'agrees',
      'disagrees',
    ]);
    expect(outcomes([row({ pattern: 'load.b' }, { privileged: 'yes' })])).toStrictEqual(['agrees']);
  });

  it('says so where a row means nothing', () => {
    expect(outcomes([row({ pattern: 'sub' }, { privileged: 'no' })])).toStrictEqual(['unmatched']);
    expect(outcomes([row({ pattern: 'add' }, { shiny: 'no' })])).toStrictEqual(['unmatched']);
    expect(
      outcomes([{ ...row({ pattern: 'add' }, { privileged: 'no' }), pair: 'other' }]),
    ).toStrictEqual(['unmatched']);
  });

  it('says nothing of what was not asked', () => {
    const rows = [row({ pattern: 'sub' }, { privileged: 'no' })];

    expect(compareExpected(rows, 'pg74', [pair], { ...ASKED, isEverything: false })).toStrictEqual(
      [],
    );
  });

  it('leaves rows of other settings alone', () => {
    const plain = row({ pattern: 'add' }, { privileged: 'no' });
    const set = { ...plain, settings: [{ name: 'N', value: 1n }] };
    const outcomesWith = (parameters: { name: string; value: bigint }[]): string[] =>
      compareExpected([set], 'pg74', [pair], { ...ASKED, parameters }).map(
        ({ outcome }) => outcome,
      );

    expect(outcomesWith([{ name: 'N', value: 1n }])).toStrictEqual(['agrees']);
    expect(outcomesWith([{ name: 'N', value: 0n }])).toStrictEqual([]);
    expect(outcomesWith([])).toStrictEqual(['unmatched']);
  });

  it('compares theorems and premises, and leaves other specs alone', () => {
    const theorem: ExpectedRow = {
      ...row({ pattern: '' }, { holds: 'fails' }),
      subject: { kind: 'theorem', number: 1 },
    };
    const premise: ExpectedRow = {
      ...row({ pattern: '' }, { holds: 'holds' }),
      subject: { kind: 'premise', name: 'one_map' },
    };

    expect(outcomes([theorem, premise])).toStrictEqual(['agrees', 'agrees']);
    expect(outcomes([{ ...theorem, spec: 'another' }])).toStrictEqual([]);
  });
});

// Helpers

const added: InstructionResult = {
  id: 'add',
  variants: ['add'],
  manualSays: undefined,
  privileged: 'no',
  control: 'no',
  location: 'no',
  mode: 'undecided',
  user: 'no',
  sensitive: 'no',
  partlyTraps: 'no',
  otherClasses: new Map([['always_traps', 'no']]),
  inUserMode: ['same'],
  inUserModeUndecided: ['ignored'],
  uses: [],
  evidence: new Map(),
  answers: new Map(),
};

const pair: PairResult = {
  name: 'default',
  title: '',
  why: undefined,
  instructions: [
    added,
    { ...added, id: 'load', variants: ['load.a', 'load.b'], privileged: 'yes' },
  ],
  premises: [
    { id: 'one-map', title: '', verdict: 'holds', why: '', witness: undefined, listed: [] },
  ],
  theorems: [
    {
      number: 1,
      title: '',
      citations: [],
      verdict: 'fails',
      obstructing: ['add'],
      undecided: [],
      reason: undefined,
    },
  ],
  facts: [],
  partners: { verdict: 'holds', why: '' },
};

function row(
  { pattern }: { readonly pattern: string },
  claims: Readonly<Record<string, string>>,
): ExpectedRow {
  return {
    source: 'pg74',
    title: '',
    subject: { kind: 'instruction', pattern },
    spec: 'pg74',
    pair: undefined,
    settings: [],
    claims: Object.entries(claims).map(([name, value]) => ({ name, value })),
    status: 'published',
    confidence: 'certain',
    why: undefined,
    span: { file: '', start: 0, end: 0 },
  };
}

function outcomes(rows: readonly ExpectedRow[]): readonly string[] {
  return compareExpected(rows, 'pg74', [pair], ASKED).map(({ outcome }) => outcome);
}
