/**
 * What the formula of a question says of concrete states: the second meaning of a question, which
 * shares no code with the one that is put to the solver.
 */

import { assertNever } from '../base/assert-never.ts';
import { scalarIn } from '../isa/state.ts';
import type { Predication, Question, StateFormula, StateValue } from '../question/spec.ts';
import { differences, stateAt } from './differences.ts';
import { holdsIn, pcOf, type Run } from './run.ts';

/** `runs` are the steps of the question's states, in order. */
export function satisfies(
  formula: StateFormula,
  question: Question,
  runs: readonly Run[],
): boolean {
  const down = (part: StateFormula): boolean => satisfies(part, question, runs);
  switch (formula.kind) {
    case 'constant':
      return formula.value;
    case 'not':
      return !down(formula.operand);
    case 'and':
      return down(formula.left) && down(formula.right);
    case 'or':
      return down(formula.left) || down(formula.right);
    case 'implies':
      return !down(formula.left) || down(formula.right);
    case 'predicate':
      return predicate(formula, runs);
    case 'lacks-right':
      return runOf(runs, formula.state).lacksRight(formula.path);
    case 'equal':
      return equal(formula.left, formula.right, question, runs);
    default:
      return assertNever(formula);
  }
}

function predicate({ predicate: name, state, at }: Predication, runs: readonly Run[]): boolean {
  const run = runOf(runs, state);
  const { machine, pair } = run.subject;
  const here = stateAt(run, at);
  switch (name) {
    case 'supervisor':
      return holdsIn(machine, pair.supervisor, here);
    case 'bare_user':
      return holdsIn(machine, pair.bareUser, here);
    case 'user':
      return holdsIn(machine, pair.bareUser, here) && holdsIn(machine, pair.holding, here);
    case 'within':
      return holdsIn(machine, pair.within, here);
    case 'valid':
      return machine.invariants.every(({ condition }) => holdsIn(machine, condition, here));
    case 'traps':
      return run.outcome.kind === 'traps';
    case 'memory_traps':
      return run.outcome.kind === 'traps' && run.outcome.memory;
    case 'completes':
      return run.outcome.kind === 'completes';
    default:
      return assertNever(name);
  }
}

function equal(
  left: StateValue,
  right: StateValue,
  question: Question,
  runs: readonly Run[],
): boolean {
  if (left.kind === 'whole' && right.kind === 'whole') {
    return (
      differences(left.part, {
        observation: question.observation,
        left: { run: runOf(runs, left.state), moment: left.moment },
        right: { run: runOf(runs, right.state), moment: right.moment },
      }).next().done === true
    );
  }
  return wordOf(left, runs) === wordOf(right, runs);
}

/** A saved address, a program counter, or the group of a cause; undefined if it did not trap. */
function wordOf(value: StateValue, runs: readonly Run[]): bigint | string | undefined {
  const run = runOf(runs, value.state);
  const { machine } = run.subject;
  const { outcome } = run;
  switch (value.kind) {
    case 'resume':
      return outcome.kind === 'traps' ? outcome.resume : undefined;
    case 'cause':
      if (outcome.kind !== 'traps') return undefined;
      return machine.causes.find(({ code }) => code === outcome.cause)?.group ?? outcome.cause;
    case 'whole':
      return scalarIn(stateAt(run, value.moment), pcOf(machine).name);
    default:
      return assertNever(value);
  }
}

function runOf(runs: readonly Run[], state: number): Run {
  const run = runs[state];
  if (run === undefined) throw new RangeError(`no state ${state}`);
  return run;
}
