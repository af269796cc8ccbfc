/** How many members of its enums a variant stands for, where these are several: CSRs that do alike, say. */

import type { Machine } from '../isa/machine.ts';

export function membersOf({ instructions }: Machine): Readonly<Record<string, number>> {
  return Object.fromEntries(
    instructions.flatMap(({ id, members }) => (members === undefined ? [] : [[id, members]])),
  );
}

/** In words, those of one name together; undefined if every variant is of one member. */
export function membersText(machine: Machine): string | undefined {
  const named = new Map(
    machine.instructions.flatMap(({ id, opcode, members }): [string, number][] =>
      members === undefined ? [] : [[id === opcode ? id : `*${id.slice(opcode.length)}`, members]],
    ),
  );
  if (named.size === 0) return undefined;
  const listed = [...named].map(([name, members]) => `${name} for ${members}`).join(', ');
  return `One variant stands for several members that do alike: ${listed}.`;
}
