/**
 * Replay: whether concrete states answer a question with yes, by evaluation alone.
 *
 * One thing is left to `views.ts`: whether the two storages agree wherever both maps show
 * something, which speaks of every address.
 */

import { changesBetween, type State } from '../isa/state.ts';
import { sameWords } from '../term/sparse-map.ts';
import type { Element, Machine } from '../isa/machine.ts';
import type { Differing, Question } from '../question/spec.ts';
import { elementDifferences } from './differences.ts';
import { aliasIn, type Alias } from './aliases.ts';
import { satisfies } from './interpret.ts';
import { holdsIn, run, type Inputs, type Run, type Subject } from './run.ts';

/** What a replay found first, in the order in which it looks. */
export type Replayed =
  | { readonly kind: 'as-asked'; readonly runs: readonly Run[] }
  /** All but the conclusion: the frame can be met, and not everything in it is excused. */
  | { readonly kind: 'unanswered'; readonly runs: readonly Run[] }
  | { readonly kind: 'excused'; readonly runs: readonly Run[] }
  | { readonly kind: 'outside'; readonly why: string; readonly alias: Alias | undefined };

export function replay(
  subject: Subject,
  question: Question,
  states: readonly State[],
  inputs: Inputs,
): Replayed {
  return inspect(
    question,
    states.map((state) => run(subject, state, inputs)),
  );
}

/** The same for steps that have been run. */
export function inspect(question: Question, runs: readonly Run[]): Replayed {
  const why = whyOutside(question, runs);
  if (why !== undefined) return { kind: 'outside', why, alias: undefined };
  const alias = aliasIn(runs);
  if (alias !== undefined)
    return { kind: 'outside', why: 'two addresses that the step uses lie at one place', alias };
  if (question.unless.some(({ formula }) => satisfies(formula, question, runs)))
    return { kind: 'excused', runs };
  const isAsked = satisfies(question.suchThat.formula, question, runs);
  return { kind: isAsked ? 'as-asked' : 'unanswered', runs };
}

function whyOutside(question: Question, runs: readonly Run[]): string | undefined {
  if (runs.length !== question.states) return 'not as many states as asked for';
  if (!runs.every(({ isAtHand }) => isAtHand))
    return 'another instruction is at the program counter, or an invariant does not hold';
  const [first, second] = runs;
  if (first !== undefined && second !== undefined) {
    const why = whyNoPair(first.subject.machine, question.differing, first.before, second.before);
    if (why !== undefined) return why;
  }
  return question.among.find(({ formula }) => !satisfies(formula, question, runs))?.text;
}

/** Elements that may not differ are equal, banked ones as the program sees them. */
function whyNoPair(
  machine: Machine,
  differing: readonly Differing[],
  a: State,
  b: State,
): string | undefined {
  const banked = new Set(machine.banks.flatMap(({ whenTrue, whenFalse }) => [whenTrue, whenFalse]));
  const isFree = ({ name, role, marks }: Element): boolean =>
    differing.some((what) => {
      if (typeof what !== 'string') return what.element === name;
      if (marks.includes('time')) return what === 'time';
      return what === role || marks.some((mark) => mark === what);
    });
  const unequal = machine.elements.find(
    (element) =>
      !banked.has(element.name) &&
      !isFree(element) &&
      elementDifferences(element, a, b).next().done !== true,
  );
  if (unequal !== undefined) return `${unequal.name} differs`;

  for (const { name, condition, whenTrue, whenFalse } of machine.banks) {
    const [one, two] = [holdsIn(machine, condition, a), holdsIn(machine, condition, b)];
    const selected = [
      a.elements.get(one ? whenTrue : whenFalse),
      b.elements.get(two ? whenTrue : whenFalse),
    ];
    const other = [
      a.elements.get(one ? whenFalse : whenTrue),
      b.elements.get(two ? whenFalse : whenTrue),
    ];
    if (selected[0] !== selected[1] || (one === two && other[0] !== other[1]))
      return `${name} differs`;
  }
  const mayMapDiffer = machine.elements.some(
    (element) => element.role === 'map' && isFree(element),
  );
  if (
    mayMapDiffer ||
    sameWords(a.memory.units, b.memory.units, 2n ** BigInt(machine.storage.addressWidth))
  )
    return undefined;
  return `${changesBetween(machine, a, b).at(-1)?.name ?? 'storage'} differs`;
}
