/** Runs one guest of `popek monitor sample` again: for a test that keeps it. */

import { renderDiagnostics } from '../base/render-diagnostic.ts';
import { constructMonitor, type Construction } from '../isa/monitor-map.ts';
import type { PartedStep } from '../isa/parted-step.ts';
import { zeroState, type ElementValue, type State } from '../isa/state.ts';
import { loadMap } from '../language/load-map.ts';
import type { Guest } from '../monitor/sampled.ts';
import { partingOf } from '../sample/run-guest.ts';
import { arrayValue, memoryValue } from '../term/value.ts';
import { fileHost, locateMachine, locateMap } from './machine-files.ts';

type Words = readonly (readonly [at: bigint, word: bigint])[];

/** A guest as it is written down. What is not named is zero. */
export interface MonitorSample {
  /** An id, a folder or a file. */
  readonly machine: string;
  /** Parameters of the real machine. */
  readonly settings?: Readonly<Record<string, bigint>>;
  /** Files with more instructions. */
  readonly extensions?: readonly string[];
  /** The map file; if it is not given, the machine's own. */
  readonly map?: string;
  /** Parameters of the virtual machine that are not as the map says. */
  readonly virtual?: Readonly<Record<string, bigint>>;
  readonly construction: Construction;
  /** The most steps to take. */
  readonly steps: number;
  /** Where the allocator puts it, by `kept.<name>`. */
  readonly kept: Readonly<Record<string, bigint>>;
  /** What the virtual machine starts with: words, and registers of files by number. */
  readonly elements: Readonly<Record<string, bigint | Words>>;
  readonly storage: Words;
  /** Seed of what is left undefined. */
  readonly choices: number;
}

/** Where a guest parts from the bare machine. */
export interface ReplayedParting {
  /** From 1 on; 0: it was not started right. */
  readonly step: number;
  /** The instruction, if one was executed. */
  readonly text: string | undefined;
  readonly how: PartedStep['how'];
  readonly wrong: readonly string[];
}

/**
 * Undefined if the two stay together.
 *
 * @throws Error with the diagnostics if the machine or the map is wrong
 */
export function replayMonitorSample(sample: MonitorSample): ReplayedParting | undefined {
  const location = locateMachine(sample.machine);
  if (location === undefined) throw new Error(`no machine ${sample.machine}`);
  const file = sample.map ?? locateMap(location);
  if (file === undefined) throw new Error(`${sample.machine} has no map of its own`);
  const { settings = {}, extensions = [], virtual = {} } = sample;
  const { map, diagnostics, sources } = loadMap(
    {
      machine: { ...location, settings: new Map(Object.entries(settings)), extensions },
      file,
      virtual: new Map(Object.entries(virtual)),
    },
    fileHost,
  );
  if (map === undefined) throw new Error(renderDiagnostics(diagnostics, sources));
  const monitor = constructMonitor(map, sample.construction);
  const found = partingOf(monitor, guestOf(sample, zeroState(map.virtual)), sample.steps);
  if (found === undefined) return undefined;
  const { step, parted } = found;
  return { step, text: parted.text, how: parted.how, wrong: parted.wrong };
}

function guestOf({ kept, elements, storage, choices }: MonitorSample, zero: State): Guest {
  const given = Object.entries(elements).map(([name, value]): [string, ElementValue] => [
    name,
    typeof value === 'bigint' ? value : arrayValue(0n, value),
  ]);
  return {
    kept: new Map(Object.entries(kept)),
    start: { elements: new Map([...zero.elements, ...given]), memory: memoryValue(0n, storage) },
    code: [],
    choices,
  };
}
