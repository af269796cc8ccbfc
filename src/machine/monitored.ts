/**
 * A guest under the constructed monitor, one virtual instruction at a time.
 *
 * The control program: a real trap is dispatched, or passed on as it is; else the state before it is recovered from what the
 * trap entry left and what the monitor keeps; the virtual machine takes one step on it, by the same
 * `step` as any machine, so an interpreter is the instruction's own description; and the guest is
 * resumed in the outcome. Nothing here says what any instruction does.
 *
 * A real state holds what the monitor keeps among its elements, as `kept.<name>`.
 *
 * Source: [PG74] "Virtual Machine Monitors": dispatcher, allocator, interpreters.
 */

import { truncate } from '../base/bits.ts';
import {
  STORAGE_ADDRESS,
  VIRTUAL,
  type Conjunct,
  type ConstructedMonitor,
  type MonitorMap,
} from '../isa/monitor-map.ts';
import type { ElementValue, State } from '../isa/state.ts';
import { evaluate, evaluateAll } from '../term/evaluate.ts';
import { withWord, wordAt, writtenBetween, type SparseMap } from '../term/sparse-map.ts';
import type { Term } from '../term/term.ts';
import { arrayOf, bitsOf, boolOf, memoryOf, memoryValue, type Value } from '../term/value.ts';
import { environmentIn, noOthers } from './memory-model.ts';
import { applyEffect, step, takeTrap, type Choices, type MachineStep, type Trap } from './step.ts';

/** One virtual instruction. */
export type MonitoredStep = {
  readonly before: State;
  readonly state: State;
} & (
  | { readonly kind: 'native'; readonly taken: MachineStep }
  /** The real machine trapped, and the monitor took the step. */
  | { readonly kind: 'emulated'; readonly taken: MachineStep; readonly recovered: State; readonly virtual: MachineStep } // prettier-ignore
  /** The real machine trapped, and the monitor has the virtual one take the same trap. */
  | { readonly kind: 'reflected'; readonly taken: MachineStep; readonly recovered: State; readonly trap: Trap } // prettier-ignore
  | { readonly kind: 'interpreted'; readonly recovered: State; readonly virtual: MachineStep }
);

/** Runs to the next boundary of a virtual instruction. */
export function stepMonitored(
  { map, construction, virtualPair }: ConstructedMonitor,
  before: State,
  choices: Choices = new Map(),
): MonitoredStep {
  if (construction === 'hybrid') {
    const recovered = virtualState(map, before, 'abstraction');
    const environment = environmentIn(map.virtual, recovered, noOthers);
    if (boolOf(evaluate(virtualPair.supervisor, environment))) {
      const virtual = step(map.virtual, recovered, choices);
      const state = realState(map, before, recovered, virtual.outcome.state, 'resume');
      return { kind: 'interpreted', before, state, recovered, virtual };
    }
  }
  const taken = step(map.real, before, choices);
  if (taken.outcome.kind === 'completes')
    return { kind: 'native', before, state: taken.outcome.state, taken };
  const entered = taken.outcome.state;
  const recovered = virtualState(map, entered, 'recovery');
  const trap = reflectedTrap(map, entered, recovered);
  if (trap !== undefined) {
    const state = realState(map, entered, recovered, trap.state, 'resume');
    return { kind: 'reflected', before, state, taken, recovered, trap };
  }
  const virtual = step(map.virtual, recovered, choices);
  const state = realState(map, entered, recovered, virtual.outcome.state, 'resume');
  return { kind: 'emulated', before, state, taken, recovered, virtual };
}

/** The trap that the virtual machine takes where the map passes the real one on. */
function reflectedTrap(
  { real, virtual, reflected }: MonitorMap,
  entered: State,
  recovered: State,
): Trap | undefined {
  if (reflected === undefined) return undefined;
  const environment = environmentIn(real, entered, noOthers);
  if (!boolOf(evaluate(reflected.condition, environment))) return undefined;
  const [cause, resume] = evaluateAll([reflected.cause, reflected.resume], environment).map(bitsOf);
  return takeTrap(virtual, cause ?? 0n, resume ?? 0n, recovered);
}

/** α of a real state, or what the control program takes for it after a trap. */
export function virtualState(map: MonitorMap, real: State, by: 'abstraction' | 'recovery'): State {
  const elements = virtualElements(map, real, by);
  const units = windowOf(map, real, windowBegin(map, real));
  return { elements, memory: { kind: 'memory', units } };
}

/** The same without the storage. */
export function virtualElements(
  map: MonitorMap,
  real: State,
  by: 'abstraction' | 'recovery',
): State['elements'] {
  const environment = environmentIn(map.mapped, real, noOthers);
  const values = evaluateAll([...map[by].values()], environment);
  return new Map(
    [...map[by].keys()].map((name, i): [string, ElementValue] => [name, elementValue(values[i])]),
  );
}

/** Resumes a guest in a virtual state, or starts it. `shown` is the virtual state of `real`. */
export function realState(
  map: MonitorMap,
  real: State,
  shown: State,
  virtual: State,
  by: 'resume' | 'start',
): State {
  const begin = windowBegin(map, real);
  let { units } = real.memory;
  for (const address of writtenBetween(virtual.memory.units, shown.memory.units)) {
    const unit = wordAt(virtual.memory.units, address);
    if (unit !== wordAt(shown.memory.units, address))
      units = withWord(units, placeOf(map, begin, address), unit);
  }
  const state = cleared(map, { ...real, memory: { kind: 'memory', units } });
  const environment = environmentIn(map.mapped, state, (name) =>
    name.startsWith(VIRTUAL)
      ? (virtual.elements.get(name.slice(VIRTUAL.length)) ?? noOthers(name))
      : noOthers(name),
  );
  return filled(map, applyEffect(map[by], environment, state));
}

/** Without what is derived from what was kept. */
function cleared(map: MonitorMap, state: State): State {
  return map.derived === undefined ? state : withMemory(map, state, map.derived.clear);
}

/** With what is derived from what is kept now. */
function filled(map: MonitorMap, state: State): State {
  return map.derived === undefined ? state : withMemory(map, state, map.derived.fill);
}

function withMemory(map: MonitorMap, state: State, memory: Term): State {
  const environment = environmentIn(map.mapped, state, noOthers);
  return { ...state, memory: memoryOf(evaluate(memory, environment)) };
}

/** The conjuncts that do not hold. */
export function brokenIn(
  map: MonitorMap,
  conjuncts: readonly Conjunct[],
  real: State,
): readonly Conjunct[] {
  // prettier-ignore
  const environment = environmentIn(map.mapped, real, noOthers);
  return conjuncts.filter(({ condition }) => !boolOf(evaluate(condition, environment)));
}

/** Whether a place in the real storage belongs to the guest. */
export function isAllocatedIn(map: MonitorMap, real: State, place: bigint): boolean {
  const environment = environmentIn(map.mapped, real, (name) =>
    name === STORAGE_ADDRESS ? place : noOthers(name),
  );
  return boolOf(evaluate(map.allocated, environment));
}

/** Where the guest's storage begins. */
export function windowBegin(map: MonitorMap, real: State): bigint {
  return bitsOf(evaluate(map.window, environmentIn(map.mapped, real, noOthers)));
}

/** A window as it was last seen: the next one of a run differs from it in a few units. */
interface SeenWindow {
  readonly begin: bigint;
  readonly real: SparseMap;
  readonly units: SparseMap;
}
const seenWindows = new WeakMap<MonitorMap, SeenWindow>();

/** The units of the window, by the virtual machine's addresses. */
function windowOf(map: MonitorMap, { memory: { units: real } }: State, begin: bigint): SparseMap {
  const { size, addressWidth } = map.virtual.storage;
  const seen = seenWindows.get(map);
  const isNear = seen?.begin === begin && seen.real.default === real.default;
  const from = isNear ? seen.real : memoryValue(real.default).units;
  let units = isNear ? seen.units : from;
  for (const place of writtenBetween(from, real)) {
    const address = truncate(addressWidth, place - begin);
    if (address < size) units = withWord(units, address, wordAt(real, place));
  }
  seenWindows.set(map, { begin, real, units });
  return units;
}

function placeOf(map: MonitorMap, begin: bigint, address: bigint): bigint {
  return truncate(map.real.storage.addressWidth, begin + address);
}

function elementValue(value: Value | undefined): ElementValue {
  if (value === undefined) throw new TypeError('no value of an element');
  return typeof value === 'bigint' ? value : arrayOf(value);
}
