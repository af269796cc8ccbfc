/** Monitors built from shipped maps, or from edits of them, and the answers to their obligations. */

import { readFileSync } from 'node:fs';
import { constructMonitor, type ConstructedMonitor } from '../../src/isa/monitor-map.ts';
import { loadMap } from '../../src/language/load-map.ts';
import { fileHost, locateMachine, locateMap } from '../../src/library/machine-files.ts';
import type { AnsweredObligation } from '../../src/monitor/answer.ts';
import { obligationsOf } from '../../src/monitor/obligations.ts';
import { proveMonitor } from '../../src/prove/monitor/prove-monitor.ts';
import { createProver } from '../../src/prove/prover.ts';
import type { Solver } from '../../src/smt/solver.ts';

/** An edit of a map file: what stands there, and what shall. */
export type Edit = readonly [from: string, to: string];

/** Throws if the map has errors, or if there is nothing to edit. */
export function shippedMonitor(id: string, ...edits: readonly Edit[]): ConstructedMonitor {
  const machine = locateMachine(id);
  const file = machine === undefined ? undefined : locateMap(machine);
  if (machine === undefined || file === undefined) throw new Error(`no map of ${id}`);
  let text = readFileSync(file, 'utf8');
  for (const [from, to] of edits) {
    if (!text.includes(from)) throw new Error(`nothing to edit: ${from}`);
    text = text.replace(from, to);
  }
  const settings = new Map<string, bigint>();
  const { map, diagnostics } = loadMap(
    { machine: { id, file: machine.file, settings }, file, text },
    fileHost,
  );
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (map === undefined) throw new Error(errors.map(({ message }) => message).join('\n'));
  return constructMonitor(map, 'trap-and-emulate');
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
