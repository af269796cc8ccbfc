/**
 * Runs a program on the compiled engine, and ends where `../run.ts` ends, with the same result.
 *
 * What `run.ts` finds by comparing immutable states is found here by keeping the elements from
 * before each step, and by watching what is written to storage since a state that may come again.
 */

import type { Image } from '../../isa/image.ts';
import type { Machine } from '../../isa/machine.ts';
import type { State } from '../../isa/state.ts';
import { freeVariables } from '../../term/walk.ts';
import { initialState, isHalted, type Run } from '../run.ts';
import { step } from '../step.ts';
import { compileMachine, type CompiledMachine } from './compile-machine.ts';
import { fromFast, toFast, type FastState, type Slot } from './fast-state.ts';

/** Runs from reset with `image` in storage. */
export function runCompiled(
  machine: Machine,
  image: Image,
  { budget }: { readonly budget: number },
): Run {
  const start = initialState(machine, image);
  const engine = compileMachine(machine);
  const state = toFast(machine, start);
  const before = new Int32Array(state.limbs.length);
  const halting = new Halting(machine, state);
  const storm = new Storm(state);
  let completed = 0;
  let trapped = 0;
  /** Whether a step wrote storage and went nowhere: then each is watched. */
  let isWatching = false;
  const end = (exit: Run['exit']): Run => {
    return { exit, state: fromFast(state), steps: completed + trapped, completed, trapped };
  };
  while (completed + trapped < budget) {
    before.set(state.limbs);
    const { changes } = state.storage;
    const isWatched = isWatching && !storm.isOn();
    if (isWatched) state.storage.watch();
    if (engine.step(state)) {
      trapped += 1;
      if (!storm.recurs()) continue;
      return end(unhandled(machine, engine, start, completed + trapped));
    }
    completed += 1;
    storm.ends();
    if (!halting.hasSameElements(before)) continue;
    if (state.storage.changes !== changes) {
      // It may have written something and then what was there.
      isWatching = true;
      const isSame = isWatched
        ? state.storage.isAsWatched()
        : stateAfter(machine, engine, start, completed + trapped - 1).storage.equals(state.storage);
      if (!isSame) continue;
    }
    if (halting.isForEver()) return end({ kind: 'halted' });
  }
  return end({ kind: 'budget-spent' });
}

/** By running again. */
function stateAfter(
  machine: Machine,
  engine: CompiledMachine,
  start: State,
  steps: number,
): FastState {
  const again = toFast(machine, start);
  for (let i = 0; i < steps; i += 1) engine.step(again);
  return again;
}

/** The last trap, as the evaluator takes it from the state before it. */
function unhandled(
  machine: Machine,
  engine: CompiledMachine,
  start: State,
  steps: number,
): Run['exit'] {
  const { outcome } = step(machine, fromFast(stateAfter(machine, engine, start, steps - 1)));
  if (outcome.kind !== 'traps') throw new TypeError('the evaluator does not trap here');
  return { kind: 'unhandled-trap', trap: outcome };
}

/** Whether a step that completed has changed nothing but time, and no interrupt can come. */
class Halting {
  readonly #machine: Machine;
  readonly #state: FastState;
  readonly #timeless: readonly Slot[];
  readonly #readsStorage: boolean;

  constructor(machine: Machine, state: FastState) {
    this.#machine = machine;
    this.#state = state;
    // The program counter first: it nearly always tells them apart.
    this.#timeless = [...state.layout.slots.values()]
      .filter(({ element }) => !element.marks.includes('time'))
      .toSorted((a, b) => Number(b.element.role === 'pc') - Number(a.element.role === 'pc'));
    this.#readsStorage = freeVariables(
      ...machine.interrupts.map(({ condition }) => condition),
    ).some(({ sort }) => sort.kind === 'memory');
  }

  hasSameElements(before: Int32Array): boolean {
    const { limbs } = this.#state;
    return this.#timeless.every((slot) => sameSlot(slot, before, limbs));
  }

  /** After a step that changed nothing but time. */
  isForEver(): boolean {
    const state = this.#stateForInterrupts();
    return isHalted(this.#machine, state, state);
  }

  /** Storage is not written out where no interrupt depends on it. */
  #stateForInterrupts(): State {
    if (this.#readsStorage) return fromFast(this.#state);
    return fromFast(this.#state.withoutStorage());
  }
}

/** A row of traps with no completed step between them; see `TrapStorm` in `../run.ts`. */
class Storm {
  readonly #state: FastState;
  readonly #slots: readonly Slot[];
  readonly #anchor: Int32Array;
  #hasAnchor = false;
  #length = 0;
  #limit = 1;

  constructor(state: FastState) {
    this.#state = state;
    this.#slots = [...state.layout.slots.values()];
    this.#anchor = new Int32Array(state.limbs.length);
  }

  isOn(): boolean {
    return this.#length > 0;
  }

  recurs(): boolean {
    const { limbs, storage } = this.#state;
    if (
      this.#hasAnchor &&
      this.#slots.every((slot) => sameSlot(slot, this.#anchor, limbs)) &&
      storage.isAsWatched()
    ) {
      return true;
    }
    this.#length += 1;
    if (this.#length === this.#limit) {
      this.#anchor.set(limbs);
      this.#hasAnchor = true;
      storage.watch();
      this.#limit *= 2;
    }
    return false;
  }

  ends(): void {
    if (this.#length === 0) return;
    this.#state.storage.unwatch();
    this.#hasAnchor = false;
    this.#length = 0;
    this.#limit = 1;
  }
}

/** Registers that an index could name, but the machine has not, do not count. */
function sameSlot({ element, offset, limbs }: Slot, a: Int32Array, b: Int32Array): boolean {
  const length = limbs * (element.file?.count ?? 1);
  for (let i = offset; i < offset + length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}
