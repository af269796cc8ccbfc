/** Real storage whose contents follow from what a monitor keeps: the tables that it builds. */

import { STORAGE_ADDRESS, type MonitorMap } from '../isa/monitor-map.ts';
import type { State } from '../isa/state.ts';
import { evaluate } from '../term/evaluate.ts';
import { withWord, wordAt, wordsOf } from '../term/sparse-map.ts';
import { bitsOf } from '../term/value.ts';
import { environmentIn, noOthers } from './memory-model.ts';

export function isDerivedIn({ derived }: MonitorMap, place: bigint): boolean {
  return derived !== undefined && derived.low <= place && place <= derived.high;
}

/** The state with all of it as it follows. */
export function withDerived(map: MonitorMap, state: State): State {
  const { derived } = map;
  if (derived === undefined) return state;
  let { units } = state.memory;
  for (let place = derived.low; place <= derived.high; place += 1n) {
    const unit = derivedUnit(map, state, place) ?? 0n;
    if (wordAt(units, place) !== unit) units = withWord(units, place, unit);
  }
  return { ...state, memory: { kind: 'memory', units } };
}

/** Places where something else stands, among those where something stands. */
export function wronglyDerived(map: MonitorMap, state: State): readonly bigint[] {
  return [...wordsOf(state.memory.units)]
    .map(([place]) => place)
    .filter((place) => isDerivedIn(map, place))
    .filter((place) => wordAt(state.memory.units, place) !== derivedUnit(map, state, place));
}

function derivedUnit(map: MonitorMap, state: State, place: bigint): bigint | undefined {
  if (map.derived === undefined) return undefined;
  const environment = environmentIn(map.mapped, state, (name) =>
    name === STORAGE_ADDRESS ? place : noOthers(name),
  );
  return bitsOf(evaluate(map.derived.unit, environment));
}
