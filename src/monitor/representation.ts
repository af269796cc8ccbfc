/**
 * A real state, in closed terms, and the virtual state that it stands for.
 *
 * The storage is one array for both: the virtual machine's unit at address a is the real one at
 * the window's beginning plus a. So nothing needs to be said about how two arrays correspond.
 */

import { KEPT, VIRTUAL, type MonitorMap } from '../isa/monitor-map.ts';
import { elementOf, sortOf } from '../question/copies.ts';
import { exactStorage, exactView, storageOf, type ExactView } from '../question/exact-view.ts';
import { lowering, type Lowering } from '../question/lower.ts';
import { sameValue } from '../question/same.ts';
import type { StorageTerm } from '../question/storage-term.ts';
import { both, implied, same } from '../question/truth.ts';
import { simplify } from '../term/simplify.ts';
import { freeVariables } from '../term/walk.ts';
import { binary, bits, compare, concat, constant, extract, select, variable, widthOf, type Term } from '../term/term.ts'; // prettier-ignore

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

/**
 * Any real state within the invariant: an element that the invariant equates with a term is that
 * term, so that what depends on it is seen to be the same without a solver. Every state within the
 * invariant is such a state; the invariant is still to be assumed of it.
 */
export function stateWithin(map: MonitorMap, prefix: string): RealState {
  const { elements, storage } = anyRealState(map, prefix);
  const settled = new Map(elements);
  const scalars = new Set(map.real.elements.filter(({ file }) => file === undefined).map(({ name }) => name)); // prettier-ignore
  for (const { condition } of map.invariants) {
    for (const [name, term] of equationsIn(condition)) {
      const isFree = settled.get(name) === elements.get(name);
      if (!scalars.has(name) || !isFree || mentions(term, name)) continue;
      settled.set(name, loweredAt(map, { elements: settled, storage }).term(term));
    }
  }
  return { elements: settled, storage };
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
  const low = zerosBelow(simplify(begin));
  if (low === 0) return exactView(map.virtual, (address) => binary('bvadd', begin, address));
  // Nothing is carried out of bits that are zero: said so, solvers see at once which sums are equal.
  const top = widthOf(begin) - 1;
  const high = (term: Term): Term => extract(term, top, low);
  return exactView(map.virtual, (address) =>
    concat(binary('bvadd', high(begin), high(address)), extract(address, low - 1, 0)),
  );
}

/** How many of the lowest bits are plainly zero; never all of them. */
function zerosBelow(term: Term): number {
  if (term.kind !== 'apply' || term.operator !== 'concat') return 0;
  const [, low] = term.arguments;
  return low?.kind === 'constant' && low.value === 0n ? widthOf(low) : 0;
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

/** What is kept of a guest, apart from what stands for elements of the virtual machine. */
export function keptApart({ kept, virtual }: MonitorMap): readonly string[] {
  const names = new Set(virtual.elements.map(({ name }) => `${KEPT}${name}`));
  return kept.map(({ name }) => name).filter((name) => !names.has(name));
}
