/**
 * One step of a machine, by evaluating the description's terms as they are, never rewritten.
 *
 * Interrupts come first, then fetch, decode, execute; whichever traps enters the supervisor by the
 * machine's trap entry. Every storage unit of an instruction is fetched through the map on its own,
 * so that an instruction may lie across the end of what is mapped.
 */

import { truncate } from '../base/bits.ts';
import { decoderOf, type Decoded, type DecodedInstruction } from '../isa/decode.ts';
import type { Effect, Element, Instruction, Machine, Step } from '../isa/machine.ts';
import { scalarIn, type ElementValue, type State } from '../isa/state.ts';
import { evaluate, evaluateAll, type Environment } from '../term/evaluate.ts';
import type { Sort, Term } from '../term/term.ts';
import {
  arrayValue,
  bitsOf,
  boolOf,
  memoryOf,
  type MemoryValue,
  type Value,
} from '../term/value.ts';
import { environmentIn, FETCH, memoryModelIn, noOthers } from './memory-model.ts';

/** Values of `choice.<n>`. One that is not given is zero, or false. */
export type Choices = ReadonlyMap<string, Value>;

export interface Trap {
  readonly kind: 'traps';
  /** The code of the cause, and its name. */
  readonly cause: bigint;
  readonly name: string;
  readonly values: readonly bigint[];
  /** The address that the trap chose to save. */
  readonly resume: bigint;
  /** It is a memory trap. */
  readonly memory: boolean;
  /** Right before the trap entry: the state before the step, with what the trap keeps. */
  readonly before: State;
  /** After the trap entry. */
  readonly state: State;
}

export type StepOutcome = { readonly kind: 'completes'; readonly state: State } | Trap;

/** A step of the whole machine, and what was executed. */
export type MachineStep = { readonly outcome: StepOutcome } & (
  | { readonly kind: 'interrupt' }
  /** Fetching the instruction took a memory trap. */
  | { readonly kind: 'fetch' }
  | { readonly kind: 'undecoded'; readonly units: readonly bigint[] }
  | ({ readonly kind: 'instruction'; readonly instruction: Instruction } & Pick<
      DecodedInstruction,
      'operands' | 'word' | 'units'
    >)
);

/** Executes `instruction` in `state`, whatever stands at the program counter. */
export function stepInstruction(
  machine: Machine,
  instruction: Instruction,
  operands: ReadonlyMap<string, bigint>,
  choices: Choices,
  state: State,
): StepOutcome {
  const environment = environmentIn(machine, state, instructionVariables(operands, choices));
  const next = pcAfter(machine, state, instruction.encoding.width / machine.storage.unit);
  return runStep(machine, instruction.step, environment, state, next);
}

/** The next step of the machine. */
export function step(machine: Machine, before: State, choices: Choices = new Map()): MachineStep {
  const interrupt = takenInterrupt(machine, before);
  if (interrupt !== undefined) return { kind: 'interrupt', outcome: interrupt };

  const { fetched, memory } = fetchInstruction(machine, before);
  if (fetched.kind === 'traps') return { kind: 'fetch', outcome: fetched };
  const state = { ...before, memory };
  if (fetched.kind === 'undecoded') {
    const next = pcAfter(machine, state, fetched.units.length);
    const environment = environmentIn(machine, state, (name, sort) =>
      name === 'trap.next' ? next : choiceOf(choices, name, sort),
    );
    const outcome = runStep(machine, machine.undecoded, environment, state, next);
    return { kind: 'undecoded', units: fetched.units, outcome };
  }
  const { operands, word, units } = fetched;
  const instruction = chosenInstruction(machine, fetched, choices, state);
  const outcome = stepInstruction(machine, instruction, operands, choices, state);
  return { kind: 'instruction', instruction, operands, word, units, outcome };
}

/** The state that an effect on `state` leaves. */
export function applyEffect(
  { elements, memory }: Effect,
  environment: Environment,
  state: State,
): State {
  return {
    elements: elementsAfter(elements, environment, state),
    memory: memoryOf(evaluate(memory, environment)),
  };
}

/** The interrupt of highest priority whose condition holds, taken. */
function takenInterrupt(machine: Machine, state: State): Trap | undefined {
  const environment = environmentIn(machine, state, noOthers);
  const interrupt = machine.interrupts.find(({ condition }) =>
    boolOf(evaluate(condition, environment)),
  );
  if (interrupt === undefined) return undefined;
  const cause = machine.causes.find(({ name }) => name === interrupt.cause);
  if (cause === undefined) throw new TypeError(`no cause ${interrupt.cause}`);
  const resume = pcIn(machine, state);
  const values = machine.valueWidths.map(() => 0n);
  const raised = { cause: cause.code, values, resume, memory: cause.memory };
  return enterTrap(machine, raised, state, resume);
}

interface Fetched {
  readonly fetched: Exclude<Decoded, { kind: 'unreadable' }> | Trap;
  /** With what the translations of the fetches wrote. */
  readonly memory: MemoryValue;
}

/** Reads and decodes what the program counter points at, unit by unit through the map. */
function fetchInstruction(machine: Machine, state: State): Fetched {
  const model = memoryModelIn(machine, state.elements);
  const pc = pcIn(machine, state);
  const width = machine.paths.find(({ name }) => name === FETCH)?.addressWidth ?? 0;
  const addressOf = (index: number): bigint => truncate(width, pc + BigInt(index));

  let { memory } = state;
  const decoded = decoderOf(machine).fetchAndDecode((index) => {
    const address = addressOf(index);
    if (model.fault(FETCH, 'execute', memory, address)) return undefined;
    memory = model.touch(FETCH, 'execute', memory, address);
    return model.read(FETCH, 1, memory, address);
  });
  if (decoded.kind !== 'unreadable') return { fetched: decoded, memory };

  const address = addressOf(decoded.units.length);
  const raised = {
    cause: model.faultCause(FETCH, 'execute', memory, address),
    values: machine.valueWidths.map((_, k) =>
      model.faultValue(FETCH, 'execute', k, memory, address),
    ),
    resume: pc,
    memory: true,
  };
  return { fetched: enterTrap(machine, raised, { ...state, memory }, pc), memory };
}

/** Of instructions that share an encoding, the one whose constraint holds. */
function chosenInstruction(
  machine: Machine,
  { instructions, operands }: DecodedInstruction,
  choices: Choices,
  state: State,
): Instruction {
  if (instructions.length === 1) return instructions[0];
  const environment = environmentIn(machine, state, instructionVariables(operands, choices));
  const chosen = instructions.find(({ constraint }) => boolOf(evaluate(constraint, environment)));
  if (chosen === undefined) throw new TypeError(`no variant of ${instructions[0].opcode} applies`);
  return chosen;
}

function runStep(
  machine: Machine,
  description: Step,
  environment: Environment,
  state: State,
  next: bigint,
): StepOutcome {
  const { traps, memoryTraps, cause, values, resume, kept, after } = description;
  if (!boolOf(evaluate(traps, environment))) {
    return { kind: 'completes', state: applyEffect(after, environment, state) };
  }
  const raised = {
    cause: bitsOf(evaluate(cause, environment)),
    values: values.map((value) => bitsOf(evaluate(value, environment))),
    resume: bitsOf(evaluate(resume, environment)),
    memory: boolOf(evaluate(memoryTraps, environment)),
  };
  const before = { ...state, elements: elementsAfter(kept, environment, state) };
  return enterTrap(machine, raised, before, next);
}

/** Takes a trap of this cause and resume address, without values, whatever was executed. */
export function takeTrap(machine: Machine, cause: bigint, resume: bigint, before: State): Trap {
  const memory = machine.causes.some((each) => each.code === cause && each.memory);
  const values = machine.valueWidths.map(() => 0n);
  return enterTrap(machine, { cause, values, resume, memory }, before, resume);
}

/** Takes a trap in state `before`. `next` is the address after the instruction at hand. */
export function enterTrap(
  machine: Machine,
  raised: Pick<Trap, 'cause' | 'values' | 'resume' | 'memory'>,
  before: State,
  next: bigint,
): Trap {
  const variables = new Map<string, Value>([
    ['trap.cause', raised.cause],
    ['trap.resume', raised.resume],
    ['trap.pc', pcIn(machine, before)],
    ['trap.next', next],
    ...raised.values.map((value, k): [string, Value] => [`trap.value.${k}`, value]),
  ]);
  const environment = environmentIn(
    machine,
    before,
    (name) => variables.get(name) ?? noOthers(name),
  );
  const state = applyEffect(machine.trapEntry, environment, before);
  const name = machine.causes.find(({ code }) => code === raised.cause)?.name;
  return { kind: 'traps', ...raised, name: name ?? `cause ${raised.cause}`, before, state };
}

function elementsAfter(
  changed: ReadonlyMap<string, Term>,
  environment: Environment,
  state: State,
): State['elements'] {
  if (changed.size === 0) return state.elements;
  const values = evaluateAll([...changed.values()], environment);
  const elements = new Map(state.elements);
  for (const [i, name] of [...changed.keys()].entries()) {
    elements.set(name, elementValueOf(values[i]));
  }
  return elements;
}

function elementValueOf(value: Value | undefined): ElementValue {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'object' && value.kind === 'array') return value;
  throw new TypeError('not the value of an element');
}

function instructionVariables(
  operands: ReadonlyMap<string, bigint>,
  choices: Choices,
): Environment['variable'] {
  return (name, sort) =>
    name.startsWith('op.')
      ? (operands.get(name.slice('op.'.length)) ?? noOthers(name))
      : choiceOf(choices, name, sort);
}

function choiceOf(choices: Choices, name: string, sort: Sort): Value {
  if (!name.startsWith('choice.')) return noOthers(name);
  const chosen = choices.get(name);
  if (chosen !== undefined) return chosen;
  switch (sort.kind) {
    case 'bool':
      return false;
    case 'bits':
      return 0n;
    case 'array':
      return arrayValue(0n);
    case 'memory':
      return noOthers(name);
  }
}

/** The program counter; addresses after it wrap around at its width. */
export function pcIn(machine: Machine, state: State): bigint {
  return scalarIn(state, pcElementOf(machine).name);
}

function pcAfter(machine: Machine, state: State, units: number): bigint {
  return truncate(pcElementOf(machine).width, pcIn(machine, state) + BigInt(units));
}

function pcElementOf(machine: Machine): Element {
  const element = machine.elements.find(({ role }) => role === 'pc');
  if (element === undefined) throw new TypeError(`${machine.id} has no program counter`);
  return element;
}
