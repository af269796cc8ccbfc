/** Runs one guest in lockstep, until the two part, all repeats, or it has had its steps. */

import { comparedStep, describe, brokenAt } from '../machine/lockstep.ts';
import type { ConstructedMonitor } from '../isa/monitor-map.ts';
import type { PartedStep } from '../isa/parted-step.ts';
import { changesBetween, type State } from '../isa/state.ts';
import { virtualState } from '../machine/monitored.ts';
import type { Choices } from '../machine/step.ts';
import type { Guest } from '../monitor/sampled.ts';
import { chooserFor } from './choose.ts';
import type { LockstepEngine, TakenStep } from './engine.ts';
import { foreignChanges } from './foreign-storage.ts';
import { evaluatorEngine } from './evaluator-engine.ts';
import { startGuest } from './start-guest.ts';

export interface RanGuest {
  /** Steps taken and compared. */
  readonly steps: number;
  /** The step in which the two part, from 1 on; 0: they are started apart. */
  readonly partsAt: number | undefined;
}

export function runGuest(
  engine: LockstepEngine,
  { map }: ConstructedMonitor,
  guest: Guest,
  mostSteps: number,
  onStep: (taken: TakenStep) => void = () => undefined,
): RanGuest {
  const { bare, real } = startGuest(map, guest);
  if (!engine.load(bare, real)) return { steps: 0, partsAt: 0 };
  for (let step = 1; step <= mostSteps; step += 1) {
    const taken = engine.step(chooserFor(guest.choices, step));
    onStep(taken);
    if (!taken.isAlike) return { steps: step, partsAt: step };
    if (taken.repeats) return { steps: step, partsAt: undefined };
  }
  return { steps: mostSteps, partsAt: undefined };
}

export interface Parting {
  readonly step: number;
  readonly parted: PartedStep;
  /** What the monitor shows after it. */
  readonly shownAfter: State;
}

/**
 * The step in which a guest parts from the bare machine, and what is wrong with it, as the reference
 * evaluator finds it; undefined if they stay together.
 */
export function partingOf(
  monitor: ConstructedMonitor,
  guest: Guest,
  mostSteps: number,
): Parting | undefined {
  const engine = evaluatorEngine(monitor);
  const { partsAt } = runGuest(engine, monitor, guest, mostSteps);
  if (partsAt === undefined) return undefined;
  if (partsAt === 0) return withShown(monitor, 0, startedApart(monitor, guest));
  const before = evaluatorEngine(monitor);
  runGuest(before, monitor, guest, partsAt - 1);
  let choices: Choices = new Map();
  const real = before.real();
  before.step((variables) => {
    choices = chooserFor(guest.choices, partsAt)(variables);
    return choices;
  });
  const compared = comparedStep(monitor, real, choices);
  return withShown(monitor, partsAt, { ...compared.shown, wrong: compared.wrong });
}

function withShown({ map }: ConstructedMonitor, step: number, parted: PartedStep): Parting {
  const { bareBefore, bareAfter, after } = parted;
  const shownAfter = virtualState(map, after, 'abstraction');
  const foreign = foreignChanges(map, after, [bareBefore, bareAfter], shownAfter).map(describe);
  const wrong = parted.wrong.filter((text) => !foreign.includes(text));
  return { step, parted: { ...parted, wrong }, shownAfter };
}

function startedApart(monitor: ConstructedMonitor, guest: Guest): PartedStep {
  const { map } = monitor;
  const { bare, empty, real } = startGuest(map, guest);
  const shown = virtualState(map, real, 'abstraction');
  return {
    before: empty,
    after: real,
    bareBefore: bare,
    bareAfter: bare,
    how: 'started',
    text: undefined,
    wrong: [
      ...changesBetween(map.virtual, bare, shown).map(describe),
      ...brokenAt(monitor, real).map((text) => `the invariant does not hold: ${text}`),
    ],
  };
}
