/** Monitors for tests: of shipped machines, by their maps or by edited ones. */

import { readFileSync } from 'node:fs';
import { renderDiagnostics } from '../../src/base/render-diagnostic.ts';
import {
  constructMonitor,
  type ConstructedMonitor,
  type Construction,
} from '../../src/isa/monitor-map.ts';
import { loadMap } from '../../src/language/load-map.ts';
import { fileHost, locateMachine, locateMap } from '../../src/library/machine-files.ts';

export type Edit = readonly [from: string, to: string];

/** Loads a shipped machine and its map, with each text of an edit replaced wherever it stands. */
export function shippedMonitor(
  id: string,
  construction: Construction = 'trap-and-emulate',
  edits: readonly Edit[] = [],
  settings: Readonly<Record<string, bigint>> = {},
): ConstructedMonitor {
  const location = locateMachine(id);
  const file = location === undefined ? undefined : locateMap(location);
  if (location === undefined || file === undefined) throw new Error(`no map of ${id}`);
  const text = editedText(readFileSync(file, 'utf8'), edits);
  const { map, diagnostics, sources } = loadMap(
    { machine: { ...location, settings: new Map(Object.entries(settings)) }, file, text },
    fileHost,
  );
  if (map === undefined) throw new Error(renderDiagnostics(diagnostics, sources));
  return constructMonitor(map, construction);
}

export function editedText(text: string, edits: readonly Edit[]): string {
  return edits.reduce((edited, [from, to]) => {
    if (!edited.includes(from)) throw new Error(`the map has no ${JSON.stringify(from)}`);
    return edited.replaceAll(from, to);
  }, text);
}
