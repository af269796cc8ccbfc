/**
 * A real state, in closed terms, and the virtual state that it stands for.
 *
 * The storage is one array for both: the virtual machine's unit at address a is the real one at
 * the window's beginning plus a. So nothing needs to be said about how two arrays correspond. Of
 * storage that the monitor derives from what it keeps, nothing is selected from the array: what
 * stands there is known.
 */

import { STORAGE_ADDRESS, VIRTUAL, WINDOW, type MonitorMap } from '../isa/monitor-map.ts';
import { elementOf, sortOf } from '../question/copies.ts';
import { exactStorage, exactView, storageOf, type ExactView } from '../question/exact-view.ts';
import { lowering, type Lowering } from '../question/lower.ts';
import { sameValue } from '../question/same.ts';
import { readThrough, readUnits, type ReadAt, type StorageTerm } from '../question/storage-term.ts';
import { both, either, implied, same } from '../question/truth.ts';
import type { Context, View } from '../question/view.ts';
import { freeVariables } from '../term/walk.ts';
import { binary, bits, compare, concat, constant, extract, ite, select, TRUE, variable, widthOf, type Term } from '../term/term.ts'; // prettier-ignore

type Elements = ReadonlyMap<string, Term>;

/** A real state: the machine's elements and, under `kept.`, the monitor's. */
export interface RealState {
  readonly elements: Elements;
  readonly storage: StorageTerm;
  /** How units of the storage are read, here and after further steps; undefined: selected. */
  readonly readAt: ReadAt | undefined;
  /** The same but for what is derived. */
  readonly otherwise: ReadAt;
  /** The same where the storage is the guest's, and so not derived. */
  readonly readOwn: ReadAt;
}

/** A virtual state, whose storage is the window of a real one. */
export interface VirtualState {
  readonly elements: Elements;
  readonly storage: StorageTerm;
}

const NOTHING: Elements = new Map();

/** Any real state; the names of its variables begin with `prefix`. */
export function anyRealState(map: MonitorMap, prefix: string): RealState {
  const elements = new Map(
    [...map.real.elements, ...map.kept].map((element): [string, Term] => [
      element.name,
      variable(`${prefix}.${element.name}`, sortOf(element)),
    ]),
  );
  return {
    elements,
    storage: exactStorage(map.real, prefix),
    readAt: map.derived === undefined ? undefined : readThrough(derivedAt(map, elements, select)),
    otherwise: select,
    readOwn: map.derived === undefined ? select : readThrough(select),
  };
}

/** The same state, with anything in the storage that belongs to the guest: the array `guest`. */
export function withGuestStorage(map: MonitorMap, real: RealState, guest: Term): RealState {
  const { elements } = real;
  const owned: ReadAt = (array, place) =>
    ite(
      storageLowering(map, elements, place).term(map.allocated),
      select(guest, place),
      select(array, place),
    );
  const readOwn = readThrough((_array, place) => select(guest, place));
  const readAt = readThrough(derivedAt(map, elements, owned));
  return { ...real, readAt, otherwise: owned, readOwn };
}

/** Where the map says what stands there, that; elsewhere what `otherwise` reads. */
function derivedAt(map: MonitorMap, elements: Elements, otherwise: ReadAt): ReadAt {
  const { derived } = map;
  if (derived === undefined) return otherwise;
  return (array, place) => {
    const unit = storageLowering(map, elements, place).term(derived.unit);
    return ite(isDerived(map, place), unit, otherwise(array, place));
  };
}

/** Whether what stands at a place follows from what is kept. */
export function isDerived({ derived }: MonitorMap, place: Term): Term {
  if (derived === undefined) return either();
  const width = widthOf(place);
  return both(
    compare('bvule', constant(width, derived.low), place),
    compare('bvule', place, constant(width, derived.high)),
  );
}

/** For terms about one place in the storage, which read none of it. */
function storageLowering(map: MonitorMap, elements: Elements, place: Term): Lowering {
  const others = new Map([[STORAGE_ADDRESS, place]]);
  const storage = exactStorage(map.real, 'unread');
  const context: Context = { copy: 'r', elements, storage, others };
  return lowering(exactView(map.real), context, map.real.storage.name);
}

/**
 * Any real state within the invariant: an element that the invariant equates with a term is that
 * term, so that what depends on it is seen to be the same without a solver. Every state within the
 * invariant is such a state; the invariant is still to be assumed of it.
 */
export function stateWithin(map: MonitorMap, prefix: string): RealState {
  const state = anyRealState(map, prefix);
  const { elements } = state;
  const settled = new Map(elements);
  const scalars = new Set(map.real.elements.filter(({ file }) => file === undefined).map(({ name }) => name)); // prettier-ignore
  for (const { condition } of map.invariants) {
    for (const [name, term] of equationsIn(condition)) {
      const isFree = settled.get(name) === elements.get(name);
      if (!scalars.has(name) || !isFree || mentions(term, name)) continue;
      settled.set(name, loweredAt(map, { ...state, elements: settled }).term(term));
    }
  }
  return { ...state, elements: settled };
}

/** The conjuncts that equate a variable with a term, by its name. */
function equationsIn(condition: Term): readonly (readonly [string, Term])[] {
  if (condition.kind !== 'apply') return [];
  if (condition.operator === 'and') return condition.arguments.flatMap(equationsIn);
  const [a, b] = condition.arguments;
  if (condition.operator !== '=' || a?.kind !== 'variable' || b === undefined) return [];
  return [[a.name, b]];
}

function mentions(term: Term, name: string): boolean {
  return freeVariables(term).some((each) => each.name === name);
}

/** Any virtual state in the storage of a real one. */
export function anyVirtualState(
  { virtual }: MonitorMap,
  prefix: string,
  storage: StorageTerm,
): VirtualState {
  const elements = virtual.elements.map((element): [string, Term] => [
    element.name,
    variable(`${prefix}.${element.name}`, sortOf(element)),
  ]);
  return { elements: new Map(elements), storage };
}

/** How terms of the real machine, and of the map, see its storage. */
export function realView(map: MonitorMap, real: RealState): ExactView {
  const view = exactView(map.real, { placeOf: (address) => address, unitAt: real.readAt });
  const read: View['read'] = (at, path, units, address) => {
    if (path !== WINDOW) return view.read(at, path, units, address);
    const begin = lowering(view, at.context, map.real.storage.name).term(map.window);
    return readUnits(storageOf(at.storage), placeFrom(begin, address), units, real.readOwn);
  };
  return { ...view, read };
}

/** `begin + address`, without a carry where the window begins with a page. */
export function placeFrom(begin: Term, address: Term): Term {
  const low = zeroBits(begin);
  const width = widthOf(address);
  if (low === 0) return binary('bvadd', begin, address);
  const high = binary('bvadd', extract(begin, width - 1, low), extract(address, width - 1, low));
  return concat(high, extract(address, low - 1, 0));
}

/** How many of the lowest bits are seen to be zero. */
function zeroBits(term: Term): number {
  if (term.kind !== 'apply' || term.operator !== 'concat') return 0;
  const [high, low] = term.arguments;
  if (high === undefined || low === undefined) return 0;
  if (low.kind === 'constant' && low.value === 0n) return widthOf(low);
  return zeroBits(low);
}

/** How terms of the virtual machine see the storage of the real one: where it has none, zero. */
export function windowView(map: MonitorMap, real: RealState): ExactView {
  const begin = loweredAt(map, real).term(map.window);
  const { addressWidth, size, unit } = map.virtual.storage;
  const placeOf = (address: Term): Term => placeFrom(begin, address);
  if (size === 2n ** BigInt(addressWidth)) {
    return exactView(map.virtual, { placeOf, unitAt: (array, address) => real.readOwn(array, placeOf(address)) }); // prettier-ignore
  }
  const end = constant(addressWidth, size);
  const standsAt: ReadAt = (array, address) =>
    ite(compare('bvult', address, end), real.readOwn(array, placeOf(address)), constant(unit, 0n));
  return exactView(map.virtual, { placeOf, unitAt: standsAt });
}

/** The map's terms about one real state, and about a virtual one where they speak of it. */
export function loweredAt(map: MonitorMap, real: RealState, others: Elements = NOTHING): Lowering {
  const { elements, storage } = real;
  const context: Context = { copy: 'r', elements, storage, others };
  return lowering(realView(map, real), context, map.real.storage.name);
}

/** Terms of the virtual machine in a state of it, in the storage of `real`. */
export function virtuallyLowered(
  map: MonitorMap,
  real: RealState,
  { elements, storage }: VirtualState,
): Lowering {
  const context: Context = { copy: 'v', elements, storage, others: NOTHING };
  return lowering(windowView(map, real), context, map.virtual.storage.name);
}

/** α, or what the control program takes for it after a trap. */
export function virtualOf(
  map: MonitorMap,
  real: RealState,
  by: 'abstraction' | 'recovery',
): VirtualState {
  const at = loweredAt(map, real);
  const elements = [...map[by]].map(([name, term]): [string, Term] => [name, at.term(term)]);
  return { elements: new Map(elements), storage: real.storage };
}

/** The real state that resumes, or starts, the guest in a virtual state. */
export function realOf(
  map: MonitorMap,
  real: RealState,
  virtual: VirtualState,
  by: 'resume' | 'start',
): RealState {
  const shown = [...virtual.elements].map(([name, term]): [string, Term] => [
    `${VIRTUAL}${name}`,
    term,
  ]);
  const at = loweredAt(map, { ...real, storage: virtual.storage }, new Map(shown));
  const changed = [...map[by].elements].map(([name, term]): [string, Term] => [
    name,
    at.term(term),
  ]);
  const elements = new Map([...real.elements, ...changed]);
  const storage = at.storage(map[by].memory);
  if (map.derived === undefined) return { ...real, elements, storage };
  // That it is rebuilt so is an obligation of its own.
  return {
    ...real,
    elements,
    storage,
    readAt: readThrough(derivedAt(map, elements, real.otherwise)),
  };
}

/** A conjunct, and what to call it where it fails. */
export interface NamedTerm {
  readonly name: string;
  readonly term: Term;
}

/** Invariants of the map, of the real machine, and of the virtual machine at α. */
export function invariantsAt(map: MonitorMap, real: RealState): readonly NamedTerm[] {
  const at = loweredAt(map, real);
  const ofVirtual = virtuallyLowered(map, real, virtualOf(map, real, 'abstraction'));
  return [
    ...map.invariants.map(({ condition, text }) => ({ name: text, term: at.term(condition) })),
    ...map.real.invariants.map(({ condition, why }) => ({ name: why, term: at.term(condition) })),
    ...map.virtual.invariants.map(({ condition, why }) => ({
      name: `virtual: ${why}`,
      term: ofVirtual.term(condition),
    })),
    ...derivedHolds(map, real),
  ];
}

/** At a free place: what stands in derived storage is what follows from what is kept now. */
function derivedHolds(map: MonitorMap, real: RealState): readonly NamedTerm[] {
  const { derived } = map;
  if (derived === undefined) return [];
  const place = anyPlace(map);
  const at = storageLowering(map, real.elements, place);
  const stands = unitAt(real, real.storage, place);
  return [
    {
      name: 'derived storage',
      term: implied(isDerived(map, place), same(stands, at.term(derived.unit))),
    },
  ];
}

/** The two virtual states agree in every element. */
export function sameElements(
  { virtual }: MonitorMap,
  a: Pick<VirtualState, 'elements'>,
  b: Pick<VirtualState, 'elements'>,
  label: string,
): readonly NamedTerm[] {
  return virtual.elements.map((element) => ({
    name: element.name,
    term: sameValue(
      element,
      elementOf(a.elements, element.name),
      elementOf(b.elements, element.name),
      label,
    ),
  }));
}

/** A free address of the storage: what is shown of it holds everywhere. */
export function anyPlace({ real }: MonitorMap): Term {
  return variable('any.place', bits(real.storage.addressWidth));
}

export function unitAt({ readAt = select }: RealState, storage: StorageTerm, place: Term): Term {
  return readAt(storageOf(storage), place);
}

/** Whether a place is one of the virtual storage. */
export function isInWindow(map: MonitorMap, real: RealState, place: Term): Term {
  const { addressWidth, size } = map.virtual.storage;
  if (size === 2n ** BigInt(addressWidth)) return TRUE;
  const within = binary('bvsub', place, loweredAt(map, real).term(map.window));
  return compare('bvult', within, constant(addressWidth, size));
}

/** The two storages agree within the window. */
export function sameWindow(
  map: MonitorMap,
  real: RealState,
  a: StorageTerm,
  b: StorageTerm,
): NamedTerm {
  const { name } = map.virtual.storage;
  if (storageOf(a) === storageOf(b)) return { name, term: TRUE };
  const place = anyPlace(map);
  const [first, second] = [a, b].map((each) => real.readOwn(storageOf(each), place));
  if (first === undefined || second === undefined) throw new TypeError('two storages');
  return { name, term: implied(isInWindow(map, real, place), same(first, second)) };
}

/** Storage that is neither the guest's nor derived is the same in two states. */
export function sameOutside(map: MonitorMap, before: RealState, after: RealState): NamedTerm {
  const name = "storage that is not the guest's";
  if (storageOf(before.storage) === storageOf(after.storage)) return { name, term: TRUE };
  const place = anyPlace(map);
  const [a, b] = [before, after].map(({ storage }) => unitAt(before, storage, place));
  if (a === undefined || b === undefined) throw new TypeError('two states');
  return { name, term: either(isAllocated(map, before, place), isDerived(map, place), same(a, b)) };
}

/** Whether a place in the real storage belongs to the guest. */
export function isAllocated(map: MonitorMap, { elements }: RealState, place: Term): Term {
  return storageLowering(map, elements, place).term(map.allocated);
}
