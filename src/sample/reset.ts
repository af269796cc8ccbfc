/** The state of a machine after its reset, made once: every guest begins from it. */

import type { Machine } from '../isa/machine.ts';
import type { State } from '../isa/state.ts';
import { initialState } from '../machine/run.ts';

const states = new WeakMap<Machine, State>();

export function resetOf(machine: Machine): State {
  const known = states.get(machine) ?? initialState(machine);
  states.set(machine, known);
  return known;
}
