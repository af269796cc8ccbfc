/**
 * The report of a check as JSON, by `docs/schema/check.schema.json`. The instructions, premises and
 * theorems of the default pair, which is the first, stand at the top level once more.
 *
 * Numbers too large for JSON's are strings of decimal digits.
 */

import type { Premise } from '../judge/premise.ts';
import type {
  CheckResult,
  ExpectedResult,
  FactResult,
  InstructionResult,
  PairResult,
  TheoremResult,
} from '../judge/result.ts';
import type { Truth, Verdict } from '../judge/truth.ts';
import type { Evidence } from '../question/answer.ts';
import type { Reported } from './reported.ts';
import { membersOf } from './members.ts';

export type JsonNumber = number | string;

export interface InstructionJson {
  readonly id: string;
  readonly privileged: Truth;
  readonly control: Truth;
  readonly location: Truth;
  readonly mode: Truth;
  readonly user: Truth;
  readonly sensitive: Truth;
  readonly partlyTraps: Truth;
  /** Classes that only this spec has. */
  readonly otherClasses: Readonly<Record<string, Truth>>;
  readonly inUserMode: readonly string[];
  readonly inUserModeUndecided: readonly string[];
  readonly manualSays?: 'privileged' | 'unprivileged';
  /** Of an opcode, where the spec counts opcodes: its variants. */
  readonly variants: readonly string[];
  /** The mapped paths that it takes, and the marks of elements that it touches. */
  readonly uses: readonly string[];
  /** By question. */
  readonly evidence: Readonly<Record<string, Evidence>>;
}

export interface PremiseJson {
  readonly id: string;
  readonly title: string;
  readonly verdict: Verdict | 'stated';
  readonly why: string;
  readonly listed: readonly string[];
}

export interface TheoremJson {
  readonly number: number;
  readonly title: string;
  readonly verdict: Verdict;
  readonly obstructing: readonly string[];
  readonly undecided: readonly string[];
  readonly reason?: string;
}

export interface FactJson {
  readonly number: number;
  readonly title: string;
  readonly given?: number;
  readonly verdict: Verdict | 'not-applicable';
  readonly contradictedBy: readonly string[];
  readonly undecided: readonly string[];
}

export interface PairJson {
  readonly name: string;
  readonly title: string;
  readonly instructions: readonly InstructionJson[];
  readonly premises: readonly PremiseJson[];
  readonly theorems: readonly TheoremJson[];
  readonly facts: readonly FactJson[];
  readonly partners: { readonly verdict: Verdict; readonly why: string };
  /** Questions that are open. */
  readonly undecided: readonly {
    readonly instruction: string;
    readonly question: string;
    readonly reason: string;
    readonly budget: string;
  }[];
}

export interface CheckJson {
  readonly tool: { readonly name: 'popek'; readonly version: string };
  readonly again: string;
  readonly complete: boolean;
  readonly machine: string;
  readonly title: string;
  readonly parameters: Readonly<Record<string, JsonNumber>>;
  readonly spec: string;
  readonly pairs: readonly PairJson[];
  readonly instructions: readonly InstructionJson[];
  readonly premises: readonly PremiseJson[];
  readonly theorems: readonly TheoremJson[];
  readonly facts: readonly FactJson[];
  readonly expected: {
    readonly agrees: number;
    readonly disagrees: number;
    readonly undecided: number;
    readonly unmatched: number;
    readonly rows: readonly ExpectedJson[];
  };
  /** By instruction, how many members of its enums it stands for, if several. */
  readonly members: Readonly<Record<string, number>>;
  readonly leavesOut: readonly { readonly what: string; readonly why?: string }[];
  readonly simulation: 'not-run';
  readonly solver: CheckResult['solver'];
}

export interface ExpectedJson {
  readonly source: string;
  readonly subject: string;
  readonly pair: string;
  readonly status: ExpectedResult['status'];
  readonly confidence: ExpectedResult['confidence'];
  readonly outcome: ExpectedResult['outcome'];
  readonly claims: readonly {
    readonly name: string;
    readonly expected: string;
    readonly found?: string;
  }[];
  readonly why?: string;
}

export function jsonReport(reported: Reported): string {
  return `${JSON.stringify(checkJson(reported), undefined, 2)}\n`;
}

export function checkJson({ machine, result, version, again }: Reported): CheckJson {
  const pairs = result.pairs.map(pairJson);
  const [first] = pairs;
  return {
    tool: { name: 'popek', version },
    again,
    complete: result.isComplete,
    machine: result.machine.id,
    title: result.machine.title,
    parameters: parametersJson(result),
    spec: result.spec.name,
    pairs,
    instructions: first?.instructions ?? [],
    premises: first?.premises ?? [],
    theorems: first?.theorems ?? [],
    facts: first?.facts ?? [],
    expected: expectedJson(result.expected),
    members: membersOf(machine),
    leavesOut: result.leavesOut.map(({ what, why }) => ({ what, ...given('why', why) })),
    simulation: result.simulation,
    solver: result.solver,
  };
}

/** What `classify` says: rows, without premises and theorems. */
export type ClassifyJson = Pick<
  CheckJson,
  | 'tool'
  | 'again'
  | 'complete'
  | 'machine'
  | 'title'
  | 'parameters'
  | 'spec'
  | 'instructions'
  | 'solver'
> & { readonly pairs: readonly Pick<PairJson, 'name' | 'title' | 'instructions' | 'undecided'>[] };

export function classifyJson(reported: Reported): ClassifyJson {
  const { tool, again, complete, machine, title, parameters, spec, pairs, instructions, solver } =
    checkJson(reported);
  return {
    tool,
    again,
    complete,
    machine,
    title,
    parameters,
    spec,
    pairs: pairs.map((pair) => ({
      name: pair.name,
      title: pair.title,
      instructions: pair.instructions,
      undecided: pair.undecided,
    })),
    instructions,
    solver,
  };
}

export function parametersJson({
  parameters,
}: Pick<CheckResult, 'parameters'>): CheckJson['parameters'] {
  return Object.fromEntries(parameters.map(({ name, value }) => [name, numberJson(value)]));
}

export function numberJson(value: bigint): JsonNumber {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

function pairJson(pair: PairResult): PairJson {
  return {
    name: pair.name,
    title: pair.title,
    instructions: pair.instructions.map(instructionJson),
    premises: pair.premises.map(premiseJson),
    theorems: pair.theorems.map(theoremJson),
    facts: pair.facts.map(factJson),
    partners: pair.partners,
    undecided: pair.instructions.flatMap(({ id, answers }) =>
      [...answers].flatMap(([question, answer]) => {
        if (answer.kind !== 'unknown') return [];
        const { reason, budget } = answer;
        return [{ instruction: id, question, reason, budget }];
      }),
    ),
  };
}

export function instructionJson(instruction: InstructionResult): InstructionJson {
  const { privileged, control, location, mode, user, sensitive, partlyTraps } = instruction;
  return {
    id: instruction.id,
    privileged,
    control,
    location,
    mode,
    user,
    sensitive,
    partlyTraps,
    otherClasses: Object.fromEntries(instruction.otherClasses),
    inUserMode: instruction.inUserMode,
    inUserModeUndecided: instruction.inUserModeUndecided,
    ...given('manualSays', instruction.manualSays),
    variants: instruction.variants,
    uses: instruction.uses,
    evidence: Object.fromEntries(instruction.evidence),
  };
}

function premiseJson({ id, title, verdict, why, listed }: Premise): PremiseJson {
  return { id, title, verdict, why, listed };
}

function theoremJson({
  number,
  title,
  verdict,
  obstructing,
  undecided,
  reason,
}: TheoremResult): TheoremJson {
  return { number, title, verdict, obstructing, undecided, ...given('reason', reason) };
}

function factJson({ given: condition, ...fact }: FactResult): FactJson {
  return { ...fact, ...given('given', condition) };
}

function expectedJson(rows: readonly ExpectedResult[]): CheckJson['expected'] {
  const number = (wanted: ExpectedResult['outcome']): number =>
    rows.filter(({ outcome }) => outcome === wanted).length;
  return {
    agrees: number('agrees'),
    disagrees: number('disagrees'),
    undecided: number('undecided'),
    unmatched: number('unmatched'),
    rows: rows.map(({ source, subject, pair, status, confidence, outcome, claims, why }) => ({
      source,
      subject,
      pair,
      status,
      confidence,
      outcome,
      claims: claims.map(({ name, expected, found }) => ({
        name,
        expected,
        ...given('found', found),
      })),
      ...given('why', why),
    })),
  };
}

/** The key only where there is a value. */
function given<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { readonly [K in Key]?: Value } {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a computed key loses its literal type
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: Value };
}
