/** One step of one copy, in closed terms. */

import type { Instruction, Machine, Pair } from '../isa/machine.ts';
import { constant, equal, FALSE, ite, not, TRUE, type Term } from '../term/term.ts';
import { unitCount } from '../isa/units.ts';
import { elementOf, type Copy } from './copies.ts';
import { lowering, type Lowering } from './lower.ts';
import { chooseStorage, plus, type StorageTerm } from './storage-term.ts';
import { both } from './truth.ts';
import type { Context, StorageWrite, View } from './view.ts';

/** A state at one moment, and what was written to get there. */
export interface Snapshot {
  readonly copy: string;
  readonly elements: ReadonlyMap<string, Term>;
  readonly storage: StorageTerm;
  readonly writes: readonly StorageWrite[];
}

/** What is said of a state without a step. */
export interface Modes {
  readonly supervisor: Term;
  readonly bareUser: Term;
  readonly user: Term;
  readonly within: Term;
  readonly invariants: readonly Term[];
}

export interface SymbolicStep extends Modes {
  readonly context: Context;
  readonly lowering: Lowering;
  /** The instruction at hand is the one that is executed. */
  readonly constraint: Term;
  readonly traps: Term;
  readonly memoryTraps: Term;
  readonly resume: Term;
  /** Causes of one group have one code. */
  readonly cause: Term;
  readonly before: Snapshot;
  readonly after: Snapshot;
  /** `after` where it completes, and after the trap entry where it traps. */
  outcome(): Snapshot;
  /** After a step that does only what every completing step does besides; storage as before it. */
  idle(): Snapshot;
}

export interface Subject {
  readonly machine: Machine;
  readonly pair: Pair;
  readonly instruction: Instruction;
}

export function symbolicStep(
  subject: Subject,
  copy: Copy,
  storage: StorageTerm,
  view: View,
): SymbolicStep {
  const { machine, instruction } = subject;
  const context: Context = { copy: copy.name, elements: copy.elements, storage, others: new Map() };
  const lowered = lowering(view, context, machine.storage.name);
  const { step } = instruction;
  const traps = lowered.term(step.traps);
  const cause = lowered.term(step.cause);
  const resume = lowered.term(step.resume);
  const before: Snapshot = { copy: copy.name, elements: copy.elements, storage, writes: [] };
  const after: Snapshot = {
    copy: copy.name,
    elements: overlay(copy.elements, step.after.elements, lowered),
    storage: lowered.storage(step.after.memory),
    writes: lowered.writes(step.after.memory),
  };
  const entered = (): Snapshot => {
    const pc = elementOf(copy.elements, pcElement(machine));
    const others = new Map<string, Term>([
      ['trap.cause', cause],
      ['trap.resume', resume],
      ['trap.pc', pc],
      ['trap.next', plus(pc, unitCount(instruction.encoding.width, machine.storage))],
      ...step.values.map((value, k): [string, Term] => [`trap.value.${k}`, lowered.term(value)]),
    ]);
    const elements = overlay(copy.elements, step.kept, lowered);
    return enterTrap(machine, { copy: copy.name, elements, storage, others }, view);
  };

  const idled = (): Snapshot => ({
    copy: copy.name,
    elements: overlay(copy.elements, machine.completion.elements, lowered),
    storage,
    writes: [],
  });

  let outcome: Snapshot | undefined;
  let idle: Snapshot | undefined;
  return {
    context,
    lowering: lowered,
    ...modes(subject, context, view, lowered),
    constraint: lowered.term(instruction.constraint),
    traps,
    memoryTraps: lowered.term(step.memoryTraps),
    resume,
    cause: groupedCause(machine, cause),
    before,
    after,
    outcome: () => (outcome ??= choose(traps, entered(), after)),
    idle: () => (idle ??= idled()),
  };
}

/** Of the state in which a context stands. */
export function modes(
  { machine, pair }: Pick<Subject, 'machine' | 'pair'>,
  context: Context,
  view: View,
  lowered: Lowering = lowering(view, context, machine.storage.name),
): Modes {
  const bareUser = lowered.term(pair.bareUser);
  return {
    supervisor: lowered.term(pair.supervisor),
    bareUser,
    user: both(bareUser, lowered.term(pair.holding)),
    within: lowered.term(pair.within),
    invariants: machine.invariants.map(({ condition }) => lowered.term(condition)),
  };
}

/** The state after the trap entry, entered from a state in which `trap.*` are as given. */
export function enterTrap(machine: Machine, context: Context, view: View): Snapshot {
  const lowered = lowering(view, context, machine.storage.name);
  return {
    copy: context.copy,
    elements: overlay(context.elements, machine.trapEntry.elements, lowered),
    storage: lowered.storage(machine.trapEntry.memory),
    writes: lowered.writes(machine.trapEntry.memory),
  };
}

/** The element that is the program counter. */
export function pcElement(machine: Pick<Machine, 'elements'>): string {
  const pc = machine.elements.find(({ role }) => role === 'pc');
  if (pc === undefined) throw new RangeError('a machine without a program counter');
  return pc.name;
}

function overlay(
  elements: ReadonlyMap<string, Term>,
  changes: ReadonlyMap<string, Term>,
  lowered: Lowering,
): ReadonlyMap<string, Term> {
  if (changes.size === 0) return elements;
  return new Map([
    ...elements,
    ...[...changes].map(([name, term]): [string, Term] => [name, lowered.term(term)]),
  ]);
}

function choose(condition: Term, then: Snapshot, otherwise: Snapshot): Snapshot {
  if (condition === TRUE) return then;
  if (condition === FALSE) return otherwise;
  return {
    copy: then.copy,
    elements: new Map(
      [...then.elements].map(([name, term]) => {
        const other = elementOf(otherwise.elements, name);
        return [name, term === other ? term : ite(condition, term, other)];
      }),
    ),
    storage: chooseStorage(condition, then.storage, otherwise.storage),
    writes: [...guarded(then.writes, condition), ...guarded(otherwise.writes, not(condition))],
  };
}

function guarded(writes: readonly StorageWrite[], guard: Term): readonly StorageWrite[] {
  return writes.map((write) => ({ ...write, guard: both(guard, write.guard) }));
}

/** The code of the first cause of the group, for each cause of a group of several. */
function groupedCause(machine: Machine, cause: Term): Term {
  const first = new Map<string, bigint>();
  let grouped = cause;
  for (const { group, code } of machine.causes) {
    const known = first.get(group);
    if (known === undefined) first.set(group, code);
    else {
      const width = machine.causeWidth;
      grouped = ite(equal(cause, constant(width, code)), constant(width, known), grouped);
    }
  }
  return grouped;
}
