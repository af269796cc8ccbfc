/**
 * Whether two concrete states show the program the same storage: at every program address that
 * both maps show, the contents agree.
 *
 * Plain where maps and storages are equal; for short addresses every one is looked at; else the
 * solver is asked for an address where they differ.
 */

import type { Element, Machine, Translation } from '../isa/machine.ts';
import { registerIn, scalarIn, unitIn, type State } from '../isa/state.ts';
import { lowering, type Lowering } from '../question/lower.ts';
import { pathGroups, PHYSICAL, type PathGroup } from '../question/path-groups.ts';
import { arrayOf, plus, storageVariable } from '../question/storage-term.ts';
import type { View } from '../question/view.ts';
import { sameWords, wordsOf } from '../term/sparse-map.ts';
import {
  array,
  bits,
  concat,
  constant,
  distinct,
  equal,
  ite,
  not,
  or,
  select,
  variable,
  type Term,
} from '../term/term.ts';
import { freeVariables } from '../term/walk.ts';
import { simplify } from '../term/simplify.ts';
import { placeShown } from './differences.ts';
import type { Prover } from './prover.ts';

export type Agreement =
  | { readonly kind: 'agree' }
  | { readonly kind: 'differ'; readonly group: string; readonly address: bigint }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Addresses so wide are looked at one by one. */
const ENUMERATED_WIDTH = 8;
const ACCESSES = ['load', 'store', 'execute'] as const;
const AGREE: Agreement = { kind: 'agree' };

export async function viewsAgree(
  prover: Prover,
  machine: Machine,
  a: State,
  b: State,
): Promise<Agreement> {
  for (const group of pathGroups(machine)) {
    const agreement = plainly(machine, group, a, b) ?? (await asked(prover, machine, group, a, b));
    if (agreement.kind !== 'agree') return agreement;
  }
  return AGREE;
}

/** What can be said without a solver; undefined if nothing can. */
function plainly(machine: Machine, group: PathGroup, a: State, b: State): Agreement | undefined {
  if (haveOneStorage(machine, a, b) && haveOneMap(machine, group, a, b)) return AGREE;
  if (isEmpty(a) && isEmpty(b)) return AGREE;
  if (group.addressWidth > ENUMERATED_WIDTH) return undefined;
  for (let address = 0n; address < 2n ** BigInt(group.addressWidth); address += 1n) {
    const one = placeShown(machine, a, group.name, address);
    const two = placeShown(machine, b, group.name, address);
    if (one === undefined || two === undefined) continue;
    if (unitIn(a, one) !== unitIn(b, two)) return { kind: 'differ', group: group.name, address };
  }
  return AGREE;
}

function isEmpty({ memory }: State): boolean {
  for (const [, unit] of wordsOf(memory.units)) if (unit !== 0n) return false;
  return memory.units.default === 0n;
}

function haveOneStorage(machine: Machine, a: State, b: State): boolean {
  return sameWords(a.memory.units, b.memory.units, 2n ** BigInt(machine.storage.addressWidth));
}

/** The translations, with the values of what they read put in, are the same terms. */
function haveOneMap(machine: Machine, group: PathGroup, a: State, b: State): boolean {
  const [one, two] = [mapOf(machine, group, a), mapOf(machine, group, b)];
  return one === two || one.every((term, i) => term === two[i]);
}

interface GroupMemo {
  /** Elements that the translations read. */
  readonly read: readonly Element[];
  readonly translations: readonly Translation[];
  /** By the values of those elements. */
  readonly maps: Map<string, readonly Term[]>;
}

const memos = new WeakMap<Machine, Map<string, GroupMemo>>();

function memoOf(machine: Machine, group: PathGroup): GroupMemo {
  const known = memos.get(machine) ?? new Map<string, GroupMemo>();
  memos.set(machine, known);
  const found = known.get(group.name);
  if (found !== undefined) return found;
  const translations = machine.paths
    .filter(({ name }) => group.paths.includes(name))
    .flatMap((path) => ACCESSES.map((access) => path.translations[access]));
  const names = new Set(
    freeVariables(...translations.flatMap(({ address, faults }) => [address, faults])).map(
      ({ name }) => name,
    ),
  );
  const memo = {
    read: machine.elements.filter(({ name }) => names.has(name)),
    translations,
    maps: new Map<string, readonly Term[]>(),
  };
  known.set(group.name, memo);
  return memo;
}

/** Where each access lies and whether it faults, as terms over the address and the storage. */
function mapOf(machine: Machine, group: PathGroup, state: State): readonly Term[] {
  const { read, translations, maps } = memoOf(machine, group);
  const key = read.map((element) => elementText(element, state)).join(' ');
  const known = maps.get(key);
  if (known !== undefined) return known;
  const storage = new Map([
    [PHYSICAL, storageVariable('storage', machine.storage.addressWidth, machine.storage.unit)],
  ]);
  const lowered = loweringOf(machine, state, addressVariable(group), (from) =>
    select(arrayOf(storage, PHYSICAL), from),
  );
  const terms = translations.flatMap(({ address, faults }) => [
    simplify(lowered.term(address)),
    simplify(lowered.term(faults)),
  ]);
  maps.set(key, terms);
  return terms;
}

function elementText({ name, file }: Element, state: State): string {
  if (file === undefined) return scalarIn(state, name).toString(16);
  return Array.from({ length: file.count }, (_, i) => registerIn(state, name, i).toString(16)).join(
    ',',
  );
}

function addressVariable({ addressWidth }: PathGroup): Term {
  return variable('address', bits(addressWidth));
}

/** Asks for a program address at which both show something, and not the same. */
async function asked(
  prover: Prover,
  machine: Machine,
  group: PathGroup,
  a: State,
  b: State,
): Promise<Agreement> {
  const address = addressVariable(group);
  const [one, two] = [shownAt(machine, group, a, address), shownAt(machine, group, b, address)];
  const conjuncts = [one.isShown, two.isShown, distinct(one.unit, two.unit)];
  const solved = await prover.solve(`${machine.id}/views-differ/${group.name}`, conjuncts);
  if (solved.kind === 'unsat') return AGREE;
  if (solved.kind === 'unknown') return { kind: 'unknown', reason: solved.reason };
  const found = solved.model.variables.get('address');
  return { kind: 'differ', group: group.name, address: typeof found === 'bigint' ? found : 0n };
}

function shownAt(
  machine: Machine,
  group: PathGroup,
  state: State,
  address: Term,
): { readonly isShown: Term; readonly unit: Term } {
  const listed = [...wordsOf(state.memory.units)];
  const unitAt = (at: Term): Term => unitFrom(machine, listed, at);
  const lowered = loweringOf(machine, state, address, unitAt);
  const { translations } = memoOf(machine, group);
  const faults = translations.map((each) => lowered.term(each.faults));
  const places = translations.map((each) => lowered.term(each.address));
  const place = places.reduceRight((last, one, i) =>
    one === last ? last : ite(faults[i] ?? one, last, one),
  );
  return { isShown: or(...faults.map((each) => not(each))), unit: unitAt(place) };
}

/** Lowers terms of a translation with the state's values put in. */
function loweringOf(
  machine: Machine,
  state: State,
  address: Term,
  unitAt: (address: Term) => Term,
): Lowering {
  const elements = new Map<string, Term>();
  for (const { name, width, file } of machine.elements) {
    // A translation that reads a register file is left with a free one, which only makes more differ.
    elements.set(
      name,
      file === undefined
        ? constant(width, scalarIn(state, name))
        : variable(`file.${name}`, array(file.indexWidth, width)),
    );
  }
  const view: View = {
    kind: 'exact',
    read(_at, path, units, from) {
      if (path !== PHYSICAL) throw new TypeError('a translation reads storage physically');
      let word = unitAt(from);
      for (let i = 1; i < units; i += 1) word = concat(unitAt(plus(from, i)), word);
      return word;
    },
    write: refuse,
    fault: refuse,
    faultCause: refuse,
    faultValue: refuse,
  };
  const context = {
    copy: 's',
    elements,
    storage: new Map(),
    others: new Map([['access.address', address]]),
  };
  return lowering(view, context, machine.storage.name);
}

function refuse(): never {
  throw new TypeError('a translation only reads storage');
}

/** The unit at an address, from the few that are not zero. */
function unitFrom(
  { storage }: Machine,
  listed: readonly (readonly [bigint, bigint])[],
  address: Term,
): Term {
  let unit = constant(storage.unit, 0n);
  for (const [key, word] of listed) {
    unit = ite(
      equal(address, constant(storage.addressWidth, key)),
      constant(storage.unit, word),
      unit,
    );
  }
  return unit;
}
