/** The three results, always in this order: premises, subset test, one-step simulation. */

import type { PairResult, TheoremResult } from '../judge/result.ts';
import type { Verdict } from '../judge/truth.ts';
import { blank, wrap } from './layout.ts';
import type { Style } from './style.ts';
import { paintVerdict, verdictWord, type Word } from './words.ts';

export function resultsSection(pair: PairResult, style: Style): readonly string[] {
  const [first, ...others] = pair.theorems;
  const theoremLines =
    first === undefined
      ? resultLines('SUBSET TEST', 'undecided', 'the spec has no theorem', style)
      : [
          ...resultLines('SUBSET TEST', first.verdict, theoremText(first, pair), style),
          ...others.flatMap((each) =>
            resultLines('', each.verdict, theoremText(each, pair), style),
          ),
        ];
  return [
    ...(pair.premises.length === 0
      ? resultLines('PREMISES', 'not-run', 'asked only of a whole machine', style)
      : resultLines('PREMISES', premisesVerdict(pair), premisesText(pair), style)),
    ...theoremLines,
    ...resultLines(
      'ONE-STEP SIMULATION',
      'not-run',
      'no monitor is checked by this version',
      style,
    ),
  ];
}

/** One that fails outweighs one that is open. */
export function premisesVerdict({ premises }: PairResult): Verdict {
  const verdicts = premises.map(({ verdict }) => verdict);
  if (verdicts.includes('fails')) return 'fails';
  if (verdicts.includes('undecided') || !verdicts.includes('holds')) return 'undecided';
  return 'holds';
}

/** Everything about one pair in a sentence, for the end of a long report. */
export function inShort(pair: PairResult): string {
  const verdicts = ['holds', 'fails', 'undecided'] as const;
  const theorems = verdicts.flatMap((verdict) => {
    const numbers = pair.theorems
      .filter((each) => each.verdict === verdict)
      .map(({ number }) => String(number));
    if (numbers.length === 0) return [];
    const subject = `${numbers.length === 1 ? 'theorem' : 'theorems'} ${joined(numbers)}`;
    return [`${subject} ${numbers.length === 1 ? SINGULAR[verdict] : PLURAL[verdict]}`];
  });
  const premises = pair.premises.length === 0 ? 'not asked' : PLURAL[premisesVerdict(pair)];
  return [`premises ${premises}`, ...theorems].join('; ');
}

const SINGULAR: Readonly<Record<Verdict, string>> = {
  holds: 'holds',
  fails: 'does not hold',
  undecided: 'is undecided',
};
const PLURAL: Readonly<Record<Verdict, string>> = {
  holds: 'hold',
  fails: 'do not hold',
  undecided: 'are undecided',
};

const LABEL = 22;
const VERDICT = 17;

function resultLines(label: string, verdict: Word, text: string, style: Style): readonly string[] {
  const word = verdictWord(verdict).padEnd(VERDICT);
  const [first = '', ...rest] = wrap(text, label.padEnd(LABEL) + word, blank(LABEL + VERDICT));
  return [first.replace(word, () => paintVerdict(style, verdict, word)), ...rest];
}

function premisesText({ premises }: PairResult): string {
  const judged = premises.filter(({ verdict }) => verdict !== 'stated');
  const good = judged.filter(({ verdict }) => verdict === 'holds');
  const others = (['fails', 'undecided'] as const).flatMap((wanted) => {
    const ids = premises.filter(({ verdict }) => verdict === wanted).map(({ id }) => id);
    return ids.length === 0
      ? []
      : [`${wanted === 'fails' ? 'not' : 'undecided'}: ${ids.join(', ')}`];
  });
  return [`${good.length} of ${judged.length}`, ...others].join('; ');
}

/**
 * Source: [POPEK] "Control state apart": where that premise fails, the subset may hold and the
 * theorem still says nothing of the machine as it stands.
 */
function theoremText(theorem: TheoremResult, { premises }: PairResult): string {
  const { number, title, verdict, obstructing, reason } = theorem;
  const name = `Theorem ${number}: ${title}`;
  const shared = premises.find(
    ({ id, verdict: found }) => id === 'control-apart' && found === 'fails',
  );
  if (verdict === 'fails') return shortened(`${name}. Obstructing: ${obstructing.join(', ')}`);
  if (verdict === 'undecided')
    return `${name}. ${capital(shortened(reason ?? 'some answers are missing'))}`;
  if (shared === undefined) return name;
  const what = shared.listed.length === 0 ? '' : `: ${shared.listed.slice(0, 4).join(', ')}`;
  return `Theorem ${number}: the subset holds; the theorem does not apply as it stands (control state is shared${what})`;
}

/** Of a list of instructions at the end, only the first. */
function shortened(reason: string): string {
  const [, why, items = ''] = /^(.*): (.*)$/su.exec(reason) ?? [];
  const all = items.split(', ');
  if (why === undefined || all.length <= MOST_LISTED) return reason;
  return `${why}: ${all.slice(0, MOST_LISTED).join(', ')} and ${all.length - MOST_LISTED} more`;
}

const MOST_LISTED = 3;

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `1`, `1 and 2`, `1, 2 and 3` */
function joined(words: readonly string[]): string {
  return words.length < 2
    ? words.join('')
    : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}
