/** An instruction in any real state within the invariant, and the steps of both machines. */

import type { Instruction, Machine } from '../isa/machine.ts';
import { unitCount } from '../isa/units.ts';
import { elementOf } from '../question/copies.ts';
import { fetchConstraints, operandConstraints } from '../question/encoded.ts';
import { FETCH, type ExactView, type LoweredTranslation } from '../question/exact-view.ts';
import { plus } from '../question/storage-term.ts';
import { modes, pcElement, symbolicStep, type Modes, type SymbolicStep } from '../question/symbolic-step.ts'; // prettier-ignore
import { either, opposite } from '../question/truth.ts';
import { substitution } from '../term/substitute.ts';
import { bits, FALSE, TRUE, variable, type Term } from '../term/term.ts';
import { contractView } from './contracts.ts';
import type { MonitorSubject } from './obligation.ts';
import { invariantsAt, loweredAt, realView, stateWithin, virtuallyLowered, virtualOf, windowView, type RealState, type VirtualState } from './representation.ts'; // prettier-ignore

/** A real state within the invariant. */
export interface Ground {
  readonly real: RealState;
  readonly shown: VirtualState;
  readonly view: ExactView;
  readonly virtualView: ExactView;
  readonly invariant: readonly Term[];
  /** The guest runs natively: a hybrid monitor interprets all of virtual supervisor mode. */
  readonly isNative: Term;
  /** An interrupt would be taken before the next instruction. */
  readonly isInterrupted: Term;
  readonly isVirtuallyInterrupted: Term;
  readonly virtualModes: Modes;
}

/** The same with an instruction that may stand there. */
export interface Standing extends Ground {
  readonly instruction: Instruction;
  readonly virtual: Instruction;
  readonly step: SymbolicStep;
  readonly bare: SymbolicStep;
  /** The same with accesses as the contracts say. */
  readonly bareByContract: SymbolicStep;
  /** Its operands are allowed ones, and it is this variant. */
  readonly isThis: readonly Term[];
  readonly isVirtuallyThis: readonly Term[];
  readonly isFetched: readonly Term[];
  readonly isVirtuallyFetched: readonly Term[];
}

export function groundOf(subject: MonitorSubject): Ground {
  const { map, construction, virtualPair: pair } = subject;
  const real = stateWithin(map, 'r');
  const shown = virtualOf(map, real, 'abstraction');
  const virtualView = windowView(map, real);
  const context = { copy: 'v', ...shown, others: new Map<string, Term>() };
  const virtualModes = modes({ machine: map.virtual, pair }, context, virtualView);
  const at = loweredAt(map, real);
  const virtually = virtuallyLowered(map, real, shown);
  return {
    real,
    shown,
    view: realView(map, real),
    virtualView,
    invariant: invariantsAt(map, real).map(({ term }) => term),
    isNative: construction === 'hybrid' ? opposite(virtualModes.supervisor) : TRUE,
    isInterrupted: either(...map.real.interrupts.map(({ condition }) => at.term(condition))),
    isVirtuallyInterrupted: either(
      ...map.virtual.interrupts.map(({ condition }) => virtually.term(condition)),
    ),
    virtualModes,
  };
}

export function standing(
  { map, pair, virtualPair }: MonitorSubject,
  ground: Ground,
  instruction: Instruction,
): Standing {
  const { real, shown, view, virtualView } = ground;
  const virtual =
    instruction.id === UNDECODED
      ? undecodedInstruction(map.virtual)
      : map.virtual.instructions.find(({ id }) => id === instruction.id);
  if (virtual === undefined)
    throw new RangeError(`the virtual machine has no instruction ${instruction.id}`);
  const really = { machine: map.real, pair, instruction };
  const virtually = { machine: map.virtual, pair: virtualPair, instruction: virtual };
  const step = symbolicStep(really, { name: 'r', elements: real.elements }, real.storage, view);
  const bare = symbolicStep(virtually, { name: 'v', elements: shown.elements }, shown.storage, virtualView); // prettier-ignore
  return {
    ...ground,
    instruction,
    virtual,
    step,
    bare,
    bareByContract: symbolicStep(
      virtually,
      { name: 'v', elements: shown.elements },
      shown.storage,
      contractView(map, ground),
    ),
    isThis: [...operandConstraints(instruction), step.constraint],
    isVirtuallyThis: [...operandConstraints(virtual), bare.constraint],
    isFetched: fetchConstraints(really, step, view),
    isVirtuallyFetched: fetchConstraints(virtually, bare, virtualView),
  };
}

/** How a unit of the instruction is fetched, counted from the program counter. */
export function fetchOf(
  machine: Machine,
  { elements, storage }: VirtualState,
  view: ExactView,
  unit: number,
): LoweredTranslation {
  const context = { copy: 'f', elements, storage, others: new Map<string, Term>() };
  const address = plus(pcOf(machine, { elements }), unit);
  return view.translate(context, storage, FETCH, 'execute', address);
}

/** The places, counted from the program counter, of the units of the longest instruction. */
export function fetchUnits({ instructions, storage }: Machine): readonly number[] {
  const counts = instructions.map(({ encoding }) => unitCount(encoding.width, storage));
  return Array.from({ length: Math.max(1, ...counts) }, (_, i) => i);
}

export function pcOf(
  machine: Machine,
  { elements }: { readonly elements: ReadonlyMap<string, Term> },
): Term {
  return elementOf(elements, pcElement(machine));
}

const UNDECODED = 'undecoded';

/** A word that is no instruction, as one that may stand anywhere. What follows it is anything. */
export function undecodedInstruction(machine: Machine): Instruction {
  const sort = bits(machine.elements.find(({ role }) => role === 'pc')?.width ?? 1);
  const anyNext = substitution(
    new Map([[variable('trap.next', sort), variable('choice.next', sort)]]),
  );
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
