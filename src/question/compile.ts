/**
 * Compiles a question about one instruction to closed terms, under one of two views.
 *
 * A state or pair is *as asked* if the frame holds, nothing excuses it, and the conclusion holds.
 * Abstract terms are implied by the exact ones: if no assignment satisfies them, no state is as
 * asked. Exact terms leave out one thing that quantifies over addresses: that the two storages
 * agree wherever both maps show something. `agreesAt` gives it for one address.
 */

import { assertNever } from '../base/assert-never.ts';
import type { Machine } from '../isa/machine.ts';
import { constant, equal, widthOf, type Term } from '../term/term.ts';
import { abstractStorage, abstractView } from './abstract-view.ts';
import { elementOf, oneCopy, twoCopies, type Copies } from './copies.ts';
import { fetchConstraints, operandConstraints } from './encoded.ts';
import { exactStorage, exactView, storageOf, type ExactView } from './exact-view.ts';
import { sameAbstractStorage, sameExactStorage, place } from './same-storage.ts';
import { lacksRight } from './rights.ts';
import { samePart, type Compared } from './same.ts';
import type {
  Moment,
  Predication,
  Question,
  StateFormula,
  StateIndex,
  StateValue,
} from './spec.ts';
import { readUnits, type StorageTerm } from './storage-term.ts';
import {
  modes,
  pcElement,
  symbolicStep,
  type Modes,
  type Snapshot,
  type Subject,
  type SymbolicStep,
} from './symbolic-step.ts';
import { both, either, implied, opposite } from './truth.ts';
import type { View } from './view.ts';

/** A named closed question to a solver: is there an assignment with all of the frame, none of the excuses, and the conclusion? */
export interface Obligation {
  readonly name: string;
  readonly frame: readonly Term[];
  readonly excused: Term;
  readonly conclusion: Term;
}

export interface AbstractObligation extends Obligation {
  /** What each state shows: an array for each group of paths, and for the physical path. */
  readonly states: readonly {
    readonly elements: ReadonlyMap<string, Term>;
    readonly storage: StorageTerm;
  }[];
}

/** Where the values of a state stand in an exact obligation. */
export interface StateTerms {
  readonly elements: ReadonlyMap<string, Term>;
  readonly storage: Term;
}

export interface ExactObligation extends Obligation {
  readonly states: readonly StateTerms[];
  /** The two states show the same at this program address of a group of paths, where both show something. */
  agreesAt(group: string, address: Term): Term;
  /** The same at the program addresses that the step itself uses. */
  readonly agreesWhereUsed: readonly Term[];
  /** Two program addresses of a group do not lie at one place, in any of the states. */
  apart(group: string, addresses: readonly [bigint, bigint]): Term;
  /** Every mapped path can be loaded from and stored to at an address, given by the program counter, in each state. */
  reaches(at: (pc: Term) => Term): readonly Term[];
}

/** `isTogether`: see `abstractView`. `known` is filled, for the next question about the same instruction. */
export function compileAbstract(
  subject: Subject,
  question: Question,
  isTogether: (path: string, units: number) => boolean,
  known: AbstractSteps = new Map(),
): AbstractObligation {
  const { copies, steps, view } = abstractSteps(subject, question, isTogether, known);
  return {
    ...obligation(subject, question, copies, steps, view, sameAbstractStorage(view)),
    states: steps.map(({ before }) => before),
  };
}

/** Steps that questions about one instruction share: all of those between which the same may differ. */
export type AbstractSteps = Map<
  string,
  { readonly copies: Copies; readonly steps: readonly SymbolicStep[]; readonly view: View }
>;

function abstractSteps(
  subject: Subject,
  question: Question,
  isTogether: (path: string, units: number) => boolean,
  known: AbstractSteps,
): NonNullable<ReturnType<AbstractSteps['get']>> {
  const key = JSON.stringify([question.states, question.differing]);
  const before = known.get(key);
  if (before !== undefined) return before;
  const { machine } = subject;
  const view = abstractView(machine, isTogether);
  const copies = copiesOf(subject, question, view);
  const steps = copies.copies.map((copy) => {
    const prefix = copies.copies.length === 1 ? copy.name : 'both';
    const names = { mapped: prefix, physical: copies.mapMayDiffer ? copy.name : prefix };
    return symbolicStep(subject, copy, abstractStorage(machine, names), view);
  });
  const made = { copies, steps, view };
  known.set(key, made);
  return made;
}

export function compileExact(subject: Subject, question: Question): ExactObligation {
  const { machine } = subject;
  const view = exactView(machine);
  const copies = copiesOf(subject, question, view);
  const isShared = copies.copies.length === 2 && !copies.mapMayDiffer;
  const steps = copies.copies.map((copy) =>
    symbolicStep(subject, copy, exactStorage(machine, isShared ? 'both' : copy.name), view),
  );
  const fetched = steps.flatMap((step) => fetchConstraints(subject, step, view));
  const plain = obligation(subject, question, copies, steps, view, sameExactStorage(view));
  const [first, second] = steps;

  const agreesAt = (group: string, address: Term): Term => {
    if (first === undefined || second === undefined) return both();
    const one = place(machine, view, first, group, address);
    const two = place(machine, view, second, group, address);
    const [a, b] = [storageOf(first.before.storage), storageOf(second.before.storage)];
    return implied(
      both(one.isShown, two.isShown),
      equal(readUnits(a, one.address, 1), readUnits(b, two.address, 1)),
    );
  };
  return {
    ...plain,
    frame: [...plain.frame, ...fetched],
    states: steps.map((step) => ({
      elements: step.before.elements,
      storage: storageOf(step.before.storage),
    })),
    agreesAt,
    agreesWhereUsed: steps.flatMap(({ lowering }) =>
      subject.instruction.accesses.map(({ path, address }) =>
        agreesAt(path, lowering.term(address)),
      ),
    ),
    apart: (group, addresses) =>
      both(...steps.map((step) => apartIn(machine, view, step, group, addresses))),
    reaches: (at) => steps.flatMap((step) => reachedBy(machine, view, step, at)),
  };
}

function apartIn(
  machine: Machine,
  view: ExactView,
  step: SymbolicStep,
  group: string,
  addresses: readonly [bigint, bigint],
): Term {
  const width = machine.paths.find(({ name }) => name === group)?.addressWidth ?? 1;
  const [one, two] = addresses.map((address) =>
    place(machine, view, step, group, constant(width, address)),
  );
  if (one === undefined || two === undefined) return both();
  return implied(both(one.isShown, two.isShown), opposite(equal(one.address, two.address)));
}

function reachedBy(
  machine: Machine,
  view: ExactView,
  { context, before }: SymbolicStep,
  at: (pc: Term) => Term,
): readonly Term[] {
  const address = at(elementOf(before.elements, pcElement(machine)));
  return machine.paths
    .filter((path) => path.addressWidth === widthOf(address))
    .flatMap(({ name }) =>
      (['load', 'store'] as const).map((access) =>
        opposite(view.translate(context, before.storage, name, access, address).faults),
      ),
    );
}

function copiesOf({ machine }: Subject, question: Question, view: View): Copies {
  return question.states === 1 ? oneCopy(machine) : twoCopies(machine, question.differing, view);
}

function obligation(
  subject: Subject,
  question: Question,
  copies: Copies,
  steps: readonly SymbolicStep[],
  view: View,
  sameStorage: (compared: Compared) => Term,
): Obligation {
  const terms: FormulaTerms = {
    machine: subject.machine,
    instruction: subject.instruction,
    question,
    steps,
    sameStorage,
    modesOf: (step, { elements, storage }) =>
      modes(subject, { ...step.context, elements, storage }, view),
  };
  return {
    name: `${subject.machine.id}/${subject.pair.name}/${question.name}/${subject.instruction.id}`,
    frame: [
      ...operandConstraints(subject.instruction),
      ...steps.flatMap(({ constraint, invariants }) => [constraint, ...invariants]),
      ...copies.relations,
      ...question.among.map(({ formula }) => formulaTerm(formula, terms)),
    ],
    excused: either(...question.unless.map(({ formula }) => formulaTerm(formula, terms))),
    conclusion: formulaTerm(question.suchThat.formula, terms),
  };
}

interface FormulaTerms {
  readonly machine: Subject['machine'];
  readonly instruction: Subject['instruction'];
  readonly question: Question;
  readonly steps: readonly SymbolicStep[];
  readonly sameStorage: (compared: Compared) => Term;
  modesOf(step: SymbolicStep, snapshot: Snapshot): Modes;
}

function formulaTerm(formula: StateFormula, terms: FormulaTerms): Term {
  const down = (part: StateFormula): Term => formulaTerm(part, terms);
  switch (formula.kind) {
    case 'constant':
      return formula.value ? both() : either();
    case 'not':
      return opposite(down(formula.operand));
    case 'and':
      return both(down(formula.left), down(formula.right));
    case 'or':
      return either(down(formula.left), down(formula.right));
    case 'implies':
      return implied(down(formula.left), down(formula.right));
    case 'predicate':
      return predicateTerm(formula, terms);
    case 'lacks-right': {
      const { machine, instruction } = terms;
      const { lowering } = stepOf(terms, formula.state);
      return lowering.term(lacksRight(machine, instruction, formula.path));
    }
    case 'equal':
      return equalTerm(formula.left, formula.right, terms);
    default:
      return assertNever(formula);
  }
}

function predicateTerm({ predicate, state, at }: Predication, terms: FormulaTerms): Term {
  const step = stepOf(terms, state);
  switch (predicate) {
    case 'supervisor':
    case 'user':
    case 'bare_user':
    case 'within':
    case 'valid': {
      const said = at === 'before' ? step : terms.modesOf(step, snapshotOf(step, at));
      if (predicate === 'valid') return both(...said.invariants);
      return predicate === 'bare_user' ? said.bareUser : said[predicate];
    }
    case 'traps':
      return step.traps;
    case 'memory_traps':
      return step.memoryTraps;
    case 'completes':
      return opposite(step.traps);
    default:
      return assertNever(predicate);
  }
}

function equalTerm(left: StateValue, right: StateValue, terms: FormulaTerms): Term {
  if (left.kind === 'whole' && right.kind === 'whole') {
    const { machine, question, sameStorage } = terms;
    const [leftStep, rightStep] = [stepOf(terms, left.state), stepOf(terms, right.state)];
    return samePart(left.part, {
      machine,
      observation: question.observation,
      left: snapshotOf(leftStep, left.moment),
      right: snapshotOf(rightStep, right.moment),
      leftStep,
      rightStep,
      label: `${left.state}${left.moment}.${right.state}${right.moment}`,
      sameStorage,
    });
  }
  const [a, b] = [wordTerm(left, terms), wordTerm(right, terms)];
  return a === b ? both() : equal(a, b);
}

/** A value that is one word: a saved address, a program counter, a cause. */
function wordTerm(value: StateValue, terms: FormulaTerms): Term {
  const step = stepOf(terms, value.state);
  if (value.kind === 'resume') return step.resume;
  if (value.kind === 'cause') return step.cause;
  return elementOf(snapshotOf(step, value.moment).elements, pcElement(terms.machine));
}

function snapshotOf(step: SymbolicStep, moment: Moment): Snapshot {
  if (moment === 'before') return step.before;
  if (moment === 'idle') return step.idle();
  return moment === 'after' ? step.after : step.outcome();
}

function stepOf({ steps, question }: FormulaTerms, state: StateIndex): SymbolicStep {
  const step = steps[state];
  if (step === undefined) throw new RangeError(`${question.name} has no state ${state}`);
  return step;
}
