/**
 * Whether storage agrees, as the program sees it: at every address that a step wrote through a
 * mapped path, under the map before the step, and at every physical address that it wrote.
 *
 * That is enough: elsewhere nothing changed, and the states of a pair agree before the step. What
 * a write changes at *other* program addresses, because two of them lie at one place, is taken to
 * be alike in both states. Not so for a physical write where the maps may differ: it lies at one
 * place, which each map shows somewhere else. Then a free program address is compared too.
 */

import type { Machine } from '../isa/machine.ts';
import { bits, ite, select, variable, type Term } from '../term/term.ts';
import type { ExactView } from './exact-view.ts';
import { storageOf } from './exact-view.ts';
import { groupOf, pathGroups, PHYSICAL } from './path-groups.ts';
import type { Compared } from './same.ts';
import { arrayOf, plus } from './storage-term.ts';
import type { Snapshot, SymbolicStep } from './symbolic-step.ts';
import { both, either, implied, opposite, same } from './truth.ts';
import type { View } from './view.ts';

/** For the abstract view. */
export function sameAbstractStorage(view: View): (compared: Compared) => Term {
  return (compared) => {
    const { machine, left, right, leftStep, rightStep } = compared;
    if (left.storage === right.storage) return both();
    const groups = pathGroups(machine);
    // oxlint-disable-next-line unicorn/consistent-function-scoping -- it belongs to this comparison
    const shown = (group: string, { storage, writes }: Snapshot, { context }: SymbolicStep) => {
      const at = { context, storage, version: 0, history: () => writes };
      return (address: Term): Term => view.read(at, group, 1, address);
    };
    return both(
      ...[...left.writes, ...right.writes].flatMap((write) => {
        const group = groupOf(groups, write.path);
        const [a, b] = [arrayOf(left.storage, group), arrayOf(right.storage, group)];
        if (a === b) return [];
        // Where both began with one array, agreement at an address that was not written is no news.
        const isShared =
          arrayOf(leftStep.before.storage, group) === arrayOf(rightStep.before.storage, group);
        return unitAddresses(write.address, write.units).map((address) =>
          implied(isShared ? both() : write.guard, same(select(a, address), select(b, address))),
        );
      }),
      ...anywhere(compared).map(({ group, address }) =>
        same(shown(group, left, leftStep)(address), shown(group, right, rightStep)(address)),
      ),
    );
  };
}

/** For the exact view. */
export function sameExactStorage(view: ExactView): (compared: Compared) => Term {
  return (compared) => {
    const { machine, left, right, leftStep, rightStep } = compared;
    const [a, b] = [storageOf(left.storage), storageOf(right.storage)];
    if (a === b) return both();
    const [before, otherBefore] = [leftStep, rightStep].map((step) =>
      storageOf(step.before.storage),
    );
    return both(
      ...[...left.writes, ...right.writes].flatMap((write) =>
        unitAddresses(write.address, write.units).map((address) => {
          if (write.path === PHYSICAL)
            return implied(write.guard, same(select(a, address), select(b, address)));
          const one = place(machine, view, leftStep, write.path, address);
          const two = place(machine, view, rightStep, write.path, address);
          return implied(
            both(write.guard, one.isShown, two.isShown),
            same(select(a, one.address), select(b, two.address)),
          );
        }),
      ),
      ...anywhere(compared).map(({ group, address }) => {
        const one = place(machine, view, leftStep, group, address);
        const two = place(machine, view, rightStep, group, address);
        if (before === undefined || otherBefore === undefined) return both();
        // The states of a pair agree before the step; only a few addresses are told so.
        const agreed = same(select(before, one.address), select(otherBefore, two.address));
        return implied(
          both(one.isShown, two.isShown, agreed),
          same(select(a, one.address), select(b, two.address)),
        );
      }),
    );
  };
}

/** What the names of free program addresses begin with; then the group. */
export const ANYWHERE = 'index.storage.';

/** A free program address of each group, if something was written physically and the maps may differ. */
function anywhere({
  machine,
  left,
  right,
  leftStep,
  rightStep,
  label,
}: Compared): readonly { readonly group: string; readonly address: Term }[] {
  const isPhysical = [...left.writes, ...right.writes].some(({ path }) => path === PHYSICAL);
  const isShared = [...leftStep.before.storage].every(
    ([name, array]) => rightStep.before.storage.get(name) === array,
  );
  if (!isPhysical || isShared) return [];
  return pathGroups(machine).map(({ name, addressWidth }) => ({
    group: name,
    address: variable(`${ANYWHERE}${name}.${label}`, bits(addressWidth)),
  }));
}

export interface Place {
  readonly address: Term;
  /** Some kind of access reaches it. */
  readonly isShown: Term;
}

/** Where a program address lies before the step. */
export function place(
  machine: Machine,
  view: ExactView,
  step: SymbolicStep,
  path: string,
  at: Term,
): Place {
  const paths = pathGroups(machine).find((group) => group.paths.includes(path))?.paths ?? [path];
  const translations = paths.flatMap((each) =>
    (['load', 'store', 'execute'] as const).map((access) =>
      view.translate(step.context, step.before.storage, each, access, at),
    ),
  );
  const [first, ...others] = translations;
  if (first === undefined) throw new RangeError(`no path ${path}`);
  const address = others.reduceRight(
    (last, { address: one, faults }) => (one === last ? last : ite(faults, last, one)),
    first.address,
  );
  return { address, isShown: either(...translations.map(({ faults }) => opposite(faults))) };
}

function unitAddresses(address: Term, units: number): readonly Term[] {
  return Array.from({ length: units }, (_, i) => plus(address, i));
}
