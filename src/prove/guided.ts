/**
 * Candidates built from a model of the abstract terms: its registers, operands and choices, its
 * storage put where each state's map shows it, and the modes and maps of a base, because those in
 * the model are often any.
 */

import type { Machine } from '../isa/machine.ts';
import type { ElementValue, State } from '../isa/state.ts';
import { mayDiffer } from '../question/copies.ts';
import { PHYSICAL } from '../question/path-groups.ts';
import type { AbstractObligation } from '../question/compile.ts';
import type { Question } from '../question/spec.ts';
import type { Model } from '../smt/solver.ts';
import { evaluate, type Environment } from '../term/evaluate.ts';
import { withWord } from '../term/sparse-map.ts';
import { arrayOf, bitsOf, type MemoryValue, type Value } from '../term/value.ts';
import { freeVariables } from '../term/walk.ts';
import type { Base } from './bases.ts';
import { placeInstruction, type Candidate } from './candidates.ts';
import { placeShown } from './differences.ts';
import { inputsFrom, valueIn } from './from-model.ts';
import type { Subject } from './run.ts';

/** The simplest first. */
export function guided(
  subject: Subject,
  question: Question,
  abstract: AbstractObligation,
  model: Model,
  base: Base,
): readonly Candidate[] {
  const { machine, instruction } = subject;
  const inputs = inputsFrom(instruction, model);
  const moved = movable(machine, question, abstract);
  const modes = new Set(
    machine.elements.filter(({ role }) => role === 'mode').map(({ name }) => name),
  );
  const last = abstract.states.length - 1;
  const plans: Plan[] = [
    { isFromModel: () => false, step: 0n },
    ...moved.flatMap((name): Plan[] => [
      { isFromModel: (each, copy) => copy === last && each === name, step: 0n },
      { isFromModel: (each, copy) => copy === last && each === name, step: 1n },
    ]),
    { isFromModel: (each) => modes.has(each), step: 0n },
    { isFromModel: () => true, step: 0n },
  ];
  return plans.flatMap((plan) => {
    const states = abstract.states.map((_, copy) =>
      stateOf(machine, abstract, model, base, copy, plan),
    );
    const stored = withViews(machine, question, abstract, model, states);
    const placed = placeInstruction(subject, question, stored, inputs.operands);
    return placed === undefined ? [] : [{ states: placed, inputs }];
  });
}

interface Plan {
  /** Of modes and maps: whether this element of this state is the model's, and not the base's. */
  readonly isFromModel: (name: string, copy: number) => boolean;
  /** Instead of the model's value, the base's and so much more. */
  readonly step: bigint;
}

/** Elements of the map that the conclusion reads and, of two states, may differ in. */
function movable(
  machine: Machine,
  question: Question,
  { states, conclusion }: AbstractObligation,
): readonly string[] {
  const last = states.at(-1);
  if (last === undefined) return [];
  const read = new Set(freeVariables(conclusion));
  return machine.elements.flatMap((element) => {
    const term = last.elements.get(element.name);
    const isRead = term?.kind === 'variable' && read.has(term);
    return element.role === 'map' &&
      element.file === undefined &&
      isRead &&
      (states.length === 1 || mayDiffer(element, question.differing))
      ? [element.name]
      : [];
  });
}

function stateOf(
  machine: Machine,
  { states }: AbstractObligation,
  model: Model,
  base: Base,
  copy: number,
  plan: Plan,
): State {
  const terms = states[copy];
  const like = base[copy];
  if (terms === undefined || like === undefined) throw new RangeError(`no state ${copy}`);
  const environment = environmentOf(machine, model, base);
  const elements = machine.elements.map(({ name, role, width, file }): [string, ElementValue] => {
    const term = terms.elements.get(name);
    const known = like.elements.get(name) ?? 0n;
    const isFixed = role === 'mode' || role === 'map';
    if (term === undefined || (isFixed && !plan.isFromModel(name, copy))) return [name, known];
    // Only what is moved; the registers stay the model's.
    if (isFixed && plan.step !== 0n && typeof known === 'bigint')
      return [name, BigInt.asUintN(width, known + plan.step)];
    const value = evaluate(term, environment);
    if (file === undefined) return [name, bitsOf(value)];
    const fixed = file.hardwired.reduce(
      (words, each) => withWord(words, BigInt(each.index), each.value),
      arrayOf(value).words,
    );
    return [name, { kind: 'array', words: fixed }];
  });
  return { elements: new Map(elements), memory: like.memory };
}

/** What the model leaves open is as in the base. */
function environmentOf(machine: Machine, model: Model, base: Base): Environment {
  return {
    variable(name, sort): Value {
      if (sort.kind === 'array' ? model.arrays.has(name) : model.variables.has(name))
        return valueIn(model, name, sort);
      const [prefix = '', ...rest] = name.split('.');
      const state = base[prefix === 's2' ? 1 : 0];
      const value = state?.elements.get(rest.join('.'));
      const isOne = machine.elements.some((element) => element.name === rest.join('.'));
      return isOne && value !== undefined ? value : valueIn(model, name, sort);
    },
  };
}

/** The states with what the model's views show, where their maps show it. */
function withViews(
  machine: Machine,
  question: Question,
  { states: terms }: AbstractObligation,
  model: Model,
  states: readonly State[],
): readonly State[] {
  const memories = states.map((state, copy) => {
    let memory = state.memory;
    for (const [path, array] of terms[copy]?.storage ?? []) {
      const entries = array.kind === 'variable' ? (model.arrays.get(array.name) ?? []) : [];
      for (const [address, unit] of entries) {
        const place = path === PHYSICAL ? address : placeShown(machine, state, path, address);
        if (place !== undefined) memory = withUnit(memory, place, unit);
      }
    }
    return memory;
  });
  const mayMapDiffer = machine.elements.some(
    (element) => element.role === 'map' && mayDiffer(element, question.differing),
  );
  const [first] = memories;
  return states.map((state, copy) => ({
    ...state,
    memory: (mayMapDiffer ? memories[copy] : first) ?? state.memory,
  }));
}

function withUnit(memory: MemoryValue, address: bigint, unit: bigint): MemoryValue {
  return { kind: 'memory', units: withWord(memory.units, address, unit) };
}
