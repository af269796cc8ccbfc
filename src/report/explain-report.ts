/**
 * Why one instruction has its class: what was asked, what was answered and on what evidence, and
 * each witness as two states side by side.
 */

import type { Instruction, Machine, Pair } from '../isa/machine.ts';
import type { InstructionResult, PairResult } from '../judge/result.ts';
import type { Answer } from '../question/answer.ts';
import type { Question, Spec } from '../question/spec.ts';
import type { Difference, Witness } from '../question/witness.ts';
import { classColumns, truthOf } from './class-columns.ts';
import { parameterText } from './heading.ts';
import { blank, ends, wrap } from './layout.ts';
import { listing } from './listing.ts';
import { addressText, differingPlaces, named, occupiedPlaces, type Place } from './place.ts';
import { reasonsFor } from './reasons.ts';
import type { Reported } from './reported.ts';
import { compared, comparedRows, rowLines, sideHeads, type ComparedRow } from './side-by-side.ts';
import { sourcePlace } from './source-place.ts';
import { landmarks, trapText } from './story.ts';
import { PLAIN, type Style } from './style.ts';
import { joinSections } from './text-report.ts';
import { classWords } from './words.ts';

export interface ExplainOptions {
  /** Every question and every place that is not zero. */
  readonly all: boolean;
  readonly style: Style;
}

export function explainReport(
  reported: Reported,
  id: string,
  options: ExplainOptions = { all: false, style: PLAIN },
): string {
  const { result, machine, again } = reported;
  const sections = result.pairs.flatMap((pairResult) => {
    const instruction = pairResult.instructions.find((each) => each.id === id);
    const pair = machine.pairs.find(({ name }) => name === pairResult.name);
    if (instruction === undefined || pair === undefined) return [];
    return ofPair(reported, pairResult, pair, instruction, options);
  });
  return joinSections([...sections, [options.style.strong(`Again: ${again}`)]]);
}

function ofPair(
  reported: Reported,
  pairResult: PairResult,
  pair: Pair,
  result: InstructionResult,
  { all, style }: ExplainOptions,
): readonly (readonly string[])[] {
  const { machine, spec, sources } = reported;
  const declared = machine.instructions.find(({ id }) => id === result.variants[0]);
  const shown = all
    ? spec.questions
    : spec.questions.filter(({ name }) => isDecisive(spec, result, name));
  return [
    head(reported, pairResult, result, declared, sources, style),
    sentence(spec, result),
    classLines(spec, result, style),
    answerLines(spec, result, style),
    ...shown.flatMap((question) => {
      const answer = result.answers.get(question.name);
      if (answer === undefined) return [];
      return [questionLines(machine, pair, declared, question, answer, { all, style })];
    }),
    ...(all ? [] : [['Every question and every state: --all']]),
  ];
}

function head(
  { result: check, spec }: Reported,
  pair: PairResult,
  result: InstructionResult,
  declared: Instruction | undefined,
  sources: ReadonlyMap<string, string>,
  style: Style,
): readonly string[] {
  const [title = '', ...more] = ends(
    result.id,
    declared === undefined ? '' : sourcePlace(declared.span, sources),
  );
  const claim = result.manualSays === undefined ? [] : [`The manual says: ${result.manualSays}.`];
  return [
    style.strong(title),
    ...more,
    ...wrap(
      `${check.machine.id} (${parameterText(check.parameters)}), spec ${spec.name}, pair ${pair.name}: ${pair.title}`,
    ),
    ...claim,
  ];
}

/** The reason in one sentence. */
function sentence(spec: Spec, result: InstructionResult): readonly string[] {
  const because = (name: string): string => {
    const formula = spec.classes.find((each) => each.name === name)?.formula;
    if (formula === undefined) return '';
    const clauses = reasonsFor(formula, result).flatMap(({ question, answer }) => {
      const asked = spec.questions.find((each) => each.name === question);
      return asked === undefined ? [] : [clause(asked.title, answer)];
    });
    return clauses.length === 0 ? '' : `, because ${clauses.join(' and ')}`;
  };
  const sensitive = { yes: 'sensitive', no: 'not sensitive', undecided: 'perhaps sensitive' }[
    result.sensitive
  ];
  const privileged = { yes: 'privileged', no: 'not privileged', undecided: 'perhaps privileged' }[
    result.privileged
  ];
  return wrap(
    `${result.id} is ${sensitive}${because('sensitive')}; and ${privileged}${because('privileged')}.`,
  );
}

function clause(title: string, answer: Answer): string {
  const claim = title.charAt(0).toLowerCase() + title.slice(1);
  switch (answer.kind) {
    case 'found':
      return `it ${claim}`;
    case 'none':
      return `it never ${claim}`;
    case 'vacuous':
      return `there is no state in which to ask whether it ${claim}`;
    case 'unknown':
      return `it is not decided whether it ${claim}`;
  }
}

function classLines(spec: Spec, result: InstructionResult, style: Style): readonly string[] {
  const columns = classColumns(spec).map(({ definition }) => ({
    title: definition.title,
    truth: truthOf(result, definition.name),
  }));
  const behaviours = result.inUserMode.join(', ');
  return [
    style.strong('CLASSES'),
    ...columns.map(({ title, truth }) => `  ${title.padEnd(22)}${truth}`),
    `  ${'In user mode'.padEnd(22)}${behaviours === '' ? '-' : behaviours}`,
    `  ${'Class'.padEnd(22)}${classWords(spec, result)}`,
  ];
}

/** One line for each question. */
function answerLines(
  { questions }: Spec,
  { answers }: InstructionResult,
  style: Style,
): readonly string[] {
  const width = Math.max(...questions.map(({ name }) => name.length)) + 2;
  return [
    style.strong('ANSWERS'),
    ...questions.flatMap(({ name, title }) => {
      const answer = answers.get(name);
      if (answer === undefined) return [];
      return wrap(title, `  ${name.padEnd(width)}${answerWord(answer).padEnd(20)}`);
    }),
  ];
}

function answerWord(answer: Answer): string {
  switch (answer.kind) {
    case 'found':
      return 'found, replayed';
    case 'none':
      return {
        structural: 'none, by the terms',
        proved: 'none, proved',
        'always-excused': 'none, all excused',
      }[answer.evidence];
    case 'vacuous':
      return 'vacuous';
    case 'unknown':
      return 'undecided';
  }
}

/** The questions on which being sensitive and being privileged rest. */
function isDecisive({ classes }: Spec, result: InstructionResult, question: string): boolean {
  return classes
    .filter(({ name }) => name === 'sensitive' || name === 'privileged')
    .flatMap(({ formula }) => reasonsFor(formula, result))
    .some((reason) => reason.question === question && reason.answer.kind !== 'none');
}

// One question.

function label(word: string): string {
  return `  ${word.padEnd(12)}`;
}

function questionLines(
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
