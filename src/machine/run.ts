/** Runs a machine and its platform from reset, until it can do nothing more or the budget is spent. */

import { disassembleWord } from '../isa/disassemble.ts';
import type { Image } from '../isa/image.ts';
import type { Element, Machine } from '../isa/machine.ts';
import { BARE, type Platform } from '../isa/platform.ts';
import { changesBetween, sameState, withImage, zeroState, type Change } from '../isa/state.ts';
import type { State } from '../isa/state.ts';
import { canBecomeTrue } from './can-become-true.ts';
import { environmentIn, noOthers } from './memory-model.ts';
import { platformStep } from './platform.ts';
import { applyEffect, pcIn, step, type MachineStep, type Trap } from './step.ts';
import { TrapStorm } from './trap-storm.ts';

/** Why a run ended. */
export type Exit =
  /** A step completed and changed nothing but time, and no interrupt can come. */
  | { readonly kind: 'halted' }
  /** Trap followed trap with nothing done between them, and led to the same state again. */
  | { readonly kind: 'unhandled-trap'; readonly trap: Trap }
  | { readonly kind: 'budget-spent' };

export interface Run {
  readonly exit: Exit;
  readonly state: State;
  /** The steps taken: those that completed, and those that trapped. */
  readonly steps: number;
  readonly completed: number;
  readonly trapped: number;
}

export interface RunOptions {
  /** The most steps to take. */
  readonly budget: number;
  /** What is around the processor; nothing, if it is not given. */
  readonly platform?: Platform;
  /** Called after every step, before the platform acts. */
  readonly onStep?: (taken: MachineStep, before: State) => void;
  /** Called with every byte that the console prints. */
  readonly onPrint?: (byte: number) => void;
}

const NOTHING: Image = { segments: [] };

/**
 * The machine's state after reset, with zeros where the description says nothing. A reset that reads
 * storage finds `image` there, and what it writes gives way to it.
 */
export function initialState(machine: Machine, image: Image = NOTHING): State {
  const before = withImage(zeroState(machine), image);
  const after = applyEffect(machine.reset, environmentIn(machine, before, noOthers), before);
  return withImage(after, image);
}

/** Runs from reset with `image` in storage. */
export function run(machine: Machine, image: Image, options: RunOptions): Run {
  return runFrom(machine, initialState(machine, image), options);
}

/** Runs from any state. */
export function runFrom(machine: Machine, start: State, options: RunOptions): Run {
  const { budget, platform = BARE, onStep, onPrint } = options;
  const storm = new TrapStorm(machine);
  let state = start;
  let completed = 0;
  let trapped = 0;
  const end = (exit: Exit): Run => {
    return { exit, state, steps: completed + trapped, completed, trapped };
  };
  while (completed + trapped < budget) {
    const before = state;
    const taken = step(machine, before);
    const { outcome } = taken;
    ({ state } = outcome);
    if (outcome.kind === 'completes') completed += 1;
    else trapped += 1;
    onStep?.(taken, before);
    if (outcome.kind === 'traps') {
      if (storm.recurs(outcome)) return end({ kind: 'unhandled-trap', trap: outcome });
    } else {
      storm.ends();
      const after = platformStep(machine, platform, state);
      const halted = isHalted(machine, before, state);
      ({ state } = after);
      if (after.printed !== undefined) onPrint?.(after.printed);
      if (halted) return end({ kind: 'halted' });
    }
  }
  return end({ kind: 'budget-spent' });
}

/** One step as people read it. */
export interface TraceRecord {
  /** The program counter before the step, a program address. */
  readonly address: bigint;
  /** The instruction's text; undefined where none was executed. */
  readonly text: string | undefined;
  /** The cause, if it trapped. */
  readonly trap: string | undefined;
  readonly changes: readonly Change[];
}

export function traceRecord(machine: Machine, taken: MachineStep, before: State): TraceRecord {
  const address = pcIn(machine, before);
  const isInstruction = taken.kind === 'instruction';
  return {
    address,
    text: isInstruction ? textOf(machine, taken, address) : undefined,
    trap: taken.outcome.kind === 'traps' ? taken.outcome.name : undefined,
    changes: changesBetween(machine, before, taken.outcome.state),
  };
}

function textOf(
  machine: Machine,
  { word, units }: Extract<MachineStep, { kind: 'instruction' }>,
  address: bigint,
): string {
  const width = units.length * machine.storage.unit;
  return disassembleWord(machine, word, width, address).text;
}

/** The program goes on only if something happens to it; only time passes, and it may interrupt. */
export function isHalted(machine: Machine, before: State, after: State): boolean {
  if (!sameState(machine, before, after, (element) => !isTime(element))) return false;
  const environment = environmentIn(machine, after, noOthers);
  const times = new Set(machine.elements.filter(isTime).map(({ name }) => name));
  return !machine.interrupts.some(({ condition }) =>
    canBecomeTrue(condition, environment, (name) => times.has(name)),
  );
}

function isTime({ marks }: Element): boolean {
  return marks.includes('time');
}
