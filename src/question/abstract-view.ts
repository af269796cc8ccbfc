/**
 * The abstract view: what a program address shows is a free array for each group of mapped paths,
 * shared by the two states of a pair, and whether an access faults is a free predicate of each
 * state. Translations do not occur.
 *
 * A step that writes through one group and then reads through another may or may not find what it
 * wrote: free too, and alike in both states for two mapped groups.
 */

import type { Machine } from '../isa/machine.ts';
import {
  and,
  array,
  concat,
  constant,
  equal,
  ite,
  select,
  store,
  variable,
  type Term,
  widthOf,
} from '../term/term.ts';
import { groupOf, pathGroups, PHYSICAL, type PathGroup } from './path-groups.ts';
import {
  arrayOf,
  plus,
  readUnits,
  storageVariable,
  unitOf,
  writeUnits,
  type StorageTerm,
} from './storage-term.ts';
import type { StorageAt, StorageWrite, View } from './view.ts';

/**
 * `isTogether` says of which accesses of several units the units are known to lie together under
 * the map. Of any other, only the first unit is what the view shows; the rest is free.
 */
export function abstractView(
  machine: Machine,
  isTogether: (path: string, units: number) => boolean,
): View {
  const groups = pathGroups(machine);
  const { unit: unitWidth } = machine.storage;

  /** What the unit `i` of an access that may be torn is worth: anything. */
  const torn = (at: StorageAt, kind: string, path: string, i: number, address: Term): Term =>
    free(`${kind}.${path}.${i}`, at, address, unitWidth);

  const read = (at: StorageAt, path: string, units: number, address: Term): Term => {
    const group = groupOf(groups, path);
    const history = at.history();
    if (path !== PHYSICAL && units > 1 && !isTogether(path, units)) {
      let word = read(at, path, 1, address);
      for (let i = 1; i < units; i += 1)
        word = concat(torn(at, 'torn-read', path, i, address), word);
      return word;
    }
    if (history.every((write) => groupOf(groups, write.path) === group)) {
      return readUnits(arrayOf(at.storage, group), address, units);
    }
    const initial = arrayOf(at.context.storage, group);
    let word: Term | undefined;
    for (let i = 0; i < units; i += 1) {
      const unit = readThrough(at, history, group, initial, plus(address, i));
      word = word === undefined ? unit : concat(unit, word);
    }
    return word ?? select(initial, address);
  };

  /** One unit, after writes that may have been done elsewhere. */
  const readThrough = (
    at: StorageAt,
    history: readonly StorageWrite[],
    group: string,
    initial: Term,
    address: Term,
  ): Term => {
    let unit = select(initial, address);
    for (const write of history) {
      const writtenBy = groupOf(groups, write.path);
      for (let i = 0; i < write.units; i += 1) {
        const target = plus(write.address, i);
        const isHit =
          writtenBy === group
            ? equal(address, target)
            : aliased(at.context.copy, writtenBy, target, group, address);
        unit = ite(and(write.guard, isHit), unitOf(write.value, i, write.units), unit);
      }
    }
    return unit;
  };

  return {
    kind: 'abstract',
    read,
    write(at, path, units, address, value) {
      const group = groupOf(groups, path);
      const before = arrayOf(at.storage, group);
      if (path === PHYSICAL || units === 1 || isTogether(path, units)) {
        return new Map([...at.storage, [group, writeUnits(before, address, units, value)]]);
      }
      let written = store(before, address, unitOf(value, 0, units));
      for (let i = 1; i < units; i += 1) {
        written = store(written, plus(address, i), torn(at, 'torn-write', path, i, address));
      }
      return new Map([...at.storage, [group, written]]);
    },
    // What the map writes for itself is its own, and not in what a program is shown.
    touch: ({ storage }) => storage,
    fault(at, path, access, address) {
      return equal(free(`fault.${path}.${access}`, at, address, 1), constant(1, 1n));
    },
    faultCause(at, path, access, address) {
      return free(`fault-cause.${path}.${access}`, at, address, machine.causeWidth);
    },
    faultValue(at, path, access, k, address) {
      return free(`fault-value.${path}.${access}.${k}`, at, address, machine.valueWidths[k] ?? 1);
    },
  };
}

/**
 * The storage of one state. `shared` names the prefix of what the two states share: always the
 * mapped groups, and the physical path too where the map may not differ.
 */
export function abstractStorage(
  machine: Machine,
  names: { readonly mapped: string; readonly physical: string },
): StorageTerm {
  const { unit, addressWidth } = machine.storage;
  const arrays = new Map<string, Term>();
  for (const group of pathGroups(machine))
    arrays.set(group.name, groupVariable(names.mapped, group, unit));
  arrays.set(PHYSICAL, storageVariable(`${names.physical}.physical`, addressWidth, unit));
  return arrays;
}

function groupVariable(prefix: string, group: PathGroup, unit: number): Term {
  return storageVariable(`${prefix}.view.${group.name}`, group.addressWidth, unit);
}

/** A free function of the address, another one for each state and each storage within a step. */
function free(name: string, at: StorageAt, address: Term, width: number): Term {
  const version = at.version === 0 ? '' : `.${at.version}`;
  return select(
    variable(`${at.context.copy}.${name}${version}`, array(widthOf(address), width)),
    address,
  );
}

/** What is written at `a` through one group shows at `b` through the other. */
function aliased(copy: string, written: string, a: Term, readGroup: string, b: Term): Term {
  const prefix = written === PHYSICAL || readGroup === PHYSICAL ? copy : 'both';
  const [low, high] = written < readGroup ? [a, b] : [b, a];
  const name = `${prefix}.alias.${[written, readGroup].toSorted().join('.')}`;
  return equal(
    select(variable(name, array(widthOf(a) + widthOf(b), 1)), concat(high, low)),
    constant(1, 1n),
  );
}
