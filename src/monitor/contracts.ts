/**
 * Contracts: what is proved once of the map and used for every instruction. An access that the real
 * machine makes for the guest reaches what the virtual machine's own would reach.
 */

import type { Machine } from '../isa/machine.ts';
import { exactStorage, FETCH, storageOf, type ExactView } from '../question/exact-view.ts';
import { PHYSICAL } from '../question/path-groups.ts';
import {
  chooseStorage,
  readUnits,
  writeUnits,
  type StorageTerm,
} from '../question/storage-term.ts';
import { both, either, opposite, same } from '../question/truth.ts';
import type { View } from '../question/view.ts';
import { bits, BOOL, concat, extract, ite, TRUE, variable, widthOf, type Access, type Term } from '../term/term.ts'; // prettier-ignore
import type { MonitorObligation, MonitorSubject, Case } from './obligation.ts';
import { anyPlace, isAllocated, isDerived, loweredAt, placeFrom, realView, unitAt, type RealState } from './representation.ts'; // prettier-ignore
import type { Ground } from './standing.ts';
import type { MonitorMap } from '../isa/monitor-map.ts';
import { lowering } from '../question/lower.ts';

/** Of every path and kind of access that some instruction uses, and of the fetch. */
export function* contracts(subject: MonitorSubject, ground: Ground): Generator<MonitorObligation> {
  const { map } = subject;
  const { real, shown, view, virtualView, invariant } = ground;
  const really = { copy: 'r', ...real, others: new Map<string, Term>() };
  const virtually = { copy: 'v', ...shown, others: new Map<string, Term>() };
  const begin = loweredAt(map, real).term(map.window);
  for (const { path, access, width } of usedAccesses(map.real)) {
    const address = variable('any.address', bits(width));
    const mine = view.translate(really, real.storage, path, access, address);
    const its = virtualView.translate(virtually, shown.storage, path, access, address);
    const about = path === FETCH ? 'fetch' : `${path} ${access}`;
    const common = { wants: 'proof', real, standing: [], instruction: undefined, restsOn: [] } as const; // prettier-ignore
    const frame = [...invariant, opposite(mine.faults)];
    const pages = pagesIn(map, real, address);
    if (pages.length > 0) {
      const claim = either(...pages.map(({ isHere }) => isHere));
      yield { ...common, kind: 'C', about: `${about}: which page`, frame, claims: [{ name: 'one of the pages', term: claim }] }; // prettier-ignore
    }
    const cases = pages.map(({ form }): Case => ({ put: new Map([[address, form]]), when: TRUE }));
    yield {
      ...common,
      kind: 'C',
      about,
      access: { path, access },
      frame,
      claims: [
        { name: 'the virtual access does not trap', term: opposite(its.faults) },
        { name: 'the same place', term: same(mine.address, placeFrom(begin, its.address)) },
      ],
      ...(cases.length === 0 ? {} : { cases }),
    };
    yield {
      ...common,
      kind: 'B',
      about,
      access: { path, access },
      frame,
      claims: [{ name: 'the place reached', term: isAllocated(map, real, mine.address) }],
      ...(cases.length === 0 ? {} : { cases }),
    };
  }
  if (map.derived !== undefined) yield rebuilt(map, ground);
}

/** Clearing by what was kept and filling by what is kept leaves what is derived from it. */
function rebuilt(map: MonitorMap, { real, invariant }: Ground): MonitorObligation {
  const { derived } = map;
  const place = anyPlace(map);
  const after = new Map(
    [...real.elements].map(([name, term]): [string, Term] => [
      name,
      map.kept.some((each) => each.name === name) ? variable(`after.${name}`, term.sort) : term,
    ]),
  );
  const filled = { ...real, elements: after };
  const inBetween = derived === undefined ? real.storage : loweredAt(map, real).storage(derived.clear); // prettier-ignore
  const storage =
    derived === undefined
      ? inBetween
      : loweredAt(map, { ...filled, storage: inBetween }).storage(derived.fill);
  const others = new Map([['storage.address', place]]);
  const context = { copy: 'r', elements: after, storage: exactStorage(map.real, 'unread'), others };
  const at = lowering(realView(map, filled), context, map.real.storage.name);
  const stands = unitAt(real, storage, place);
  return {
    kind: 'C',
    about: 'derived storage',
    wants: 'proof',
    frame: invariant,
    standing: [],
    claims: [
      {
        name: 'it is as it follows, and nothing else is changed',
        term: ite(
          isDerived(map, place),
          derived === undefined ? both() : same(stands, at.term(derived.unit)),
          same(stands, unitAt(real, real.storage, place)),
        ),
      },
    ],
    real,
    instruction: undefined,
    restsOn: [],
  };
}

interface UsedAccess {
  readonly path: string;
  readonly access: Access;
  readonly width: number;
}

function usedAccesses({ instructions, paths }: Machine): readonly UsedAccess[] {
  const used = new Set([`${FETCH} execute`]);
  for (const { accesses } of instructions)
    for (const { path, access } of accesses) if (path !== PHYSICAL) used.add(`${path} ${access}`);
  return paths.flatMap(({ name: path, addressWidth: width }) =>
    (['execute', 'load', 'store'] as const)
      .filter((access) => used.has(`${path} ${access}`))
      .map((access) => ({ path, access, width })),
  );
}

/** For each page that may be reached: that the address is in it, and the form that it has then. */
export function pagesIn(
  map: MonitorMap,
  real: RealState,
  address: Term,
): readonly { readonly isHere: Term; readonly form: Term }[] {
  const { reached } = map;
  if (reached === undefined) return [];
  const at = loweredAt(map, real);
  const width = widthOf(address);
  const { bits: low } = reached;
  const high = (term: Term): Term => extract(term, width - 1, low);
  const offset = variable(`any.offset.${address.id}`, bits(low));
  return reached.pages.map((page) => ({
    isHere: same(high(address), high(at.term(page))),
    form: concat(high(at.term(page)), offset),
  }));
}

function named(path: string, access: Access, address: Term, what: string): string {
  return `contract.${path}.${access}.${address.id}.${what}`;
}

/** The virtual machine's accesses as the contracts say: where the real one makes them, it does too, at the same place. */
export function contractView(map: MonitorMap, { real, view, virtualView }: Ground): View {
  const context = { copy: 'r', ...real, others: new Map<string, Term>() };
  const { addressWidth } = map.real.storage;
  const reached = (
    path: string,
    access: Access,
    address: Term,
  ): ReturnType<ExactView['translate']> =>
    view.translate(context, real.storage, path, access, address);
  /** Where the real machine would trap, anything: then no step is native that makes the access. */
  const elsewhere = (path: string, access: Access, address: Term): Term =>
    variable(named(path, access, address, 'place'), bits(addressWidth));
  return {
    ...virtualView,
    read(at, path, units, address) {
      if (path === PHYSICAL) return virtualView.read(at, path, units, address);
      const access = path === FETCH ? 'execute' : 'load';
      const { faults, address: place } = reached(path, access, address);
      const array = storageOf(at.storage);
      const word = readUnits(array, place, units, real.readAt);
      return ite(faults, readUnits(array, elsewhere(path, access, address), units, real.readAt), word); // prettier-ignore
    },
    write(at, path, units, address, value) {
      if (path === PHYSICAL) return virtualView.write(at, path, units, address, value);
      const { faults, address: place } = reached(path, 'store', address);
      const written = (to: Term): StorageTerm =>
        new Map(
          [...at.storage].map(([name, array]) => [name, writeUnits(array, to, units, value)]),
        );
      return chooseStorage(faults, written(elsewhere(path, 'store', address)), written(place));
    },
    fault(_at, path, access, address) {
      if (path === PHYSICAL) return either();
      const { faults } = reached(path, access, address);
      return both(faults, variable(named(path, access, address, 'faults'), BOOL));
    },
    faultCause: (_at, path, access, address) =>
      variable(named(path, access, address, 'cause'), bits(map.virtual.causeWidth)),
    faultValue: (_at, path, access, k, address) =>
      variable(named(path, access, address, `value.${k}`), bits(map.virtual.valueWidths[k] ?? 1)),
  };
}
