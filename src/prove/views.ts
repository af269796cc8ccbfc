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
import { arrayOf, plus, storageVariable, unitOf } from '../question/storage-term.ts';
import type { StorageWrite, View } from '../question/view.ts';
import { sameWords, wordsOf } from '../term/sparse-map.ts';
import {
  and,
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
  store,
  variable,
  type Term,
} from '../term/term.ts';
import { freeVariables } from '../term/walk.ts';
import { simplify, specialisation } from '../term/simplify.ts';
import { placeShown } from './differences.ts';
import type { Prover } from './prover.ts';
import { stateKey } from './state-key.ts';

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
  /** Elements that the translations read, and their names. */
  readonly read: readonly Element[];
  readonly names: readonly string[];
  readonly translations: readonly Translation[];
  /** By the values of those elements. */
  readonly maps: Map<string, StateMap>;
}

/** What the translations of a group are with the values of a state put in. */
interface StateMap {
  /** Of each kind of access where it lies and whether it faults, over the machine's storage. */
  readonly special: readonly Pick<Translation, 'address' | 'faults'>[];
  /** The same over an array; made when it is asked for. */
  plain: readonly Term[] | undefined;
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
  const read = machine.elements.filter(({ name }) => names.has(name));
  const memo = {
    read,
    names: read.map(({ name }) => name),
    translations,
    maps: new Map<string, StateMap>(),
  };
  known.set(group.name, memo);
  return memo;
}

/** Made once for all states whose translations read the same values. */
function stateMap(machine: Machine, group: PathGroup, state: State): StateMap {
  const { read, names, translations, maps } = memoOf(machine, group);
  const key = stateKey(state, names);
  const known = maps.get(key);
  if (known !== undefined) return known;
  const special = specialisation(
    new Map(read.map((element) => [elementVariable(element), valueTerm(element, state)])),
  );
  const made: StateMap = {
    special: translations.map(({ address, faults }) => ({
      address: special(address),
      faults: special(faults),
    })),
    plain: undefined,
  };
  maps.set(key, made);
  return made;
}

/** Where each access lies and whether it faults, as terms over the address and the storage. */
function mapOf(machine: Machine, group: PathGroup, state: State): readonly Term[] {
  const map = stateMap(machine, group, state);
  if (map.plain !== undefined) return map.plain;
  const { addressWidth, unit } = machine.storage;
  const storage = new Map([[PHYSICAL, storageVariable('storage', addressWidth, unit)]]);
  const lowered = loweringOf(machine, addressVariable(group), (from) =>
    select(arrayOf(storage, PHYSICAL), from),
  );
  map.plain = map.special.flatMap(({ address, faults }) => [
    simplify(lowered.term(address)),
    simplify(lowered.term(faults)),
  ]);
  return map.plain;
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
  const lowered = loweringOf(machine, address, unitAt);
  const { special } = stateMap(machine, group, state);
  const faults = special.map((each) => lowered.term(each.faults));
  const places = special.map((each) => lowered.term(each.address));
  const place = places.reduceRight((last, one, i) =>
    one === last ? last : ite(faults[i] ?? one, last, one),
  );
  return { isShown: or(...faults.map((each) => not(each))), unit: unitAt(place) };
}

/** Lowers terms of a translation in which a state's values are put in. */
function loweringOf(machine: Machine, address: Term, unitAt: (address: Term) => Term): Lowering {
  // What lies beyond the registers of a file is left.
  const elements = new Map(
    machine.elements.map((element) => [element.name, elementVariable(element)]),
  );
  const view: View = {
    kind: 'exact',
    read(at, path, units, from) {
      if (path !== PHYSICAL) throw new TypeError('a translation reads storage physically');
      const written = at.history();
      let word = unitThrough(written, unitAt, from);
      for (let i = 1; i < units; i += 1)
        word = concat(unitThrough(written, unitAt, plus(from, i)), word);
      return word;
    },
    // What was written is looked up in the history.
    write: (at) => at.storage,
    touch: refuse,
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

function elementVariable({ name, width, file }: Element): Term {
  return variable(name, file === undefined ? bits(width) : array(file.indexWidth, width));
}

/** The value as a term; of a register file every register, and no others. */
function valueTerm(element: Element, state: State): Term {
  const { name, width, file } = element;
  if (file === undefined) return constant(width, scalarIn(state, name));
  let registers = elementVariable(element);
  for (let i = 0; i < file.count; i += 1) {
    const index = constant(file.indexWidth, BigInt(i));
    registers = store(registers, index, constant(width, registerIn(state, name, i)));
  }
  return registers;
}

function refuse(): never {
  throw new TypeError('a translation has the physical path only');
}

/** The unit at an address after what the translation itself has written before. */
function unitThrough(
  written: readonly StorageWrite[],
  unitAt: (address: Term) => Term,
  address: Term,
): Term {
  let unit = unitAt(address);
  for (const { address: first, units, value, guard } of written) {
    for (let i = 0; i < units; i += 1) {
      const isHit = and(guard, equal(address, plus(first, i)));
      unit = ite(isHit, unitOf(value, i, units), unit);
    }
  }
  return unit;
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
