/**
 * A real state, in closed terms, and the virtual state that it stands for.
 *
 * The storage is one array for both: the virtual machine's unit at address a is the real one at
 * the window's beginning plus a. So nothing needs to be said about how two arrays correspond.
 */

import { VIRTUAL, type MonitorMap } from '../isa/monitor-map.ts';
import { elementOf, sortOf } from '../question/copies.ts';
import { exactStorage, exactView, storageOf, type ExactView } from '../question/exact-view.ts';
import { lowering, type Lowering } from '../question/lower.ts';
import { sameValue } from '../question/same.ts';
import type { StorageTerm } from '../question/storage-term.ts';
import { both, implied, same } from '../question/truth.ts';
import { binary, bits, compare, constant, select, variable, type Term } from '../term/term.ts';

/** A real state: the machine's elements and, under `kept.`, the monitor's. */
export interface RealState {
  readonly elements: ReadonlyMap<string, Term>;
  readonly storage: StorageTerm;
}

/** A virtual state, whose storage is the window of a real one. */
export interface VirtualState {
  readonly elements: ReadonlyMap<string, Term>;
  readonly storage: StorageTerm;
}

/** Any real state; the names of its variables begin with `prefix`. */
export function anyRealState(map: MonitorMap, prefix: string): RealState {
  const elements = [...map.real.elements, ...map.kept].map((element): [string, Term] => [
    element.name,
    variable(`${prefix}.${element.name}`, sortOf(element)),
  ]);
  return { elements: new Map(elements), storage: exactStorage(map.real, prefix) };
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

/** The map's terms about one real state, and about a virtual one where they speak of it. */
export function loweredAt(
  map: MonitorMap,
  real: RealState,
  others: ReadonlyMap<string, Term> = new Map(),
): Lowering {
  const context = { copy: 'r', elements: real.elements, storage: real.storage, others };
  return lowering(exactView(map.real), context, map.real.storage.name);
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
  const storage = virtual.storage;
  const at = loweredAt(map, { ...real, storage }, new Map(shown));
  const changed = [...map[by].elements].map(([name, term]): [string, Term] => [
    name,
    at.term(term),
  ]);
  return {
    elements: new Map([...real.elements, ...changed]),
    storage: at.storage(map[by].memory),
  };
}

/** How terms of the virtual machine see the storage of the real one. */
export function windowView(map: MonitorMap, real: RealState): ExactView {
  const begin = loweredAt(map, real).term(map.window);
  return exactView(map.virtual, (address) => binary('bvadd', begin, address));
}

/** Invariants of the map, of the real machine, and of the virtual machine at α. */
export function invariantsAt(map: MonitorMap, real: RealState): readonly NamedTerm[] {
  const at = loweredAt(map, real);
  const shown = virtualOf(map, real, 'abstraction');
  const context = { copy: 'v', ...shown, others: new Map<string, Term>() };
  const ofVirtual = lowering(windowView(map, real), context, map.virtual.storage.name);
  return [
    ...map.invariants.map(({ condition, text }) => ({ name: text, term: at.term(condition) })),
    ...map.real.invariants.map(({ condition, why }) => ({ name: why, term: at.term(condition) })),
    ...map.virtual.invariants.map(({ condition, why }) => ({
      name: `virtual: ${why}`,
      term: ofVirtual.term(condition),
    })),
  ];
}

/** A conjunct, and what to call it where it fails. */
export interface NamedTerm {
  readonly name: string;
  readonly term: Term;
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

/** The free address at which storages are compared: what holds there holds everywhere. */
export const ANY_PLACE = 'any.place';

/** The two storages agree within the window. */
export function sameWindow(
  map: MonitorMap,
  real: RealState,
  a: StorageTerm,
  b: StorageTerm,
): NamedTerm {
  const { addressWidth, size, name } = map.virtual.storage;
  if (a === b || storageOf(a) === storageOf(b)) return { name, term: both() };
  const place = variable(ANY_PLACE, bits(addressWidth));
  const within = binary('bvsub', place, loweredAt(map, real).term(map.window));
  const isAll = size === 2n ** BigInt(addressWidth);
  const inside = isAll ? both() : compare('bvult', within, constant(addressWidth, size));
  return {
    name,
    term: implied(inside, same(select(storageOf(a), place), select(storageOf(b), place))),
  };
}

/** Whether a place in the real storage belongs to the guest. */
export function isAllocated(map: MonitorMap, real: RealState, place: Term): Term {
  return loweredAt(map, real, new Map([['allocated.address', place]])).term(map.allocated);
}
