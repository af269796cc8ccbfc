/**
 * Lockstep on the reference evaluator. The bare machine runs on its own: its state is compared with
 * what the monitor shows, and never made from it.
 *
 * Storage is compared where a step wrote: what was alike before, and written on neither side, still
 * is. What the real machine has at the guest's addresses beside its allocation is not compared,
 * unless the bare machine wrote there.
 */

import { truncate } from '../base/bits.ts';
import { choicesOf } from '../isa/choices.ts';
import type { ConstructedMonitor } from '../isa/monitor-map.ts';
import type { State } from '../isa/state.ts';
import { isDerivedIn, wronglyDerived } from '../machine/derived-storage.ts';
import { environmentIn, noOthers } from '../machine/memory-model.ts';
import {
  isAllocatedIn,
  stepMonitored,
  virtualState,
  type MonitoredStep,
} from '../machine/monitored.ts';
import { step, type Choices, type MachineStep } from '../machine/step.ts';
import type { VirtualMode } from '../monitor/sampled.ts';
import { evaluateAll } from '../term/evaluate.ts';
import { wordAt, writtenBetween, type SparseMap } from '../term/sparse-map.ts';
import { TRUE, type Term } from '../term/term.ts';
import { bitsOf, boolOf, type Value } from '../term/value.ts';
import { foreignOrAlike } from './foreign-storage.ts';
import type { Chooser, LockstepEngine, TakenStep } from './engine.ts';

const NOTHING_CHOSEN: Choices = new Map();

export function evaluatorEngine(monitor: ConstructedMonitor): LockstepEngine {
  return new EvaluatorEngine(monitor);
}

class EvaluatorEngine implements LockstepEngine {
  readonly #monitor: ConstructedMonitor;
  /** Over a real state: the virtual elements, the window, then all that has to hold, then covers. */
  readonly #shown: readonly Term[];
  readonly #mustHold: readonly Term[];
  /** Over a virtual state. */
  readonly #virtualMustHold: readonly Term[];
  readonly #counts: number[];
  readonly #undecoded: Parameters<typeof choicesOf>[0];
  readonly #hasChoices: boolean;
  #bare: State | undefined;
  #real: State | undefined;
  #mode: VirtualMode = 'other';
  #begin = 0n;
  /** States of some steps ago, and when others are to be remembered. */
  #past: { readonly bare: State; readonly real: State } | undefined;
  #steps = 0;
  #remembersAt = 1;

  constructor(monitor: ConstructedMonitor) {
    const { map, pair, virtualPair } = monitor;
    this.#monitor = monitor;
    this.#shown = [...map.abstraction.values(), map.window];
    this.#mustHold = [
      ...map.invariants.map(({ condition }) => condition),
      ...map.real.invariants.map(({ condition }) => condition),
      pair.bareUser,
      pair.holding,
    ];
    this.#virtualMustHold = [
      virtualPair.supervisor,
      virtualPair.bareUser,
      ...map.virtual.invariants.map(({ condition }) => condition),
    ];
    this.#counts = map.covers.map(() => 0);
    this.#undecoded = { constraint: TRUE, step: map.virtual.undecoded };
    this.#hasChoices = [this.#undecoded, ...map.virtual.instructions].some(
      (each) => choicesOf(each).length > 0,
    );
  }

  load = (bare: State, real: State): boolean => {
    this.#bare = bare;
    this.#real = real;
    this.#past = { bare, real };
    this.#steps = 0;
    this.#remembersAt = 1;
    return (
      this.#looksLike(bare, real) && this.#isWhollyAlike(bare, real) && this.#isDerivedRight(real)
    );
  };

  step = (choose: Chooser): TakenStep => {
    const { map } = this.#monitor;
    const [bareBefore, realBefore, mode] = [this.bare(), this.real(), this.#mode];
    const choices = this.#chosen(bareBefore, choose);
    const bare = step(map.virtual, bareBefore, choices);
    const monitored = stepMonitored(this.#monitor, realBefore, choices);
    this.#bare = bare.outcome.state;
    this.#real = monitored.state;

    const begin = this.#begin;
    const isShown = this.#looksLike(this.#bare, this.#real);
    const isStorageAlike =
      this.#begin === begin
        ? this.#isStorageAlike(bareBefore, realBefore)
        : this.#isWhollyAlike(this.#bare, this.#real);
    const isAlike =
      isShown &&
      isStorageAlike &&
      this.#isDerivedStillRight(realBefore, monitored) &&
      this.#staysInside(realBefore, monitored);
    return {
      about: bare.kind === 'instruction' ? bare.instruction.id : bare.kind,
      mode,
      how: monitored.kind,
      cause: bare.outcome.kind === 'traps' ? bare.outcome.name : undefined,
      isAlike,
      repeats: this.#repeats(this.#bare, this.#real),
    };
  };

  bare = (): State => loaded(this.#bare);

  real = (): State => loaded(this.#real);

  covers = (): readonly number[] => [...this.#counts];

  /**
   * Whether the states are the remembered ones. Those are renewed after 1, 2, 4, … steps, so that
   * every loop is found.
   */
  #repeats(bare: State, real: State): boolean {
    const past = this.#past;
    if (past !== undefined && isSame(past.bare, bare) && isSame(past.real, real)) return true;
    this.#steps += 1;
    if (this.#steps === this.#remembersAt) {
      this.#past = { bare, real };
      this.#remembersAt *= 2;
    }
    return false;
  }

  /** Whatever is undefined in what the bare machine is about to execute. */
  #chosen(before: State, choose: Chooser): Choices {
    if (!this.#hasChoices) return NOTHING_CHOSEN;
    const next = step(this.#monitor.map.virtual, before);
    const variables = choicesOf(executed(next) ?? this.#undecoded);
    return variables.length === 0 ? NOTHING_CHOSEN : choose(variables);
  }

  /** Whether the real state shows the elements of the bare one, and what must hold does. */
  #looksLike(bare: State, real: State): boolean {
    const { map } = this.#monitor;
    const covers = map.covers.map(({ condition }) => condition);
    const values = evaluateAll(
      [...this.#shown, ...this.#mustHold, ...covers],
      environmentIn(map.real, real, noOthers),
    );
    const names = [...map.abstraction.keys()];
    this.#begin = bitsOf(valueAt(values, names.length));
    const first = this.#shown.length + this.#mustHold.length;
    for (const i of covers.keys())
      if (boolOf(valueAt(values, first + i))) this.#counts[i] = (this.#counts[i] ?? 0) + 1;

    const ofBare = evaluateAll(this.#virtualMustHold, environmentIn(map.virtual, bare, noOthers));
    const [isSupervisor, isUser] = ofBare;
    this.#mode = isSupervisor === true ? 'supervisor' : isUser === true ? 'user' : 'other';
    return (
      names.every((name, i) => isSameValue(bare.elements.get(name), valueAt(values, i))) &&
      this.#mustHold.every((_, i) => boolOf(valueAt(values, this.#shown.length + i))) &&
      ofBare.slice(2).every(boolOf)
    );
  }

  #isWhollyAlike(bare: State, real: State): boolean {
    const { map } = this.#monitor;
    return foreignOrAlike(map, bare, real, virtualState(map, real, 'abstraction'));
  }

  /** The tables that the monitor builds are as they follow from what it keeps. */
  #isDerivedRight(real: State): boolean {
    const { map } = this.#monitor;
    return map.derived === undefined || wronglyDerived(map, real).length === 0;
  }

  /** What is kept stays as it is in a native step. */
  #isDerivedStillRight(before: State, { kind, state }: MonitoredStep): boolean {
    const { map } = this.#monitor;
    const isUntouched =
      kind === 'native' &&
      !writtenBetween(before.memory.units, state.memory.units).some((place) =>
        isDerivedIn(map, place),
      );
    return isUntouched || this.#isDerivedRight(state);
  }

  /** Where a step has written. */
  #isStorageAlike(bareBefore: State, realBefore: State): boolean {
    const { map } = this.#monitor;
    const { size, addressWidth } = map.virtual.storage;
    const isAlikeAt = (address: bigint): boolean => address >= size || this.#isSameUnit(address);
    return (
      writtenBetween(bareBefore.memory.units, this.bare().memory.units).every(isAlikeAt) &&
      writtenBetween(realBefore.memory.units, this.real().memory.units).every(
        (place) =>
          isAlikeAt(truncate(addressWidth, place - this.#begin)) ||
          !isAllocatedIn(map, this.real(), place),
      )
    );
  }

  #isSameUnit(address: bigint): boolean {
    const { addressWidth } = this.#monitor.map.real.storage;
    const place = truncate(addressWidth, this.#begin + address);
    return wordAt(this.bare().memory.units, address) === wordAt(this.real().memory.units, place);
  }

  /** Storage that is not the guest's was changed by the real trap entry or by nobody. */
  #staysInside(before: State, monitored: MonitoredStep): boolean {
    const { map } = this.#monitor;
    const isTrapped = monitored.kind === 'emulated' || monitored.kind === 'reflected';
    const from = isTrapped ? monitored.taken.outcome.state : before;
    const [a, b] = [from.memory.units, monitored.state.memory.units];
    return writtenBetween(a, b).every(
      (place) =>
        wordAt(a, place) === wordAt(b, place) ||
        isDerivedIn(map, place) ||
        isAllocatedIn(map, before, place),
    );
  }
}

function executed(taken: MachineStep): Parameters<typeof choicesOf>[0] | undefined {
  return taken.kind === 'instruction' ? taken.instruction : undefined;
}

function isSame(a: State, b: State): boolean {
  for (const [name, value] of a.elements)
    if (!isSameValue(value, b.elements.get(name))) return false;
  return isSameMap(a.memory.units, b.memory.units);
}

function isSameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object') return false;
  return a.kind === 'array' && b.kind === 'array' && isSameMap(a.words, b.words);
}

function isSameMap(a: SparseMap, b: SparseMap): boolean {
  if (a.default !== b.default) return false;
  return writtenBetween(a, b).every((key) => wordAt(a, key) === wordAt(b, key));
}

function valueAt(values: readonly Value[], i: number): Value {
  const value = values[i];
  if (value === undefined) throw new TypeError('a term without a value');
  return value;
}

function loaded(state: State | undefined): State {
  if (state === undefined) throw new TypeError('nothing is loaded');
  return state;
}
