/** Everything that a check of a monitor finds out, as plain data. */

import type { ParameterSetting } from '../isa/machine.ts';
import type { Construction, MonitorMap } from '../isa/monitor-map.ts';
import type { AnsweredObligation, MonitorAnswer } from './answer.ts';
import { OBLIGATION_KINDS, type ObligationKind } from './obligation.ts';

export interface MonitorResult {
  readonly machine: { readonly id: string; readonly title: string };
  readonly parameters: readonly ParameterSetting[];
  /** Those of the virtual machine that are not the real one's. */
  readonly virtual: readonly ParameterSetting[];
  readonly map: Pick<MonitorMap, 'title' | 'citations' | 'leavesOut' | 'placed' | 'invariants'>;
  readonly construction: Construction;
  readonly pair: { readonly name: string; readonly title: string };
  readonly spec: string;
  /** What the spec's theorem about this construction says of the machine. */
  readonly justification: Justification;
  readonly obligations: readonly AnsweredObligation[];
  readonly solver: {
    readonly name: string;
    readonly version: string;
    readonly queries: number;
    readonly fromCache: number;
    readonly milliseconds: number;
  };
  /** False if only some instructions were asked about. */
  readonly isWhole: boolean;
  /** False if it was interrupted: what is missing is undecided. */
  readonly isComplete: boolean;
}

export interface Justification {
  readonly theorem: number;
  readonly title: string;
  readonly verdict: 'holds' | 'fails' | 'undecided';
  readonly obstructing: readonly string[];
}

/** What an answer comes to for its obligation. */
export type Outcome = 'met' | 'never' | 'refuted' | 'unknown';

/** Of these it is bad if they speak of no state at all. */
const NOT_EMPTY: readonly ObligationKind[] = ['I', 'U', 'T'];

/** The outcome of one obligation; what rests on something that is not proved is not known. */
export function outcomeOf(
  { obligation, answer }: AnsweredObligation,
  open: ReadonlySet<ObligationKind>,
): Outcome {
  switch (answer.kind) {
    case 'proved':
    case 'shown':
      return obligation.restsOn.some((kind) => open.has(kind)) ? 'unknown' : 'met';
    case 'never':
      return NOT_EMPTY.includes(obligation.kind) ? 'unknown' : 'never';
    case 'refuted':
    case 'impossible':
      return 'refuted';
    case 'unknown':
      return 'unknown';
  }
}

/** Kinds of which some obligation is refuted or not known, or of which nothing was asked. */
export function openKinds(obligations: readonly AnsweredObligation[]): ReadonlySet<ObligationKind> {
  const open = obligations
    .filter((each) => !['met', 'never'].includes(outcomeOf(each, new Set())))
    .map(({ obligation }) => obligation.kind);
  return new Set([...open, ...kindsInOrder().filter((kind) => !isAsked(kind, obligations))]);
}

/** Kinds that were asked, and of which no obligation speaks of any state: they say nothing. */
export function idleKinds(obligations: readonly AnsweredObligation[]): readonly ObligationKind[] {
  return kindsInOrder().filter((kind) => {
    const answers = obligations.filter(({ obligation }) => obligation.kind === kind);
    return answers.length > 0 && answers.every(({ answer }) => answer.kind === 'never');
  });
}

function isAsked(kind: ObligationKind, obligations: readonly AnsweredObligation[]): boolean {
  return obligations.some(({ obligation }) => obligation.kind === kind);
}

export type MonitorVerdict = 'holds' | 'fails' | 'undecided';

/** Every kind must have been asked and speak of some state, and every obligation be met. */
export function monitorVerdict({
  obligations,
  isWhole,
  isComplete,
}: MonitorResult): MonitorVerdict {
  const open = openKinds(obligations);
  const outcomes = obligations.map((each) => outcomeOf(each, open));
  if (outcomes.includes('refuted')) return 'fails';
  // A machine without a sensitive instruction has nothing that must trap.
  const isAll = kindsInOrder().every((kind) => kind === 'T' || isAsked(kind, obligations));
  const isKnown = isAll && idleKinds(obligations).length === 0 && !outcomes.includes('unknown');
  return isComplete && isWhole && isKnown ? 'holds' : 'undecided';
}

export function kindsInOrder(): readonly ObligationKind[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- these are its keys
  return Object.keys(OBLIGATION_KINDS) as ObligationKind[];
}

/** `N load`, `F load: it runs natively in virtual user mode`. */
export function obligationName({ obligation }: AnsweredObligation): string {
  const { kind, about, claims } = obligation;
  return kind === 'F' ? `${kind} ${about}: ${claims.join(', ')}` : `${kind} ${about}`;
}

export function evidenceOf(answer: MonitorAnswer): string {
  switch (answer.kind) {
    case 'proved':
    case 'impossible':
      return answer.evidence;
    case 'shown':
    case 'refuted':
      return 'replayed';
    case 'never':
      return 'no such state';
    case 'unknown':
      return answer.reason;
  }
}
