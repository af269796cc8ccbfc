/** Where the allocator may put a guest: values of what the monitor keeps of its own. */

import * as fc from 'fast-check';
import { truncate } from '../base/bits.ts';
import type { Element } from '../isa/machine.ts';
import { KEPT, type MonitorMap } from '../isa/monitor-map.ts';
import type { State } from '../isa/state.ts';
import { resetOf } from './reset.ts';
import { brokenIn } from '../machine/monitored.ts';
import { arrayValue } from '../term/value.ts';
import { anyWord } from './words.ts';

export type Placement = ReadonlyMap<string, bigint>;

const TRIED = 2000;
const KEPT_PLACEMENTS = 200;
/** Of the placements tried; which guests are drawn is up to the seed of the sampling. */
const SEED = 1974;

/** Placements as the map promises them, the smallest first; none if none was found. */
export function placementsOf(map: MonitorMap): readonly Placement[] {
  const own = ownElements(map);
  const [real, virtual] = [map.real.storage.size, map.virtual.storage.size];
  const sizes = [real, virtual, real - virtual, real / 2n].flatMap((size) => [size - 1n, size]);
  const tuples = fc.sample(fc.tuple(...own.map(({ width }) => anyWord(width, sizes))), {
    seed: SEED,
    numRuns: TRIED,
  });
  const found = new Map<string, Placement>();
  for (const values of tuples) {
    const placement = new Map(
      own.map(({ name, width }, i) => [name, truncate(width, values[i] ?? 0n)]),
    );
    const key = values.join(' ');
    if (found.size >= KEPT_PLACEMENTS || found.has(key)) continue;
    if (brokenIn(map, map.placed, placedState(map, placement)).length === 0)
      found.set(key, placement);
  }
  return [...found.values()].toSorted((a, b) => compare(sum(a), sum(b)));
}

/** The real machine after its reset, with a guest placed that has not been started. */
export function placedState(map: MonitorMap, placement: Placement): State {
  const state = resetOf(map.real);
  const kept = map.kept.map(({ name, file }): [string, bigint | ReturnType<typeof arrayValue>] => [
    name,
    file === undefined ? (placement.get(name) ?? 0n) : arrayValue(0n),
  ]);
  return { ...state, elements: new Map([...state.elements, ...kept]) };
}

/** What is kept under no name of the virtual machine's, and is no file. */
function ownElements({ kept, virtual }: MonitorMap): readonly Element[] {
  const theirs = new Set(virtual.elements.map(({ name }) => `${KEPT}${name}`));
  return kept.filter(({ name, file }) => file === undefined && !theirs.has(name));
}

function sum(placement: Placement): bigint {
  return [...placement.values()].reduce((a, b) => a + b, 0n);
}

function compare(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
