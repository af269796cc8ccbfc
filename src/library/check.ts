/**
 * Checks a machine under a spec: asks, judges, and only then looks at what was expected.
 *
 * Interrupted by its signal it gives what is decided so far; the rest is undecided.
 */

import { matchesPattern } from '../base/wildcard.ts';
import type { Instruction, Machine, Pair } from '../isa/machine.ts';
import { compareExpected } from '../judge/compare-expected.ts';
import { controlApart } from '../judge/control-apart.ts';
import { judgePair } from '../judge/judge.ts';
import type { Premise } from '../judge/premise.ts';
import type { CheckResult, PairResult } from '../judge/result.ts';
import type { Answers } from '../judge/units.ts';
import { createProver, type Prover } from '../prove/prover.ts';
import type { KeptAnswers } from '../prove/recall.ts';
import { provePair, type ProvedPair } from '../prove/prove-pair.ts';
import type { ExpectedRow } from '../question/expected.ts';
import { misfits } from '../question/fit.ts';
import { PREMISES } from '../question/premise-id.ts';
import type { Spec } from '../question/spec.ts';
import type { Solver } from '../smt/solver.ts';

/** Work units of the solver for one query: tens of seconds at most. */
export const DEFAULT_BUDGET = 20_000_000;
/** After this a solver is taken for hung. */
const WATCHDOG_MS = 120_000;

export type Minimise = 'every' | 'obstructing' | 'none';

export interface CheckOptions {
  readonly solver: Solver;
  /** Answers of earlier checks, from `openSolver`. */
  readonly kept?: KeptAnswers | undefined;
  /** How many answers the solver took from its cache, if it has one. */
  readonly fromCache?: () => number;
  /** Work units of the solver for one query; the same query always spends the same. */
  readonly budget?: number;
  /** Names of pairs; all of them if not given. */
  readonly pairs?: readonly string[];
  /** Patterns of instruction ids, `*` standing for anything; all of them if not given. */
  readonly only?: readonly string[];
  /** False: premises are left out. They need every instruction, so `only` leaves them out too. */
  readonly premises?: boolean;
  /**
   * Of which instructions the witnesses are made small: of `every` one, which is the default; of
   * those only that obstruct a theorem or contradict a fact, which saves half of the time and more;
   * or of `none`.
   */
  readonly minimise?: Minimise;
  /** Lets the solver prove that witnesses are the smallest, where it can. */
  readonly proveSmallest?: boolean;
  /** Asks what else can differ where something does. */
  readonly otherCauses?: boolean;
  /** False: nothing is settled without the solver. */
  readonly structural?: boolean;
  /** Read after judging, and never before. */
  readonly expected?: () => readonly ExpectedRow[];
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly pair: string;
  readonly instruction: string;
}

/** Throws `RangeError` if the spec does not fit the machine (`misfits` says so first), or a pair does not exist. */
export async function check(
  machine: Machine,
  spec: Spec,
  options: CheckOptions,
): Promise<CheckResult> {
  const [misfit] = misfits(spec, machine);
  if (misfit !== undefined) throw new RangeError(misfit.message);
  const started = performance.now();
  const prover = proverFor(options);
  const quick = options.minimise === 'obstructing' ? prover.with({ minimise: false }) : prover;
  const pairs = pairsOf(machine, options.pairs);
  const instructions = machine.instructions.filter(
    ({ id, opcode }) => isWanted(options.only, id) || isWanted(options.only, opcode),
  );
  const total = pairs.length * instructions.length;
  let done = 0;

  const results: PairResult[] = [];
  let invariants: ProvedPair['invariants'] | undefined;
  for (const pair of pairs) {
    const onAnswered = (instruction: string): void => {
      done += 1;
      options.onProgress?.({ done, total, pair: pair.name, instruction });
    };
    // oxlint-disable-next-line no-await-in-loop -- the instructions of one pair keep the solver busy
    const proved = await provePair({
      prover,
      ofInstructions: quick,
      machine,
      pair,
      spec,
      instructions,
      premises: options.premises !== false && options.only === undefined,
      invariants,
      onAnswered,
    });
    invariants = proved.invariants;
    const result = judged(machine, pair, spec, instructions, proved);
    const shown = quick === prover ? [] : shownOf(result, instructions);
    if (shown.length === 0 || options.signal?.aborted === true) {
      results.push(result);
      continue;
    }
    // oxlint-disable-next-line no-await-in-loop -- as above
    const small = await provePair({
      prover,
      machine,
      pair,
      spec,
      instructions: shown,
      premises: false,
      invariants,
    });
    const answers = withSmallWitnesses(proved.answers, small.answers);
    results.push(judged(machine, pair, spec, instructions, { ...proved, answers }));
  }
  const { counts } = prover;
  return {
    machine: { id: machine.id, title: machine.title, citations: machine.citations },
    parameters: machine.parameters,
    spec: {
      name: spec.name,
      title: spec.title,
      citations: spec.citations,
      readings: spec.readings,
      granularity: spec.granularity,
    },
    pairs: results,
    expected: compareExpected(options.expected?.() ?? [], spec.name, results, {
      defaultPair: machine.pairs[0]?.name ?? '',
      parameters: machine.parameters,
      isEverything:
        options.only === undefined && options.pairs === undefined && options.premises !== false,
    }),
    leavesOut: machine.leavesOut,
    simulation: 'not-run',
    solver: {
      name: options.solver.name,
      version: options.solver.version,
      variants: instructions.length,
      questions: counts.questions,
      recalled: counts.recalled,
      structural: counts.structural,
      candidates: counts.candidates,
      queries: counts.queries,
      fromCache: options.fromCache?.() ?? 0,
      milliseconds: Math.round(performance.now() - started),
    },
    isComplete: options.signal?.aborted !== true,
  };
}

/** The instructions whose witnesses a report tells. */
function shownOf(
  { instructions: results, theorems, facts }: PairResult,
  instructions: readonly Instruction[],
): readonly Instruction[] {
  const told = new Set([
    ...theorems.flatMap(({ obstructing }) => obstructing),
    ...facts.flatMap(({ contradictedBy }) => contradictedBy),
  ]);
  const variants = new Set(results.flatMap((each) => (told.has(each.id) ? each.variants : [])));
  return instructions.filter(({ id }) => variants.has(id));
}

/**
 * The answers with the witnesses of those asked again. Nothing else is taken over: what was decided
 * stays so, though asking again was interrupted. Throws where the two contradict each other.
 */
export function withSmallWitnesses(decided: Answers, again: Answers): Answers {
  return new Map(
    [...decided].map(([id, answers]) => [
      id,
      new Map(
        [...answers].map(([question, answer]) => {
          const small = again.get(id)?.get(question);
          if (small === undefined || small.kind === 'unknown' || answer.kind === 'unknown')
            return [question, answer];
          if (small.kind !== answer.kind)
            throw new Error(`${question} of ${id}: ${answer.kind}, and asked again ${small.kind}`);
          return [question, small];
        }),
      ),
    ]),
  );
}

export function proverFor({
  solver,
  kept,
  budget = DEFAULT_BUDGET,
  signal,
  structural = true,
  minimise = 'every',
  proveSmallest = false,
  otherCauses = false,
}: CheckOptions): Prover {
  return createProver({
    solver,
    kept,
    budget: { rlimit: budget, watchdogMs: WATCHDOG_MS },
    signal,
    structural,
    candidates: structural,
    minimise: minimise !== 'none',
    proveSmallest,
    otherCauses,
  });
}

function judged(
  machine: Machine,
  pair: Pair,
  spec: Spec,
  instructions: readonly Instruction[],
  { answers, premises, partners }: ProvedPair,
): PairResult {
  const apart =
    premises.length === 0
      ? undefined
      : controlApart(
          answers,
          spec.questions.map(({ name }) => name),
        );
  const all: readonly Premise[] = apart === undefined ? premises : [...premises, apart];
  const ordered = PREMISES.flatMap((id) => all.filter((premise) => premise.id === id));
  return judgePair({ machine, pair, spec, instructions, answers, premises: ordered, partners });
}

function pairsOf(machine: Machine, names: readonly string[] | undefined): readonly Pair[] {
  if (names === undefined) return machine.pairs;
  return names.map((name) => {
    const pair = machine.pairs.find((each) => each.name === name);
    if (pair === undefined) throw new RangeError(`${machine.id} has no pair ${name}`);
    return pair;
  });
}

function isWanted(patterns: readonly string[] | undefined, id: string): boolean {
  if (patterns === undefined) return true;
  return patterns.some((pattern) => matchesPattern(pattern, id));
}
