/**
 * One step of a concrete state, on the machine's terms as they are, before any rewriting, and with
 * none of the code that makes queries of them.
 */

import { encode } from '../isa/encode.ts';
import type { Element, Instruction, Machine, Pair, Translation } from '../isa/machine.ts';
import { scalarIn, type State } from '../isa/state.ts';
import { unitCount, unitsOf } from '../isa/units.ts';
import { environmentIn, FETCH, memoryModelIn, noOthers } from '../machine/memory-model.ts';
import { stepInstruction, type StepOutcome } from '../machine/step.ts';
import { evaluate, evaluateAll, type Environment, type MemoryModel } from '../term/evaluate.ts';
import type { Term } from '../term/term.ts';
import { freeVariables } from '../term/walk.ts';
import { stateKey } from './state-key.ts';
import { arrayValue, boolOf, type Value } from '../term/value.ts';

/** What a question is about. */
export interface Subject {
  readonly machine: Machine;
  readonly pair: Pair;
  readonly instruction: Instruction;
}

/** What is the same in both states of a pair. */
export interface Inputs {
  readonly operands: ReadonlyMap<string, bigint>;
  /** Values of `choice.<n>`. */
  readonly choices: ReadonlyMap<string, Value>;
  /** Program addresses at which the two storages are compared too. */
  readonly lookedAt?: readonly ProgramAddress[];
}

export interface ProgramAddress {
  /** A path. */
  readonly path: string;
  readonly address: bigint;
}

/** A read or write that was done, at an address of its path. */
export interface DoneAccess {
  readonly path: string;
  readonly address: bigint;
  readonly units: number;
}

export interface Run {
  readonly subject: Subject;
  readonly before: State;
  readonly outcome: StepOutcome;
  /** By the step if it completes, and by the trap entry if it traps. */
  readonly writes: readonly DoneAccess[];
  readonly lookedAt: readonly ProgramAddress[];
  /**
   * What the step read and wrote; found out when it is asked for. With the constraint: also what
   * had to be read to know which instruction it is.
   */
  accesses(withConstraint?: boolean): readonly DoneAccess[];
  /** Storage addresses that translations wrote themselves for the step's accesses. */
  ownPlaces(): ReadonlySet<bigint>;
  /** It memory-traps, and would not with the rights that this path has at the same addresses. */
  lacksRight(path: string): boolean;
  /** After a step that does only what every completing step does besides; storage as before it. */
  idle(): State;
  /** It is this instruction that stands at the program counter, its operands are allowed, and the invariants hold. */
  readonly isAtHand: boolean;
}

export function run(subject: Subject, before: State, inputs: Inputs): Run {
  const { machine, instruction } = subject;
  const outcome = once(() =>
    stepInstruction(machine, instruction, inputs.operands, inputs.choices, before),
  );
  const writes = once(() => writesOf(subject, before, inputs, outcome()));
  const atHand = once(() => isAtHand(subject, before, inputs));
  return {
    subject,
    before,
    get outcome() {
      return outcome();
    },
    get writes() {
      return writes();
    },
    lookedAt: inputs.lookedAt ?? [],
    accesses: (withConstraint = false) => accessesOf(subject, before, inputs, withConstraint),
    ownPlaces: () => ownPlacesOf(subject, before, inputs),
    lacksRight: (path) => lacksRight(subject, before, inputs, path),
    idle: () => idleFrom(machine, before),
    get isAtHand() {
      return atHand();
    },
  };
}

/** Many runs are told by less than all of this that they are not what is looked for. */
function once<T>(find: () => T): () => T {
  let found: { readonly value: T } | undefined;
  return () => {
    found ??= { value: find() };
    return found.value;
  };
}

/** Whether a condition of the machine holds in a state. */
export function holdsIn(machine: Machine, condition: Term, state: State): boolean {
  return boolOf(evaluate(condition, environmentIn(machine, state, noOthers)));
}

/** Where an access lies in storage; undefined if it faults. `address` is cut to the path's width. */
export function placeIn(
  machine: Machine,
  state: State,
  path: string,
  access: 'execute' | 'load' | 'store',
  address: bigint,
): bigint | undefined {
  const declared = machine.paths.find(({ name }) => name === path);
  if (declared === undefined) return address;
  const at = BigInt.asUintN(declared.addressWidth, address);
  const translation = declared.translations[access];
  const [ofAny, ofThis] = placesIn(state, translation);
  const before = ofAny.get(at) ?? ofThis.get(at);
  if (before !== undefined) return before === 'refused' ? undefined : before;
  const { place, didLook } = placeBy(machine, state, translation, at);
  (didLook ? ofThis : ofAny).set(at, place ?? 'refused');
  return place;
}

/** The place, and whether the storage was looked at to find it. */
function placeBy(
  machine: Machine,
  state: State,
  { faults, address: place }: Translation,
  at: bigint,
): { readonly place: bigint | undefined; readonly didLook: boolean } {
  const environment = environmentIn(machine, state, (name) =>
    name === 'access.address' ? at : noOthers(name),
  );
  let didLook = false;
  const looking: Environment['variable'] = (name, sort) => {
    if (name === machine.storage.name) didLook = true;
    return environment.variable(name, sort);
  };
  const [isRefused, word] = evaluateAll([faults, place], { ...environment, variable: looking });
  return {
    place: isRefused === false && typeof word === 'bigint' ? word : undefined,
    didLook,
  };
}

/** Places by address, of one translation in states that are the same to it. */
type Places = Map<bigint, bigint | 'refused'>;

/** By what a translation reads. Many states share that. */
interface KnownPlaces {
  readonly names: readonly string[];
  /** Found without looking at the storage, so whatever it is. */
  readonly ofAny: Map<string, Places>;
  /** By the storage. */
  readonly ofOne: WeakMap<object, Map<string, Places>>;
}

const knownPlaces = new WeakMap<Translation, KnownPlaces>();

/** More values than this are forgotten again. */
const MAX_VALUES = 10_000;

function placesIn(state: State, translation: Translation): readonly [Places, Places] {
  const known = knownPlaces.get(translation) ?? {
    names: freeVariables(translation.faults, translation.address).map(({ name }) => name),
    ofAny: new Map<string, Places>(),
    ofOne: new WeakMap<object, Map<string, Places>>(),
  };
  knownPlaces.set(translation, known);
  const { names, ofAny, ofOne } = known;
  const { units } = state.memory;
  const ofThis = ofOne.get(units) ?? new Map<string, Places>();
  ofOne.set(units, ofThis);
  if (ofAny.size > MAX_VALUES) ofAny.clear();
  const key = stateKey(state, names);
  return [placesAt(ofAny, key), placesAt(ofThis, key)];
}

function placesAt(known: Map<string, Places>, key: string): Places {
  const places = known.get(key) ?? new Map<bigint, bigint | 'refused'>();
  known.set(key, places);
  return places;
}

/** Every write on the way to the storage after the step; evaluation skips those not done. */
function writesOf(
  { machine, instruction }: Subject,
  before: State,
  inputs: Inputs,
  outcome: StepOutcome,
): readonly DoneAccess[] {
  if (outcome.kind === 'completes') {
    return recordWrites(machine, instruction.step.after.memory, before, inputsIn(inputs));
  }
  const pc = pcOf(machine);
  const at = scalarIn(before, pc.name);
  const others = new Map<string, Value>([
    ['trap.cause', outcome.cause],
    ['trap.resume', outcome.resume],
    ['trap.pc', at],
    [
      'trap.next',
      BigInt.asUintN(pc.width, at + BigInt(unitCount(instruction.encoding.width, machine.storage))),
    ],
    ...outcome.values.map((value, k): [string, Value] => [`trap.value.${k}`, value]),
  ]);
  return recordWrites(
    machine,
    machine.trapEntry.memory,
    outcome.before,
    (name) => others.get(name) ?? noOthers(name),
  );
}

function recordWrites(
  machine: Machine,
  memory: Term,
  state: State,
  others: Environment['variable'],
): readonly DoneAccess[] {
  if (memory.kind === 'variable') return [];
  const writes: DoneAccess[] = [];
  const model = memoryModelIn(machine, state.elements);
  const recording: MemoryModel = {
    ...model,
    write(path, units, storage, address, value) {
      writes.push({ path, address, units });
      return model.write(path, units, storage, address, value);
    },
  };
  evaluate(memory, { ...environmentIn(machine, state, others), memory: recording });
  return writes;
}

/** Of a step that completes: one that traps leaves nothing behind but the trap entry. */
function accessesOf(
  { machine, instruction }: Subject,
  before: State,
  inputs: Inputs,
  withConstraint: boolean,
): readonly DoneAccess[] {
  const accesses: DoneAccess[] = [];
  const model = memoryModelIn(machine, before.elements);
  const recording: MemoryModel = {
    ...model,
    read(path, units, storage, address) {
      accesses.push({ path, address, units });
      return model.read(path, units, storage, address);
    },
    write(path, units, storage, address, value) {
      accesses.push({ path, address, units });
      return model.write(path, units, storage, address, value);
    },
  };
  const { traps, after } = instruction.step;
  const environment = { ...environmentIn(machine, before, inputsIn(inputs)), memory: recording };
  if (withConstraint) evaluate(instruction.constraint, environment);
  if (!boolOf(evaluate(traps, environment)))
    evaluateAll([after.memory, ...after.elements.values()], environment);
  return accesses;
}

/** Of a step that completes, as `accessesOf`. */
function ownPlacesOf(
  { machine, instruction }: Subject,
  before: State,
  inputs: Inputs,
): ReadonlySet<bigint> {
  const places = new Set<bigint>();
  const model = memoryModelIn(machine, before.elements);
  const recording: MemoryModel = {
    ...model,
    touch(path, access, storage, address) {
      const after = translationOf(machine, path, access)?.after;
      const state = { elements: before.elements, memory: storage };
      const at = (name: string): Value => (name === 'access.address' ? address : noOthers(name));
      for (const own of after === undefined ? [] : recordWrites(machine, after, state, at)) {
        for (let i = 0; i < own.units; i += 1)
          places.add(BigInt.asUintN(machine.storage.addressWidth, own.address + BigInt(i)));
      }
      return model.touch(path, access, storage, address);
    },
  };
  const { traps, after } = instruction.step;
  const environment = { ...environmentIn(machine, before, inputsIn(inputs)), memory: recording };
  if (!boolOf(evaluate(traps, environment))) evaluate(after.memory, environment);
  return places;
}

function translationOf(machine: Machine, path: string, access: string): Translation | undefined {
  const declared = machine.paths.find(({ name }) => name === path);
  return access === 'execute' || access === 'load' || access === 'store'
    ? declared?.translations[access]
    : undefined;
}

/** The step again, where an access is refused only if `path` refuses it as well. */
function lacksRight(
  { machine, instruction }: Subject,
  before: State,
  inputs: Inputs,
  path: string,
): boolean {
  const declared = machine.paths.find(({ name }) => name === path);
  if (declared === undefined) return false;
  const model = memoryModelIn(machine, before.elements);
  const lenient: MemoryModel = {
    ...model,
    fault(own, access, storage, address) {
      const isRefused = model.fault(own, access, storage, address);
      const isAlike = machine.paths.some(
        (each) => each.name === own && each.addressWidth === declared.addressWidth,
      );
      return isRefused && (!isAlike || model.fault(path, access, storage, address));
    },
  };
  const environment = environmentIn(machine, before, inputsIn(inputs));
  const { memoryTraps } = instruction.step;
  return (
    boolOf(evaluate(memoryTraps, environment)) &&
    !boolOf(evaluate(memoryTraps, { ...environment, memory: lenient }))
  );
}

function idleFrom(machine: Machine, before: State): State {
  const environment = environmentIn(machine, before, noOthers);
  const elements = new Map(before.elements);
  for (const [name, term] of machine.completion.elements) {
    const value = evaluate(term, environment);
    if (typeof value === 'bigint' || (typeof value === 'object' && value.kind === 'array'))
      elements.set(name, value);
  }
  return { elements, memory: before.memory };
}

function isAtHand({ machine, instruction }: Subject, before: State, inputs: Inputs): boolean {
  const environment = environmentIn(machine, before, inputsIn(inputs));
  if (!machine.invariants.every(({ condition }) => holdsIn(machine, condition, before)))
    return false;
  if (!boolOf(evaluate(instruction.constraint, environment))) return false;
  const { width } = instruction.encoding;
  if (width === 0) return true;
  const encoded = encode(instruction, inputs.operands);
  if (encoded.kind !== 'encoded') return false;
  const pc = scalarIn(before, pcOf(machine).name);
  const model = memoryModelIn(machine, before.elements);
  return unitsOf(encoded.word, width, machine.storage).every((unit, i) => {
    const place = placeIn(machine, before, FETCH, 'execute', pc + BigInt(i));
    return place !== undefined && model.read('physical', 1, before.memory, place) === unit;
  });
}

/** Of what is not given: zero, or false. */
function inputsIn({ operands, choices }: Inputs): Environment['variable'] {
  return (name, sort) => {
    const given = name.startsWith('op.')
      ? operands.get(name.slice('op.'.length))
      : choices.get(name);
    if (given !== undefined) return given;
    if (sort.kind === 'array') return arrayValue(0n);
    return sort.kind === 'bool' ? false : 0n;
  };
}

export function pcOf(machine: Pick<Machine, 'elements'>): Element {
  const pc = machine.elements.find(({ role }) => role === 'pc');
  if (pc === undefined) throw new RangeError('a machine without a program counter');
  return pc;
}
