/** The last lines: how sure, by what, how long, and the command that makes it again. */

import type { Evidence } from '../question/answer.ts';
import type { CheckResult } from '../judge/result.ts';
import { count, wrap } from './layout.ts';
import type { Reported } from './reported.ts';
import { inShort } from './results-section.ts';
import type { Style } from './style.ts';

export function closing({ result, again }: Reported, style: Style): readonly string[] {
  const { pairs } = result;
  const failing = pairs.some(({ theorems }) => theorems.some(({ verdict }) => verdict === 'fails'));
  const shorts = pairs.map((pair) =>
    pairs.length === 1 ? inShort(pair) : `${pair.title}: ${inShort(pair)}`,
  );
  return [
    ...wrap(evidenceText(result)),
    ...(failing
      ? wrap(
          'The theorems are sufficient conditions: that one does not hold does not show that no virtual machine monitor exists.',
        )
      : []),
    ...wrap(timeText(result)),
    ...wrap(`In short: ${shorts.join('. ')}.`),
    style.strong(`Again: ${again}`),
  ];
}

const EVIDENCE: readonly (readonly [Evidence, string])[] = [
  ['structural', 'settled by the terms'],
  ['proved', 'proved'],
  ['always-excused', 'always excused'],
  ['witness', 'found and replayed'],
  ['vacuous', 'vacuous'],
  ['unknown', 'undecided'],
];

/** What stands behind the answers, counted. */
export function evidenceText({ pairs }: Pick<CheckResult, 'pairs'>): string {
  const all = pairs.flatMap(({ instructions }) =>
    instructions.flatMap(({ evidence }) => [...evidence.values()]),
  );
  const counts = EVIDENCE.flatMap(([kind, words]) => {
    const number = all.filter((each) => each === kind).length;
    return number === 0 ? [] : [`${number} ${words}`];
  });
  return `${count(all.length, 'answer')}: ${counts.join(', ')}.`;
}

/** The one line that differs from run to run. */
export function timeText({ solver }: Pick<CheckResult, 'solver'>): string {
  const { name, version, recalled, queries, fromCache, milliseconds } = solver;
  const seconds = (milliseconds / 1000).toFixed(1);
  const from = recalled === 0 ? `${fromCache} from the cache` : `${recalled} answers of before`;
  return `Solver: ${name} ${version}, ${count(queries, 'query', 'queries')}, ${from}, ${seconds} s.`;
}
