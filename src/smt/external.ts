/**
 * Solvers that are installed on the machine: for speed, and as a second opinion.
 *
 * Each query is one run of the program with the query on its standard input. Whatever the program
 * does (dies, hangs, prints nonsense, never stops printing) ends in an `unknown` with its reason.
 */

import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parseResponse } from './parse-response.ts';
import { unknown, type Budget, type Response, type Solver } from './solver.ts';

export const EXTERNAL_SOLVERS = ['z3', 'cvc5', 'bitwuzla'] as const;
export type ExternalSolverKind = (typeof EXTERNAL_SOLVERS)[number];

export interface ExternalSolverOptions {
  readonly kind: ExternalSolverKind;
  /** The program, as `findSolver` gives it or as the user names it. */
  readonly program: string;
  /** How many queries run at once. */
  readonly jobs: number;
}

/** The solver cannot be used: it is not there, or does not say which version it is. */
export class SolverUnavailable extends Error {
  override readonly name = 'SolverUnavailable';
}

/** The program's full path, if one of the folders of `searchPath` (as in `PATH`) has it. */
export function findSolver(kind: ExternalSolverKind, searchPath: string): string | undefined {
  return searchPath
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, kind))
    .find(isProgram);
}

/** Asks the program for its version, which is part of the key of the cache. */
export async function createExternalSolver(options: ExternalSolverOptions): Promise<Solver> {
  const { kind, program } = options;
  const { output, failure } = await run(program, ['--version'], '', VERSION_MS);
  const version = /\d+\.\d+(?:\.\d+)?\S*/.exec(output)?.[0];
  if (version === undefined) {
    throw new SolverUnavailable(`${program}: ${failure ?? 'does not say its version'}`);
  }
  return new ExternalSolver(kind, version, options);
}

const VERSION_MS = 10_000;
/** A program that let so many queries in a row run out of time is not asked again. */
const HANGS = 2;
/** More output than this is no answer. */
const OUTPUT_CHARACTERS = 32_000_000;

class ExternalSolver implements Solver {
  readonly name: string;
  readonly version: string;
  readonly #options: ExternalSolverOptions;
  readonly #closing = new AbortController();
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  /** Queries in a row that ran out of time. */
  #hanging = 0;

  constructor(name: string, version: string, options: ExternalSolverOptions) {
    this.name = name;
    this.version = version;
    this.#options = options;
  }

  async solve(text: string, budget: Budget, signal?: AbortSignal): Promise<Response> {
    await this.#turn();
    try {
      const { kind, program } = this.#options;
      const { commandLine, prelude } = INVOCATIONS[kind](budget);
      const stop = AbortSignal.any([
        this.#closing.signal,
        ...(signal === undefined ? [] : [signal]),
      ]);
      const input = prelude + text;
      if (this.#hanging >= HANGS) return unknown(`${HANGS} queries in a row had no answer in time`);
      const { output, failure } = await run(program, commandLine, input, budget.watchdogMs, stop);
      if (failure !== 'interrupted') this.#hanging = failure === TOO_LATE ? this.#hanging + 1 : 0;
      return failure === undefined ? parseResponse(text, output) : unknown(failure);
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }

  close(): Promise<void> {
    this.#closing.abort();
    return Promise.resolve();
  }

  async #turn(): Promise<void> {
    if (this.#running >= Math.max(1, this.#options.jobs)) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#running += 1;
  }
}

interface Invocation {
  readonly commandLine: readonly string[];
  /** Commands before the query. */
  readonly prelude: string;
}

/** Models on, a deterministic limit where there is one, and the query from standard input. */
const INVOCATIONS: Readonly<Record<ExternalSolverKind, (budget: Budget) => Invocation>> = {
  z3: ({ rlimit }) => ({
    commandLine: ['-smt2', '-in'],
    prelude: `(set-option :rlimit ${rlimit})\n`,
  }),
  cvc5: ({ rlimit }) => ({
    commandLine: ['--lang=smt2', '--produce-models', `--rlimit=${rlimit}`, '-'],
    prelude: '',
  }),
  // It has no such limit, so its answers on hard queries depend on the machine.
  bitwuzla: ({ watchdogMs }) => ({
    commandLine: ['--lang=smt2', '--produce-models', `--time-limit-per=${watchdogMs}`],
    prelude: '',
  }),
};

const TOO_LATE = 'watchdog: no answer in time';

interface Outcome {
  readonly output: string;
  /** Why the output is not to be trusted. */
  readonly failure: string | undefined;
}

/** Runs the program to its end, or to the watchdog's. Never rejects. */
function run(
  program: string,
  commandLine: readonly string[],
  input: string,
  watchdogMs: number,
  signal?: AbortSignal,
): Promise<Outcome> {
  if (signal?.aborted === true) return Promise.resolve({ output: '', failure: 'interrupted' });
  return new Promise((resolve) => {
    const child = spawn(program, commandLine, { stdio: ['pipe', 'pipe', 'ignore'] });
    let output = '';
    const end = (failure: string | undefined): void => {
      clearTimeout(watchdog);
      signal?.removeEventListener('abort', interrupt);
      child.kill('SIGKILL');
      // A child of the program may hold the pipe open.
      child.stdout.destroy();
      resolve({ output, failure });
    };
    const interrupt = (): void => end('interrupted');
    const watchdog = setTimeout(() => end(TOO_LATE), watchdogMs);
    signal?.addEventListener('abort', interrupt);
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (chunk: string) => {
      output += chunk;
      if (output.length > OUTPUT_CHARACTERS) end('output without end');
    });
    child.on('error', (error) => end(`does not run: ${error.message}`));
    child.on('close', (_code, by) => end(by === null ? undefined : `died: ${by}`));
    // A program that ends without reading is judged by what it printed.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
