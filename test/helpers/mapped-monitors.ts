/** Monitors for tests: built from the map of a shipped machine, or from a changed one. */

import { readFileSync } from 'node:fs';
import { renderDiagnostics } from '../../src/base/render-diagnostic.ts';
import {
  type ConstructedMonitor,
  type Construction,
  constructMonitor,
} from '../../src/isa/monitor-map.ts';
import { loadMap, type LoadedMap } from '../../src/language/load-map.ts';
import { fileHost, locateMachine, locateMap } from '../../src/library/machine-files.ts';
import type { AnsweredObligation } from '../../src/monitor/answer.ts';
import { obligationName, openKinds, outcomeOf } from '../../src/monitor/result.ts';

/** One change to a text that has `find` once. */
export interface Edit {
  readonly find: string;
  readonly replace: string;
}

export interface MonitorRequest {
  readonly machine?: string;
  readonly settings?: Readonly<Record<string, string | number>>;
  /** What of the machine's own map is changed. */
  readonly edits?: readonly Edit[];
  readonly construction?: Construction;
}

/** Of this machine are the maps that tests change. */
export const MAPPED = 'third-generation';
export const MAP_TEXT: string = readFileSync(mapFile(), 'utf8');

/** One of every kind of instruction: what is slow about the others is what is slow about these. */
export const SOME: readonly string[] = [
  'load', 'store', 'jump', 'supervisor_call', 'load_psw', 'set_r', 'halt',
]; // prettier-ignore

/** Throws with the rendered diagnostics if the machine or the map has errors. */
export function monitorOf(request: MonitorRequest = {}): ConstructedMonitor {
  const {
    machine = MAPPED,
    settings = {},
    edits = [],
    construction = 'trap-and-emulate',
  } = request;
  const given = new Map(Object.entries(settings).map(([name, value]) => [name, BigInt(value)]));
  const { map, diagnostics, sources } = mapFromText(edited(MAP_TEXT, edits), machine, given);
  if (map === undefined) throw new Error(renderDiagnostics(diagnostics, sources));
  return constructMonitor(map, construction);
}

export function mapFromText(
  text: string,
  machine: string = MAPPED,
  settings: ReadonlyMap<string, bigint> = new Map(),
): LoadedMap {
  const location = locateMachine(machine);
  if (location === undefined) throw new Error(`no machine ${machine}`);
  const request = { id: machine, file: location.file, settings };
  return loadMap({ machine: request, file: 'mine.map', text }, fileHost);
}

export function edited(text: string, edits: readonly Edit[]): string {
  return edits.reduce((before, { find, replace }) => {
    const places = before.split(find).length - 1;
    if (places !== 1) throw new Error(`the text to replace is there ${places} times: ${find}`);
    return before.replace(find, () => replace);
  }, text);
}

/** `N load` of each that is refuted. */
export function refutedOf(obligations: readonly AnsweredObligation[]): readonly string[] {
  return namesOf(obligations, 'refuted');
}

export function unknownOf(obligations: readonly AnsweredObligation[]): readonly string[] {
  return namesOf(obligations, 'unknown');
}

function namesOf(
  obligations: readonly AnsweredObligation[],
  wanted: 'refuted' | 'unknown',
): readonly string[] {
  const open = openKinds(obligations);
  return obligations.filter((each) => outcomeOf(each, open) === wanted).map(obligationName);
}

function mapFile(): string {
  const location = locateMachine(MAPPED);
  const file = location === undefined ? undefined : locateMap(location);
  if (file === undefined) throw new Error(`${MAPPED} has no map`);
  return file;
}
