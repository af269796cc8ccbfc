/** An instruction of a witness as it would stand in a program. */

import { instructionText } from '../isa/disassemble.ts';
import type { Instruction, Machine } from '../isa/machine.ts';
import type { Witness } from '../question/witness.ts';

/** The instruction as assembly, where its operands matter. */
export function listing(
  machine: Machine,
  instruction: Instruction | undefined,
  { operands, states: [state] }: Witness,
): readonly string[] {
  if (instruction === undefined || instruction.encoding.operands.length === 0) return [];
  const pc = machine.elements.find(({ role }) => role === 'pc');
  const address = pc === undefined ? 0n : (state?.elements.get(pc.name) ?? 0n);
  const text = instructionText(machine, instruction, operands, address);
  return text === undefined ? [] : [`    ${text}`];
}
