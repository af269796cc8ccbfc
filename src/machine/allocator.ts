/**
 * The allocator: where in the real storage a new guest lies.
 *
 * A map places a guest by one number that the monitor keeps, in which its window begins. The
 * allocator takes the least at which the map's promise of a new guest holds and the guest's storage
 * overlaps no other's. It tries where something may begin: at zero, at the powers of two, at the
 * numbers in the promise and where other guests end, each rounded up to every power of two.
 *
 * Source: [PG74] "Virtual Machine Monitors": the allocator.
 */

import { bitLength, dropLow, powerOfTwo } from '../base/bits.ts';
import type { Element } from '../isa/machine.ts';
import type { MonitorMap } from '../isa/monitor-map.ts';
import { zeroState, type ElementValue, type State } from '../isa/state.ts';
import { sparseMap, wordsOf, type SparseMap } from '../term/sparse-map.ts';
import type { Term } from '../term/term.ts';
import { freeVariables, subterms } from '../term/walk.ts';
import { withDerived } from './derived-storage.ts';
import { brokenIn, isAllocatedIn, virtualState, windowBegin } from './monitored.ts';

/** A piece of the real storage: from `begin`, and before `end`. */
export interface Region {
  readonly begin: bigint;
  readonly end: bigint;
}

/** A new guest's place, and what the monitor keeps of it. */
export interface Place extends Region {
  readonly kept: ReadonlyMap<string, ElementValue>;
}

/** The kept number that a guest is placed by. */
type Placing = Pick<Element, 'name' | 'width'>;

/** The first place that fits; undefined if there is none. */
export function firstFit(
  map: MonitorMap,
  real: State,
  taken: readonly Region[],
): Place | undefined {
  const element = placingElement(map);
  if (element === undefined) return placeAt(map, real, taken, undefined, 0n);
  for (const value of candidates(map, real, taken, element)) {
    const place = placeAt(map, real, taken, element.name, value);
    if (place !== undefined) return place;
  }
  return undefined;
}

/** The virtual state that a real one stands for: of the storage, only what is the guest's. */
export function shownIn(map: MonitorMap, real: State, region: Region): State {
  const { elements, memory } = virtualState(map, real, 'abstraction');
  return { elements, memory: { kind: 'memory', units: ownUnits(memory.units, region) } };
}

function ownUnits(units: SparseMap, { begin, end }: Region): SparseMap {
  const own = wordsOf(units).filter(([address]) => address < end - begin);
  return sparseMap(units.default, own);
}

/** The state with what is kept of a guest that is placed there and not started. */
export function withKept(map: MonitorMap, real: State, { kept }: Pick<Place, 'kept'>): State {
  return withDerived(map, { ...real, elements: new Map([...real.elements, ...kept]) });
}

/**
 * What a guest is placed by: what its window depends on. None if it lies where it does.
 *
 * @throws RangeError if that is several numbers, of which none comes first
 */
function placingElement({ window, kept }: MonitorMap): Placing | undefined {
  const used = new Set(freeVariables(window).map(({ name }) => name));
  const [first, second] = kept.filter(({ name }) => used.has(name));
  if (second === undefined) return first;
  throw new RangeError(`a guest is placed by ${first?.name} and ${second.name}, not by one number`);
}

function placeAt(
  map: MonitorMap,
  real: State,
  taken: readonly Region[],
  name: string | undefined,
  value: bigint,
): Place | undefined {
  const state = placedAt(map, real, name, value);
  if (brokenIn(map, map.placed, state).length > 0) return undefined;
  const kept = keptWith(map, name, value);
  const place = { ...allocation(map, state), kept };
  return taken.some((each) => overlap(each, place)) ? undefined : place;
}

/** The state with a guest placed by a number, and nothing else kept of it. */
function placedAt(map: MonitorMap, real: State, name: string | undefined, value: bigint): State {
  return { ...real, elements: new Map([...real.elements, ...keptWith(map, name, value)]) };
}

function keptWith(map: MonitorMap, name: string | undefined, value: bigint): Place['kept'] {
  const kept = new Map(zeroState({ ...map.real, elements: map.kept }).elements);
  if (name !== undefined) kept.set(name, value);
  return kept;
}

/**
 * The piece of storage that belongs to a guest. A map may say by any condition which places do; here
 * they are one piece, and where that is seen to be wrong the map is refused.
 *
 * @throws RangeError
 */
function allocation(map: MonitorMap, state: State): Region {
  const begin = windowBegin(map, state);
  const { size } = map.real.storage;
  const belongs = (place: bigint): boolean => isAllocatedIn(map, state, place);
  let end = begin;
  for (let step = powerOfTwo(bitLength(size)); step > 0n; step /= 2n)
    if (end + step <= size && belongs(end + step - 1n)) end += step;
  const isWhole = end > begin && (begin === 0n || !belongs(begin - 1n));
  if (isWhole && belongs(begin) && (end === size || !belongs(end))) return { begin, end };
  throw new RangeError("a guest's storage is not one piece from where its window begins");
}

function overlap(a: Region, b: Region): boolean {
  return a.begin < b.end && b.begin < a.end;
}

/** In rising order. */
function candidates(
  map: MonitorMap,
  real: State,
  taken: readonly Region[],
  { name, width }: Placing,
): readonly bigint[] {
  const bits = Array.from({ length: width }, (_, bit) => bit);
  const numbers = subterms(...map.placed.map(({ condition }) => condition)).flatMap(numberIn);
  const behind = taken.map(({ end }) => firstBehind(map, real, end, { name, width }));
  const begins = [0n, ...bits.map(powerOfTwo), ...numbers, ...behind];
  const rounded = begins.flatMap((begin) => bits.map((bit) => roundedUp(begin, bit)));
  const all = new Set(rounded.filter((value) => bitLength(value) <= width));
  return [...all].toSorted((a, b) => (a < b ? -1 : 1));
}

/** The least number by which a guest begins where another ends, or behind it, if a larger number is a later place. */
function firstBehind(map: MonitorMap, real: State, end: bigint, { name, width }: Placing): bigint {
  let below = 0n;
  for (let step = powerOfTwo(width - 1); step > 0n; step /= 2n) {
    const state = placedAt(map, real, name, below + step - 1n);
    if (windowBegin(map, state) < end) below += step;
  }
  return below;
}

/** To a multiple of a power of two. */
function roundedUp(value: bigint, exponent: number): bigint {
  const power = powerOfTwo(exponent);
  return dropLow(exponent, value + power - 1n) * power;
}

function numberIn(term: Term): readonly bigint[] {
  return term.kind === 'constant' ? [term.value] : [];
}
