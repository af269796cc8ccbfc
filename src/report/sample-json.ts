/** What sampling a monitor found, as JSON by `docs/schema/sample.schema.json`. */

import type { Machine } from '../isa/machine.ts';
import type { State } from '../isa/state.ts';
import type { PartedGuest, SampledMonitor, VirtualMode } from '../monitor/sampled.ts';
import { concreteState } from '../question/concrete-state.ts';
import { numberJson, parametersJson, type JsonNumber } from './json-report.ts';
import { guestLines, sampleOutcome, type ReportedSample } from './sample-report.ts';

type Numbers = Readonly<Record<string, JsonNumber>>;

/** Elements and units that are not zero. */
export interface StateJson {
  readonly elements: Numbers;
  readonly storage: Numbers;
}

export interface SampleJson {
  readonly tool: { readonly name: 'popek'; readonly version: string };
  readonly again: string;
  readonly machine: string;
  readonly parameters: Numbers;
  readonly virtualParameters: Numbers;
  readonly map: string;
  readonly construction: string;
  readonly seed: number;
  readonly path?: string;
  readonly runs: number;
  readonly stepsEach: number;
  readonly outcome: 'alike' | 'parted' | 'nothing';
  readonly complete: boolean;
  readonly guests: number;
  readonly steps: number;
  readonly milliseconds: number;
  readonly parted?: PartedJson;
  readonly coverage: {
    readonly rows: readonly {
      readonly about: string;
      readonly mode: VirtualMode;
      readonly outcome: string;
      readonly trap?: string;
      readonly steps: number;
    }[];
    readonly gaps: readonly { readonly instruction: string; readonly mode: VirtualMode }[];
    readonly covers: readonly { readonly title: string; readonly states: number }[];
  };
}

export interface PartedJson {
  readonly path: string;
  readonly shrinks: number;
  readonly step: number;
  readonly instruction?: string;
  readonly how: string;
  readonly wrong: readonly string[];
  readonly program: readonly string[];
  readonly kept: Numbers;
  readonly start: StateJson;
  readonly realBefore: StateJson;
  readonly realAfter: StateJson;
  readonly bareAfter: StateJson;
  readonly shownAfter: StateJson;
}

export function sampleJson({ sampled, again, version }: ReportedSample): SampleJson {
  const { monitor, seed, path, runs, stepsEach, guests, steps, parted, coverage } = sampled;
  const { map, construction } = monitor;
  return {
    tool: { name: 'popek', version },
    again,
    machine: map.real.id,
    parameters: parametersJson(map.real),
    virtualParameters: parametersJson(map.virtual),
    map: map.title,
    construction,
    seed,
    ...(path === undefined ? {} : { path }),
    runs,
    stepsEach,
    outcome: sampleOutcome(sampled),
    complete: sampled.isComplete,
    guests,
    steps,
    milliseconds: sampled.milliseconds,
    ...(parted === undefined ? {} : { parted: partedJson(sampled, parted) }),
    coverage: {
      ...coverage,
      rows: coverage.rows.map(({ outcome, ...row }) => ({
        ...row,
        outcome: outcome.kind,
        ...(outcome.kind === 'traps' ? { trap: outcome.cause } : {}),
      })),
    },
  };
}

function partedJson(
  { monitor: { map } }: SampledMonitor,
  { guest, step, parted, path, shrinks, shownAfter }: PartedGuest,
): PartedJson {
  const real = { ...map.real, elements: [...map.real.elements, ...map.kept] };
  return {
    path,
    shrinks,
    step,
    ...(parted.text === undefined ? {} : { instruction: parted.text }),
    how: parted.how,
    wrong: parted.wrong,
    program: guestLines(map.virtual, guest).map((line) => line.trim()),
    kept: numbersJson(guest.kept),
    start: stateJson(map.virtual, guest.start),
    realBefore: stateJson(real, parted.before),
    realAfter: stateJson(real, parted.after),
    bareAfter: stateJson(map.virtual, parted.bareAfter),
    shownAfter: stateJson(map.virtual, shownAfter),
  };
}

function stateJson(machine: Machine, state: State): StateJson {
  const { elements, files, storage } = concreteState(machine, state);
  const registers = [...files].flatMap(([name, words]) =>
    [...words].map(([index, word]): [string, bigint] => [`${name}[${index}]`, word]),
  );
  const scalars = [...elements].filter(([, value]) => value !== 0n);
  return {
    elements: numbersJson([...scalars, ...registers]),
    storage: numbersJson([...storage].map(([at, unit]) => [`0x${at.toString(16)}`, unit])),
  };
}

function numbersJson(entries: Iterable<readonly [string, bigint]>): Numbers {
  return Object.fromEntries([...entries].map(([name, value]) => [name, numberJson(value)]));
}
