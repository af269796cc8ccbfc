/**
 * Answers on disk, found by what was asked: a warm check asks no solver.
 *
 * One file for each solver and version, one line for each answer, only ever appended to. A check
 * reads thousands of answers, and one file of them is read in milliseconds where thousands of files
 * take seconds. Each line is written by one call in append mode, which keeps lines of concurrent
 * processes whole, and begins with a line break, so that a line torn by a crash spoils itself alone.
 * Nothing is ever rewritten, so there is no moment at which the file is half there.
 *
 * The dangerous entry is *unsat*, which nothing checks again. Each line carries the hash of its
 * query and a hash over that and the answer; a line in which anything is off is no entry, and
 * neither is a query with two different verdicts. `unknown` is never stored.
 */

import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheKey, parseEntry, printEntry, type Answer } from './cache-entry.ts';
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
  try {
    await mkdir(directory, { recursive: true });
    // An append of nothing tells whether answers can be written, whoever asks (root may anywhere).
    await appendFile(join(directory, 'answers'), '');
    return { cache: new DirectoryCache(directory), warning: undefined };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { cache: NO_CACHE, warning: `answers are not cached: ${why}` };
  }
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

const NO_CACHE: Cache = {
  find: () => Promise.resolve(undefined),
  record: () => Promise.resolve(),
};

/** Answers by key. `conflict` where two lines contradict each other. */
type Answers = Map<string, Answer | 'conflict'>;

class DirectoryCache implements Cache {
  readonly #directory: string;
  /** By file; each is read once, when first asked. */
  readonly #shards = new Map<string, Promise<Answers>>();
  #isWritable = true;

  constructor(directory: string) {
    this.#directory = directory;
  }

  async find(text: string, solver: Solver): Promise<Answer | undefined> {
    const answers = await this.#answers(solver);
    const answer = answers.get(cacheKey(text, solver.name, solver.version));
    return answer === 'conflict' ? undefined : answer;
  }

  async record(text: string, solver: Solver, answer: Answer): Promise<void> {
    const key = cacheKey(text, solver.name, solver.version);
    const answers = await this.#answers(solver);
    add(answers, key, answer);
    if (!this.#isWritable) return;
    try {
      await appendFile(this.#file(solver), `\n${printEntry({ key, answer })}\n`);
    } catch {
      // A full disk, say. The answer itself is not affected, only the next run is slower.
      this.#isWritable = false;
    }
  }

  #answers(solver: Solver): Promise<Answers> {
    const file = this.#file(solver);
    const known = this.#shards.get(file);
    if (known !== undefined) return known;
    const answers = readAnswers(file);
    this.#shards.set(file, answers);
    return answers;
  }

  #file({ name, version }: Solver): string {
    return join(this.#directory, `${name}-${version}`.replaceAll(/[^\w.+-]/g, '_'));
  }
}

async function readAnswers(file: string): Promise<Answers> {
  const answers: Answers = new Map();
  let text = '';
  try {
    text = await readFile(file, 'utf8');
  } catch {
    // Nothing was stored yet, or it cannot be read: both mean to ask.
  }
  for (const line of text.split('\n')) {
    const entry = line === '' ? undefined : parseEntry(line);
    if (entry !== undefined) add(answers, entry.key, entry.answer);
  }
  return answers;
}

function add(answers: Answers, key: string, answer: Answer): void {
  const known = answers.get(key);
  const isConflict = known === 'conflict' || (known !== undefined && known.kind !== answer.kind);
  answers.set(key, isConflict ? 'conflict' : answer);
}
