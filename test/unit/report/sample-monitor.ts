/** What a check of a monitor may have found, for tests of what is printed. */

import type { PartedStep } from '../../../src/isa/parted-step.ts';
import { zeroState } from '../../../src/isa/state.ts';
import type { AnsweredObligation, MonitorAnswer } from '../../../src/monitor/answer.ts';
import type { ObligationKind } from '../../../src/monitor/obligation.ts';
import type { MonitorResult } from '../../../src/monitor/result.ts';
import type { ReportedMonitor } from '../../../src/report/monitor-report.ts';
import { monitorOf } from '../../helpers/mapped-monitors.ts';

const { map, pair } = monitorOf();
const real = zeroState({ ...map.real, elements: [...map.real.elements, ...map.kept] });
const virtual = zeroState(map.virtual);
const moved = { ...virtual, elements: new Map([...virtual.elements, ['P', 7n] as const]) };

/** A step after which the guest is where it should not be. */
export const PARTED: PartedStep = {
  before: real,
  after: real,
  bareBefore: virtual,
  bareAfter: moved,
  how: 'native',
  text: 'jump 7',
  wrong: ['P is 0x0, on the bare machine 0x7'],
};

export function answered(
  kind: ObligationKind,
  about: string,
  answer: MonitorAnswer,
): AnsweredObligation {
  const restsOn: readonly ObligationKind[] = kind === 'E' ? ['R'] : [];
  const obligation = { kind, about, wants: 'proof', restsOn, claims: ['it runs'] } as const;
  return { obligation, answer, milliseconds: 12 };
}

function monitorResult(changes: Partial<MonitorResult> = {}): MonitorResult {
  const { id, title, parameters } = map.real;
  return {
    machine: { id, title },
    parameters,
    virtual: map.virtual.parameters,
    map,
    construction: 'trap-and-emulate',
    pair,
    spec: 'pg74',
    justification: { theorem: 1, title: 'Theorem', verdict: 'holds', obstructing: [] },
    obligations: [],
    solver: { name: 'fixed', version: '1', queries: 0, fromCache: 0, milliseconds: 0 },
    isWhole: true,
    isComplete: true,
    ...changes,
  };
}

export function reportedMonitor(changes: Partial<MonitorResult> = {}): ReportedMonitor {
  const again = 'popek monitor check third-generation';
  return { result: monitorResult(changes), map, again, version: '0.0.0' };
}

/** One obligation of each outcome. */
export const ONE_OF_EACH: readonly AnsweredObligation[] = [
  answered('I', 'a guest can be placed', { kind: 'shown', state: real }),
  answered('N', 'jump', { kind: 'refuted', counterexample: PARTED }),
  answered('R', 'jump', { kind: 'unknown', reason: 'timeout', budget: 'rlimit 1' }),
  answered('E', 'jump', { kind: 'proved', evidence: 'proved' }),
  answered('B', 'halt', { kind: 'never' }),
  answered('F', 'jump', { kind: 'impossible', evidence: 'proved' }),
];
