import { describe, expect, it } from 'vitest';
import { diffJson, differenceOf, diffReport } from '../../../src/report/diff-report.ts';
import { ANSWERS, checkResult, instructionResult, pairResult, reported } from './sample-check.ts';

const before = reported();
const { instructions, theorems } = pairResult();
const after = reported({
  result: checkResult({
    pairs: [
      pairResult({
        instructions: [
          ...instructions.filter(({ id }) => id !== 'call' && id !== 'idle'),
          instructionResult('idle', ANSWERS['add'] ?? {}),
          instructionResult('more', ANSWERS['add'] ?? {}),
        ],
        theorems: theorems.map((each) => ({ ...each, verdict: 'holds' as const })),
      }),
    ],
  }),
});

describe('differenceOf', () => {
  it('is nothing between a check and itself', () => {
    const [difference] = differenceOf(before, before);

    expect(difference).toMatchObject({
      verdicts: [],
      changed: [],
      onlyBefore: [],
      onlyAfter: [],
      unchanged: 8,
    });
  });

  it('finds rows that changed, came and went', () => {
    const [difference] = differenceOf(before, after);

    expect(difference?.verdicts).toStrictEqual([{ what: 'Theorem 1', values: ['fails', 'holds'] }]);
    expect(difference?.changed.map(({ id, cells }) => ({ id, cells }))).toStrictEqual([
      {
        id: 'idle',
        cells: [
          { name: 'mode', values: ['yes', 'no'] },
          { name: 'sensitive', values: ['yes', 'no'] },
        ],
      },
    ]);
    expect(difference?.onlyBefore.map(({ id }) => id)).toStrictEqual(['call']);
    expect(difference?.onlyAfter.map(({ id }) => id)).toStrictEqual(['more']);
  });
});

describe('diffReport', () => {
  it('says it in words', () => {
    expect(
      diffReport([before, after], ['one', 'two'], 'popek diff one two').split('\n'),
    ).toStrictEqual([
      'one  ->  two',
      'spec sample',
      '',
      'pair default',
      '  Theorem 1           fails      -> holds',
      '',
      'INSTRUCTIONS',
      '  1 row changed, 6 unchanged, 1 only in one, 1 only in two.',
      '  idle  sensitive, NOT privileged -> innocuous',
      '      mode yes -> no; sensitive yes -> no',
      '',
      '  only in one:',
      '    trap: call',
      '',
      '  only in two:',
      '    innocuous: more',
      '',
      'Again: popek diff one two',
      '',
    ]);
  });

  it('says it in JSON', () => {
    expect(diffJson([before, after], 'again')).toMatchObject({
      again: 'again',
      pairs: [
        { names: ['default', 'default'], onlyBefore: ['call'], onlyAfter: ['more'], unchanged: 6 },
      ],
    });
  });
});
