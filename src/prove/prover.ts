/** What asking needs: a solver, a budget, and what has been asked already. */

import { toSmtLib } from '../smt/to-smtlib.ts';
import type { Budget, Model, Solver } from '../smt/solver.ts';
import { callsIn, expandCalls } from '../term/definition.ts';
import { simplifyConjunction } from '../term/simplify.ts';
import { FALSE, type Term } from '../term/term.ts';
import { solveWithFunctions } from './functions.ts';
import type { KeptAnswers } from './recall.ts';

export interface ProverOptions {
  readonly solver: Solver;
  readonly budget: Budget;
  readonly signal?: AbortSignal | undefined;
  /** False: nothing is settled by rewriting, every question goes to the solver. */
  readonly structural?: boolean;
  /** False: witnesses stay as they were found. */
  readonly minimise?: boolean;
  /** Lets the solver prove that there is no smaller witness. */
  readonly proveSmallest?: boolean;
  /** Asks what else can differ where something does. */
  readonly otherCauses?: boolean;
  /** False: no concrete candidates are tried before the solver. */
  readonly candidates?: boolean;
  /** Answers of earlier runs. */
  readonly kept?: KeptAnswers | undefined;
}

export type Solved =
  | { readonly kind: 'sat'; readonly model: Model }
  /** `structural`: rewriting alone shows it. */
  | { readonly kind: 'unsat'; readonly evidence: 'structural' | 'proved' }
  | { readonly kind: 'unknown'; readonly reason: string };

export interface Prover {
  readonly options: ProverOptions;
  readonly counts: Counts;
  /** Whether the conjuncts can hold together. Asked once for the same conjuncts. */
  solve(name: string, conjuncts: readonly Term[]): Promise<Solved>;
  /** Whether rewriting alone shows that they cannot hold together. */
  isPlainlyFalse(conjuncts: readonly Term[]): boolean;
  /** What was spent, for an answer that is unknown. */
  readonly budget: string;
  /** The same, with what it has solved and counted, but for how witnesses are treated. */
  with(options: Pick<ProverOptions, 'minimise' | 'proveSmallest' | 'otherCauses'>): Prover;
}

export interface Counts {
  questions: number;
  /** Answered by an earlier run, and replayed if there is a witness. */
  recalled: number;
  structural: number;
  candidates: number;
  queries: number;
  repeated: number;
}

export function createProver(options: ProverOptions): Prover {
  const counts: Counts = {
    questions: 0,
    recalled: 0,
    structural: 0,
    candidates: 0,
    queries: 0,
    repeated: 0,
  };
  const asked = new Map<string, Promise<Solved>>();

  const isPlainlyFalse = (conjuncts: readonly Term[]): boolean =>
    options.structural !== false && simplifyConjunction(conjuncts).includes(FALSE);

  const solve = async (name: string, conjuncts: readonly Term[]): Promise<Solved> => {
    const simplified = options.structural === false ? conjuncts : simplifyConjunction(conjuncts);
    if (options.structural !== false && simplified.includes(FALSE))
      return { kind: 'unsat', evidence: 'structural' };
    const key = simplified
      .map(({ id }) => id)
      .toSorted((a, b) => a - b)
      .join(' ');
    const known = asked.get(key);
    if (known !== undefined) {
      counts.repeated += 1;
      return known;
    }
    counts.queries += 1;
    const answer =
      callsIn(...simplified).length === 0 ? ask(options, name, simplified) : open(name, simplified);
    asked.set(key, answer);
    return answer;
  };

  /** With functions that are left open as long as that will do. */
  const open = async (name: string, simplified: readonly Term[]): Promise<Solved> => {
    const answer = await solveWithFunctions(simplified, (conjuncts) =>
      ask(options, `${name}/functions`, conjuncts),
    );
    return answer === 'spell out' ? solve(`${name}/spelt`, simplified.map(expandCalls)) : answer;
  };

  const prover: Prover = {
    options,
    counts,
    solve,
    isPlainlyFalse,
    budget: `rlimit ${options.budget.rlimit}`,
    with: (changed) => ({ ...prover, options: { ...options, ...changed } }),
  };
  return prover;
}

async function ask(
  { solver, budget, signal }: ProverOptions,
  name: string,
  assertions: readonly Term[],
): Promise<Solved> {
  const response = await solver.solve(toSmtLib({ name, assertions }), budget, signal);
  switch (response.kind) {
    case 'sat':
      return { kind: 'sat', model: response.values };
    case 'unsat':
      return { kind: 'unsat', evidence: 'proved' };
    case 'unknown':
      return { kind: 'unknown', reason: response.reason };
  }
}
