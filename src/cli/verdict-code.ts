/** The exit code of a check: the answer to what was asked, for the first pair of modes. */

import type { CheckResult, ExpectedResult, PairResult } from '../index.ts';
import { premisesVerdict } from '../report/results-section.ts';
import { EXIT, type ExitCode } from './exit-code.ts';

export interface Asked {
  /** The number of a theorem of the spec; undefined: its first. */
  readonly theorem: number | undefined;
  /** Not theorem and premises, but whether published verdicts agree. */
  readonly expected: boolean;
}

export function verdictCode(result: CheckResult, asked: Asked): ExitCode {
  if (!result.isComplete) return EXIT.interrupted;
  if (asked.expected) return expectedCode(result.expected);
  const [pair] = result.pairs;
  return pair === undefined ? EXIT.undecided : pairCode(pair, asked.theorem);
}

/** What fails outweighs what is open, and that outweighs what holds. */
function pairCode(pair: PairResult, number: number | undefined): ExitCode {
  const theorem =
    number === undefined ? pair.theorems[0] : pair.theorems.find((each) => each.number === number);
  const verdicts = [premisesVerdict(pair), theorem?.verdict ?? 'undecided'];
  if (verdicts.includes('fails')) return EXIT.bad;
  return verdicts.every((verdict) => verdict === 'holds') ? EXIT.good : EXIT.undecided;
}

/** Only rows that a source or a manual fixes, and that are certain, decide. */
function expectedCode(rows: readonly ExpectedResult[]): ExitCode {
  const deciding = rows.filter(
    ({ status, confidence }) => status !== 'derived' && confidence === 'certain',
  );
  if (deciding.some(({ outcome }) => outcome === 'disagrees')) return EXIT.bad;
  return deciding.every(({ outcome }) => outcome === 'agrees') ? EXIT.good : EXIT.undecided;
}
