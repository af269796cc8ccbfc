/**
 * The embedded solver: z3 in worker threads, as many as there are jobs, kept warm.
 *
 * A query is never lost. If its worker dies or does not answer in time, the worker is replaced and
 * the query is answered `unknown`; the others do not notice.
 */

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { parseResponse } from './parse-response.ts';
import { unknown, type Budget, type Response, type Solver } from './solver.ts';
import type { WorkerReply, WorkerRequest } from './z3-messages.ts';

export interface Z3PoolOptions {
  /** How many queries run at once. */
  readonly jobs: number;
  /** The worker's compiled file, for tests; else the one in `dist`. */
  readonly worker?: URL;
}

interface Job {
  readonly text: string;
  readonly budget: Budget;
  readonly finish: (response: Response) => void;
}

interface Slot {
  readonly worker: Worker;
  job: Job | undefined;
  watchdog: NodeJS.Timeout | undefined;
}

/** Starts no worker before the first query: a check that recalls all its answers needs none. */
export function createZ3Pool(options: Z3PoolOptions): Solver {
  return new Z3Pool(options);
}

class Z3Pool implements Solver {
  readonly name = 'z3-solver';
  readonly version: string = packageVersion();
  readonly #jobs: number;
  readonly #workerFile: URL;
  readonly #queue: Job[] = [];
  readonly #slots = new Set<Slot>();
  #isClosed = false;

  constructor({ jobs, worker = workerFile() }: Z3PoolOptions) {
    this.#jobs = Math.max(1, jobs);
    this.#workerFile = worker;
  }

  solve(text: string, budget: Budget, signal?: AbortSignal): Promise<Response> {
    if (this.#isClosed) return Promise.resolve(unknown('the solver is closed'));
    if (signal?.aborted === true) return Promise.resolve(unknown('interrupted'));
    return new Promise((resolve) => {
      const interrupt = (): void => this.#interrupt(job);
      const finish = (response: Response): void => {
        signal?.removeEventListener('abort', interrupt);
        resolve(response);
      };
      const job: Job = { text, budget, finish };
      signal?.addEventListener('abort', interrupt);
      this.#queue.push(job);
      this.#dispatch();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const job of this.#queue.splice(0)) job.finish(unknown('the solver is closed'));
    await Promise.all([...this.#slots].map((slot) => this.#retire(slot, 'the solver is closed')));
  }

  #dispatch(): void {
    while (this.#queue.length > 0) {
      const isFull = this.#slots.size >= this.#jobs;
      const slot = [...this.#slots].find(({ job }) => job === undefined);
      if (slot === undefined && isFull) return;
      const job = this.#queue.shift();
      if (job !== undefined) this.#give(slot ?? this.#start(), job);
    }
  }

  #give(slot: Slot, job: Job): void {
    slot.job = job;
    // Only a query under way keeps the process alive.
    slot.worker.ref();
    slot.watchdog = setTimeout(() => {
      void this.#retire(slot, 'watchdog: no answer in time');
      this.#dispatch();
    }, job.budget.watchdogMs);
    const request: WorkerRequest = { text: job.text, rlimit: job.budget.rlimit };
    slot.worker.postMessage(request);
  }

  #start(): Slot {
    const worker = new Worker(this.#workerFile, { stdout: true, stderr: true });
    const slot: Slot = { worker, job: undefined, watchdog: undefined };
    this.#slots.add(slot);
    worker.unref();
    worker.on('message', (reply: WorkerReply) => this.#finish(slot, reply.output));
    worker.on('error', (error: Error) => this.#died(slot, error.message));
    worker.on('exit', (code) => this.#died(slot, `exit code ${code}`));
    return slot;
  }

  #finish(slot: Slot, output: string): void {
    const { job } = slot;
    this.#free(slot);
    job?.finish(parseResponse(job.text, output));
    this.#dispatch();
  }

  #died(slot: Slot, why: string): void {
    void this.#retire(slot, `worker died: ${why}`);
    if (!this.#isClosed) this.#dispatch();
  }

  #interrupt(job: Job): void {
    const waiting = this.#queue.indexOf(job);
    if (waiting !== -1) {
      this.#queue.splice(waiting, 1);
      job.finish(unknown('interrupted'));
      return;
    }
    for (const slot of this.#slots) {
      if (slot.job === job) void this.#retire(slot, 'interrupted');
    }
    this.#dispatch();
  }

  /** Ends the worker and answers its query, if it has one. */
  async #retire(slot: Slot, reason: string): Promise<void> {
    if (!this.#slots.delete(slot)) return;
    const { job } = slot;
    this.#free(slot);
    job?.finish(unknown(reason));
    await slot.worker.terminate();
  }

  #free(slot: Slot): void {
    clearTimeout(slot.watchdog);
    slot.job = undefined;
    slot.worker.unref();
  }
}

/** Beside this file once compiled. From the sources, which Node 20 does not run, that of `dist`. */
function workerFile(): URL {
  const isSource = import.meta.url.endsWith('.ts');
  const file = new URL(isSource ? '../../dist/smt/z3-worker.js' : 'z3-worker.js', import.meta.url);
  if (!existsSync(file)) {
    throw new Error(
      `no ${fileURLToPath(file)}: the solver runs compiled, so build first (npm run build)`,
    );
  }
  return file;
}

function packageVersion(): string {
  const manifest: unknown = createRequire(import.meta.url)('z3-solver/package.json');
  const isManifest = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return isManifest ? String(manifest.version) : 'unknown version';
}
