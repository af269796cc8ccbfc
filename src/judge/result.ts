/** Everything a check finds out about a machine: what reports print, as plain data. */

import type { Span } from '../base/span.ts';
import type { ParameterSetting } from '../isa/machine.ts';
import type { Answer, Evidence } from '../question/answer.ts';
import type { Premise } from './premise.ts';
import type { Truth, Verdict } from './truth.ts';

export const USER_MODE_BEHAVIOURS = ['same', 'ignored', 'partial', 'exception', 'trap'] as const;
export type UserModeBehaviour = (typeof USER_MODE_BEHAVIOURS)[number];

export interface InstructionResult {
  /** Of the variant, or of the opcode where the spec counts opcodes. */
  readonly id: string;
  readonly variants: readonly string[];
  readonly manualSays: 'privileged' | 'unprivileged' | undefined;
  readonly privileged: Truth;
  readonly control: Truth;
  readonly location: Truth;
  readonly mode: Truth;
  readonly user: Truth;
  readonly sensitive: Truth;
  readonly partlyTraps: Truth;
  /** Other classes of the spec. */
  readonly otherClasses: ReadonlyMap<string, Truth>;
  readonly inUserMode: readonly UserModeBehaviour[];
  /** Behaviours of which it is not known whether they occur. */
  readonly inUserModeUndecided: readonly UserModeBehaviour[];
  /** The mapped paths that it takes, and the marks of elements that it touches. */
  readonly uses: readonly string[];
  readonly evidence: ReadonlyMap<string, Evidence>;
  readonly answers: ReadonlyMap<string, Answer>;
}

export interface TheoremResult {
  readonly number: number;
  readonly title: string;
  readonly citations: readonly string[];
  readonly verdict: Verdict;
  /** Instructions of which the requirement fails. */
  readonly obstructing: readonly string[];
  /** Instructions of which it is not known. */
  readonly undecided: readonly string[];
  /** Why it is undecided in spite of every instruction. */
  readonly reason: string | undefined;
}

export interface FactResult {
  readonly number: number;
  readonly title: string;
  readonly given: number | undefined;
  /** `not-applicable`: it speaks of machines for which the given theorem holds. */
  readonly verdict: Verdict | 'not-applicable';
  readonly contradictedBy: readonly string[];
  readonly undecided: readonly string[];
}

export interface PairResult {
  readonly name: string;
  readonly title: string;
  readonly why: string | undefined;
  readonly instructions: readonly InstructionResult[];
  readonly premises: readonly Premise[];
  readonly theorems: readonly TheoremResult[];
  readonly facts: readonly FactResult[];
  /** Whether every supervisor state has a partner in user mode, and if not, which have none. */
  readonly partners: { readonly verdict: Verdict; readonly why: string };
}

export interface ExpectedClaim {
  readonly name: string;
  readonly expected: string;
  /** Undefined if the subject has no such class or verdict. */
  readonly found: string | undefined;
}

export interface ExpectedResult {
  readonly source: string;
  readonly subject: string;
  readonly pair: string;
  readonly status: 'published' | 'manual' | 'derived';
  readonly confidence: 'certain' | 'likely' | 'needs_checking' | 'prediction';
  readonly why: string | undefined;
  /** `unmatched`: the machine has no such subject. */
  readonly outcome: 'agrees' | 'disagrees' | 'undecided' | 'unmatched';
  readonly claims: readonly ExpectedClaim[];
  readonly span: Span;
}

export interface SolverReport {
  readonly name: string;
  readonly version: string;
  readonly variants: number;
  readonly questions: number;
  /** Answered by an earlier check; witnesses among them were replayed. */
  readonly recalled: number;
  /** Settled without a query, by rewriting. */
  readonly structural: number;
  /** Settled without a query, by a replayed candidate. */
  readonly candidates: number;
  readonly queries: number;
  readonly fromCache: number;
  readonly milliseconds: number;
}

export interface CheckResult {
  readonly machine: {
    readonly id: string;
    readonly title: string;
    readonly citations: readonly string[];
  };
  readonly parameters: readonly ParameterSetting[];
  readonly spec: {
    readonly name: string;
    readonly title: string;
    readonly citations: readonly string[];
    readonly readings: readonly string[];
    readonly granularity: 'variant' | 'opcode';
  };
  /** The first is the default. */
  readonly pairs: readonly PairResult[];
  readonly expected: readonly ExpectedResult[];
  readonly leavesOut: readonly { readonly what: string; readonly why: string | undefined }[];
  readonly simulation: 'not-run';
  readonly solver: SolverReport;
  /** False if it was interrupted: what is missing is undecided. */
  readonly isComplete: boolean;
}
