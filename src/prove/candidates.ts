/**
 * Concrete states to try before a solver: a base with the instruction put at the program counter,
 * and simple values for registers and operands. A candidate that replays as asked is as good a
 * witness as any.
 *
 * Deterministic: the numbers that stand for chance come from the instruction's id.
 */

import { bitAnd, hashText, mixHash, ones, truncate } from '../base/bits.ts';
import { encode } from '../isa/encode.ts';
import type { Bank, Element, Machine, Operand } from '../isa/machine.ts';
import { scalarIn, type ElementValue, type State } from '../isa/state.ts';
import { unitCount, unitsOf } from '../isa/units.ts';
import { FETCH } from '../machine/memory-model.ts';
import { arrayValue, type MemoryValue, type Value } from '../term/value.ts';
import { withWord, wordAt } from '../term/sparse-map.ts';
import type { Question } from '../question/spec.ts';
import type { Sort } from '../term/term.ts';
import { mayDiffer } from '../question/copies.ts';
import type { Base } from './bases.ts';
import { choicesOf } from '../isa/choices.ts';
import { holdsIn, pcOf, placeIn, type Inputs, type Subject } from './run.ts';

export interface Candidate {
  readonly states: readonly State[];
  readonly inputs: Inputs;
}

/** How to fill what the base leaves open; each gives one candidate. */
type Filling = (seed: number, width: number) => bigint;

const FILLINGS: readonly {
  readonly registers: Filling;
  readonly operands: Filling;
  readonly choices: bigint;
}[] = [
  { registers: () => 0n, operands: () => 0n, choices: 0n },
  {
    registers: (seed) => BigInt(8 * (seed % 8)),
    operands: (seed) => BigInt(1 + (seed % 3)),
    choices: 0n,
  },
  { registers: random, operands: random, choices: 1n },
  {
    registers: (_seed, width) => ones(width),
    operands: (_seed, width) => ones(width),
    choices: 1n,
  },
  { registers: random, operands: (seed) => BigInt(seed % 4), choices: 0n },
  { registers: (seed) => BigInt(seed % 4), operands: random, choices: 0n },
  // Multiples of eight: aligned addresses, also where displacements are added, not near the lowest ones.
  {
    registers: (seed) => BigInt(4096 + 8 * (seed % 8)),
    operands: (seed) => BigInt(8 * (seed % 8)),
    choices: 0n,
  },
];

/** How many candidates there are for one base. */
export const CANDIDATES: number = FILLINGS.length;

/** The `index`-th candidate; undefined if the instruction cannot be put there. */
export function candidate(
  subject: Subject,
  question: Question,
  base: Base,
  index: number,
): Candidate | undefined {
  const filling = FILLINGS[index];
  if (filling === undefined) return undefined;
  const { machine, instruction } = subject;
  const seed = mixHash(hashText(instruction.id), index);
  const operands = new Map(
    instruction.encoding.operands.map((operand, i) => [
      operand.name,
      operandValue(operand, filling.operands(mixHash(seed, i), operand.width)),
    ]),
  );
  const choices = new Map(
    choicesOf(instruction).map(({ name, sort }): [string, Value] => [
      name,
      choiceValue(sort, filling.choices),
    ]),
  );
  const filled = base.map((state, copy) =>
    fill(
      machine,
      state,
      (bank) => (selectAlike(machine, bank, base) ? 0 : copy),
      (name, width) => filling.registers(mixHash(seed, hashText(name)), width),
    ),
  );
  const states = placeInstruction(subject, question, filled, operands);
  return states === undefined ? undefined : { states, inputs: { operands, choices } };
}

/** The states of a base select the same register of a bank. */
function selectAlike(machine: Machine, { condition }: Bank, [first, second]: Base): boolean {
  if (first === undefined || second === undefined) return true;
  return holdsIn(machine, condition, first) === holdsIn(machine, condition, second);
}

function operandValue({ width, encodedMask, allowed }: Operand, wanted: bigint): bigint {
  const value = bitAnd(truncate(width, wanted), encodedMask);
  if (allowed === undefined || allowed.some(({ low, high }) => low <= value && value <= high))
    return value;
  return allowed[0]?.low ?? 0n;
}

function choiceValue(sort: Sort, wanted: bigint): Value {
  if (sort.kind === 'bool') return wanted !== 0n;
  if (sort.kind === 'bits') return wanted === 0n ? 0n : ones(sort.width);
  return arrayValue(0n);
}

/** General state with values that are the same in both copies, but for registers not selected. */
function fill(
  machine: Machine,
  state: State,
  copyOf: (bank: Bank) => number,
  valueOf: (name: string, width: number) => bigint,
): State {
  const elements = new Map(state.elements);
  for (const element of machine.elements) {
    if (element.role === 'general') elements.set(element.name, filledElement(element, valueOf));
  }
  for (const bank of machine.banks) {
    const { name, condition, whenTrue, whenFalse } = bank;
    const width = machine.elements.find((each) => each.name === whenTrue)?.width ?? 1;
    const [seen, hidden] = holdsIn(machine, condition, state)
      ? [whenTrue, whenFalse]
      : [whenFalse, whenTrue];
    elements.set(seen, truncate(width, valueOf(name, width)));
    elements.set(hidden, truncate(width, valueOf(`${name} ${copyOf(bank)}`, width)));
  }
  return { ...state, elements };
}

function filledElement(
  { name, width, file }: Element,
  valueOf: (name: string, width: number) => bigint,
): ElementValue {
  if (file === undefined) return truncate(width, valueOf(name, width));
  const words = Array.from({ length: file.count }, (_, i): [bigint, bigint] => {
    const fixed = file.hardwired.find(({ index }) => index === i);
    return [BigInt(i), fixed?.value ?? truncate(width, valueOf(`${name}[${i}]`, width))];
  });
  return arrayValue(0n, words);
}

/** The states with the instruction's word where each fetches it. */
export function placeInstruction(
  { machine, instruction }: Subject,
  question: Question,
  states: readonly State[],
  operands: ReadonlyMap<string, bigint>,
): readonly State[] | undefined {
  const encoded = instruction.encoding.width === 0 ? undefined : encode(instruction, operands);
  if (encoded === undefined) return states;
  if (encoded.kind === 'unencodable') return undefined;
  const units = unitsOf(encoded.word, instruction.encoding.width, machine.storage);
  const placed = states.map((state) => placeUnits(machine, state, state.memory, units));
  const isMapShared = !machine.elements.some(
    (element) => element.role === 'map' && mayDiffer(element, question.differing),
  );
  const [first, second] = states;
  if (first === undefined || second === undefined || !isMapShared) {
    return placed.every((memory) => memory !== undefined)
      ? states.map((state, i) => ({ ...state, memory: placed[i] ?? state.memory }))
      : undefined;
  }
  // One storage for both, with the word wherever either fetches it.
  const once = placeUnits(machine, first, first.memory, units);
  const twice = once === undefined ? undefined : placeUnits(machine, second, once, units);
  return twice === undefined ? undefined : states.map((state) => ({ ...state, memory: twice }));
}

function placeUnits(
  machine: Machine,
  state: State,
  memory: MemoryValue,
  units: readonly bigint[],
): MemoryValue | undefined {
  const pc = scalarIn(state, pcOf(machine).name);
  let words = memory.units;
  for (const [i, unit] of units.entries()) {
    const at = placeIn(machine, state, FETCH, 'execute', pc + BigInt(i));
    if (at === undefined) return undefined;
    if (wordAt(words, at) !== unit) words = withWord(words, at, unit);
  }
  return words === memory.units ? memory : { kind: 'memory', units: words };
}

/** The storage addresses from which the states fetch the instruction. */
export function instructionUnits(
  { machine, instruction }: Subject,
  states: readonly State[],
): ReadonlySet<bigint> {
  const count = unitCount(instruction.encoding.width, machine.storage);
  const places = states.flatMap((state) => {
    const pc = scalarIn(state, pcOf(machine).name);
    return Array.from({ length: count }, (_, i) =>
      placeIn(machine, state, FETCH, 'execute', pc + BigInt(i)),
    );
  });
  return new Set(places.filter((place) => place !== undefined));
}

/** A number that depends on the seed and looks like any other. */
function random(seed: number, width: number): bigint {
  let word = 0n;
  for (let i = 0; i * 30 < width; i += 1) word = word * 2n ** 30n + BigInt(mixHash(seed, i));
  return truncate(width, word);
}
