/**
 * Runs one step of a machine on the reference evaluator, for tests of what the elaborator makes of
 * a body: a state before and operands in, the state after or the trap out.
 */

import type { Effect, Instruction, Machine } from '../../../src/isa/machine.ts';
import { registerIn, scalarIn, type State, unitIn, zeroState } from '../../../src/isa/state.ts';
import { environmentIn, noOthers } from '../../../src/machine/memory-model.ts';
import { applyEffect, step as machineStep, type StepOutcome, stepInstruction } from '../../../src/machine/step.ts'; // prettier-ignore
import { evaluate } from '../../../src/term/evaluate.ts';
import type { Term } from '../../../src/term/term.ts';
import { arrayValue, boolOf, memoryValue, type Value } from '../../../src/term/value.ts';
import { littleMachine, machineFromText } from '../../helpers/machines.ts';

/** Scalars by name (`M`, `R.l`), register files and the storage as lists of words from 0 on. */
export type Words = Readonly<Record<string, bigint | readonly bigint[]>>;

export interface Given {
  readonly before?: Words;
  readonly operands?: Readonly<Record<string, bigint>>;
  /** In the order of their sites. */
  readonly choices?: readonly Value[];
}

/** The state after a step that completes; of one that traps, the state before the trap entry. */
export interface Seen {
  readonly scalar: (element: string) => bigint;
  readonly register: (file: string, index: number) => bigint;
  readonly unit: (address: number) => bigint;
}

export interface Outcome extends Seen {
  /** The cause's name; undefined if the step completes. */
  readonly trap: string | undefined;
  readonly isMemoryTrap: boolean;
  readonly values: readonly bigint[];
  readonly resume: bigint | undefined;
  /** The instruction's constraint on its operands and on what it executes holds. */
  readonly applies: boolean;
}

/** Where a program of the little machine stands, unless a test says otherwise. */
const USUAL: Words = { M: 1n, P: 0x10n, 'R.l': 0n, 'R.b': 0xffn };

/** Operands `a` and `b` of two bits, `k` of four. */
export const INSTRUCTION = 'instruction t "t {a}, {b}, {k}" encoding a[2] :: b[2] :: k[4] :: 0[8]';

/** The instruction `t` with this body, on the little machine with more items. */
export function littleStep(body: string, given: Given = {}, items = ''): Outcome {
  const machine = machineFromText(littleMachine(`${items}\n${INSTRUCTION} { ${body} }`));
  return step(machine, 't', given);
}

export function step(machine: Machine, id: string, given: Given = {}): Outcome {
  const instruction = instructionNamed(machine, id);
  const state = stateOf(machine, given.before);
  const { operands } = instruction.encoding;
  const words = new Map(operands.map(({ name }) => [name, given.operands?.[name] ?? 0n]));
  const choices = new Map((given.choices ?? []).map((value, n) => [`choice.${n}`, value]));
  const environment = environmentIn(machine, state, (name) => {
    const word = words.get(name.replace('op.', ''));
    return word ?? choices.get(name) ?? noOthers(name);
  });
  return {
    ...seenAfter(stepInstruction(machine, instruction, words, choices, state)),
    applies: boolOf(evaluate(instruction.constraint, environment)),
  };
}

/** The step of whatever stands at the program counter. */
export function stepAtPc(machine: Machine, before: Words): Outcome {
  return { ...seenAfter(machineStep(machine, stateOf(machine, before)).outcome), applies: true };
}

export function instructionNamed(machine: Machine, id: string): Instruction {
  const found = machine.instructions.find((instruction) => instruction.id === id);
  if (found !== undefined) return found;
  throw new Error(`no ${id} among ${machine.instructions.map((each) => each.id).join(', ')}`);
}

/** What an effect (`reset`, `covering`, the trap entry) makes of a state. */
export function effect(
  machine: Machine,
  what: Effect,
  before: Words,
  variables: Readonly<Record<string, bigint>> = {},
): Seen {
  const state = stateOf(machine, before);
  const others = (name: string): Value => variables[name] ?? noOthers(name);
  return seenIn(applyEffect(what, environmentIn(machine, state, others), state));
}

/** What the trap entry makes of a state; the instruction at hand is one unit long. */
export function trapEntry(
  machine: Machine,
  before: Words,
  trap: { readonly cause: string; readonly resume: bigint; readonly value?: bigint },
): Seen {
  const pc = before['P'];
  return effect(machine, machine.trapEntry, before, {
    'trap.cause': machine.causes.find((cause) => cause.name === trap.cause)?.code ?? 0n,
    'trap.resume': trap.resume,
    'trap.next': (typeof pc === 'bigint' ? pc : 0n) + 1n,
    'trap.value.0': trap.value ?? 0n,
  });
}

/** Whether a condition of the machine (an invariant, a side of a pair) holds in a state. */
export function holds(machine: Machine, condition: Term, before: Words): boolean {
  return boolOf(evaluate(condition, environmentIn(machine, stateOf(machine, before), noOthers)));
}

function seenAfter(outcome: StepOutcome): Omit<Outcome, 'applies'> {
  const isTrap = outcome.kind === 'traps';
  return {
    trap: isTrap ? outcome.name : undefined,
    isMemoryTrap: isTrap && outcome.memory,
    values: isTrap ? outcome.values : [],
    resume: isTrap ? outcome.resume : undefined,
    ...seenIn(isTrap ? outcome.before : outcome.state),
  };
}

function seenIn(state: State): Seen {
  return {
    scalar: (element) => scalarIn(state, element),
    register: (file, index) => registerIn(state, file, index),
    unit: (address) => unitIn(state, BigInt(address)),
  };
}

function stateOf(machine: Machine, before: Words = {}): State {
  const given: Words = { ...USUAL, ...before };
  const { elements } = zeroState(machine);
  const filled = new Map(
    [...elements].map(([name, zero]) => {
      const words = given[name];
      if (words === undefined) return [name, zero];
      return [name, typeof words === 'bigint' ? words : arrayValue(0n, entriesOf(words))];
    }),
  );
  const storage = given[machine.storage.name];
  const units = typeof storage === 'object' ? entriesOf(storage) : [];
  return { elements: filled, memory: memoryValue(0n, units) };
}

function entriesOf(words: readonly bigint[]): [bigint, bigint][] {
  return words.map((word, i) => [BigInt(i), word]);
}
