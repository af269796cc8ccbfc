/**
 * Why one instruction has its class: what was asked, what was answered and on what evidence, and
 * each witness as two states side by side.
 */

import type { Instruction, Pair } from '../isa/machine.ts';
import type { InstructionResult, PairResult } from '../judge/result.ts';
import type { Answer } from '../question/answer.ts';
import type { Spec } from '../question/spec.ts';
import { classColumns, truthOf } from './class-columns.ts';
import { parameterText } from './heading.ts';
import { ends, wrap } from './layout.ts';
import { questionLines, type ExplainOptions } from './question-section.ts';
import { reasonsFor, usesFor } from './reasons.ts';
import type { Reported } from './reported.ts';
import { sourcePlace } from './source-place.ts';
import { PLAIN, type Style } from './style.ts';
import { joinSections } from './text-report.ts';
import { classWords } from './words.ts';

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
    const uses = usesFor(formula, result).map((used) => `it uses ${used}`);
    const all = [...clauses, ...uses];
    return all.length === 0 ? '' : `, because ${all.join(' and ')}`;
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
