/**
 * A guest under the constructed monitor, one virtual instruction at a time.
 *
 * The control program: a real trap is dispatched; the state before it is recovered from what the
 * trap entry left and what the monitor keeps; the virtual machine takes one step on it, by the same
 * `step` as any machine, so an interpreter is the instruction's own description; and the guest is
 * resumed in the outcome. Nothing here says what any instruction does.
 *
 * A real state holds what the monitor keeps among its elements, as `kept.<name>`.
 *
 * Source: [PG1974] "Virtual Machine Monitors": dispatcher, allocator, interpreters.
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
import { withWord, wordAt, wordsOf, type SparseMap } from '../term/sparse-map.ts';
import { arrayOf, bitsOf, boolOf, memoryValue, type Value } from '../term/value.ts';
import { environmentIn, noOthers } from './memory-model.ts';
import { applyEffect, step, type Choices, type MachineStep } from './step.ts';

/** One virtual instruction. */
export type MonitoredStep = {
  readonly before: State;
  readonly state: State;
} & (
  | { readonly kind: 'native'; readonly taken: MachineStep }
  /** The real machine trapped, and the monitor took the step. */
  | { readonly kind: 'emulated'; readonly taken: MachineStep; readonly recovered: State; readonly virtual: MachineStep } // prettier-ignore
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
  const virtual = step(map.virtual, recovered, choices);
  const state = realState(map, entered, recovered, virtual.outcome.state, 'resume');
  return { kind: 'emulated', before, state, taken, recovered, virtual };
}

/** α of a real state, or what the control program takes for it after a trap. */
export function virtualState(map: MonitorMap, real: State, by: 'abstraction' | 'recovery'): State {
  const elements = virtualElements(map, real, by);
  return { elements, memory: { kind: 'memory', units: windowOf(map, real) } };
}

/** The same without the storage. */
export function virtualElements(
  map: MonitorMap,
  real: State,
  by: 'abstraction' | 'recovery',
): State['elements'] {
  const environment = environmentIn(map.real, real, noOthers);
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
  const seen = new Set<bigint>();
  for (const [address] of [...wordsOf(virtual.memory.units), ...wordsOf(shown.memory.units)]) {
    if (seen.has(address)) continue;
    seen.add(address);
    const unit = wordAt(virtual.memory.units, address);
    if (unit !== wordAt(shown.memory.units, address))
      units = withWord(units, placeOf(map, begin, address), unit);
  }
  const state: State = { ...real, memory: { kind: 'memory', units } };
  const environment = environmentIn(map.real, state, (name) =>
    name.startsWith(VIRTUAL)
      ? (virtual.elements.get(name.slice(VIRTUAL.length)) ?? noOthers(name))
      : noOthers(name),
  );
  return applyEffect(map[by], environment, state);
}

/** The conjuncts that do not hold. */
export function brokenIn(
  map: MonitorMap,
  conjuncts: readonly Conjunct[],
  real: State,
): readonly Conjunct[] {
  // prettier-ignore
  const environment = environmentIn(map.real, real, noOthers);
  return conjuncts.filter(({ condition }) => !boolOf(evaluate(condition, environment)));
}

/** Whether a place in the real storage belongs to the guest. */
export function isAllocatedIn(map: MonitorMap, real: State, place: bigint): boolean {
  const environment = environmentIn(map.real, real, (name) =>
    name === STORAGE_ADDRESS ? place : noOthers(name),
  );
  return boolOf(evaluate(map.allocated, environment));
}

/** Where the guest's storage begins. */
export function windowBegin(map: MonitorMap, real: State): bigint {
  return bitsOf(evaluate(map.window, environmentIn(map.real, real, noOthers)));
}

/** The units of the window, by the virtual machine's addresses. */
function windowOf(map: MonitorMap, real: State): SparseMap {
  const begin = windowBegin(map, real);
  const { size, addressWidth } = map.virtual.storage;
  let units = memoryValue(real.memory.units.default).units;
  for (const [place, unit] of wordsOf(real.memory.units)) {
    const address = truncate(addressWidth, place - begin);
    if (address < size) units = withWord(units, address, unit);
  }
  return units;
}

function placeOf(map: MonitorMap, begin: bigint, address: bigint): bigint {
  return truncate(map.real.storage.addressWidth, begin + address);
}

function elementValue(value: Value | undefined): ElementValue {
  if (value === undefined) throw new TypeError('no value of an element');
  return typeof value === 'bigint' ? value : arrayOf(value);
}
