/** The solver as the command's flags describe it: which one, how many, with what around it. */

import { join } from 'node:path';
import { contradict, parseKept, printKept, type KeptAnswer } from '../prove/kept-answer.ts';
import type { KeptAnswers } from '../prove/recall.ts';
import { openCache, withCache, type Cache } from '../smt/cache.ts';
import {
  createExternalSolver,
  EXTERNAL_SOLVERS,
  findSolver,
  SolverUnavailable,
  type ExternalSolverKind,
} from '../smt/external.ts';
import { withKeptQueries } from '../smt/keep-queries.ts';
import { withSecondOpinion } from '../smt/second-opinion.ts';
import type { Solver } from '../smt/solver.ts';
import { createZ3Pool } from '../smt/z3-pool.ts';
import { keyOf, openEntries } from '../store/entries.ts';
import { codeDigest } from './code-digest.ts';

export interface SolverOptions {
  /** Queries at once. */
  readonly jobs: number;
  /** `z3`, `cvc5` or `bitwuzla` from the search path; the embedded one if not given. */
  readonly external?: string | undefined;
  readonly secondOpinion?: string | undefined;
  /** `PATH`, for the above. */
  readonly searchPath?: string;
  /** Folder of answers; none are kept if not given. */
  readonly cache?: string | undefined;
  /** Folder to which every query is written. */
  readonly keepQueries?: string | undefined;
}

export interface OpenedSolver {
  readonly solver: Solver;
  /** Answers of earlier checks, for `check`; none where every query is to be seen. */
  readonly kept: KeptAnswers | undefined;
  readonly fromCache: () => number;
  /** For the user: why the cache is not used, say. */
  readonly warnings: readonly string[];
}

/** Throws `SolverUnavailable` if an external solver was asked for and is not there. */
export async function openSolver(options: SolverOptions): Promise<OpenedSolver> {
  const warnings: string[] = [];
  let hits = 0;
  let solver = await one(options.external, options);
  if (options.secondOpinion !== undefined)
    solver = withSecondOpinion(solver, await one(options.secondOpinion, options));
  let kept: KeptAnswers | undefined;
  if (options.cache !== undefined) {
    const { cache, warning } = await openCache(options.cache);
    const counting: Cache = {
      async find(text, of) {
        const answer = await cache.find(text, of);
        if (answer !== undefined) hits += 1;
        return answer;
      },
      record: (text, of, answer) => cache.record(text, of, answer),
    };
    solver = withCache(solver, counting);
    if (warning !== undefined) warnings.push(warning);
    else if (options.keepQueries === undefined) kept = await openKept(options.cache);
  }
  // Outside of the cache: what was asked before is kept all the same.
  if (options.keepQueries !== undefined) solver = withKeptQueries(solver, options.keepQueries);
  return { solver, kept, fromCache: () => hits, warnings };
}

/** Only the same code gives the same answers: each has its own folder of them, a file for each machine. */
async function openKept(folder: string): Promise<KeptAnswers> {
  const code = await codeDigest();
  const { entries } = await openEntries<KeptAnswer>(join(folder, `answers-${code.slice(0, 16)}`), {
    print: printKept,
    parse: parseKept,
    contradict,
  });
  return {
    find: (machine, key) => entries.find(machine, keyOf(code, key)),
    record: (machine, key, answer) => entries.record(machine, keyOf(code, key), answer),
  };
}

function one(name: string | undefined, { jobs, searchPath = '' }: SolverOptions): Promise<Solver> {
  if (name === undefined) return Promise.resolve(createZ3Pool({ jobs }));
  const kind = EXTERNAL_SOLVERS.find((each): each is ExternalSolverKind => each === name);
  const program = kind === undefined ? undefined : findSolver(kind, searchPath);
  if (kind === undefined || program === undefined) {
    const why =
      kind === undefined
        ? `popek knows ${EXTERNAL_SOLVERS.join(', ')}`
        : 'it is not on the search path';
    throw new SolverUnavailable(`no solver \`${name}\`: ${why}`);
  }
  return createExternalSolver({ kind, program, jobs });
}
