/**
 * Makes a witness smaller by trying, without a solver: every smaller witness is replayed like the
 * first one.
 *
 * In this order: fewest elements that differ, then fewest bits that do, then the smallest values.
 * It is greedy, so the result is small and not claimed to be the smallest.
 */

import { bitAnd, bitXor, powerOfTwo } from '../base/bits.ts';
import type { Element, Machine } from '../isa/machine.ts';
import { registerIn, scalarIn, unitIn, type ElementValue, type State } from '../isa/state.ts';
import { mayDiffer } from '../question/copies.ts';
import type { Question } from '../question/spec.ts';
import { withWord, wordsOf } from '../term/sparse-map.ts';
import { arrayOf, arrayValue, memoryValue, type MemoryValue, type Value } from '../term/value.ts';
import type { Candidate } from './candidates.ts';

/** How many smaller witnesses to try: enough for small states, a bound for large ones. */
const TRIES = 400;

export interface Trial {
  readonly machine: Machine;
  readonly question: Question;
  /** Puts the instruction where the states fetch it. */
  place(candidate: Candidate): Candidate | undefined;
  /** Storage addresses of the instruction itself: what stands there is not to be made smaller. */
  fixedUnits(candidate: Candidate): ReadonlySet<bigint>;
  /** Replays. */
  isAsked(candidate: Candidate): Promise<boolean>;
}

/** What is left when nothing more can be taken away; at worst the candidate itself. */
export async function minimised(trial: Trial, candidate: Candidate): Promise<Candidate> {
  const { machine, question } = trial;
  let best = candidate;
  let tries = 0;
  const goThrough = async (pass: Pass): Promise<void> => {
    for (const step of pass(machine, question, best, trial.fixedUnits(best))) {
      if (tries >= TRIES) return;
      const lessened = step(best);
      const smaller = lessened === undefined ? undefined : trial.place(lessened);
      if (smaller === undefined) continue;
      tries += 1;
      // oxlint-disable-next-line no-await-in-loop -- each try starts from the best so far
      if (await trial.isAsked(smaller)) best = smaller;
    }
  };
  await goThrough(equalised);
  await goThrough(withFewerBits);
  await goThrough(withLessAtOnce);
  const before = best;
  await goThrough(withSmallerValues);
  // What stood in the way of one may be gone with another.
  if (best !== before) await goThrough(withSmallerValues);
  return best;
}

/** What to try, in order. */
type Pass = (
  machine: Machine,
  question: Question,
  best: Candidate,
  fixed: ReadonlySet<bigint>,
) => readonly Step[];

/** Makes the candidate smaller in one respect; undefined if it is not there to be made smaller. */
type Step = (candidate: Candidate) => Candidate | undefined;

/** One element of the second state becomes what it is in the first. */
function equalised(machine: Machine, question: Question): readonly Step[] {
  if (question.states === 1) return [];
  const free = machine.elements.filter((element) => mayDiffer(element, question.differing));
  const alike: Step[] = free.map(({ name }) => ({ states: [a, b], inputs }) => {
    if (a === undefined || b === undefined || a.elements.get(name) === b.elements.get(name))
      return undefined;
    return { states: [a, withElement(b, name, a.elements.get(name))], inputs };
  });
  return [...alike, oneStorage];
}

/** The second state takes the storage of the first. */
const oneStorage: Step = ({ states: [a, b], inputs }) => {
  if (a === undefined || b === undefined || a.memory.units.root === b.memory.units.root)
    return undefined;
  return { states: [a, { ...b, memory: a.memory }], inputs };
};

/** One bit in which the states differ becomes alike. */
function withFewerBits(machine: Machine, question: Question): readonly Step[] {
  if (question.states === 1) return [];
  return machine.elements
    .filter((element) => element.file === undefined && mayDiffer(element, question.differing))
    .flatMap(({ name, width }) =>
      Array.from({ length: width }, (_, bit): Step => ({ states: [a, b], inputs }) => {
        if (a === undefined || b === undefined) return undefined;
        const differing = bitXor(scalarIn(a, name), scalarIn(b, name));
        const here = bitAnd(differing, powerOfTwo(bit));
        // The last bit that differs is what the pass before could not take away.
        if (here === 0n || here === differing) return undefined;
        return { states: [a, withElement(b, name, bitXor(scalarIn(b, name), here))], inputs };
      }),
    );
}

const emptied: Step = ({ states, inputs }) => ({
  states: states.map((state) => ({ ...state, memory: memoryValue(0n) })),
  inputs,
});
const noOperands: Step = ({ states, inputs }) => ({
  states,
  inputs: { ...inputs, operands: new Map([...inputs.operands].map(([name]) => [name, 0n])) },
});

/** Everything of a kind becomes zero. */
function withLessAtOnce(machine: Machine): readonly Step[] {
  const ofRole =
    (role: Element['role']): Step =>
    ({ states, inputs }) => {
      const cleared = states.map((state) =>
        machine.elements.reduce((cleaner, { name, role: each, file }) => {
          if (each !== role) return cleaner;
          return file === undefined
            ? withElement(cleaner, name, 0n)
            : withElement(cleaner, name, clearedFile(file));
        }, state),
      );
      return { states: cleared, inputs };
    };
  return [emptied, ofRole('general'), ofRole('control'), noOperands];
}

function clearedFile({ hardwired }: NonNullable<Element['file']>): ElementValue {
  return arrayValue(
    0n,
    hardwired.map(({ index, value }): [bigint, bigint] => [BigInt(index), value]),
  );
}

/** One operand, choice, element, register or unit becomes zero in all states, else loses its upper half. */
function withSmallerValues(
  machine: Machine,
  _question: Question,
  { states, inputs }: Candidate,
  fixed: ReadonlySet<bigint>,
): readonly Step[] {
  const operands = [...inputs.operands.keys()].flatMap((name) =>
    sizes.map(
      (shrink): Step =>
        (candidate) =>
          withOperand(candidate, name, shrink),
    ),
  );
  const choices = [...inputs.choices.keys()].map(
    (name): Step =>
      (candidate) =>
        withChoice(candidate, name),
  );
  const elements = machine.elements.flatMap((element) => elementSteps(element));
  const stored = new Set(
    states.flatMap(({ memory }) => [...wordsOf(memory.units)].map(([address]) => address)),
  );
  const units = [...stored]
    .filter((address) => !fixed.has(address))
    .flatMap((address) =>
      sizes.map(
        (shrink): Step =>
          (candidate) =>
            withUnit(candidate, address, shrink),
      ),
    );
  return [...units, ...elements, ...operands, ...choices];
}

type Shrink = (word: bigint) => bigint;

/** Towards zero, the furthest first. */
const sizes: readonly Shrink[] = [
  () => 0n,
  (word) => (word > 1n ? 1n : word),
  (word) => (word > 2n ? 2n : word),
  (word) => word / 2n,
  (word) => (word > 0n ? word - 1n : word),
];

function elementSteps({ name, file }: Element): readonly Step[] {
  if (file === undefined) {
    return sizes.map(
      (shrink) => (candidate) =>
        changed(
          candidate,
          (state) => [scalarIn(state, name), (word) => withElement(state, name, word)],
          shrink,
        ),
    );
  }
  const registers = Array.from({ length: file.count }, (_, i) => i).filter(
    (i) => !file.hardwired.some(({ index }) => index === i),
  );
  return registers.flatMap((i) =>
    sizes.map(
      (shrink): Step =>
        (candidate) =>
          changed(
            candidate,
            (state) => [registerIn(state, name, i), (word) => withRegister(state, name, i, word)],
            shrink,
          ),
    ),
  );
}

function withUnit(candidate: Candidate, address: bigint, shrink: Shrink): Candidate | undefined {
  return changed(
    candidate,
    (state) => [
      unitIn(state, address),
      (word) => ({ ...state, memory: withStored(state.memory, address, word) }),
    ],
    shrink,
  );
}

/** The same place of every state, each shrunk; undefined if nothing gets smaller. */
function changed(
  { states, inputs }: Candidate,
  place: (state: State) => readonly [bigint, (word: bigint) => State],
  shrink: Shrink,
): Candidate | undefined {
  const places = states.map(place);
  if (places.every(([word]) => shrink(word) === word)) return undefined;
  return { states: places.map(([word, withWordOf]) => withWordOf(shrink(word))), inputs };
}

function withOperand(
  { states, inputs }: Candidate,
  name: string,
  shrink: Shrink,
): Candidate | undefined {
  const word = inputs.operands.get(name) ?? 0n;
  const smaller = shrink(word);
  if (smaller === word) return undefined;
  return {
    states,
    inputs: { ...inputs, operands: new Map([...inputs.operands, [name, smaller]]) },
  };
}

function withChoice({ states, inputs }: Candidate, name: string): Candidate | undefined {
  const value = inputs.choices.get(name);
  const least: Value | undefined =
    typeof value === 'bigint' ? 0n : typeof value === 'boolean' ? false : undefined;
  if (least === undefined || least === value) return undefined;
  return { states, inputs: { ...inputs, choices: new Map([...inputs.choices, [name, least]]) } };
}

function withElement(state: State, name: string, value: ElementValue | undefined): State {
  return value === undefined
    ? state
    : { ...state, elements: new Map([...state.elements, [name, value]]) };
}

function withRegister(state: State, name: string, index: number, word: bigint): State {
  const file = arrayOf(state.elements.get(name) ?? 0n);
  return withElement(state, name, {
    kind: 'array',
    words: withWord(file.words, BigInt(index), word),
  });
}

function withStored({ units }: MemoryValue, address: bigint, word: bigint): MemoryValue {
  return { kind: 'memory', units: withWord(units, address, word) };
}
