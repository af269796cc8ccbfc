/**
 * The rows of the main table: one for each instruction, or one for all variants of an opcode that
 * agree in every cell.
 */

import type { Machine } from '../isa/machine.ts';
import type { InstructionResult } from '../judge/result.ts';
import { isTrap } from './words.ts';

export interface InstructionRow {
  /** `lpsw`, `csrrw.* (58)`, `csrrw.{cycle,time}`. */
  readonly name: string;
  /** All with the same answers; at least one. */
  readonly members: readonly [InstructionResult, ...InstructionResult[]];
}

/** Longest name made by listing what differs. */
const ROOM = 28;

export function instructionRows(
  machine: Machine,
  instructions: readonly InstructionResult[],
  options: { readonly grouped: boolean },
): readonly InstructionRow[] {
  if (!options.grouped) return instructions.map((each) => ({ name: each.id, members: [each] }));
  const opcodes = new Map(machine.instructions.map(({ id, opcode }) => [id, opcode]));
  const opcodeOf = ({ id, variants: [first] }: InstructionResult): string =>
    opcodes.get(first ?? id) ?? id;

  return groupBy(instructions, opcodeOf).flatMap(([opcode, family]) => {
    const groups = groupBy(family, cells).map(([, members]) => members);
    const largest = Math.max(...groups.map((members) => members.length));
    const main = groups.find((members) => members.length === largest);
    return groups.map((members) => ({
      name: nameOf(opcode, members, family.length, members === main),
      members,
    }));
  });
}

/** Everything the table shows of an instruction. */
function cells(instruction: InstructionResult): string {
  const { privileged, control, location, mode, user, sensitive, partlyTraps } = instruction;
  return JSON.stringify([
    [privileged, control, location, mode, user, sensitive, partlyTraps, isTrap(instruction)],
    [...instruction.otherClasses],
    instruction.inUserMode,
    instruction.inUserModeUndecided,
  ]);
}

function nameOf(
  opcode: string,
  members: readonly [InstructionResult, ...InstructionResult[]],
  all: number,
  isMain: boolean,
): string {
  const [first] = members;
  if (members.length === 1) return first.id;
  const share = members.length === all ? `(${all})` : `(${members.length} of ${all})`;
  const suffixes = members.map(({ id }) => id.slice(opcode.length + 1));
  const listed = `${opcode}.{${suffixes.join(',')}}`;
  if (listed.length <= ROOM && members.length < all) return listed;
  return isMain ? `${opcode}.* ${share}` : `${first.id}, … ${share}`;
}

type Group<Item> = readonly [Item, ...Item[]];

/** In order of the first of each group. */
function groupBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): readonly (readonly [string, Group<Item>])[] {
  const groups = new Map<string, [Item, ...Item[]]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return [...groups];
}
