/** One question about one instruction, as `popek explain` shows it. */

import type { Instruction, Machine, Pair } from '../isa/machine.ts';
import type { Answer } from '../question/answer.ts';
import type { Question } from '../question/spec.ts';
import type { Difference, Witness } from '../question/witness.ts';
import { blank, wrap } from './layout.ts';
import { listing } from './listing.ts';
import { addressText, differingPlaces, named, occupiedPlaces, type Place } from './place.ts';
import { compared, comparedRows, rowLines, sideHeads, type ComparedRow } from './side-by-side.ts';
import { landmarks, trapText } from './story.ts';
import type { Style } from './style.ts';

export interface ExplainOptions {
  /** Every question and every place that is not zero. */
  readonly all: boolean;
  readonly style: Style;
}

function label(word: string): string {
  return `  ${word.padEnd(12)}`;
}

/** What was asked, what was answered, and the witness as two states side by side. */
export function questionLines(
  machine: Machine,
  pair: Pair,
  declared: Instruction | undefined,
  question: Question,
  answer: Answer,
  options: ExplainOptions,
): readonly string[] {
  return [
    options.style.strong(`${question.name}: ${question.title}`),
    ...askedLines(question),
    ...wrap(answerText(answer), label('answer')),
    ...(answer.kind === 'found'
      ? witnessLines(machine, pair, declared, question, answer.witness, options)
      : []),
  ];
}

/** What the spec asked. */
function askedLines({
  states,
  differing,
  among,
  unless,
  suchThat,
  reading,
}: Question): readonly string[] {
  const names = differing.map((each) => (typeof each === 'string' ? each : each.element));
  const found = states === 1 ? 'state s' : `pair s1, s2 differing in ${names.join(', ')}`;
  return [
    ...(reading === undefined ? [] : wrap(reading, label('reading'))),
    ...wrap(found, label('find')),
    ...among.flatMap(({ text }) => wrap(text, label('among'))),
    ...unless.flatMap(({ text }) => wrap(text, label('unless'))),
    ...wrap(suchThat.text, label('such that')),
  ];
}

function answerText(answer: Answer): string {
  switch (answer.kind) {
    case 'found':
      return `found, and replayed on the evaluator${smallestText(answer.witness)}`;
    case 'none':
      return {
        structural: 'none: the terms cannot depend on what differs',
        proved: 'none: proved for all states',
        'always-excused': 'none: there are such states, and every one of them is excused',
      }[answer.evidence];
    case 'vacuous':
      return `vacuous: nothing satisfies ${answer.premises.join(' and ')}`;
    case 'unknown':
      return `undecided: ${answer.reason}${answer.budget === '' ? '' : `, after ${answer.budget}`}`;
  }
}

function smallestText({ smallest }: Witness): string {
  return smallest === true ? '; no smaller one works (proved)' : '';
}

function witnessLines(
  machine: Machine,
  pair: Pair,
  declared: Instruction | undefined,
  { states }: Question,
  witness: Witness,
  options: ExplainOptions,
): readonly string[] {
  const causes = witness.otherCauses ?? [];
  return [
    ...listing(machine, declared, witness),
    ...choiceLines(witness),
    ...(states === 1
      ? oneState(machine, pair, witness, options)
      : twoStates(machine, pair, witness, options)),
    ...(causes.length === 0
      ? []
      : wrap(causes.join(', '), '    Other places that can differ after the step: ', blank(6))),
  ];
}

function choiceLines({ choices }: Witness): readonly string[] {
  const texts = [...choices].map(([name, value]) => `${name} = ${addressText(value)}`);
  return texts.length === 0
    ? []
    : wrap(`where what is undefined is taken to be ${texts.join(', ')}`, blank(4), blank(4));
}

const INDENT = blank(4);

/** Before and after, side by side. */
function oneState(
  machine: Machine,
  pair: Pair,
  { states: [before], outcomes: [outcome] }: Witness,
  { all, style }: ExplainOptions,
): readonly string[] {
  if (before === undefined || outcome === undefined) return [];
  const both = [before, outcome.after];
  const places = all
    ? occupiedPlaces(machine, both)
    : [...landmarks(machine, pair), ...differingPlaces(machine, both)];
  return [
    sideHeads(INDENT, ['before', outcome.kind === 'traps' ? trapText(outcome) : 'after']),
    ...rowLines(comparedRows(distinct(places), before, outcome.after), INDENT, style),
  ];
}

/** The two states before, and below them what became of each. */
function twoStates(
  machine: Machine,
  pair: Pair,
  { states: [one, two], outcomes: [first, second], differing, observed }: Witness,
  { all, style }: ExplainOptions,
): readonly string[] {
  if (one === undefined || two === undefined || first === undefined || second === undefined)
    return [];
  const marks = landmarks(machine, pair);
  const rows = (
    states: readonly [typeof one, typeof one],
    told: readonly Difference[],
  ): readonly ComparedRow[] => {
    const places = all ? occupiedPlaces(machine, states) : marks;
    const others = told.filter(({ what }) => !places.some(({ name }) => name === what));
    return [
      ...comparedRows(places, ...states),
      ...others.map(({ what, values }) => compared(named(machine, what), ...values)),
    ];
  };
  const ended = [first, second].map((outcome) =>
    outcome.kind === 'traps' ? trapText(outcome) : 'completes',
  );
  const bothComplete = first.kind === 'completes' && second.kind === 'completes';
  const indent = `${INDENT}  `;
  return [
    sideHeads(indent, ['s1', 's2']),
    `${INDENT}before`,
    ...rowLines(rows([one, two], differing), indent, style),
    `${INDENT}after`,
    ...(bothComplete ? [] : ended.map((text, index) => `${indent}s${index + 1} ${text}`)),
    ...rowLines(rows([first.after, second.after], bothComplete ? observed : []), indent, style),
  ];
}

function distinct(places: readonly Place[]): readonly Place[] {
  return [...new Map(places.map((place) => [place.name, place])).values()];
}
