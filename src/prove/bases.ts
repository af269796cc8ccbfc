/**
 * Concrete states that meet the mode predicates of a question's frame, whatever the instruction:
 * what candidates are made from, and the first hint where the solver looks for exact states.
 */

import type { Machine, Pair } from '../isa/machine.ts';
import type { State } from '../isa/state.ts';
import { compileExact } from '../question/compile.ts';
import { mayDiffer } from '../question/copies.ts';
import type { Differing, Question, StateFormula } from '../question/spec.ts';
import { constant, widthOf } from '../term/term.ts';
import { stateFrom } from './from-model.ts';
import type { Prover } from './prover.ts';
import { createContiguity, type Contiguity } from './contiguity.ts';
import { guessedBase } from './guessed-base.ts';
import { idle } from './idle.ts';
import { roomier } from './roomier.ts';

/** One or two states, as the question asks. */
export type Base = readonly State[];

export interface Bases {
  /** The best first; nothing if none was found. */
  of(question: Question): Promise<readonly Base[]>;
  /** Decided once for all instructions, like the bases. */
  readonly contiguity: Contiguity;
}

export function createBases(prover: Prover, machine: Machine, pair: Pair): Bases {
  const known = new Map<string, Promise<Base | undefined>>();
  const twice = new Map<State, Base>();
  const one = (question: Question): Promise<Base | undefined> => {
    const key = JSON.stringify([
      question.states,
      question.differing,
      question.among.map(({ formula }) => formula),
    ]);
    const found = known.get(key) ?? search(prover, machine, pair, question);
    known.set(key, found);
    return found;
  };
  const all = new Map<string, Promise<readonly Base[]>>();
  const of = (question: Question): Promise<readonly Base[]> => {
    const done = all.get(question.name);
    if (done !== undefined) return done;
    const mayBeOne = question.states === 2 && !mayModesDiffer(machine, question);
    const found = Promise.all(
      alternatives(question).map(async (each): Promise<Base | undefined> => {
        if (!mayBeOne) return one(each);
        const [state] = (await one(merged(each))) ?? [];
        if (state === undefined) return undefined;
        const pairOf = twice.get(state) ?? [state, state];
        twice.set(state, pairOf);
        return pairOf;
      }),
    ).then((bases) => bases.filter((base) => base !== undefined));
    all.set(question.name, found);
    return found;
  };
  return { of, contiguity: createContiguity(prover, machine, pair) };
}

function mayModesDiffer(machine: Machine, { differing }: Question): boolean {
  return machine.elements.some(
    (element) => element.role === 'mode' && mayDiffer(element, differing),
  );
}

/** A question about one state that is both states of a pair. */
function merged(question: Question): Question {
  const once = new Map(
    question.among.map(({ formula }) => [JSON.stringify(aboutFirst(formula)), aboutFirst(formula)]),
  );
  return {
    ...question,
    states: 1,
    differing: [],
    among: [...once.values()].map((formula) => ({ ...question.suchThat, formula })),
  };
}

/** The formula with the second state taken for the first. */
function aboutFirst(formula: StateFormula): StateFormula {
  switch (formula.kind) {
    case 'constant':
    case 'equal':
      return formula;
    case 'predicate':
    case 'lacks-right':
      return { ...formula, state: 0 };
    case 'not':
      return { kind: 'not', operand: aboutFirst(formula.operand) };
    case 'and':
      return conjunction(aboutFirst(formula.left), aboutFirst(formula.right));
    case 'or':
    case 'implies':
      return { ...formula, left: aboutFirst(formula.left), right: aboutFirst(formula.right) };
  }
}

function conjunction(left: StateFormula, right: StateFormula): StateFormula {
  return JSON.stringify(left) === JSON.stringify(right) ? left : { kind: 'and', left, right };
}

/** The question for each way in which its frame can be met, as far as modes go. */
function alternatives(question: Question): readonly Question[] {
  const formulas = question.among.map(({ formula }) => formula).filter(isAboutModes);
  const first = formulas.some(saysTheMode)
    ? []
    : [{ kind: 'or', left: modeOf('supervisor'), right: modeOf('user') } as const];
  let products: (readonly StateFormula[])[] = [[]];
  for (const formula of [...formulas, ...first]) {
    products = products.flatMap((product) => disjuncts(formula).map((each) => [...product, each]));
  }
  const { suchThat } = question;
  return products.map((product) => ({
    ...question,
    among: product.map((formula) => ({ ...suchThat, formula })),
  }));
}

function disjuncts(formula: StateFormula): readonly StateFormula[] {
  return formula.kind === 'or'
    ? [...disjuncts(formula.left), ...disjuncts(formula.right)]
    : [formula];
}

function modeOf(predicate: 'supervisor' | 'user'): StateFormula {
  return { kind: 'predicate', predicate, state: 0, at: 'before' };
}

function saysTheMode(formula: StateFormula): boolean {
  switch (formula.kind) {
    case 'constant':
    case 'equal':
    case 'lacks-right':
      return false;
    case 'predicate':
      return ['supervisor', 'user', 'bare_user'].includes(formula.predicate);
    case 'not':
      return saysTheMode(formula.operand);
    case 'and':
    case 'or':
    case 'implies':
      return saysTheMode(formula.left) || saysTheMode(formula.right);
  }
}

/** A state in which everything is mapped where the program counter is, else any state. */
async function search(
  prover: Prover,
  machine: Machine,
  pair: Pair,
  question: Question,
): Promise<Base | undefined> {
  const suchThat: Question['suchThat'] = {
    ...question.suchThat,
    formula: { kind: 'constant', value: true },
  };
  const about: Question = { ...question, unless: [], suchThat };
  const guess = guessedBase(machine, pair, about);
  if (guess !== undefined) return guess;
  const subject = { machine, pair, instruction: idle(machine) };
  for (const narrowed of [withOneMap(machine, about), about]) {
    if (narrowed === undefined) continue;
    const exact = compileExact(subject, narrowed);
    const here = exact.reaches((pc) => pc);
    const low = exact.reaches((pc) => constant(widthOf(pc), 0n));
    for (const wish of [[...here, ...low], here, []]) {
      // oxlint-disable-next-line no-await-in-loop -- the first wish that comes true is enough
      const solved = await prover.solve(`${machine.id}/${pair.name}/base`, [
        ...exact.frame,
        ...wish,
      ]);
      if (solved.kind === 'sat')
        return roomier(
          subject,
          about,
          exact.states.map((state) => stateFrom(machine, state, solved.model)),
        );
    }
  }
  return undefined;
}

/** The same question about pairs with one map and one storage, if it allows others. */
export function withOneMap(machine: Machine, question: Question): Question | undefined {
  const isOfMap = (what: Differing): boolean =>
    machine.elements.some((element) => element.role === 'map' && mayDiffer(element, [what]));
  const differing = question.differing.filter((what) => !isOfMap(what));
  return differing.length === question.differing.length ? undefined : { ...question, differing };
}

/** Not about what a step does. */
function isAboutModes(formula: StateFormula): boolean {
  switch (formula.kind) {
    case 'constant':
      return formula.value;
    case 'predicate':
      return (
        !['traps', 'memory_traps', 'completes'].includes(formula.predicate) &&
        formula.at === 'before'
      );
    case 'equal':
    case 'lacks-right':
      return false;
    case 'not':
      return isAboutModes(formula.operand);
    case 'and':
    case 'or':
    case 'implies':
      return isAboutModes(formula.left) && isAboutModes(formula.right);
  }
}
