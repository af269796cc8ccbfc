/**
 * Builds the obligations of a constructed monitor.
 *
 * Together they say: from every real state r within the invariant, the monitor's step leads to one
 * within it, and α(step(r)) is the bare machine's step of α(r). Natively that is N, for the fetch and
 * for each instruction. Where the real machine traps, R gives the state before the trap, E that the
 * virtual machine's own step on it stays within the guest's storage, and E of `resume` that whatever
 * it comes to is resumed faithfully.
 */

import type { Instruction } from '../isa/machine.ts';
import type { MonitorMap } from '../isa/monitor-map.ts';
import { unitCount } from '../isa/units.ts';
import { storageOf } from '../question/exact-view.ts';
import type { Lowering } from '../question/lower.ts';
import { PHYSICAL } from '../question/path-groups.ts';
import { plus, storageVariable } from '../question/storage-term.ts';
import { enterTrap, modes, pcElement, type Snapshot } from '../question/symbolic-step.ts';
import { both, either, implied, opposite, same } from '../question/truth.ts';
import type { View } from '../question/view.ts';
import { bits, constant, FALSE, TRUE, variable, type Term } from '../term/term.ts';
import { accessesOf } from './accesses.ts';
import { contracts, pagesIn } from './contracts.ts';
import type { MonitorObligation, MonitorSubject, Case } from './obligation.ts';
import { anyPlace, anyRealState, anyVirtualState, invariantsAt, isAllocated,
  isDerived,
  isInWindow, loweredAt, realOf, realView, sameElements, sameOutside, sameWindow, stateWithin, virtuallyLowered, virtualOf, windowView, withGuestStorage, type NamedTerm, type RealState, type VirtualState } from './representation.ts'; // prettier-ignore
import { fetchOf, fetchUnits, groundOf, pcOf, standing, undecodedInstruction, type Ground, type Standing } from './standing.ts'; // prettier-ignore

/** All obligations, those about one instruction one after another. */
export function* obligationsOf(
  subject: MonitorSubject,
  isWanted: (instruction: string) => boolean = () => true,
): Generator<MonitorObligation> {
  const { map, sensitive, privileged } = subject;
  yield* covers(subject);
  yield startUp(subject);
  yield resumed(subject);
  const ground = groundOf(subject);
  yield* contracts(subject, ground);
  yield* fetched(subject, ground);
  yield* interrupted(subject, ground);
  const undecoded = standing(subject, ground, undecodedInstruction(map.real));
  yield recovered(subject, undecoded);
  yield* passedOn(subject, undecoded);
  yield emulated(subject, undecoded);
  yield* emulatedWhenPassedOn(subject, ground);
  for (const instruction of map.real.instructions) {
    if (!isWanted(instruction.id)) continue;
    const at = standing(subject, ground, instruction);
    const { id } = instruction;
    yield native(subject, at);
    if (sensitive.has(id)) yield traps(at);
    yield recovered(subject, at);
    yield* passedOn(subject, at);
    yield emulated(subject, at);
    yield within(subject, at);
    if (!sensitive.has(id) && !privileged.has(id)) yield* efficient(subject, at);
  }
}

type Plain = Pick<MonitorObligation, 'standing' | 'instruction' | 'restsOn'>;

/** About no instruction. */
const PLAIN: Plain = { standing: [], instruction: undefined, restsOn: [] };

// The invariant, start-up, resumption.

/** Each case of the cover list is possible. */
function covers({ map }: MonitorSubject): readonly MonitorObligation[] {
  const real = anyRealState(map, 'r');
  const at = loweredAt(map, real);
  const frame = invariantsAt(map, real).map(({ term }) => term);
  const cover = (about: string, claims: readonly NamedTerm[]): MonitorObligation => ({
    ...PLAIN,
    kind: 'I',
    about,
    wants: 'witness',
    frame,
    claims,
    real,
  });
  return [
    cover(
      'a guest can be placed',
      map.placed.map(({ condition, text }) => ({ name: text, term: at.term(condition) })),
    ),
    ...map.covers.map(({ title, condition }) =>
      cover(title, [{ name: title, term: at.term(condition) }]),
    ),
  ];
}

/** From any real state: the map says all that start-up needs, and the allocator the rest. */
function startUp(subject: MonitorSubject): MonitorObligation {
  const { map } = subject;
  const before = anyRealState(map, 'r');
  const wanted = anyVirtualState(map, 'v', before.storage);
  const at = loweredAt(map, before);
  return {
    ...PLAIN,
    kind: 'U',
    about: 'start',
    wants: 'proof',
    frame: [
      ...map.placed.map(({ condition }) => at.term(condition)),
      ...map.real.invariants.map(({ condition }) => at.term(condition)),
      ...virtualInvariants(map, before, wanted).map(({ term }) => term),
    ],
    claims: standsFor(subject, realOf(map, before, wanted, 'start'), wanted),
    real: before,
  };
}

/** E: after any trap, whatever virtual state it led to, and whatever the guest's storage holds then. */
function resumed(subject: MonitorSubject): MonitorObligation {
  const { map } = subject;
  const { addressWidth, unit } = map.real.storage;
  const before = stateWithin(map, 'r');
  const place = anyPlace(map);
  const guest = storageVariable('guest.storage', addressWidth, unit);
  const trapped = withGuestStorage(map, entered(map, before, anyTrap(map, before)), guest);
  const wanted = anyVirtualState(map, 'v', trapped.storage);
  const after = realOf(map, trapped, wanted, 'resume');
  const isApart = either(
    opposite(isAllocated(map, before, place)),
    opposite(isDerived(map, place)),
  );
  return {
    ...PLAIN,
    kind: 'E',
    about: 'resume',
    wants: 'proof',
    frame: [
      ...invariantsAt(map, before).map(({ term }) => term),
      ...virtualInvariants(map, trapped, wanted).map(({ term }) => term),
    ],
    claims: [
      ...standsFor(subject, after, wanted),
      sameOutside(map, trapped, after),
      { name: "derived storage is not the guest's", term: isApart },
      {
        name: 'the window is allocated',
        term: implied(isInWindow(map, before, place), isAllocated(map, before, place)),
      },
    ],
    real: before,
    restsOn: ['R'],
  };
}

/** The real state is within the invariant, in a user state, and stands for the virtual one. */
function standsFor(
  { map, pair }: MonitorSubject,
  real: RealState,
  wanted: VirtualState,
): readonly NamedTerm[] {
  const { elements, storage } = real;
  const context = { copy: 'r', elements, storage, others: new Map<string, Term>() };
  const { user } = modes({ machine: map.real, pair }, context, realView(map, real));
  return [
    { name: 'a user state', term: user },
    ...invariantsAt(map, real),
    ...sameElements(map, virtualOf(map, real, 'abstraction'), wanted, 'stands'),
    sameWindow(map, real, real.storage, wanted.storage),
  ];
}

function virtualInvariants(
  map: MonitorMap,
  real: RealState,
  virtual: VirtualState,
): readonly NamedTerm[] {
  const at = virtuallyLowered(map, real, virtual);
  return map.virtual.invariants.map(({ condition, why }) => ({
    name: `virtual: ${why}`,
    term: at.term(condition),
  }));
}

// Where no instruction is executed.

/** R of the fetch, E where the virtual machine's own fetch traps, and N: that no interrupt is missed. */
function* fetched(subject: MonitorSubject, ground: Ground): Generator<MonitorObligation> {
  const { map } = subject;
  const { real, shown, view, virtualView, isNative, isInterrupted } = ground;
  const runs = [...ground.invariant, isNative, opposite(isInterrupted)];
  const pc = pcOf(map.real, real);
  const before: Term[] = [];
  for (const unit of fetchUnits(map.real)) {
    const about = unit === 0 ? 'fetch' : `fetch of unit ${unit}`;
    const mine = fetchOf(map.real, real, view, unit);
    const its = fetchOf(map.virtual, shown, virtualView, unit);
    const common = { ...PLAIN, about, wants: 'proof', real } as const;
    if (unit === 0)
      yield {
        ...common,
        kind: 'N',
        frame: [...runs, opposite(mine.faults)],
        claims: [{ name: 'no virtual interrupt', term: opposite(ground.isVirtuallyInterrupted) }],
      };
    const { cause, values } = mine;
    yield {
      ...common,
      kind: 'R',
      frame: [...runs, ...before, mine.faults],
      claims: isInterpreted(map, real, entered(map, real, { cause, values, resume: pc, next: pc })),
    };
    yield {
      ...common,
      kind: 'E',
      frame: [...ground.invariant, its.faults],
      claims: staysWithin(map, real, virtuallyEntered(map, real, shown, its)),
    };
    before.push(opposite(mine.faults));
  }
}

function* interrupted(
  { map }: MonitorSubject,
  { real, shown, invariant, isNative, view, virtualView }: Ground,
): Generator<MonitorObligation> {
  const common = { ...PLAIN, wants: 'proof', real } as const;
  const at = loweredAt(map, real);
  for (const { cause, condition } of map.real.interrupts) {
    const trap = interruptTrap(map.real, cause, pcOf(map.real, real));
    yield {
      ...common,
      kind: 'R',
      about: `interrupt ${cause}`,
      frame: [...invariant, isNative, at.term(condition)],
      claims: isInterpreted(map, real, enteredIn(map.real, real, trap, view, real)),
    };
  }
  const virtually = virtuallyLowered(map, real, shown);
  for (const { cause, condition } of map.virtual.interrupts) {
    const trap = interruptTrap(map.virtual, cause, pcOf(map.virtual, shown));
    yield {
      ...common,
      kind: 'E',
      about: `interrupt ${cause}`,
      frame: [...invariant, virtually.term(condition)],
      claims: staysWithin(map, real, enteredIn(map.virtual, shown, trap, virtualView, real)),
    };
  }
}

function interruptTrap(machine: MonitorMap['real'], cause: string, pc: Term): RaisedTrap {
  const code = machine.causes.find(({ name }) => name === cause)?.code ?? 0n;
  return {
    cause: constant(machine.causeWidth, code),
    values: machine.valueWidths.map((width) => constant(width, 0n)),
    resume: pc,
    next: pc,
  };
}

// Of each instruction.

/** N: no trap at r ⇒ α(step(r)) = step(α(r)), and the invariant is kept. The fetch is apart. */
function native(subject: MonitorSubject, at: Standing): MonitorObligation {
  const { instruction, real, step, bareByContract: bare, isNative, isInterrupted } = at;
  const cases = casesOf(subject, at);
  const after: RealState = {
    ...real,
    elements: new Map([...real.elements, ...step.after.elements]),
    storage: step.after.storage,
  };
  return {
    kind: 'N',
    about: instruction.id,
    wants: 'proof',
    frame: [...at.invariant, ...at.isThis, isNative, opposite(isInterrupted), opposite(step.traps)],
    standing: at.isFetched,
    claims: [
      { name: 'the same variant', term: both(...at.isVirtuallyThis) },
      { name: 'no virtual trap', term: opposite(bare.traps) },
      ...standsFor(subject, after, bare.after),
    ],
    real,
    instruction,
    restsOn: ['C'],
    ...(cases.length === 0 ? {} : { cases }),
  };
}

/**
 * Of an instruction with accesses at one address: each page in which that may lie; and that it lies
 * in none, so that none of the accesses can be made.
 */
function casesOf(
  { map }: MonitorSubject,
  { instruction, step, real, view }: Standing,
): readonly Case[] {
  const accesses = instruction.accesses
    .filter(({ path }) => path !== PHYSICAL)
    .map(({ path, access, address }) => ({ path, access, address: step.lowering.term(address) }));
  const [address, ...others] = new Set(accesses.map((each) => each.address));
  if (address === undefined || others.length > 0) return [];
  const pages = pagesIn(map, real, address);
  if (pages.length === 0) return [];
  const faults = accesses.map(
    ({ path, access }) => view.translate(step.context, real.storage, path, access, address).faults,
  );
  return [
    ...pages.map(({ form }): Case => ({ put: new Map([[address, form]]), when: TRUE })),
    { put: new Map(), when: both(...faults) },
  ];
}

/** T: where a sensitive instruction stands, it traps. */
function traps(at: Standing): MonitorObligation {
  return {
    kind: 'T',
    about: at.instruction.id,
    wants: 'proof',
    frame: [...at.invariant, ...at.isThis, at.isNative, opposite(at.isInterrupted)],
    standing: at.isFetched,
    claims: [{ name: 'it traps', term: at.step.traps }],
    real: at.real,
    instruction: at.instruction,
    restsOn: [],
  };
}

/** The real state after the instruction has trapped. */
function enteredBy(map: MonitorMap, { instruction, real, step }: Standing): RealState {
  const lowered = (term: Term): Term => step.lowering.term(term);
  const next = unitCount(instruction.encoding.width, map.real.storage);
  const trap: RaisedTrap = {
    cause: lowered(instruction.step.cause),
    values: instruction.step.values.map(lowered),
    resume: step.resume,
    next: plus(pcOf(map.real, real), next),
  };
  return entered(map, keeping(real, keptBy(step.lowering, instruction)), trap);
}

/** R: recovery(trap entry(r)) = α(r). */
function recovered({ map }: MonitorSubject, at: Standing): MonitorObligation {
  const { instruction, real, step } = at;
  const after = enteredBy(map, at);
  return {
    kind: 'R',
    about: instruction.id,
    wants: 'proof',
    frame: [
      ...at.invariant,
      ...at.isThis,
      at.isNative,
      opposite(at.isInterrupted),
      step.traps,
      opposite(isPassedOn(map, after)),
    ],
    standing: at.isFetched,
    claims: isRecovered(map, real, after),
    real,
    instruction,
    restsOn: [],
  };
}

/**
 * R where the trap is passed on: the virtual machine takes the same trap, and all that its trap
 * entry starts from is recovered, but for where the instruction began.
 */
function* passedOn({ map }: MonitorSubject, at: Standing): Generator<MonitorObligation> {
  const { instruction, virtual, real, shown, step, bare } = at;
  if (map.reflected === undefined || step.traps === FALSE) return;
  const after = enteredBy(map, at);
  const said = loweredAt(map, after);
  const from = keeping(shown, keptBy(bare.lowering, virtual));
  const elements = sameElements(map, virtualOf(map, after, 'recovery'), from, 'recovered');
  yield {
    kind: 'R',
    about: instruction.id,
    wants: 'proof',
    frame: [
      ...at.invariant,
      ...at.isThis,
      at.isNative,
      opposite(at.isInterrupted),
      step.traps,
      isPassedOn(map, after),
    ],
    standing: at.isFetched,
    claims: [
      { name: 'the same variant', term: both(...at.isVirtuallyThis) },
      { name: 'the virtual one traps too', term: bare.traps },
      { name: 'the same cause', term: same(said.term(map.reflected.cause), bare.lowering.term(virtual.step.cause)) }, // prettier-ignore
      { name: 'the same address', term: same(said.term(map.reflected.resume), bare.resume) },
      ...elements.filter(({ name }) => name !== pcElement(map.virtual)),
      sameWindow(map, real, after.storage, real.storage),
      ...invariantsAt(map, keeping(real, keptBy(step.lowering, instruction))),
    ],
    real,
    instruction,
    restsOn: ['N'],
  };
}

/** E of what is passed on, wherever the instruction began: once for all of them. */
function* emulatedWhenPassedOn(
  { map }: MonitorSubject,
  { real, invariant, isNative }: Ground,
): Generator<MonitorObligation> {
  if (map.reflected === undefined) return;
  const trapped = entered(map, real, anyTrap(map, real));
  const said = loweredAt(map, trapped);
  const cause = said.term(map.reflected.cause);
  const resume = said.term(map.reflected.resume);
  const view = windowView(map, trapped);
  const zeros = map.virtual.valueWidths.map((width) => constant(width, 0n));
  const known = virtualOf(map, trapped, 'recovery');
  const trap = { cause, values: zeros, resume, next: resume };
  const outcome = enteredIn(map.virtual, known, trap, view, real);

  const anywhere = keeping(known, [[pcElement(map.virtual), variable('any.pc', resume.sort)]]);
  const bareTrap = {
    cause,
    values: zeros.map((zero, k) => variable(`any.bare.value.${k}`, zero.sort)),
    resume,
    next: variable('any.bare.next', resume.sort),
  };
  const bare = enteredIn(map.virtual, anywhere, bareTrap, view, real);
  yield {
    ...PLAIN,
    kind: 'E',
    about: 'traps passed on',
    wants: 'proof',
    frame: [...invariant, isNative, isPassedOn(map, trapped)],
    claims: [
      ...sameElements(map, outcome, bare, 'passed on'),
      sameWindow(map, trapped, outcome.storage, bare.storage),
      ...staysWithin(map, trapped, outcome),
    ],
    real,
    restsOn: ['R'],
  };
}

/** The map passes the trap on that the real machine has taken. */
function isPassedOn(map: MonitorMap, after: RealState): Term {
  return map.reflected === undefined ? FALSE : loweredAt(map, after).term(map.reflected.condition);
}

/** What an instruction keeps of what it has done, though it traps. */
function keptBy(lowered: Lowering, { step }: Instruction): readonly [string, Term][] {
  return [...step.kept].map(([name, value]) => [name, lowered.term(value)]);
}

function keeping<S extends VirtualState>(state: S, changed: readonly [string, Term][]): S {
  return { ...state, elements: new Map([...state.elements, ...changed]) };
}

/** E: the virtual machine's own step, on the state recovered, which R says is α(r). */
function emulated({ map }: MonitorSubject, at: Standing): MonitorObligation {
  const { real, view, step, isNative, isInterrupted } = at;
  const faults = fetchUnits(map.real).map((unit) => fetchOf(map.real, real, view, unit).faults);
  // What traps may be another instruction, if the real machine fetches another one.
  const isOther = opposite(both(...at.isThis, ...at.isFetched));
  const isEmulated = either(opposite(isNative), isInterrupted, step.traps, ...faults, isOther);
  return {
    kind: 'E',
    about: at.instruction.id,
    wants: 'proof',
    frame: [...at.invariant, ...at.isVirtuallyThis],
    standing: [...at.isVirtuallyFetched, opposite(at.isVirtuallyInterrupted), isEmulated],
    claims: staysWithin(map, real, at.bare.outcome()),
    real,
    instruction: at.instruction,
    restsOn: ['R'],
  };
}

/** B: every storage access of a native step lands in the guest's own allocation. */
function within({ map }: MonitorSubject, at: Standing): MonitorObligation {
  const { instruction, real, step, view } = at;
  const accessed = accessesOf(instruction.step).flatMap(
    ({ path, access, address, units, when }) => {
      const lowered = step.lowering.term(address);
      const isPhysical = path === PHYSICAL;
      const translated = isPhysical
        ? undefined
        : view.translate(step.context, real.storage, path, access, lowered);
      const isDone = translated === undefined ? TRUE : opposite(translated.faults);
      return Array.from({ length: units }, (_, i) =>
        implied(
          both(isDone, step.lowering.term(when)),
          isAllocated(map, real, plus(translated?.address ?? lowered, i)),
        ),
      );
    },
  );
  return {
    kind: 'B',
    about: instruction.id,
    wants: 'proof',
    frame: [
      ...at.invariant,
      ...at.isThis,
      at.isNative,
      opposite(at.isInterrupted),
      opposite(step.traps),
    ],
    standing: at.isFetched,
    claims: accessed.map((term) => ({ name: 'its access', term })),
    real,
    instruction,
    restsOn: [],
  };
}

/**
 * F: an innocuous, unprivileged instruction traps only as the virtual one does, or in a memory trap,
 * and in each virtual mode it may run.
 */
function* efficient({ construction }: MonitorSubject, at: Standing): Generator<MonitorObligation> {
  const { instruction, real, step, bare, virtualModes } = at;
  const common = { kind: 'F', about: instruction.id, real, instruction, restsOn: [] } as const;
  const frame = [...at.invariant, ...at.isThis, at.isNative, opposite(at.isInterrupted)];
  yield {
    ...common,
    wants: 'proof',
    frame: [...frame, step.traps, opposite(step.memoryTraps)],
    standing: at.isFetched,
    claims: [{ name: 'the virtual one traps too', term: bare.traps }],
  };
  if (instruction.step.traps === TRUE) return;
  for (const mode of construction === 'hybrid' ? MODES.slice(0, 1) : MODES) {
    yield {
      ...common,
      wants: 'witness',
      frame: [...frame, mode === 'user' ? virtualModes.bareUser : virtualModes.supervisor],
      standing: at.isFetched,
      claims: [{ name: `it runs natively in virtual ${mode} mode`, term: opposite(step.traps) }],
      mode,
    };
  }
}

const MODES = ['user', 'supervisor'] as const;

// Traps.

interface RaisedTrap {
  readonly cause: Term;
  readonly values: readonly Term[];
  readonly resume: Term;
  readonly next: Term;
}

/** Any cause, with any values: what the monitor needs may not depend on them. */
function anyTrap({ real: machine }: MonitorMap, real: RealState): RaisedTrap {
  const { sort } = pcOf(machine, real);
  return {
    cause: variable('any.cause', bits(machine.causeWidth)),
    values: machine.valueWidths.map((width, k) => variable(`any.value.${k}`, bits(width))),
    resume: variable('any.resume', sort),
    next: variable('any.next', sort),
  };
}

/** The real state after a trap entry. */
function entered(map: MonitorMap, real: RealState, trap: RaisedTrap): RealState {
  return enteredIn(map.real, real, trap, realView(map, real), real);
}

function enteredIn(
  machine: MonitorMap['real'],
  { elements, storage }: VirtualState,
  { cause, values, resume, next }: RaisedTrap,
  view: View,
  { readAt, otherwise, readOwn }: Pick<RealState, 'readAt' | 'otherwise' | 'readOwn'>,
): RealState {
  const others = new Map<string, Term>([
    ['trap.cause', cause],
    ['trap.resume', resume],
    ['trap.pc', pcOf(machine, { elements })],
    ['trap.next', next],
    ...values.map((value, k): [string, Term] => [`trap.value.${k}`, value]),
  ]);
  const after: Snapshot = enterTrap(machine, { copy: 'r', elements, storage, others }, view);
  return { elements: after.elements, storage: after.storage, readAt, otherwise, readOwn };
}

/** The virtual state after its own machine's fetch trapped. */
function virtuallyEntered(
  map: MonitorMap,
  real: RealState,
  shown: VirtualState,
  { cause, values }: Pick<RaisedTrap, 'cause' | 'values'>,
): VirtualState {
  const pc = pcOf(map.virtual, shown);
  const trap = { cause, values, resume: pc, next: pc };
  return enteredIn(map.virtual, shown, trap, windowView(map, real), real);
}

function isRecovered(map: MonitorMap, before: RealState, after: RealState): readonly NamedTerm[] {
  const recovery = virtualOf(map, after, 'recovery');
  const shown = virtualOf(map, before, 'abstraction');
  return [
    ...sameElements(map, recovery, shown, 'recovered'),
    sameWindow(map, before, after.storage, before.storage),
  ];
}

/** The state before is recovered, and the trap is not passed on. */
function isInterpreted(map: MonitorMap, before: RealState, after: RealState): readonly NamedTerm[] {
  return [
    ...isRecovered(map, before, after),
    { name: 'it is not taken for a trap that is passed on', term: opposite(isPassedOn(map, after)) }, // prettier-ignore
  ];
}

/** The virtual machine's step keeps its invariants, and writes nothing but the guest's storage. */
function staysWithin(
  map: MonitorMap,
  real: RealState,
  { elements, storage }: VirtualState,
): readonly NamedTerm[] {
  const place = anyPlace(map);
  const name = "storage that is not the guest's";
  const isSame = storageOf(storage) === storageOf(real.storage);
  const readAt = real.readAt;
  const [a, b] = [real.storage, storage].map((each) =>
    realView(map, { ...real, readAt }).unitAt(each, place),
  );
  return [
    ...virtualInvariants(map, real, { elements, storage }),
    {
      name,
      term: isSame || a === undefined || b === undefined ? TRUE : either(isAllocated(map, real, place), same(a, b)), // prettier-ignore
    },
  ];
}
