/** The facts that the spec claims of every machine. */

import type { FactResult, PairResult } from '../judge/result.ts';
import { blank, wrap } from './layout.ts';
import type { Style } from './style.ts';
import { paintVerdict, verdictWord } from './words.ts';

const VERDICT = 15;
const MOST = 12;

export function factsSection(
  { facts }: PairResult,
  { all, style }: { readonly all: boolean; readonly style: Style },
): readonly string[] {
  if (facts.length === 0) return [];
  return [style.strong('FACTS'), ...facts.flatMap((fact) => factLines(fact, all, style))];
}

function factLines(fact: FactResult, all: boolean, style: Style): readonly string[] {
  const { number, title, verdict, given } = fact;
  const word = verdictWord(verdict).padEnd(VERDICT);
  const condition = verdict === 'not-applicable' ? ` (theorem ${given ?? ''} does not hold)` : '';
  const [first = '', ...rest] = wrap(`Fact ${number}: ${title}${condition}`, `  ${word}`);
  const ids =
    verdict === 'fails' ? fact.contradictedBy : verdict === 'undecided' ? fact.undecided : [];
  const shown = all ? ids : ids.slice(0, MOST);
  const more = ids.length > shown.length ? `, and ${ids.length - shown.length} more (--all)` : '';
  const what = verdict === 'fails' ? 'Contradicted by' : 'Open for';
  const indent = blank(VERDICT + 4);
  return [
    first.replace(word, () => paintVerdict(style, verdict, word)),
    ...rest,
    ...(shown.length === 0 ? [] : wrap(`${what}: ${shown.join(', ')}${more}`, indent, indent)),
  ];
}
