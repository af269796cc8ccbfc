/** Mapped paths that show the same contents at the same program address count as one. */

import type { Machine } from '../isa/machine.ts';

export const PHYSICAL = 'physical';

export interface PathGroup {
  /** The name of its first path. */
  readonly name: string;
  readonly paths: readonly string[];
  readonly addressWidth: number;
}

/** In order of declaration. The physical path is in none of them. */
export function pathGroups(machine: Pick<Machine, 'paths'>): readonly PathGroup[] {
  const groups: { name: string; paths: string[]; addressWidth: number }[] = [];
  for (const path of machine.paths) {
    const group = groups.find(({ paths }) =>
      paths.some((other) => path.sharedWith.includes(other)),
    );
    if (group === undefined)
      groups.push({ name: path.name, paths: [path.name], addressWidth: path.addressWidth });
    else group.paths.push(path.name);
  }
  return groups;
}

/** The name of the group of a path; of the physical path, its own. */
export function groupOf(groups: readonly PathGroup[], path: string): string {
  if (path === PHYSICAL) return PHYSICAL;
  const group = groups.find(({ paths }) => paths.includes(path));
  if (group === undefined) throw new RangeError(`no path ${path}`);
  return group.name;
}
