/** The premises one by one, with what was found. */

import type { Pair } from '../isa/machine.ts';
import type { Premise } from '../judge/premise.ts';
import type { PairResult } from '../judge/result.ts';
import { blank, wrap } from './layout.ts';
import type { Reported } from './reported.ts';
import { stateStory } from './story.ts';
import type { Style } from './style.ts';
import { paintVerdict, verdictWord } from './words.ts';

const VERDICT = 15;
const MOST_LISTED = 8;

export function premisesSection(
  { machine }: Reported,
  result: PairResult,
  { all, style }: { readonly all: boolean; readonly style: Style },
): readonly string[] {
  const pair = machine.pairs.find(({ name }) => name === result.name);
  return [
    style.strong('PREMISES'),
    ...result.premises.flatMap((premise) => [
      ...premiseLines(premise, all, style),
      ...(pair === undefined ? [] : witnessLines(premise, pair, machine)),
    ]),
    ...wrap(result.partners.why, '  Partners: ', blank(4)),
  ];
}

function premiseLines(
  { id, title, verdict, why, listed }: Premise,
  all: boolean,
  style: Style,
): readonly string[] {
  const word = verdictWord(verdict).padEnd(VERDICT);
  const head = `  ${word}`;
  const [first = '', ...rest] = wrap(`${id}: ${title}`, head);
  const shown = all ? listed : listed.slice(0, MOST_LISTED);
  const more =
    listed.length > shown.length ? `, and ${listed.length - shown.length} more (--all)` : '';
  const indent = blank(head.length);
  return [
    first.replace(word, () => paintVerdict(style, verdict, word)),
    ...rest,
    ...(why === '' ? [] : wrap(why, indent, indent)),
    ...(shown.length === 0 ? [] : wrap(shown.join(', ') + more, indent, indent)),
  ];
}

/** Only what shows a failure is told: what shows that a state exists is not news. */
function witnessLines(
  { verdict, witness }: Premise,
  pair: Pair,
  machine: Reported['machine'],
): readonly string[] {
  return verdict === 'fails' && witness !== undefined
    ? stateStory(machine, pair, witness, blank(6))
    : [];
}
