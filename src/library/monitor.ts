/** Checks a constructed monitor from end to end: the machine under the spec, then every obligation. */

import { matchesPattern } from '../base/wildcard.ts';
import type { ConstructedMonitor, Construction } from '../isa/monitor-map.ts';
import type { PairResult } from '../judge/result.ts';
import type { AnsweredObligation } from '../monitor/answer.ts';
import type { MonitorObligation, MonitorSubject } from '../monitor/obligation.ts';
import { obligationsOf } from '../monitor/obligations.ts';
import type { Justification, MonitorResult } from '../monitor/result.ts';
import { proveMonitor } from '../prove/monitor/prove-monitor.ts';
import type { Spec } from '../question/spec.ts';
import { check, proverFor, type CheckOptions } from './check.ts';

export interface MonitorOptions extends CheckOptions {
  readonly onAnswered?: (answered: AnsweredObligation) => void;
}

/** Which theorem justifies a construction, and which class it speaks of. */
const THEOREMS = {
  'trap-and-emulate': { number: 1, sensitive: 'sensitive' },
  hybrid: { number: 3, sensitive: 'user' },
} as const satisfies Record<Construction, unknown>;

/** How many obligations are asked at once, so that every solver has something to do. */
const AT_ONCE = 4;

export async function checkMonitor(
  monitor: ConstructedMonitor,
  spec: Spec,
  options: MonitorOptions,
): Promise<MonitorResult> {
  const started = performance.now();
  const { map, construction, pair } = monitor;
  const { only = [], onProgress } = options;
  const { onProgress: _, only: __, ...quietly } = options;
  const judged = await judgedFor(monitor, spec, quietly);
  const subject: MonitorSubject = {
    ...monitor,
    sensitive: sensitiveFor(monitor, judged),
    privileged: new Set(
      (judged?.instructions ?? []).flatMap((each) =>
        each.privileged === 'yes' ? each.variants : [],
      ),
    ),
  };
  const prover = proverFor(options);
  const total = countOf(subject, only);
  let done = 0;
  const obligations = await proveMonitor({
    prover,
    subject,
    obligations: wanted(subject, only),
    jobs: AT_ONCE,
    onAnswered: (answered) => {
      done += 1;
      const { kind, about } = answered.obligation;
      onProgress?.({ done, total: Math.max(total, done), pair: kind, instruction: about });
      options.onAnswered?.(answered);
    },
  });
  const { id, title, parameters } = map.real;
  return {
    machine: { id, title },
    parameters,
    virtual: map.virtual.parameters.filter(
      ({ name, value }) => parameters.find((each) => each.name === name)?.value !== value,
    ),
    map,
    construction,
    pair,
    spec: spec.name,
    justification: justification(construction, spec, judged),
    obligations,
    solver: {
      name: options.solver.name,
      version: options.solver.version,
      queries: prover.counts.queries,
      fromCache: options.fromCache?.() ?? 0,
      milliseconds: Math.round(performance.now() - started),
    },
    isWhole: only.length === 0,
    isComplete: options.signal?.aborted !== true,
  };
}

/** Whether a theorem of the spec justifies the construction: without its obligations. */
export async function justify(
  monitor: ConstructedMonitor,
  spec: Spec,
  options: CheckOptions,
): Promise<Justification> {
  return justification(monitor.construction, spec, await judgedFor(monitor, spec, options));
}

async function judgedFor(
  { map, pair }: ConstructedMonitor,
  spec: Spec,
  options: CheckOptions,
): Promise<PairResult | undefined> {
  const checked = await check(map.real, spec, {
    ...options,
    pairs: [pair.name],
    premises: false,
    minimise: 'none',
  });
  return checked.pairs[0];
}

/** All but those that are known to be insensitive. */
function sensitiveFor(
  { map, construction }: ConstructedMonitor,
  judged: PairResult | undefined,
): ReadonlySet<string> {
  const { sensitive } = THEOREMS[construction];
  const insensitive = new Set(
    (judged?.instructions ?? []).flatMap((each) => (each[sensitive] === 'no' ? each.variants : [])),
  );
  return new Set(map.real.instructions.map(({ id }) => id).filter((id) => !insensitive.has(id)));
}

function justification(
  construction: Construction,
  { theorems }: Spec,
  judged: PairResult | undefined,
): Justification {
  const { number } = THEOREMS[construction];
  const found = judged?.theorems.find((each) => each.number === number);
  return {
    theorem: number,
    title: found?.title ?? theorems.find((each) => each.number === number)?.title ?? '',
    verdict: found?.verdict ?? 'undecided',
    obstructing: found?.obstructing ?? [],
  };
}

function* wanted(subject: MonitorSubject, only: readonly string[]): Generator<MonitorObligation> {
  for (const obligation of obligationsOf(subject, (id) => isWanted(subject, only, id)))
    yield obligation;
}

function isWanted({ map }: MonitorSubject, only: readonly string[], id: string): boolean {
  if (only.length === 0) return true;
  const opcode = map.real.instructions.find((each) => each.id === id)?.opcode ?? id;
  return only.some((pattern) => matchesPattern(pattern, id) || matchesPattern(pattern, opcode));
}

/** For progress: about how many there are. Most are asked of every instruction. */
function countOf(subject: MonitorSubject, only: readonly string[]): number {
  const { map, sensitive, privileged, construction } = subject;
  const asked = map.real.instructions.filter(({ id }) => isWanted(subject, only, id));
  const efficient = construction === 'hybrid' ? 2 : 3;
  const others = map.covers.length + 7;
  const ofEach = (id: string): number => {
    if (sensitive.has(id)) return 5;
    return privileged.has(id) ? 4 : 4 + efficient;
  };
  return asked.reduce((sum, { id }) => sum + ofEach(id), others);
}
