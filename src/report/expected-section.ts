/**
 * What others published and what we predicted, held against what was found. A prediction that
 * came true is reported as that, not as a confirmation.
 */

import type { ExpectedResult } from '../judge/result.ts';
import { blank, count, wrap } from './layout.ts';
import type { Reported } from './reported.ts';
import { sourcePlace } from './source-place.ts';
import type { Style } from './style.ts';

const SPEAKERS = [
  ['published', 'published', 'agree'],
  ['manual', 'from the manual', 'agree'],
  ['derived', 'predicted', 'came true'],
] as const;

export function expectedSection(
  { result, sources }: Reported,
  { all, style }: { readonly all: boolean; readonly style: Style },
): readonly string[] {
  const { expected } = result;
  if (expected.length === 0) return [];
  const summary = SPEAKERS.flatMap(([status, adjective, verb]) => {
    const rows = expected.filter((row) => row.status === status);
    const good = rows.filter(({ outcome }) => outcome === 'agrees').length;
    return rows.length === 0 ? [] : [`  ${good} of ${rows.length} ${adjective} ${verb}`];
  });
  const told = all
    ? expected
    : expected.filter(({ outcome }) => outcome === 'disagrees' || outcome === 'undecided');
  const unmatched = expected.filter(({ outcome }) => outcome === 'unmatched');
  return [
    style.strong(`EXPECTED: ${count(expected.length, 'row')}`),
    ...summary,
    ...told.flatMap((row) => rowLines(row, sources, style)),
    ...(all || unmatched.length === 0
      ? []
      : wrap(
          `${count(unmatched.length, 'row')} about nothing that was judged: ${unmatched.map(({ subject }) => subject).join(', ')}`,
          '  ',
          '    ',
        )),
  ];
}

function rowLines(
  row: ExpectedResult,
  sources: ReadonlyMap<string, string>,
  style: Style,
): readonly string[] {
  const { subject, pair, outcome, claims, status, confidence, source, why } = row;
  const where = pair === '' ? '' : ` (${pair})`;
  const compared = claims.map(claimText);
  const word = WORDS[outcome];
  const [first = '', ...rest] = wrap(
    `${subject}${where}: ${compared.join(', ')}`,
    `  ${word}  `,
    blank(6),
  );
  return [
    first.replace(word, () => (outcome === 'disagrees' ? style.bad(word) : word)),
    ...rest,
    ...wrap(
      `${status}, ${confidence.replace('_', ' ')}, [${source}] ${sourcePlace(row.span, sources)}`,
      blank(6),
      blank(6),
    ),
    ...(why === undefined ? [] : wrap(why, blank(6), blank(6))),
  ];
}

/** A theorem is claimed to hold; a class is claimed to be yes or no. */
function claimText({ name, expected, found }: ExpectedResult['claims'][number]): string {
  const claim = name === expected ? expected : `${name} ${expected}`;
  return expected === found ? claim : `${claim} expected, ${found ?? 'nothing'} found`;
}

const WORDS: Readonly<Record<ExpectedResult['outcome'], string>> = {
  agrees: 'agrees',
  disagrees: 'DISAGREES',
  undecided: 'undecided',
  unmatched: 'unmatched',
};
