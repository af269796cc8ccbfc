/** Comparisons of parts of concrete states: what the wholes of a spec mean. */

import type { Bank, Element, Machine } from '../isa/machine.ts';
import { registerIn, scalarIn, unitIn, type State } from '../isa/state.ts';
import { PHYSICAL } from '../question/path-groups.ts';
import type { Moment, Observation, Part } from '../question/spec.ts';
import type { Difference } from '../question/witness.ts';
import { holdsIn, placeIn, type DoneAccess, type Run } from './run.ts';

export interface Side {
  readonly run: Run;
  readonly moment: Moment;
}

export interface Compared {
  readonly observation: Observation;
  readonly left: Side;
  readonly right: Side;
}

/** Where the two sides differ. */
export function* differences(part: Part, compared: Compared): Generator<Difference> {
  const { machine } = compared.left.run.subject;
  if (part === 'observed') {
    for (const each of compared.observation.parts) yield* differences(each, compared);
    return;
  }
  const { without = [] } = compared.observation;
  if (part === 'storage') {
    if (!without.includes('storage')) yield* storageDifferences(machine, compared);
    return;
  }
  const elements = machine.elements.filter(({ role, marks }) =>
    part === 'time' ? marks.includes('time') : role === part,
  );
  if (part === 'mode' || part === 'map' || part === 'time') {
    const [a, b] = [stateOf(compared.left), stateOf(compared.right)];
    for (const element of elements) yield* elementDifferences(element, a, b);
    return;
  }
  yield* visibleDifferences(machine, elements, compared);
}

/** Of what the program sees through the banks, without what is not compared. */
function* visibleDifferences(
  machine: Machine,
  elements: readonly Element[],
  { observation, left, right }: Compared,
): Generator<Difference> {
  const { without = [] } = observation;
  const compared = elements.filter(
    ({ name, marks }) =>
      !marks.some((mark) => observation.except.includes(mark)) && !without.includes(name),
  );
  const isOneRun = left.run === right.run;
  const areAfter = left.moment !== 'before' && right.moment !== 'before';
  const banks = isOneRun
    ? []
    : machine.banks.filter(({ whenTrue }) => compared.some(({ name }) => name === whenTrue));
  const banked = new Set(banks.flatMap(({ whenTrue, whenFalse }) => [whenTrue, whenFalse]));
  const [a, b] = [stateOf(left), stateOf(right)];
  for (const element of compared) {
    if (banked.has(element.name)) continue;
    const isUnchanged =
      sameElement(element, a, left.run.before) && sameElement(element, b, right.run.before);
    // What differed before and was left alone is no difference that the step made.
    if (!isOneRun && areAfter && isUnchanged && observation.isWhole !== true) continue;
    yield* elementDifferences(element, a, b);
  }
  for (const bank of banks) {
    if (!without.includes(bank.name))
      yield* bankDifferences(machine, bank, left, right, observation.isWhole === true);
  }
}

/** The selected register, and the other one unless both left it as it was. */
function* bankDifferences(
  machine: Machine,
  bank: Bank,
  left: Side,
  right: Side,
  isWhole: boolean,
): Generator<Difference> {
  const one = registersOf(machine, bank, left);
  const two = registersOf(machine, bank, right);
  if (one.selected !== two.selected)
    yield { what: bank.name, values: [one.selected, two.selected] };
  const areLeftAlone = one.isUnchanged && two.isUnchanged && !isWhole;
  if (one.unselected === two.unselected || areLeftAlone) return;
  yield { what: `${bank.name} (not selected)`, values: [one.unselected, two.unselected] };
}

function registersOf(
  machine: Machine,
  bank: Bank,
  side: Side,
): { readonly selected: bigint; readonly unselected: bigint; readonly isUnchanged: boolean } {
  const { before } = side.run;
  const after = stateOf(side);
  const [seen, hidden] = holdsIn(machine, bank.condition, before)
    ? [bank.whenTrue, bank.whenFalse]
    : [bank.whenFalse, bank.whenTrue];
  return {
    selected: scalarIn(after, seen),
    unselected: scalarIn(after, hidden),
    isUnchanged: scalarIn(after, hidden) === scalarIn(before, hidden),
  };
}

function sameElement(element: Element, a: State, b: State): boolean {
  return elementDifferences(element, a, b).next().done === true;
}

/** A hardwired register never differs, whatever its cell holds. */
export function* elementDifferences(
  { name, file }: Element,
  a: State,
  b: State,
): Generator<Difference> {
  if (a.elements.get(name) === b.elements.get(name)) return;
  if (file === undefined) {
    yield { what: name, values: [scalarIn(a, name), scalarIn(b, name)] };
    return;
  }
  for (let index = 0; index < file.count; index += 1) {
    if (file.hardwired.some((fixed) => fixed.index === index)) continue;
    const [one, two] = [registerIn(a, name, index), registerIn(b, name, index)];
    if (one !== two) yield { what: `${name}[${index}]`, values: [one, two] };
  }
}

/** At what either step wrote: through the map before it, or physically, and then wherever we are told to look. */
function* storageDifferences(machine: Machine, { left, right }: Compared): Generator<Difference> {
  const seen = new Set<string>();
  const written = [...writesAt(left), ...writesAt(right)];
  const looked = written.some(({ path }) => path === PHYSICAL)
    ? left.run.lookedAt.map((each) => ({ ...each, units: 1 }))
    : [];
  for (const { path, address, units } of [...written, ...looked]) {
    for (let i = 0; i < units; i += 1) {
      const at = address + BigInt(i);
      const what = `${path}[0x${at.toString(16)}]`;
      if (seen.has(what)) continue;
      seen.add(what);
      const first = placeShown(machine, left.run.before, path, at);
      const second = placeShown(machine, right.run.before, path, at);
      if (first === undefined || second === undefined) continue;
      const [one, two] = [unitIn(stateOf(left), first), unitIn(stateOf(right), second)];
      if (one !== two) yield { what, values: [one, two] };
    }
  }
}

/** Where an address of a path, or of one that shows the same, lies; undefined if no access reaches it. */
export function placeShown(
  machine: Machine,
  state: State,
  path: string,
  address: bigint,
): bigint | undefined {
  const declared = machine.paths.find(({ name }) => name === path);
  if (declared === undefined) return BigInt.asUintN(machine.storage.addressWidth, address);
  for (const each of machine.paths) {
    if (each.name !== path && !declared.sharedWith.includes(each.name)) continue;
    for (const access of ['load', 'store', 'execute'] as const) {
      const place = placeIn(machine, state, each.name, access, address);
      if (place !== undefined) return place;
    }
  }
  return undefined;
}

/** After a step that traps there is no state: what is asked of it is asked of the state before. */
export function stateAt(run: Run, moment: Moment): State {
  if (moment === 'before') return run.before;
  if (moment === 'idle') return run.idle();
  return moment === 'outcome' || run.outcome.kind === 'completes' ? run.outcome.state : run.before;
}

function stateOf({ run, moment }: Side): State {
  return stateAt(run, moment);
}

function writesAt({ run, moment }: Side): readonly DoneAccess[] {
  if (
    moment === 'before' ||
    moment === 'idle' ||
    (moment === 'after' && run.outcome.kind === 'traps')
  )
    return [];
  return run.writes;
}
