/** Builds the obligations of a constructed monitor. */

import type { Instruction, Machine } from '../isa/machine.ts';
import { elementOf } from '../question/copies.ts';
import { fetchConstraints, operandConstraints } from '../question/encoded.ts';
import { exactView, FETCH, storageOf, type ExactView } from '../question/exact-view.ts';
import { lowering } from '../question/lower.ts';
import { plus } from '../question/storage-term.ts';
import { enterTrap, modes, pcElement, symbolicStep, type Snapshot, type SymbolicStep } from '../question/symbolic-step.ts'; // prettier-ignore
import { both, either, implied, opposite, same } from '../question/truth.ts';
import type { View } from '../question/view.ts';
import { substitution } from '../term/substitute.ts';
import { bits, constant, FALSE, select, TRUE, variable, widthOf, type Term } from '../term/term.ts';
import { unitCount } from '../isa/units.ts';
import type { MonitorObligation, MonitorSubject } from './obligation.ts';
import { anyRealState, anyVirtualState, ANY_PLACE, invariantsAt, isAllocated, loweredAt, type NamedTerm, realOf, type RealState, sameElements, sameWindow, virtualOf, type VirtualState, windowView } from './representation.ts'; // prettier-ignore
import { accessesOf } from './accesses.ts';

const NO_TRAP: ReadonlyMap<string, Term> = new Map();

/** All obligations, those about one instruction one after another. */
export function* obligationsOf(
  subject: MonitorSubject,
  isWanted: (instruction: string) => boolean = () => true,
): Generator<MonitorObligation> {
  const { map, sensitive, privileged } = subject;
  yield* covers(subject);
  yield startUp(subject);
  const undecoded = undecodedInstruction(map.real);
  for (const instruction of map.real.instructions) {
    if (!isWanted(instruction.id)) continue;
    const at = standing(subject, instruction);
    yield native(subject, at);
    if (sensitive.has(instruction.id)) yield traps(subject, at);
    yield recovered(subject, at);
    yield emulated(subject, at);
    yield within(subject, at);
    if (!sensitive.has(instruction.id) && !privileged.has(instruction.id))
      yield* efficient(subject, at);
  }
  const none = standing(subject, undecoded);
  yield recovered(subject, none);
  yield emulated(subject, none);
  yield* recoveredOtherwise(subject);
  yield* emulatedOtherwise(subject);
}

/** Any real state within the invariant, an instruction at its program counter, and both steps. */
interface Standing {
  readonly instruction: Instruction;
  readonly real: RealState;
  readonly shown: VirtualState;
  readonly view: ExactView;
  readonly virtualView: ExactView;
  readonly step: SymbolicStep;
  readonly virtual: Instruction;
  /** The instruction stands there as the real machine fetches it. */
  readonly fetched: readonly Term[];
  /** Invariant, and that. */
  readonly frame: readonly Term[];
  readonly invariant: readonly Term[];
  readonly isNative: Term;
  readonly isInterrupted: Term;
}

function standing(subject: MonitorSubject, instruction: Instruction): Standing {
  const { map, pair } = subject;
  const real = anyRealState(map, 'r');
  const view = exactView(map.real);
  const step = symbolicStep(
    { machine: map.real, pair, instruction },
    { name: 'r', elements: real.elements },
    real.storage,
    view,
  );
  const invariant = invariantsAt(map, real).map(({ term }) => term);
  const virtual =
    instruction.id === UNDECODED
      ? undecodedInstruction(map.virtual)
      : map.virtual.instructions.find(({ id }) => id === instruction.id);
  if (virtual === undefined)
    throw new RangeError(`the virtual machine has no instruction ${instruction.id}`);
  const fetched = [
    ...operandConstraints(instruction),
    step.constraint,
    ...fetchConstraints({ machine: map.real, pair, instruction }, step, view),
  ];
  return {
    instruction,
    real,
    shown: virtualOf(map, real, 'abstraction'),
    view,
    virtualView: windowView(map, real),
    step,
    virtual,
    fetched,
    frame: [...invariant, ...fetched],
    invariant,
    isNative: isNative(subject, real),
    isInterrupted: interruptedAt(map.real, real, view),
  };
}

/** A hybrid monitor interprets all of virtual supervisor mode. */
function isNative({ map, construction, virtualPair }: MonitorSubject, real: RealState): Term {
  if (construction === 'trap-and-emulate') return TRUE;
  const shown = virtualOf(map, real, 'abstraction');
  const context = { copy: 'v', ...shown, others: NO_TRAP };
  const said = modes({ machine: map.virtual, pair: virtualPair }, context, windowView(map, real));
  return opposite(said.supervisor);
}

/** Some interrupt would be taken before the next instruction. */
function interruptedAt(
  machine: Machine,
  state: Pick<VirtualState, 'elements' | 'storage'>,
  view: View,
): Term {
  const context = { copy: 'i', elements: state.elements, storage: state.storage, others: NO_TRAP };
  const at = lowering(view, context, machine.storage.name);
  return either(...machine.interrupts.map(({ condition }) => at.term(condition)));
}

function virtualStep(
  { map, virtualPair: pair }: MonitorSubject,
  instruction: Instruction,
  { elements, storage }: VirtualState,
  view: View,
): SymbolicStep {
  return symbolicStep(
    { machine: map.virtual, pair, instruction },
    { name: 'v', elements },
    storage,
    view,
  );
}

// The obligations.

/** Each case of the cover list is possible. */
function covers({ map }: MonitorSubject): readonly MonitorObligation[] {
  const real = anyRealState(map, 'r');
  const at = loweredAt(map, real);
  const placed: MonitorObligation = {
    kind: 'I',
    about: 'a guest can be placed',
    wants: 'witness',
    frame: invariantsAt(map, real).map(({ term }) => term),
    claims: map.placed.map(({ condition, text }) => ({ name: text, term: at.term(condition) })),
    real,
    instruction: undefined,
    restsOn: [],
  };
  const cases = map.covers.map(
    ({ title, condition }) =>
      ({
        kind: 'I',
        about: title,
        wants: 'witness',
        frame: invariantsAt(map, real).map(({ term }) => term),
        claims: [{ name: title, term: at.term(condition) }],
        real,
        instruction: undefined,
        restsOn: [],
      }) as const,
  );
  return [placed, ...cases];
}

/** From any real state: the map says all that start-up needs, and the allocator the rest. */
function startUp(subject: MonitorSubject): MonitorObligation {
  const { map } = subject;
  const before = anyRealState(map, 'r');
  const wanted = anyVirtualState(map, 'v', before.storage);
  const at = loweredAt(map, before);
  const context = { copy: 'v', ...wanted, others: NO_TRAP };
  const ofVirtual = lowering(windowView(map, before), context, map.virtual.storage.name);
  const after = realOf(map, before, wanted, 'start');
  return {
    kind: 'U',
    about: 'start',
    wants: 'proof',
    frame: [
      ...map.placed.map(({ condition }) => at.term(condition)),
      ...map.virtual.invariants.map(({ condition }) => ofVirtual.term(condition)),
      ...map.real.invariants.map(({ condition }) => at.term(condition)),
    ],
    claims: standsFor(subject, after, wanted),
    real: before,
    instruction: undefined,
    restsOn: [],
  };
}

/** The real state is within the invariant, in a user state, and stands for the virtual one. */
function standsFor(
  { map, pair }: MonitorSubject,
  real: RealState,
  wanted: VirtualState,
): readonly NamedTerm[] {
  const context = { copy: 'r', ...real, others: NO_TRAP };
  const { user } = modes({ machine: map.real, pair }, context, exactView(map.real));
  return [
    { name: 'a user state', term: user },
    ...invariantsAt(map, real),
    ...sameElements(map, virtualOf(map, real, 'abstraction'), wanted, 'stands'),
    sameWindow(map, real, real.storage, wanted.storage),
  ];
}

/** N: no trap at r ⇒ α(step(r)) = step(α(r)), and the invariant is kept. */
function native(subject: MonitorSubject, at: Standing): MonitorObligation {
  const { instruction, real, shown, step, virtual, virtualView } = at;
  const { map, virtualPair: pair } = subject;
  const bare = virtualStep(subject, virtual, shown, virtualView);
  const after: RealState = {
    elements: new Map([...real.elements, ...step.after.elements]),
    storage: step.after.storage,
  };
  return {
    kind: 'N',
    about: instruction.id,
    wants: 'proof',
    frame: [...at.frame, at.isNative, opposite(at.isInterrupted), opposite(step.traps)],
    claims: [
      { name: 'no virtual interrupt', term: opposite(interruptedAt(map.virtual, shown, virtualView)) }, // prettier-ignore
      ...fetchConstraints({ machine: map.virtual, pair, instruction: virtual }, bare, virtualView).map((term) => ({ name: 'the same instruction', term })), // prettier-ignore
      { name: 'the same variant', term: bare.constraint },
      { name: 'no virtual trap', term: opposite(bare.traps) },
      ...standsFor(subject, after, { elements: bare.after.elements, storage: bare.after.storage }),
    ],
    real,
    instruction,
    restsOn: [],
  };
}

/** T: where a sensitive instruction stands, it traps. */
function traps(_subject: MonitorSubject, at: Standing): MonitorObligation {
  return {
    kind: 'T',
    about: at.instruction.id,
    wants: 'proof',
    frame: [...at.frame, at.isNative, opposite(at.isInterrupted)],
    claims: [{ name: 'it traps', term: at.step.traps }],
    real: at.real,
    instruction: at.instruction,
    restsOn: [],
  };
}

/** R: recovery(trap entry(r)) = α(r). */
function recovered(subject: MonitorSubject, at: Standing): MonitorObligation {
  const { instruction, real, step, view } = at;
  const { map } = subject;
  const cause = step.lowering.term(instruction.step.cause);
  const values = instruction.step.values.map((value) => step.lowering.term(value));
  const kept = [...instruction.step.kept].map(([name, term]): [string, Term] => [
    name,
    step.lowering.term(term),
  ]);
  const next = unitCount(instruction.encoding.width, map.real.storage);
  const trap = { cause, values, resume: step.resume, next: plus(pcOf(map.real, real), next) };
  const from = { ...real, elements: new Map([...real.elements, ...kept]) };
  return {
    kind: 'R',
    about: instruction.id,
    wants: 'proof',
    frame: [...at.frame, at.isNative, opposite(at.isInterrupted), step.traps],
    claims: isRecovered(subject, real, trapped(map.real, from, trap, view)),
    real,
    instruction,
    restsOn: [],
  };
}

interface RaisedTrap {
  readonly cause: Term;
  readonly values: readonly Term[];
  readonly resume: Term;
  readonly next: Term;
}

/** The real state after a trap entry. */
function trapped(machine: Machine, real: RealState, trap: RaisedTrap, view: View): RealState {
  const others = new Map<string, Term>([
    ['trap.cause', trap.cause],
    ['trap.resume', trap.resume],
    ['trap.pc', pcOf(machine, real)],
    ['trap.next', trap.next],
    ...trap.values.map((value, k): [string, Term] => [`trap.value.${k}`, value]),
  ]);
  const entered: Snapshot = enterTrap(machine, { copy: 'r', ...real, others }, view);
  return { elements: entered.elements, storage: entered.storage };
}

function isRecovered(
  { map }: MonitorSubject,
  before: RealState,
  after: RealState,
): readonly NamedTerm[] {
  return [
    ...sameElements(
      map,
      virtualOf(map, after, 'recovery'),
      virtualOf(map, before, 'abstraction'),
      'recovered',
    ),
    sameWindow(map, before, after.storage, before.storage),
  ];
}

/** R where no instruction was executed: its fetch trapped, or an interrupt came. */
function recoveredOtherwise(subject: MonitorSubject): readonly MonitorObligation[] {
  const { map } = subject;
  const real = anyRealState(map, 'r');
  const view = exactView(map.real);
  const pc = pcOf(map.real, real);
  const frame = [...invariantsAt(map, real).map(({ term }) => term), isNative(subject, real)];
  const context = { copy: 'r', ...real, others: NO_TRAP };
  const at = lowering(view, context, map.real.storage.name);
  const isInterrupted = interruptedAt(map.real, real, view);
  const one = (about: string, when: readonly Term[], trap: RaisedTrap): MonitorObligation => ({
    kind: 'R',
    about,
    wants: 'proof',
    frame: [...frame, ...when],
    claims: isRecovered(subject, real, trapped(map.real, real, trap, view)),
    real,
    instruction: undefined,
    restsOn: [],
  });
  const fetches = fetchUnits(map.real).map((i) => {
    const { faults, cause, values } = view.translate(context, real.storage, FETCH, 'execute', plus(pc, i)); // prettier-ignore
    const about = i === 0 ? 'fetch' : `fetch of unit ${i}`;
    return one(about, [opposite(isInterrupted), faults], { cause, values, resume: pc, next: pc });
  });
  const interrupts = map.real.interrupts.map(({ cause, condition }) => {
    const code = map.real.causes.find(({ name }) => name === cause)?.code ?? 0n;
    return one(`interrupt ${cause}`, [at.term(condition)], {
      cause: constant(map.real.causeWidth, code),
      values: map.real.valueWidths.map((width) => constant(width, 0n)),
      resume: pc,
      next: pc,
    });
  });
  return [...fetches, ...interrupts];
}

/**
 * E: where the real machine traps, or the monitor interprets, the virtual step is taken on the
 * state recovered, which R says is α(r), and what resumes stands for its outcome.
 */
function emulated(subject: MonitorSubject, at: Standing): MonitorObligation {
  const { map, virtualPair: pair } = subject;
  const { instruction, real, shown, virtual, step, view } = at;
  const isOther = instruction.id === UNDECODED;
  const entered = enteredAnyhow(map.real, real, view);
  // What traps may be another instruction, if the real machine fetches another one.
  const emulates = either(at.isInterrupted, isOther ? TRUE : step.traps, ...fetchFaults(map.real, real, view), opposite(both(...at.fetched))); // prettier-ignore
  const bare = virtualStep(
    subject,
    virtual,
    { ...shown, storage: entered.storage },
    at.virtualView,
  );
  const outcome = bare.outcome();
  const fetched = fetchConstraints({ machine: map.virtual, pair, instruction: virtual }, bare, at.virtualView); // prettier-ignore
  return {
    kind: 'E',
    about: instruction.id,
    wants: 'proof',
    frame: [
      ...at.invariant,
      ...operandConstraints(instruction),
      bare.constraint,
      ...fetched,
      opposite(interruptedAt(map.virtual, { ...shown, storage: entered.storage }, at.virtualView)),
      either(opposite(at.isNative), both(at.isNative, emulates)),
    ],
    claims: resumes(subject, entered, outcome),
    real,
    instruction,
    restsOn: ['R'],
  };
}

/** E where the virtual machine executes no instruction. */
function emulatedOtherwise(subject: MonitorSubject): readonly MonitorObligation[] {
  const { map } = subject;
  const real = anyRealState(map, 'r');
  const view = exactView(map.real);
  const virtualView = windowView(map, real);
  const entered = enteredAnyhow(map.real, real, view);
  const shown = { ...virtualOf(map, real, 'abstraction'), storage: entered.storage };
  const invariant = invariantsAt(map, real).map(({ term }) => term);
  const context = { copy: 'v', ...shown, others: NO_TRAP };
  const at = lowering(virtualView, context, map.virtual.storage.name);
  const pc = pcOf(map.virtual, shown);
  const isInterrupted = interruptedAt(map.virtual, shown, virtualView);
  const one = (about: string, when: readonly Term[], trap: RaisedTrap): MonitorObligation => ({
    kind: 'E',
    about,
    wants: 'proof',
    frame: [...invariant, ...when],
    claims: resumes(subject, entered, trapped(map.virtual, shown, trap, virtualView)),
    real,
    instruction: undefined,
    restsOn: ['R'],
  });
  const fetches = fetchUnits(map.virtual).map((i) => {
    const { faults, cause, values } = virtualView.translate(context, shown.storage, FETCH, 'execute', plus(pc, i)); // prettier-ignore
    const about = i === 0 ? 'fetch' : `fetch of unit ${i}`;
    return one(about, [opposite(isInterrupted), faults], { cause, values, resume: pc, next: pc });
  });
  const interrupts = map.virtual.interrupts.map(({ cause, condition }) => {
    const code = map.virtual.causes.find(({ name }) => name === cause)?.code ?? 0n;
    return one(`interrupt ${cause}`, [at.term(condition)], {
      cause: constant(map.virtual.causeWidth, code),
      values: map.virtual.valueWidths.map((width) => constant(width, 0n)),
      resume: pc,
      next: pc,
    });
  });
  return [...fetches, ...interrupts];
}

/** What resumes stands for the outcome, and storage that is not the guest's is as it was. */
function resumes(
  subject: MonitorSubject,
  entered: RealState,
  outcome: VirtualState,
): readonly NamedTerm[] {
  const { map } = subject;
  const after = realOf(map, entered, outcome, 'resume');
  const place = variable(ANY_PLACE, bits(map.real.storage.addressWidth));
  const [a, b] = [storageOf(entered.storage), storageOf(after.storage)];
  return [
    ...standsFor(subject, after, outcome),
    {
      name: "storage that is not the guest's",
      term: a === b ? TRUE : either(isAllocated(map, entered, place), same(select(a, place), select(b, place))), // prettier-ignore
    },
  ];
}

/** After a trap entry of any cause, with any values: what the emulation needs may not depend on them. */
function enteredAnyhow(machine: Machine, real: RealState, view: View): RealState {
  const pc = pcOf(machine, real);
  return trapped(
    machine,
    real,
    {
      cause: variable('any.cause', bits(machine.causeWidth)),
      values: machine.valueWidths.map((width, k) => variable(`any.value.${k}`, bits(width))),
      resume: variable('any.resume', pc.sort),
      next: variable('any.next', pc.sort),
    },
    view,
  );
}

/** B: every storage access of a native step lands in the guest's own allocation. */
function within(subject: MonitorSubject, at: Standing): MonitorObligation {
  const { map } = subject;
  const { instruction, real, step, view } = at;
  const pc = pcOf(map.real, real);
  const width = map.real.storage.addressWidth;
  const fetched = fetchUnits(map.real)
    .slice(0, unitCount(instruction.encoding.width, map.real.storage))
    .map((i) => view.translate(step.context, real.storage, FETCH, 'execute', plus(pc, i)).address);
  const accessed = accessesOf(instruction.step).flatMap(({ path, access, address, units }) => {
    const lowered = step.lowering.term(address);
    const isPhysical = path === 'physical';
    const first = isPhysical ? lowered : view.translate(step.context, real.storage, path, access, lowered).address; // prettier-ignore
    const isDone = isPhysical ? TRUE : opposite(view.translate(step.context, real.storage, path, access, lowered).faults); // prettier-ignore
    return Array.from({ length: units }, (_, i) =>
      implied(isDone, isAllocated(map, real, plus(first, i))),
    );
  });
  if (fetched.some((place) => widthOf(place) !== width)) throw new TypeError('not an address');
  return {
    kind: 'B',
    about: instruction.id,
    wants: 'proof',
    frame: [...at.frame, at.isNative, opposite(at.isInterrupted), opposite(step.traps)],
    claims: [
      ...fetched.map((place) => ({ name: 'its fetch', term: isAllocated(map, real, place) })),
      ...accessed.map((term) => ({ name: 'its access', term })),
    ],
    real,
    instruction,
    restsOn: [],
  };
}

/** F: an innocuous, unprivileged instruction traps only as the virtual one does, and in each mode it may run. */
function* efficient(subject: MonitorSubject, at: Standing): Generator<MonitorObligation> {
  const { map, virtualPair } = subject;
  const { instruction, real, shown, step, virtual, virtualView } = at;
  const bare = virtualStep(subject, virtual, shown, virtualView);
  const common = { kind: 'F', about: instruction.id, real, instruction, restsOn: [] } as const;
  const frame = [...at.frame, at.isNative, opposite(at.isInterrupted)];
  yield {
    ...common,
    wants: 'proof',
    frame: [...frame, step.traps, opposite(step.memoryTraps)],
    claims: [{ name: 'the virtual one traps too', term: bare.traps }],
  };
  if (instruction.step.traps === TRUE) return;
  const context = { copy: 'v', ...shown, others: NO_TRAP };
  const said = modes({ machine: map.virtual, pair: virtualPair }, context, virtualView);
  const inModes = [
    ['virtual user', said.bareUser],
    ...(subject.construction === 'hybrid'
      ? []
      : [['virtual supervisor', said.supervisor] as const]),
  ] as const;
  for (const [name, mode] of inModes) {
    yield {
      ...common,
      wants: 'witness',
      frame: [...frame, mode],
      claims: [{ name: `it runs natively in ${name} mode`, term: opposite(step.traps) }],
    };
  }
}

// Small forms.

function pcOf(
  machine: Machine,
  { elements }: { readonly elements: ReadonlyMap<string, Term> },
): Term {
  // prettier-ignore
  return elementOf(elements, pcElement(machine));
}

/** The places, counted from the program counter, of the units of the longest instruction. */
function fetchUnits({ instructions, storage }: Machine): readonly number[] {
  const longest = Math.max(1, ...instructions.map(({ encoding }) => unitCount(encoding.width, storage))); // prettier-ignore
  return Array.from({ length: longest }, (_, i) => i);
}

/** Some unit of the instruction cannot be fetched. */
function fetchFaults(machine: Machine, real: RealState, view: ExactView): readonly Term[] {
  const context = { copy: 'r', ...real, others: NO_TRAP };
  return fetchUnits(machine).map(
    (i) => view.translate(context, real.storage, FETCH, 'execute', plus(pcOf(machine, real), i)).faults, // prettier-ignore
  );
}

const UNDECODED = 'undecoded';

/** A word that is no instruction, as one that may stand anywhere. What follows it is anything. */
function undecodedInstruction(machine: Machine): Instruction {
  const pc = machine.elements.find(({ role }) => role === 'pc');
  const sort = bits(pc?.width ?? 1);
  const anyNext = substitution(new Map([[variable('trap.next', sort), variable('choice.next', sort)]])); // prettier-ignore
  const { undecoded } = machine;
  return {
    id: UNDECODED,
    opcode: UNDECODED,
    assembly: [],
    manualSays: undefined,
    members: undefined,
    citations: [],
    span: { file: '', start: 0, end: 0 },
    encoding: { width: 0, mask: 0n, value: 0n, pieces: [], operands: [] },
    constraint: TRUE,
    choices: [],
    step: {
      ...undecoded,
      traps: anyNext(undecoded.traps),
      memoryTraps: FALSE,
      cause: anyNext(undecoded.cause),
      values: undecoded.values.map((value) => anyNext(value)),
      resume: anyNext(undecoded.resume),
      after: {
        elements: new Map(
          [...undecoded.after.elements].map(([name, term]) => [name, anyNext(term)]),
        ),
        memory: anyNext(undecoded.after.memory),
      },
    },
    accesses: [],
  };
}
