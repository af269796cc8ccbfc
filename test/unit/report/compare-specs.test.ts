import { describe, expect, it } from 'vitest';
import type { ClassFormula, Question, Spec } from '../../../src/question/spec.ts';
import { compareSpecs, type Disagreement } from '../../../src/report/compare-specs.ts';
import { compareSpecsReport } from '../../../src/report/compare-specs-report.ts';
import type { Reported } from '../../../src/report/reported.ts';
import {
  ANSWERS,
  checkResult,
  found,
  instructionResult,
  open,
  pairResult,
  proved,
  reported,
  seesMode,
} from './sample-check.ts';
import { sampleSpec } from './sample-spec.ts';
import { classify } from '../../../src/judge/classify.ts';
import { tinyMachine } from '../../helpers/tiny-machine.ts';

describe('compareSpecs', () => {
  it('finds that a spec agrees with itself', () => {
    const [pair] = compareSpecs([reported(), reported()]);

    expect(pair?.disagreements).toStrictEqual([]);
    expect(pair?.agreeing).toBe(Object.keys(ANSWERS).length);
    expect(pair?.theorems).toStrictEqual([{ number: 1, verdicts: ['fails', 'fails'] }]);
  });

  it('names the question that one of the two does not ask, with what differs', () => {
    const other = asking('sees_time', found(seesMode));

    expect(about('add', [reported(), other])).toMatchObject({
      verdicts: [
        { sensitive: 'no', obstructing: 'no' },
        { sensitive: 'yes', obstructing: 'yes' },
      ],
      why: [
        {
          specs: ['other'],
          text: 'sensitive, obstructing: it depends on time (M before, x[1], E[0x20] after), which sample does not ask.',
        },
      ],
    });
  });

  it('turns the sentence round where the default says more', () => {
    const other = asking('sees_time', found(seesMode));

    expect(about('add', [other, reported()]).why).toStrictEqual([
      {
        specs: ['sample'],
        text: 'not sensitive, not obstructing: other finds that it depends on time (M before, x[1], E[0x20] after), which sample does not ask.',
      },
    ]);
  });

  it('says so of two specs that ask otherwise, each by its own title', () => {
    const titled = withQuestions(sampleSpec(), (each) =>
      each.name === 'sees_mode' ? { ...each, title: 'Depends on the mode, or traps' } : each,
    );
    const other = speaking(titled, {
      ...ANSWERS,
      add: { ...ANSWERS['add'], sees_mode: found(seesMode) },
    });

    expect(about('add', [reported(), other]).why[0]?.text).toMatch(
      /^sensitive, obstructing: it depends on the mode, or traps \(M before, .*\), and under sample it never depends on the mode\.$/u,
    );
  });

  it('names what the step uses, where a class rests on that', () => {
    const uses: ClassFormula = { kind: 'uses', name: 'system' };
    const other = asking('sees_time', proved, { kind: 'or', left: SEES_TIME, right: uses }, [
      'system',
    ]);

    expect(about('add', [reported(), other]).why[0]?.text).toBe(
      'sensitive, obstructing: it uses system, which sample does not ask.',
    );
  });

  it('compares what is required where both are sensitive', () => {
    const [theorem] = sampleSpec().theorems;
    if (theorem === undefined) throw new Error('no theorem');
    const lenient = { ...sampleSpec(), theorems: [{ ...theorem, requires: NEVER_TIME }] };
    const questions = [...lenient.questions, TIME];
    const other = speaking(
      { ...lenient, name: 'other', questions },
      withAnswer('sees_time', proved),
    );

    expect(about('idle', [reported(), other]).why[0]?.text).toBe(
      'sensitive, not obstructing: it never depends on time; sample finds that it completes in user mode.',
    );
  });

  it('gives no reason where one of the two is open', () => {
    const other = asking('sees_time', open);

    expect(about('add', [reported(), other]).why[0]?.text).toBe(
      'perhaps sensitive, perhaps obstructing; one of the two is undecided.',
    );
  });

  it('says once what holds of several specs', () => {
    const one = asking('sees_time', found(seesMode));
    const two = { ...one, spec: { ...one.spec, name: 'another' } };

    expect(about('add', [reported(), one, two]).why).toMatchObject([
      { specs: ['other', 'another'] },
    ]);
  });
});

describe('compareSpecsReport', () => {
  it('stays within the page, however many specs there are', () => {
    const base = asking('sees_time', found(seesMode));
    const sides = [
      reported(),
      ...Array.from({ length: 12 }, (_, i) => ({
        ...base,
        spec: { ...base.spec, name: `a-long-name-${i}` },
      })),
    ];
    const text = compareSpecsReport({
      sides,
      leftOut: [{ name: 'letter', why: 'the machine marks no relocation' }],
      again: 'popek check tiny --spec all',
    });

    expect(text.split('\n').filter(({ length }) => length > 80)).toStrictEqual([]);
    expect(text).toContain('letter is left out: the machine marks no relocation.');
    expect(text).toContain('Again: popek check tiny --spec all');
  });
});

// Helpers.

const SEES_TIME: ClassFormula = { kind: 'found', question: 'sees_time' };
const NEVER_TIME: ClassFormula = { kind: 'none', question: 'sees_time' };
const [FIRST] = sampleSpec().questions;
if (FIRST === undefined) throw new Error('no question');
const TIME: Question = { ...FIRST, name: 'sees_time', title: 'Depends on time', states: 2 };

/** What a spec says that asks one question more, and takes it for sensitive. */
function asking(
  name: string,
  ofAdd: ReturnType<typeof found>,
  sensitive: ClassFormula = SEES_TIME,
  uses: readonly string[] = [],
): Reported {
  const spec = sampleSpec();
  const grown = withSensitive({ ...spec, questions: [...spec.questions, TIME] }, sensitive);
  const answers = withAnswer(name, proved);
  return speaking(grown, { ...answers, add: { ...answers['add'], [name]: ofAdd } }, uses);
}

function withAnswer(name: string, answer: typeof proved): typeof ANSWERS {
  return Object.fromEntries(
    Object.entries(ANSWERS).map(([id, answers]) => [id, { ...answers, [name]: answer }]),
  );
}

function withQuestions(spec: Spec, change: (question: Question) => Question): Spec {
  return { ...spec, name: 'other', questions: spec.questions.map(change) };
}

/** Its class `sensitive`, there and in the theorem, holds of more. */
function withSensitive(spec: Spec, also: ClassFormula): Spec {
  const more = (formula: ClassFormula): ClassFormula => ({
    kind: 'or',
    left: formula,
    right: also,
  });
  return {
    ...spec,
    name: 'other',
    classes: spec.classes.map((each) =>
      each.name === 'sensitive' ? { ...each, formula: more(each.formula) } : each,
    ),
    theorems: spec.theorems.map((theorem) => {
      const { requires } = theorem;
      return requires.kind === 'implies'
        ? { ...theorem, requires: { ...requires, left: more(requires.left) } }
        : theorem;
    }),
  };
}

function speaking(spec: Spec, answers: typeof ANSWERS, uses: readonly string[] = []): Reported {
  const instructions = Object.entries(answers).map(([id, each]) => {
    const variants = tinyMachine().instructions.filter((variant) => variant.id === id);
    const used = id === 'add' ? uses : [];
    const evidence = {
      id,
      variants,
      manualSays: undefined,
      uses: used,
      answers: new Map(Object.entries(each)),
    };
    return { ...instructionResult(id, each), ...classify(evidence, spec.classes) };
  });
  return {
    ...reported(),
    spec: { ...spec, name: 'other' },
    result: checkResult({ pairs: [pairResult({ instructions })] }),
  };
}

function about(id: string, sides: readonly Reported[]): Disagreement {
  const row = compareSpecs(sides)[0]?.disagreements.find((each) => each.id === id);
  if (row === undefined) throw new Error(`they agree on ${id}`);
  return row;
}
