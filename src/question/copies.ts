/**
 * The states of a question before the step, as variables.
 *
 * What may not differ between the two states of a pair is *one* variable, so that what depends on
 * nothing else is one term on both sides. Of a bank, the registers that the two modes select are
 * one variable, and each state has a free one for the register it does not select, unless both
 * select alike: then that one is shared too.
 */

import type { Bank, Element, Machine } from '../isa/machine.ts';
import {
  array,
  bits,
  distinct,
  equal,
  ite,
  or,
  variable,
  type Sort,
  type Term,
} from '../term/term.ts';
import { freeVariables } from '../term/walk.ts';
import type { Differing } from './spec.ts';
import { lowering } from './lower.ts';
import type { View } from './view.ts';

export interface Copy {
  /** `s1` or `s2`. */
  readonly name: string;
  readonly elements: ReadonlyMap<string, Term>;
}

export interface Copies {
  readonly copies: readonly Copy[];
  /** What relates the two states and could not be said by sharing variables. */
  readonly relations: readonly Term[];
  /** Then each state has a storage of its own. */
  readonly mapMayDiffer: boolean;
}

/** An element marked `time` differs only where `time` is said, whatever its role. */
export function mayDiffer(
  { name, role, marks }: Pick<Element, 'name' | 'role' | 'marks'>,
  differing: readonly Differing[],
): boolean {
  return differing.some((what) => {
    if (typeof what !== 'string') return what.element === name;
    return marks.some((mark) => mark === what) || (what === role && !marks.includes('time'));
  });
}

export function sortOf(element: Element): Sort {
  return element.file === undefined
    ? bits(element.width)
    : array(element.file.indexWidth, element.width);
}

/** The one state of a question about one. */
export function oneCopy(machine: Machine): Copies {
  const elements = new Map(
    machine.elements.map((each): [string, Term] => [
      each.name,
      variable(`s1.${each.name}`, sortOf(each)),
    ]),
  );
  return { copies: [{ name: 's1', elements }], relations: [], mapMayDiffer: false };
}

/** The two states of a question about a pair. */
export function twoCopies(machine: Machine, differing: readonly Differing[], view: View): Copies {
  const first = new Map<string, Term>();
  const second = new Map<string, Term>();
  const banked = new Set(machine.banks.flatMap(({ whenTrue, whenFalse }) => [whenTrue, whenFalse]));
  for (const element of machine.elements) {
    if (banked.has(element.name)) continue;
    const differs = mayDiffer(element, differing);
    first.set(
      element.name,
      variable(`${differs ? 's1' : 'both'}.${element.name}`, sortOf(element)),
    );
    second.set(
      element.name,
      variable(`${differs ? 's2' : 'both'}.${element.name}`, sortOf(element)),
    );
  }

  const relations = machine.banks.flatMap((bank) =>
    relateBank(machine, bank, [first, second], view),
  );
  return {
    copies: [
      { name: 's1', elements: first },
      { name: 's2', elements: second },
    ],
    relations,
    mapMayDiffer: machine.elements.some(
      (element) => element.role === 'map' && mayDiffer(element, differing),
    ),
  };
}

type States = readonly [Map<string, Term>, Map<string, Term>];

/** Gives the registers of a bank their variables; what these do not say comes back as relations. */
function relateBank(machine: Machine, bank: Bank, states: States, view: View): readonly Term[] {
  const [first, second] = states;
  const isPlain =
    !first.has(bank.whenTrue) &&
    !first.has(bank.whenFalse) &&
    freeVariables(bank.condition).every(({ name }) => first.has(name));
  if (!isPlain) return relateOverlapping(machine, bank, states, view);

  const one = selection(machine, bank, 's1', first, view);
  const two = selection(machine, bank, 's2', second, view);
  if (one === two) {
    for (const name of [bank.whenTrue, bank.whenFalse]) {
      const shared = variable(`both.${name}`, elementSort(machine, name));
      first.set(name, shared);
      second.set(name, shared);
    }
    return [];
  }
  const sort = elementSort(machine, bank.whenTrue);
  const selected = variable(`both.${bank.name}`, sort);
  const firstOther = variable(`s1.${bank.name}.unselected`, sort);
  const secondOther = ite(
    equal(one, two),
    firstOther,
    variable(`s2.${bank.name}.unselected`, sort),
  );
  first.set(bank.whenTrue, ite(one, selected, firstOther));
  first.set(bank.whenFalse, ite(one, firstOther, selected));
  second.set(bank.whenTrue, ite(two, selected, secondOther));
  second.set(bank.whenFalse, ite(two, secondOther, selected));
  return [];
}

/** A bank that overlaps with another: a variable for each register and state. */
function relateOverlapping(
  machine: Machine,
  bank: Bank,
  states: States,
  view: View,
): readonly Term[] {
  const [first, second] = states;
  for (const name of [bank.whenTrue, bank.whenFalse]) {
    if (first.has(name)) continue;
    first.set(name, variable(`s1.${name}`, elementSort(machine, name)));
    second.set(name, variable(`s2.${name}`, elementSort(machine, name)));
  }
  const one = selection(machine, bank, 's1', first, view);
  const two = selection(machine, bank, 's2', second, view);
  return [
    equal(selectedOf(bank, first, one), selectedOf(bank, second, two)),
    or(distinct(one, two), equal(unselectedOf(bank, first, one), unselectedOf(bank, second, two))),
  ];
}

function selection(
  machine: Machine,
  bank: Bank,
  copy: string,
  elements: ReadonlyMap<string, Term>,
  view: View,
): Term {
  const context = { copy, elements, storage: new Map(), others: new Map() };
  return lowering(view, context, machine.storage.name).term(bank.condition);
}

/** The register of a bank that the program sees where `condition` is the bank's. */
export function selectedOf(bank: Bank, elements: ReadonlyMap<string, Term>, condition: Term): Term {
  return ite(condition, elementOf(elements, bank.whenTrue), elementOf(elements, bank.whenFalse));
}

export function unselectedOf(
  bank: Bank,
  elements: ReadonlyMap<string, Term>,
  condition: Term,
): Term {
  return ite(condition, elementOf(elements, bank.whenFalse), elementOf(elements, bank.whenTrue));
}

export function elementOf(elements: ReadonlyMap<string, Term>, name: string): Term {
  const term = elements.get(name);
  if (term === undefined) throw new RangeError(`no element ${name}`);
  return term;
}

function elementSort(machine: Machine, name: string): Sort {
  const element = machine.elements.find((each) => each.name === name);
  if (element === undefined) throw new RangeError(`no element ${name}`);
  return sortOf(element);
}
