/**
 * Answers of solvers on disk, found by what was asked: a warm check asks no solver.
 *
 * One file for each solver and version. The dangerous entry is *unsat*, which nothing checks again;
 * `store/entries.ts` says what keeps it whole. `unknown` is never stored.
 */

import { openEntries, keyOf, type Entries } from '../store/entries.ts';
import { parseAnswer, printAnswer, type Answer } from './cache-entry.ts';
import type { Solver } from './solver.ts';

export interface Cache {
  find(text: string, solver: Solver): Promise<Answer | undefined>;
  /** Resolves when the answer is written, or when it cannot be. */
  record(text: string, solver: Solver, answer: Answer): Promise<void>;
}

export interface OpenedCache {
  readonly cache: Cache;
  /** Why nothing will be kept, for the user. */
  readonly warning: string | undefined;
}

/** Never rejects: a directory that cannot be used gives a cache that keeps nothing, and a warning. */
export async function openCache(directory: string): Promise<OpenedCache> {
  const { entries, warning } = await openEntries<Answer>(directory, {
    print: printAnswer,
    parse: parseAnswer,
    contradict: (a, b) => a.kind !== b.kind,
  });
  return { cache: cacheOf(entries), warning };
}

function cacheOf(entries: Entries<Answer>): Cache {
  return {
    find: (text, solver) => entries.find(fileOf(solver), keyFor(text, solver)),
    record: (text, solver, answer) => entries.record(fileOf(solver), keyFor(text, solver), answer),
  };
}

function fileOf({ name, version }: Solver): string {
  return `${name}-${version}`;
}

/** The budget is not part of it: an answer is an answer. */
function keyFor(text: string, { name, version }: Solver): string {
  return keyOf(name, version, text);
}

/** The solver, asked only what the cache does not know. */
export function withCache(solver: Solver, cache: Cache): Solver {
  return {
    name: solver.name,
    version: solver.version,
    solve: async (text, budget, signal) => {
      const known = await cache.find(text, solver);
      if (known !== undefined) return known;
      const response = await solver.solve(text, budget, signal);
      if (response.kind !== 'unknown') await cache.record(text, solver, response);
      return response;
    },
    close: () => solver.close(),
  };
}
