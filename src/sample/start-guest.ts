/** Starts a guest: its own machine, and the real one with the guest in it. */

import { ones } from '../base/bits.ts';
import type { MonitorMap } from '../isa/monitor-map.ts';
import type { State } from '../isa/state.ts';
import { isAllocatedIn, realState, virtualState, windowBegin } from '../machine/monitored.ts';
import type { Guest } from '../monitor/sampled.ts';
import { withWord } from '../term/sparse-map.ts';
import { placedState } from './placements.ts';

export interface StartedGuest {
  readonly bare: State;
  /** Placed and not yet started. */
  readonly empty: State;
  readonly real: State;
}

export function startGuest(map: MonitorMap, { kept, start }: Guest): StartedGuest {
  const empty = withNeighbours(map, placedState(map, kept));
  const shown = virtualState(map, empty, 'abstraction');
  return { bare: start, empty, real: realState(map, empty, shown, start, 'start') };
}

/** What lies on either side of the guest's storage is not zero, so that reading it shows. */
function withNeighbours(map: MonitorMap, state: State): State {
  const { storage } = map.real;
  const begin = windowBegin(map, state);
  const end = begin + map.virtual.storage.size;
  let { units } = state.memory;
  for (const [i, place] of [begin - 2n, begin - 1n, end, end + 1n].entries()) {
    if (place < 0n || place >= storage.size || isAllocatedIn(map, state, place)) continue;
    units = withWord(units, place, ones(storage.unit) - BigInt(i));
  }
  return { ...state, memory: { kind: 'memory', units } };
}
