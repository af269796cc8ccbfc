/**
 * Samples a monitor: draws guests, runs each bare and under the monitor, and makes the first that
 * parts as small as fast-check can.
 *
 * A sample proves nothing. It asks the same as the proof does, of whole programs, without a solver
 * and without what the proof takes for granted.
 */

import * as fc from 'fast-check';
import type { ConstructedMonitor } from '../isa/monitor-map.ts';
import type { Guest, PartedGuest, SampledMonitor } from '../monitor/sampled.ts';
import { buildGuest } from './build-guest.ts';
import { CoverageCounts } from './coverage.ts';
import { guestArbitrary, type Drawn } from './drawn.ts';
import type { LockstepEngine, TakenStep } from './engine.ts';
import { evaluatorEngine } from './evaluator-engine.ts';
import { partingOf, runGuest, type RanGuest } from './run-guest.ts';

const DEFAULT_RUNS = 1000;
const DEFAULT_STEPS = 50;

export interface SampleOptions {
  /** The same seed always draws the same guests. */
  readonly seed: number;
  /** Begins with this guest of the seed, as a report gives it. */
  readonly path?: string | undefined;
  /** How many guests. */
  readonly runs?: number;
  /** The most steps of each. */
  readonly steps?: number;
  /** What takes the steps; the reference evaluator if not given. */
  readonly engine?: LockstepEngine;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/** How often others may run meanwhile. */
const BREATH_MS = 100;
/** Guests that no machine may start with, for each that it may. */
const MOST_SKIPPED = 20;

export async function sampleMonitor(
  monitor: ConstructedMonitor,
  options: SampleOptions,
): Promise<SampledMonitor> {
  const { seed, path, runs = DEFAULT_RUNS, steps: stepsEach = DEFAULT_STEPS, signal } = options;
  const started = performance.now();
  const { map } = monitor;
  const engine = options.engine ?? evaluatorEngine(monitor);
  const counts = new CoverageCounts();
  let [guests, steps] = [0, 0];
  let met: readonly number[] = [];
  let hasParted = false;
  let failure: { readonly error: unknown } | undefined;
  let rested = started;

  /** What is thrown is no guest that parts, but a mistake of ours. */
  const run = (guest: Guest, onStep?: (taken: TakenStep) => void): RanGuest => {
    try {
      return runGuest(engine, monitor, guest, stepsEach, onStep);
    } catch (error) {
      failure ??= { error };
      throw error;
    }
  };
  const staysTogether = async (drawn: Drawn): Promise<boolean> => {
    fc.pre(signal?.aborted !== true);
    if (performance.now() - rested > BREATH_MS) {
      await rest();
      rested = performance.now();
    }
    const guest = buildGuest(map, drawn);
    fc.pre(guest !== undefined);
    if (hasParted) return run(guest).partsAt === undefined;
    const ran = run(guest, (taken) => counts.add(taken));
    met = engine.covers();
    guests += 1;
    steps += ran.steps;
    options.onProgress?.({ done: guests, total: runs });
    hasParted = ran.partsAt !== undefined;
    return !hasParted;
  };

  const arbitrary = guestArbitrary(map);
  const result =
    arbitrary === undefined
      ? undefined
      : await fc.check(fc.asyncProperty(arbitrary, staysTogether), {
          seed,
          ...(path === undefined ? {} : { path, endOnFailure: true }),
          numRuns: path === undefined ? runs : 1,
          maxSkipsPerRun: MOST_SKIPPED,
        });
  if (failure !== undefined) throw failure.error;
  const isComplete = signal?.aborted !== true;
  return {
    monitor,
    seed,
    path,
    runs,
    stepsEach,
    guests,
    steps,
    coverage: counts.result(map, met),
    parted: result === undefined ? undefined : partedGuest(monitor, result, stepsEach),
    milliseconds: Math.round(performance.now() - started),
    isComplete,
  };
}

function partedGuest(
  monitor: ConstructedMonitor,
  { counterexample, counterexamplePath, numShrinks }: fc.RunDetails<[Drawn]>,
  mostSteps: number,
): PartedGuest | undefined {
  if (counterexample === null) return undefined;
  const guest = buildGuest(monitor.map, counterexample[0]);
  const found = guest === undefined ? undefined : partingOf(monitor, guest, mostSteps);
  if (guest === undefined || found === undefined || counterexamplePath === null)
    throw new Error('a guest parts on the engine, and not on the reference evaluator');
  return { guest, ...found, path: counterexamplePath, shrinks: numShrinks };
}

/** Lets timers and signals have their turn. */
async function rest(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}
