/**
 * Questions that no spec asks: whether the machine's invariants are kept, and the premises that
 * can be put as questions about one step.
 *
 * Some are asked of the *trap entry alone*: a pretended instruction that traps with any cause,
 * any values and any saved address.
 */

import type { Cause, Element, Instruction, Machine } from '../isa/machine.ts';
import {
  bits,
  constant,
  equal,
  MEMORY,
  or,
  TRUE,
  FALSE,
  variable,
  type Term,
} from '../term/term.ts';
import type {
  Clause,
  Differing,
  Observation,
  Question,
  StateFormula,
  StateIndex,
  Part,
  Moment,
} from './spec.ts';
import { pcElement } from './symbolic-step.ts';

const NOWHERE = { file: '', start: 0, end: 0 };
const EVERYTHING: Observation = {
  parts: ['general', 'pc', 'control', 'storage'],
  except: ['time'],
};

// Formulas.

export function said(
  predicate: 'supervisor' | 'user' | 'valid',
  state: StateIndex,
  at: Moment = 'before',
): StateFormula {
  return { kind: 'predicate', predicate, state, at };
}

export function traps(state: StateIndex): StateFormula {
  return { kind: 'predicate', predicate: 'traps', state, at: 'before' };
}

export function isNot(operand: StateFormula): StateFormula {
  return { kind: 'not', operand };
}

export function all(...formulas: readonly StateFormula[]): StateFormula {
  return formulas.reduce((left, right) => ({ kind: 'and', left, right }), {
    kind: 'constant',
    value: true,
  });
}

export function some(...formulas: readonly StateFormula[]): StateFormula {
  return formulas.reduce((left, right) => ({ kind: 'or', left, right }), {
    kind: 'constant',
    value: false,
  });
}

/** The two states, at one moment, agree in a part. */
export function samePart(part: Part, moment: Moment): StateFormula {
  return {
    kind: 'equal',
    left: { kind: 'whole', state: 0, moment, part },
    right: { kind: 'whole', state: 1, moment, part },
  };
}

/** A question of our own; clauses have no text in any file. */
export function ownQuestion(
  name: string,
  parts: {
    readonly states?: 1 | 2;
    readonly differing?: readonly Differing[];
    readonly among?: readonly StateFormula[];
    readonly suchThat: StateFormula;
    /** Also what a step left alone is compared. */
    readonly isWhole?: boolean;
  },
): Question {
  const clause = (formula: StateFormula): Clause => ({ formula, text: name, span: NOWHERE });
  return {
    name,
    title: name,
    citations: [],
    reading: undefined,
    states: parts.states ?? 1,
    differing: parts.differing ?? [],
    differingSpans: [],
    among: (parts.among ?? []).map(clause),
    unless: [],
    suchThat: clause(parts.suchThat),
    observation: { ...EVERYTHING, isWhole: parts.isWhole ?? false },
    span: NOWHERE,
  };
}

/** Some step, the trap entry included, leads from a valid state to one that is not. */
export const BREAKS_INVARIANT: Question = ownQuestion('breaks_invariant', {
  suchThat: isNot(said('valid', 0, 'outcome')),
});

// The trap entry alone.

/** The saved address and the values of a trap that is entered alone, as elements, so that they may differ. */
export const RESUME = 'entry.resume';
export const VALUE = 'entry.value';

/** The machine with the inputs of its trap entry as elements, marked so that no comparison sees them. */
export function withTrapInputs(machine: Machine): Machine {
  const pc = machine.elements.find(({ name }) => name === pcElement(machine));
  return {
    ...machine,
    elements: [
      ...machine.elements,
      trapInput(RESUME, pc?.width ?? 1),
      ...machine.valueWidths.map((width, k) => trapInput(`${VALUE}.${k}`, width)),
    ],
  };
}

/**
 * For a machine with the inputs of its trap entry as elements: it traps, and nothing else. Saved is
 * any address or, as by an interrupt, the program counter.
 */
export function trapEntryAlone(machine: Machine, saves: 'any' | 'pc' = 'any'): Instruction {
  const pc = machine.elements.find(({ name }) => name === pcElement(machine));
  const cause = variable('choice.cause', bits(machine.causeWidth));
  const isOneOf = (causes: readonly Cause[]): Term =>
    or(...causes.map(({ code }) => equal(cause, constant(machine.causeWidth, code))));
  return {
    id: 'trap_entry',
    opcode: 'trap_entry',
    assembly: [],
    manualSays: undefined,
    members: undefined,
    citations: [],
    span: pc?.span ?? NOWHERE,
    encoding: { width: 0, mask: 0n, value: 0n, pieces: [], operands: [] },
    constraint: isOneOf(machine.causes),
    choices: [],
    step: {
      traps: TRUE,
      memoryTraps: FALSE,
      cause,
      values: machine.valueWidths.map((width, k) => variable(`${VALUE}.${k}`, bits(width))),
      resume: variable(saves === 'pc' ? pcElement(machine) : RESUME, bits(pc?.width ?? 1)),
      kept: new Map(),
      after: { elements: new Map(), memory: variable(machine.storage.name, MEMORY) },
    },
    accesses: [],
  };
}

function trapInput(name: string, width: number): Element {
  return {
    name,
    role: 'control',
    marks: ['time'],
    width,
    file: undefined,
    members: undefined,
    why: undefined,
    citations: [],
    span: NOWHERE,
  };
}
