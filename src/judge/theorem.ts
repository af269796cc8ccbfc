/** Theorems and facts: requirements of every instruction. */

import type { Instruction, Machine } from '../isa/machine.ts';
import type { ClassFormula, Fact, Theorem } from '../question/spec.ts';
import type { Term } from '../term/term.ts';
import { freeVariables } from '../term/walk.ts';
import { decide } from './decide.ts';
import type { FactResult, TheoremResult } from './result.ts';
import type { Truth, Verdict } from './truth.ts';
import type { Unit } from './units.ts';

/**
 * The paper's theorem on recursion, which speaks of the control program as well: it holds only if
 * no interpreter, which is the supervisor's step of an instruction that traps in user mode, reads a
 * `time` element. If one does, a monitor has to be constructed before more can be said.
 */
const RECURSION = 2;

export function judgeTheorem(
  theorem: Theorem,
  units: readonly Unit[],
  machine: Machine,
): TheoremResult {
  const { obstructing, undecided, verdict } = judge(theorem.requires, units);
  const timed =
    theorem.number === RECURSION && verdict === 'holds' ? timedInterpreters(units, machine) : [];
  return {
    number: theorem.number,
    title: theorem.title,
    citations: theorem.citations,
    verdict: timed.length > 0 ? 'undecided' : verdict,
    obstructing,
    undecided,
    reason:
      timed.length > 0
        ? `an interpreter would read time, and whether a monitor can do without is not decided: ${timed.join(', ')}`
        : reasonFor(verdict, undecided),
  };
}

export function judgeFact(
  fact: Fact,
  theorems: readonly TheoremResult[],
  units: readonly Unit[],
): FactResult {
  const { obstructing, undecided, verdict } = judge(fact.requires, units);
  const given = theorems.find(({ number }) => number === fact.given)?.verdict;
  return {
    number: fact.number,
    title: fact.title,
    given: fact.given,
    verdict:
      fact.given === undefined || given === 'holds'
        ? verdict
        : given === 'fails'
          ? 'not-applicable'
          : 'undecided',
    contradictedBy: obstructing,
    undecided,
  };
}

function judge(
  formula: ClassFormula,
  units: readonly Unit[],
): {
  readonly verdict: Verdict;
  readonly obstructing: readonly string[];
  readonly undecided: readonly string[];
} {
  const truths = units.map((unit): [string, Truth] => [unit.id, decide(formula, unit)]);
  const obstructing = truths.flatMap(([id, truth]) => (truth === 'no' ? [id] : []));
  const undecided = truths.flatMap(([id, truth]) => (truth === 'undecided' ? [id] : []));
  const open = undecided.length > 0 ? 'undecided' : 'holds';
  // Of no instruction at all, nothing is shown.
  const verdict = obstructing.length > 0 ? 'fails' : units.length === 0 ? 'undecided' : open;
  return { verdict, obstructing, undecided };
}

function reasonFor(verdict: Verdict, undecided: readonly string[]): string | undefined {
  if (verdict !== 'undecided') return undefined;
  return undecided.length === 0
    ? 'there are no instructions'
    : `not decided for ${undecided.length} of the instructions`;
}

function timedInterpreters(units: readonly Unit[], machine: Machine): readonly string[] {
  const timed = new Set(
    machine.elements.flatMap(({ name, marks }) => (marks.includes('time') ? [name] : [])),
  );
  if (timed.size === 0) return [];
  return units
    .filter(mayTrapInUserMode)
    .flatMap(({ variants }) =>
      variants.filter((variant) => mentions(termsOf(variant, timed), timed)).map(({ id }) => id),
    );
}

function mayTrapInUserMode({ answers }: Unit): boolean {
  return ['in_user_mode_trap', 'in_user_mode_exception'].some(
    (question) => answers.get(question)?.kind !== 'none',
  );
}

/** Of a step, all that can be observed: not what becomes of time itself. */
function termsOf({ constraint, step }: Instruction, timed: ReadonlySet<string>): readonly Term[] {
  return [
    constraint,
    step.traps,
    step.cause,
    step.resume,
    ...step.values,
    ...step.kept.values(),
    ...[...step.after.elements].flatMap(([name, term]) => (timed.has(name) ? [] : [term])),
    step.after.memory,
  ];
}

function mentions(terms: readonly Term[], names: ReadonlySet<string>): boolean {
  return freeVariables(...terms).some(({ name }) => names.has(name));
}
