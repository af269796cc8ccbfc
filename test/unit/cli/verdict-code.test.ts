import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../src/cli/exit-code.ts';
import { verdictCode } from '../../../src/cli/verdict-code.ts';
import type { ExpectedResult, PairResult } from '../../../src/judge/result.ts';
import type { Verdict } from '../../../src/judge/truth.ts';
import { checkResult, pairResult } from '../report/sample-check.ts';

const VERDICTS = ['holds', 'fails', 'undecided'] as const;
const plain = { theorem: undefined, expected: false };

describe('verdictCode', () => {
  it('is good only where theorem and premises hold, and bad where one fails', () => {
    const codes = VERDICTS.map((theorem) => VERDICTS.map((premise) => codeOf(theorem, premise)));

    expect(codes).toStrictEqual([
      [EXIT.good, EXIT.bad, EXIT.undecided],
      [EXIT.bad, EXIT.bad, EXIT.bad],
      [EXIT.undecided, EXIT.bad, EXIT.undecided],
    ]);
  });

  it('is never good where there is no theorem, no premise or no pair', () => {
    const pair = pairWith('holds', 'holds');

    for (const pairs of [[], [{ ...pair, theorems: [] }], [{ ...pair, premises: [] }]]) {
      expect(verdictCode(checkResult({ pairs }), plain)).toBe(EXIT.undecided);
    }
    expect(verdictCode(checkResult({ pairs: [pair] }), { ...plain, theorem: 7 })).toBe(
      EXIT.undecided,
    );
  });

  it('speaks of the first pair', () => {
    const pairs = [pairWith('holds', 'holds'), pairWith('fails', 'fails')];

    expect(verdictCode(checkResult({ pairs }), plain)).toBe(EXIT.good);
    expect(verdictCode(checkResult({ pairs: pairs.toReversed() }), plain)).toBe(EXIT.bad);
  });

  it('says that it was interrupted, whatever is known by then', () => {
    const pairs = [pairWith('holds', 'holds')];

    expect(verdictCode(checkResult({ pairs, isComplete: false }), plain)).toBe(EXIT.interrupted);
  });

  it('answers with --expected for what is published or fixed, and certain', () => {
    const asked = { theorem: undefined, expected: true };
    const code = (...rows: readonly Partial<ExpectedResult>[]): number => {
      const [template] = checkResult().expected;
      if (template === undefined) throw new Error('no row');
      const certain = { ...template, status: 'published', confidence: 'certain' } as const;
      return verdictCode(
        checkResult({ expected: rows.map((row) => ({ ...certain, ...row })) }),
        asked,
      );
    };

    expect(code()).toBe(EXIT.good);
    expect(code({ outcome: 'agrees' })).toBe(EXIT.good);
    expect(code({ outcome: 'disagrees', status: 'derived' })).toBe(EXIT.good);
    expect(code({ outcome: 'disagrees', confidence: 'likely' })).toBe(EXIT.good);
    expect(code({ outcome: 'undecided' }, { outcome: 'agrees' })).toBe(EXIT.undecided);
    expect(code({ outcome: 'unmatched' })).toBe(EXIT.undecided);
    expect(code({ outcome: 'undecided' }, { outcome: 'disagrees', status: 'manual' })).toBe(
      EXIT.bad,
    );
  });
});

// Helpers

function pairWith(theorem: Verdict, premise: Verdict): PairResult {
  const { theorems, premises } = pairResult();
  return pairResult({
    theorems: theorems.map((each) => ({ ...each, verdict: theorem })),
    premises: premises.map((each) =>
      each.verdict === 'stated' ? each : { ...each, verdict: premise },
    ),
  });
}

function codeOf(theorem: Verdict, premise: Verdict): number {
  return verdictCode(checkResult({ pairs: [pairWith(theorem, premise)] }), plain);
}
