/**
 * Two program addresses that one step uses and that lie at one place in storage, or one that lies
 * where the map itself writes for the step.
 *
 * The abstract view has no such states: each address has contents of its own. So they are left out
 * of what is asked, and of replay, and the spec says so in a reading. Addresses of different groups
 * of paths may lie at one place, if they do so in both states of a pair.
 */

import type { Instruction, Machine } from '../isa/machine.ts';
import { groupOf, pathGroups, PHYSICAL } from '../question/path-groups.ts';
import { subterms } from '../term/walk.ts';
import { placeShown } from './differences.ts';
import type { DoneAccess, Run } from './run.ts';

export interface Alias {
  readonly group: string;
  readonly addresses: readonly [bigint, bigint];
  /** Of one group in one state; else unlike in the two states, or where the map itself writes. */
  readonly isWithinGroup: boolean;
}

/** The first alias among the addresses that the steps use; undefined if there is none. */
export function aliasIn(runs: readonly Run[]): Alias | undefined {
  const [first] = runs;
  if (first === undefined || !mayAlias(first.subject.instruction)) return undefined;
  const { machine } = first.subject;
  const used = unitsUsed(
    machine,
    runs.flatMap((each) => each.accesses()),
  );
  const places = runs.map(({ before }) =>
    used.map(({ path, address }) => placeShown(machine, before, path, address)),
  );
  const own = runs.map((each) => each.ownPlaces());
  for (const [i, one] of used.entries()) {
    const isOwn = own.some((of, k) => of.has(places[k]?.[i] ?? -1n));
    if (isOwn)
      return { group: one.group, addresses: [one.address, one.address], isWithinGroup: false };
    for (const [j, two] of used.entries()) {
      if (j <= i) continue;
      const meet = places.map((of) => of[i] !== undefined && of[i] === of[j]);
      const isWithinGroup = one.group === two.group;
      const isAlias = isWithinGroup
        ? meet.includes(true)
        : meet.length === 2 && meet[0] !== meet[1];
      if (isAlias)
        return { group: one.group, addresses: [one.address, two.address], isWithinGroup };
    }
  }
  return undefined;
}

const known = new WeakMap<Instruction, boolean>();

/** It writes through the map and uses more than one address there, or the map writes too. */
function mayAlias(instruction: Instruction): boolean {
  const before = known.get(instruction);
  if (before !== undefined) return before;
  const { step } = instruction;
  const used = new Set<unknown>();
  let doesWrite = false;
  for (const term of subterms(
    step.traps,
    step.cause,
    step.resume,
    step.after.memory,
    ...step.after.elements.values(),
  )) {
    if (term.kind === 'apply' && term.operator === 'touch') return keepMay(instruction, true);
    if (term.kind !== 'apply' || (term.operator !== 'read' && term.operator !== 'write')) continue;
    if (term.parameters[0] === PHYSICAL) continue;
    used.add(term.arguments[1]);
    if (term.operator === 'write') doesWrite = true;
  }
  return keepMay(instruction, doesWrite && used.size > 1);
}

function keepMay(instruction: Instruction, may: boolean): boolean {
  known.set(instruction, may);
  return may;
}

interface UsedUnit {
  readonly path: string;
  readonly group: string;
  readonly address: bigint;
}

/** Each unit of the mapped accesses, once. */
function unitsUsed(machine: Machine, accesses: readonly DoneAccess[]): readonly UsedUnit[] {
  const groups = pathGroups(machine);
  const units = new Map<string, UsedUnit>();
  for (const { path, address, units: count } of accesses) {
    const width = machine.paths.find(({ name }) => name === path)?.addressWidth;
    if (width === undefined) continue;
    for (let i = 0; i < count; i += 1) {
      const at = BigInt.asUintN(width, address + BigInt(i));
      const group = groupOf(groups, path);
      units.set(`${group} ${at}`, { path, group, address: at });
    }
  }
  return [...units.values()];
}
