/** The exact view: one array for the storage of each state, and every translation spelled out. */

import type { Machine, Path, Translation } from '../isa/machine.ts';
import { select, type Access, type Term } from '../term/term.ts';
import { lowering, type Lowering } from './lower.ts';
import { PHYSICAL } from './path-groups.ts';
import {
  arrayOf,
  readUnits,
  type ReadAt,
  storageVariable,
  writeUnits,
  type StorageTerm,
} from './storage-term.ts';
import type { Context, View } from './view.ts';

const STORAGE = 'storage';

/** The path by which instructions are fetched. */
export const FETCH = 'fetch';

export interface ExactView extends View {
  /** The unit at a storage address. */
  unitAt(storage: StorageTerm, address: Term): Term;
  /** Where a program address lies and whether it faults, for a state with this storage. */
  translate(
    context: Context,
    storage: StorageTerm,
    path: string,
    access: Access,
    address: Term,
  ): LoweredTranslation;
}

export interface LoweredTranslation {
  readonly address: Term;
  readonly faults: Term;
  readonly cause: Term;
  readonly values: readonly Term[];
}

/** Where the units of a storage are, for a machine whose storage is not simply an array. */
export interface StorageLayout {
  /** The index in the array of a storage address: that of a virtual machine is a piece of the real one. */
  readonly placeOf: (address: Term) => Term;
  /** What stands at a storage address, by the array, where something is known of it. */
  readonly unitAt?: ReadAt | undefined;
}

const PLAIN: StorageLayout = { placeOf: (address) => address };

export function exactView(
  machine: Machine,
  { placeOf, ...layout }: StorageLayout = PLAIN,
): ExactView {
  const standsAt: ReadAt = layout.unitAt ?? ((array, address) => select(array, placeOf(address)));
  const memo = new WeakMap<Context, Map<string, Lowering>>();

  /** For the terms of a translation of this address, by a state with this storage. */
  const insideOf = (context: Context, storage: StorageTerm, address: Term): Lowering => {
    const array = storageOf(storage);
    const known = memo.get(context) ?? new Map<string, Lowering>();
    memo.set(context, known);
    const key = `${address.id} ${array.id}`;
    const inside =
      known.get(key) ??
      lowering(
        view,
        { ...context, storage, others: new Map([['access.address', address]]) },
        machine.storage.name,
      );
    known.set(key, inside);
    return inside;
  };

  const translate = (
    context: Context,
    storage: StorageTerm,
    path: string,
    access: Access,
    address: Term,
  ): LoweredTranslation => {
    const translation = translationOf(machine, path, access);
    const inside = insideOf(context, storage, address);
    return {
      address: inside.term(translation.address),
      faults: inside.term(translation.faults),
      cause: inside.term(translation.cause),
      values: translation.values.map((value) => inside.term(value)),
    };
  };

  const view: ExactView = {
    kind: 'exact',
    unitAt: (storage, address) => standsAt(storageOf(storage), address),
    translate,
    read(at, path, units, address) {
      const from =
        path === PHYSICAL
          ? address
          : translate(at.context, at.storage, path, path === FETCH ? 'execute' : 'load', address)
              .address;
      return readUnits(storageOf(at.storage), from, units, standsAt);
    },
    write(at, path, units, address, value) {
      const to =
        path === PHYSICAL
          ? address
          : translate(at.context, at.storage, path, 'store', address).address;
      return new Map([[STORAGE, writeUnits(storageOf(at.storage), placeOf(to), units, value)]]);
    },
    touch(at, path, access, address) {
      if (path === PHYSICAL) return at.storage;
      const { after } = translationOf(machine, path, access);
      return insideOf(at.context, at.storage, address).storage(after);
    },
    fault(at, path, access, address) {
      return translate(at.context, at.storage, path, access, address).faults;
    },
    faultCause(at, path, access, address) {
      return translate(at.context, at.storage, path, access, address).cause;
    },
    faultValue(at, path, access, k, address) {
      const value = translate(at.context, at.storage, path, access, address).values[k];
      if (value === undefined) throw new RangeError(`${path} has no trap value ${k}`);
      return value;
    },
  };
  return view;
}

/** The storage of one state, `prefix` being its name or `both`. */
export function exactStorage(machine: Machine, prefix: string): StorageTerm {
  const { unit, addressWidth } = machine.storage;
  return new Map([[STORAGE, storageVariable(`${prefix}.${STORAGE}`, addressWidth, unit)]]);
}

/** The one array of the exact view. */
export function storageOf(storage: StorageTerm): Term {
  return arrayOf(storage, STORAGE);
}

function translationOf(machine: Machine, path: string, access: Access): Translation {
  const found: Path | undefined = machine.paths.find(({ name }) => name === path);
  if (found === undefined) throw new RangeError(`no path ${path}`);
  return found.translations[access];
}
