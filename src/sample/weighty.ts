/**
 * Which instructions a guest should have many of: those that a monitor has something to do with; and
 * which keep it within its own code.
 */

import type { Instruction, Machine } from '../isa/machine.ts';
import { FALSE, TRUE, type Term } from '../term/term.ts';
import { freeVariables } from '../term/walk.ts';

const known = new WeakMap<Instruction, boolean>();

/** It may trap on its own, or its step reads or writes the mode, the map or what controls them. */
export function isWeighty(machine: Machine, instruction: Instruction): boolean {
  const found = known.get(instruction) ?? concernsControl(machine, instruction);
  known.set(instruction, found);
  return found;
}

/** It goes elsewhere than to what follows it, or may: the program counter depends on more than itself. */
export function transfersControl({ elements }: Machine, { step }: Instruction): boolean {
  const pc = elements.find(({ role }) => role === 'pc')?.name ?? '';
  const next = step.after.elements.get(pc);
  return (
    step.traps === TRUE || next === undefined || freeVariables(next).some(({ name }) => name !== pc)
  );
}

function concernsControl({ elements }: Machine, { step }: Instruction): boolean {
  const control = new Set(
    elements
      .filter(({ role }) => role === 'mode' || role === 'map' || role === 'control')
      .map(({ name }) => name),
  );
  if ([...step.after.elements.keys()].some((name) => control.has(name))) return true;
  if (step.traps !== FALSE && step.traps !== step.memoryTraps) return true;
  const terms: readonly Term[] = [step.traps, step.after.memory, ...step.after.elements.values()];
  return freeVariables(...terms).some(({ name }) => control.has(name));
}
