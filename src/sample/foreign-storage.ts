/**
 * Storage at the guest's addresses that it was not allocated: a window may be larger than what the
 * guest has, where its own machine has no storage. The bare machine never sees it.
 */

import { truncate } from '../base/bits.ts';
import type { MonitorMap } from '../isa/monitor-map.ts';
import { changesBetween, type Change, type State } from '../isa/state.ts';
import { isAllocatedIn, windowBegin } from '../machine/monitored.ts';
import { wordAt, writtenBetween } from '../term/sparse-map.ts';

/** Whether all of the guest's own storage shows the same. */
export function foreignOrAlike(map: MonitorMap, bare: State, real: State, shown: State): boolean {
  const [a, b] = [bare.memory.units, shown.memory.units];
  const begin = windowBegin(map, real);
  return writtenBetween(a, b).every(
    (address) => wordAt(a, address) === wordAt(b, address) || isForeign(map, real, begin, address),
  );
}

/** Differences that do not count: of storage that is not the guest's, where the step wrote nothing. */
export function foreignChanges(
  map: MonitorMap,
  real: State,
  [bareBefore, bareAfter]: readonly [State, State],
  shownAfter: State,
): readonly Change[] {
  const begin = windowBegin(map, real);
  const written = new Set(writtenBetween(bareBefore.memory.units, bareAfter.memory.units));
  return changesBetween(map.virtual, bareAfter, shownAfter).filter(({ kind, name }) => {
    if (kind !== 'storage') return false;
    const address = BigInt(
      /0x[\da-f]+/u.exec(name.slice(map.virtual.storage.name.length))?.[0] ?? 0,
    );
    return !written.has(address) && isForeign(map, real, begin, address);
  });
}

function isForeign(map: MonitorMap, real: State, begin: bigint, address: bigint): boolean {
  const place = truncate(map.real.storage.addressWidth, begin + address);
  return !isAllocatedIn(map, real, place);
}
