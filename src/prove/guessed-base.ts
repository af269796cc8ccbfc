/**
 * Bases without a solver: the state after reset and the state of zeros, with modes of every value
 * where these are few, if one of them happens to be what a frame asks for.
 */

import type { Machine, Pair } from '../isa/machine.ts';
import { scalarIn, zeroState, type State } from '../isa/state.ts';
import { applyEffect } from '../machine/step.ts';
import { environmentIn, noOthers } from '../machine/memory-model.ts';
import type { Question } from '../question/spec.ts';
import type { Base } from './bases.ts';
import { idle } from './idle.ts';
import { replay } from './replay.ts';
import { pcOf, placeIn, type Subject } from './run.ts';

/** Modes wider than this are not gone through. */
const MODE_WIDTH = 3;
const NO_INPUTS = { operands: new Map(), choices: new Map() };

/** Undefined if no guess meets the frame with everything mapped where the program counter is, and at address 0. */
export function guessedBase(machine: Machine, pair: Pair, question: Question): Base | undefined {
  const subject: Subject = { machine, pair, instruction: idle(machine) };
  const states = guesses(machine).filter((state) => isMapped(machine, state));
  if (question.states === 1) {
    const state = states.find(
      (each) => replay(subject, question, [each], NO_INPUTS).kind === 'as-asked',
    );
    return state === undefined ? undefined : [state];
  }
  for (const first of states) {
    const second = states.find(
      (each) => replay(subject, question, [first, each], NO_INPUTS).kind === 'as-asked',
    );
    if (second !== undefined) return [first, second];
  }
  return undefined;
}

const known = new WeakMap<Machine, readonly State[]>();

function guesses(machine: Machine): readonly State[] {
  const before = known.get(machine);
  if (before !== undefined) return before;
  const zero = zeroState(machine);
  let states: readonly State[] = [
    applyEffect(machine.reset, environmentIn(machine, zero, noOthers), zero),
    zero,
  ];
  const modes = machine.elements.filter(
    ({ role, file, width }) => role === 'mode' && file === undefined && width <= MODE_WIDTH,
  );
  for (const { name, width } of modes.slice(0, 2)) {
    states = states.flatMap((state) =>
      Array.from({ length: 2 ** width }, (_, value) => ({
        ...state,
        elements: new Map([...state.elements, [name, BigInt(value)]]),
      })),
    );
  }
  known.set(machine, states);
  return states;
}

function isMapped(machine: Machine, state: State): boolean {
  const pc = scalarIn(state, pcOf(machine).name);
  return machine.paths.every(({ name }) =>
    [pc, 0n].every((address) =>
      (['load', 'store'] as const).every(
        (access) => placeIn(machine, state, name, access, address) !== undefined,
      ),
    ),
  );
}
