/** The choices of a step: what its description leaves undefined. */

import type { Variable } from '../term/term.ts';
import { freeVariables } from '../term/walk.ts';
import type { Instruction } from './machine.ts';

type Chosen = Pick<Instruction, 'constraint' | 'step'>;

const choices = new WeakMap<Chosen, readonly Variable[]>();

/** The variables of an instruction's choices. */
export function choicesOf(instruction: Chosen): readonly Variable[] {
  const known = choices.get(instruction);
  if (known !== undefined) return known;
  const { constraint, step } = instruction;
  const terms = [
    constraint,
    step.traps,
    step.memoryTraps,
    step.cause,
    step.resume,
    step.after.memory,
  ];
  const others = [...step.values, ...step.kept.values(), ...step.after.elements.values()];
  const found = freeVariables(...terms, ...others).filter(({ name }) => name.startsWith('choice.'));
  choices.set(instruction, found);
  return found;
}
