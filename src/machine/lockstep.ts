/**
 * One virtual instruction, bare and under the monitor, compared: what fidelity and integrity say
 * of one step, evaluated in one state. Proofs replay their counterexamples by it, and samples are
 * nothing but a row of such steps.
 *
 * Source: [PG74] "Properties of Virtual Machines and Virtual Machine Monitors".
 */

import { disassembleWord } from '../isa/disassemble.ts';
import type { Machine } from '../isa/machine.ts';
import type { ConstructedMonitor, MonitorMap } from '../isa/monitor-map.ts';
import type { PartedStep } from '../isa/parted-step.ts';
import { changesBetween, type Change, type State } from '../isa/state.ts';
import { evaluate } from '../term/evaluate.ts';
import { wordAt, writtenBetween } from '../term/sparse-map.ts';
import type { Term } from '../term/term.ts';
import { boolOf } from '../term/value.ts';
import { isDerivedIn, wronglyDerived } from './derived-storage.ts';
import { environmentIn, noOthers } from './memory-model.ts';
import { brokenIn, isAllocatedIn, stepMonitored, virtualState, type MonitoredStep } from './monitored.ts'; // prettier-ignore
import { pcIn, step, type Choices, type MachineStep } from './step.ts';

export interface ComparedStep {
  readonly monitored: MonitoredStep;
  readonly bare: MachineStep;
  /** Where the two part, in words. */
  readonly wrong: readonly string[];
  readonly shown: Omit<PartedStep, 'wrong'>;
}

/** One virtual instruction, bare and under the monitor. */
export function comparedStep(
  monitor: ConstructedMonitor,
  before: State,
  choices: Choices = new Map(),
): ComparedStep {
  const { map } = monitor;
  const bareBefore = virtualState(map, before, 'abstraction');
  const bare = step(map.virtual, bareBefore, choices);
  const monitored = stepMonitored(monitor, before, choices);
  const after = monitored.state;
  const shownAfter = virtualState(map, after, 'abstraction');
  const parted = changesBetween(map.virtual, bare.outcome.state, shownAfter);
  const wrong = [
    ...parted.map(describe),
    ...brokenAt(monitor, after).map((text) => `the invariant no longer holds: ${text}`),
    ...outsideChanges(monitor, before, monitored),
  ];
  return {
    monitored,
    bare,
    wrong,
    shown: {
      before,
      after,
      bareBefore,
      bareAfter: bare.outcome.state,
      how: monitored.kind,
      text: textOf(map.virtual, bare, bareBefore),
    },
  };
}

export function describe({ name, before, after }: Change): string {
  return `${name} is 0x${after.toString(16)}, on the bare machine 0x${before.toString(16)}`;
}

/** Storage that is not the guest's changed, and not by the real machine's own trap entry. */
function outsideChanges(
  { map }: ConstructedMonitor,
  before: State,
  monitored: MonitoredStep,
): readonly string[] {
  const from =
    monitored.kind === 'emulated' || monitored.kind === 'reflected'
      ? monitored.taken.outcome.state
      : before;
  return changedOutside(map, before, from, monitored.state);
}

/** Storage that two states differ in and that is neither the guest's nor derived. */
export function changedOutside(
  map: MonitorMap,
  owner: State,
  before: State,
  after: State,
): readonly string[] {
  const [a, b] = [before.memory.units, after.memory.units];
  return writtenBetween(a, b)
    .filter((place) => wordAt(a, place) !== wordAt(b, place))
    .filter((place) => !isAllocatedIn(map, owner, place) && !isDerivedIn(map, place))
    .map((place) => `storage at 0x${place.toString(16)} is not the guest's, and was changed`);
}

function textOf(machine: Machine, taken: MachineStep, before: State): string | undefined {
  if (taken.kind !== 'instruction') return undefined;
  const width = taken.units.length * machine.storage.unit;
  return disassembleWord(machine, taken.word, width, pcIn(machine, before)).text;
}

/** The conjuncts of the invariant that do not hold, and whether it is a user state. */
export function brokenAt({ map, pair }: ConstructedMonitor, real: State): readonly string[] {
  const environment = environmentIn(map.real, real, noOthers);
  const holds = (condition: Term): boolean => boolOf(evaluate(condition, environment));
  const isUser = holds(pair.bareUser) && holds(pair.holding);
  return [...brokenInvariants(map, real), ...(isUser ? [] : ['the guest runs in a user state'])];
}

/** The conjuncts of the map's invariant, and of both machines', that do not hold. */
export function brokenInvariants(map: MonitorMap, real: State): readonly string[] {
  const environment = environmentIn(map.real, real, noOthers);
  const holds = (condition: Term): boolean => boolOf(evaluate(condition, environment));
  const shown = virtualState(map, real, 'abstraction');
  const ofVirtual = environmentIn(map.virtual, shown, noOthers);
  return [
    ...brokenIn(map, map.invariants, real).map(({ text }) => text),
    ...map.real.invariants.filter(({ condition }) => !holds(condition)).map(({ why }) => why),
    ...map.virtual.invariants
      .filter(({ condition }) => !boolOf(evaluate(condition, ofVirtual)))
      .map(({ why }) => `virtual: ${why}`),
    ...(wronglyDerived(map, real).length === 0 ? [] : ['derived storage']),
  ];
}
