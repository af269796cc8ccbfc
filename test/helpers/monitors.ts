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
import type { AnsweredObligation } from '../../src/monitor/answer.ts';
import { obligationsOf } from '../../src/monitor/obligations.ts';
import { proveMonitor } from '../../src/prove/monitor/prove-monitor.ts';
import { createProver } from '../../src/prove/prover.ts';
import type { Solver } from '../../src/smt/solver.ts';

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

/** The answers to the obligations about these instructions, or about what else has such a name. */
export async function answersAbout(
  monitor: ConstructedMonitor,
  solver: Solver,
  about: readonly string[],
): Promise<readonly AnsweredObligation[]> {
  const privileged = new Set(
    monitor.map.real.instructions
      .filter(({ manualSays }) => manualSays === 'privileged')
      .map(({ id }) => id),
  );
  const subject = { ...monitor, sensitive: privileged, privileged };
  const obligations = [...obligationsOf(subject, (id) => about.includes(id))];
  const prover = createProver({ solver, budget: { rlimit: 20_000_000, watchdogMs: 600_000 } });
  return proveMonitor({
    prover,
    subject,
    obligations: obligations.filter((each) => about.includes(each.about)),
    jobs: 1,
  });
}
