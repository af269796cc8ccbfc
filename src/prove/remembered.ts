/**
 * What made one question's witness, tried on the next question: its registers, its operands and
 * choices, and what the program saw at the addresses it used.
 *
 * Mostly for an instruction that finds its subject in storage, which no simple filling hits.
 */

import type { Machine } from '../isa/machine.ts';
import { unitIn, type State } from '../isa/state.ts';
import { mayDiffer } from '../question/copies.ts';
import type { Question } from '../question/spec.ts';
import { withWord } from '../term/sparse-map.ts';
import type { Base } from './bases.ts';
import { placeInstruction, type Candidate } from './candidates.ts';
import { placeShown } from './differences.ts';
import type { Inputs, Run, Subject } from './run.ts';

export interface Remembered {
  /** Whose general state it is. */
  readonly state: State;
  readonly inputs: Inputs;
  readonly seen: readonly {
    readonly path: string;
    readonly address: bigint;
    readonly unit: bigint;
  }[];
}

export function remember(
  { machine }: Subject,
  [first]: readonly Run[],
  inputs: Inputs,
): Remembered | undefined {
  if (first === undefined) return undefined;
  const seen = first.accesses(true).flatMap(({ path, address, units }) =>
    Array.from({ length: units }, (_, i) => address + BigInt(i)).flatMap((at) => {
      const place = placeShown(machine, first.before, path, at);
      return place === undefined ? [] : [{ path, address: at, unit: unitIn(first.before, place) }];
    }),
  );
  return { state: first.before, inputs, seen };
}

/** The base with what is remembered put into it; undefined if the instruction cannot be put there. */
export function fromMemory(
  subject: Subject,
  question: Question,
  base: Base,
  { state, inputs, seen }: Remembered,
): Candidate | undefined {
  const { machine } = subject;
  const filled = base.map((each) => withSeen(machine, withGeneral(machine, each, state), seen));
  const [first] = filled;
  const isMapShared = !machine.elements.some(
    (element) => element.role === 'map' && mayDiffer(element, question.differing),
  );
  const states = filled.map((each) =>
    isMapShared ? { ...each, memory: first?.memory ?? each.memory } : each,
  );
  const placed = placeInstruction(subject, question, states, inputs.operands);
  return placed === undefined ? undefined : { states: placed, inputs };
}

function withGeneral(machine: Machine, state: State, from: State): State {
  const elements = new Map(state.elements);
  for (const { name, role } of machine.elements) {
    const value = from.elements.get(name);
    if (role === 'general' && value !== undefined) elements.set(name, value);
  }
  return { ...state, elements };
}

function withSeen(machine: Machine, state: State, seen: Remembered['seen']): State {
  let { units } = state.memory;
  for (const { path, address, unit } of seen) {
    const place = placeShown(machine, state, path, address);
    if (place !== undefined) units = withWord(units, place, unit);
  }
  return { ...state, memory: { kind: 'memory', units } };
}
