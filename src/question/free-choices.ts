/**
 * An instruction whose choices are state elements, so that two states may choose differently: for
 * what a monitor has to find out without knowing how it was chosen.
 */

import type { Effect, Element, Instruction, Machine, Step } from '../isa/machine.ts';
import { constant, equal, variable, type Sort, type Term, type Variable } from '../term/term.ts';
import { substitute } from '../term/substitute.ts';
import { freeVariables } from '../term/walk.ts';
import { sortOf } from './copies.ts';

export interface FreedInstruction {
  readonly machine: Machine;
  readonly instruction: Instruction;
  /** The elements that the choices have become; no comparison sees them. */
  readonly chosen: readonly string[];
}

export function withFreeChoices(machine: Machine, instruction: Instruction): FreedInstruction {
  const choices = freeVariables(...termsOf(instruction)).filter(({ name }) =>
    name.startsWith('choice.'),
  );
  if (choices.length === 0) return { machine, instruction, chosen: [] };
  const elements = choices.map((choice) => elementFor(choice, instruction));
  const map = new Map(
    choices.map((choice, i): [Term, Term] => [choice, valueOf(choice, elements[i])]),
  );
  const freed = (term: Term): Term => substitute(term, map);
  return {
    machine: { ...machine, elements: [...machine.elements, ...elements] },
    instruction: {
      ...instruction,
      constraint: freed(instruction.constraint),
      choices: [],
      step: freedStep(instruction.step, freed),
    },
    chosen: elements.map(({ name }) => name),
  };
}

function termsOf({ constraint, step }: Instruction): readonly Term[] {
  const { traps, memoryTraps, cause, resume, values, kept, after } = step;
  return [
    constraint,
    traps,
    memoryTraps,
    cause,
    resume,
    ...values,
    ...kept.values(),
    after.memory,
    ...after.elements.values(),
  ];
}

function freedStep(step: Step, freed: (term: Term) => Term): Step {
  return {
    traps: freed(step.traps),
    memoryTraps: freed(step.memoryTraps),
    cause: freed(step.cause),
    values: step.values.map(freed),
    resume: freed(step.resume),
    kept: freedMap(step.kept, freed),
    after: freedEffect(step.after, freed),
  };
}

function freedEffect({ elements, memory }: Effect, freed: (term: Term) => Term): Effect {
  return { elements: freedMap(elements, freed), memory: freed(memory) };
}

function freedMap(
  terms: ReadonlyMap<string, Term>,
  freed: (term: Term) => Term,
): ReadonlyMap<string, Term> {
  return new Map([...terms].map(([name, term]) => [name, freed(term)]));
}

/** A truth becomes one bit. */
function elementFor({ name, sort }: Variable, { span }: Instruction): Element {
  return {
    name: `any.${name}`,
    role: 'control',
    marks: ['time'],
    width: widthIn(sort),
    file:
      sort.kind === 'array'
        ? { indexWidth: sort.index, count: 2 ** sort.index, hardwired: [] }
        : undefined,
    members: undefined,
    why: undefined,
    citations: [],
    span,
  };
}

function widthIn(sort: Sort): number {
  if (sort.kind === 'bits') return sort.width;
  return sort.kind === 'array' ? sort.element : 1;
}

function valueOf({ sort }: Variable, element: Element | undefined): Term {
  if (element === undefined) throw new RangeError('a choice without an element');
  const value = variable(element.name, sortOf(element));
  return sort.kind === 'bool' ? equal(value, constant(1, 1n)) : value;
}
