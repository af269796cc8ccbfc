/**
 * Opens the solver as the flags describe it, and lets something be asked: with progress, and so that
 * an interrupt keeps what is decided.
 */

import { setMaxListeners } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { makeFolder } from '../base/make-folder.ts';
import { openSolver, SolverUnavailable, type CheckOptions, type OpenedSolver } from '../index.ts';
import { cacheFolder } from './cache-folder.ts';
import type { Options } from './flags.ts';
import { startProgress } from './progress.ts';
import { Refusal } from './refusal.ts';
import type { Terminal } from './terminal.ts';
import { reasonOf } from './write-result.ts';

/**
 * `label` is what progress is reported of.
 *
 * @throws Refusal
 */
export async function asking<Result>(
  { terminal, options }: { readonly terminal: Terminal; readonly options: Options },
  label: string,
  ask: (howToAsk: CheckOptions) => Promise<Result>,
): Promise<Result> {
  const opened = await openFor(terminal, options);
  const interrupt = new AbortController();
  // Every query that waits listens to it.
  setMaxListeners(0, interrupt.signal);
  const progress = startProgress(terminal, label, options);
  const stopListening = terminal.onInterrupt(() => {
    progress.finish();
    terminal.printError('popek: interrupted; once more ends it at once\n');
    interrupt.abort();
  });
  try {
    return await ask({
      solver: opened.solver,
      kept: opened.kept,
      fromCache: opened.fromCache,
      ...(options.budget === undefined ? {} : { budget: options.budget }),
      structural: options.structural,
      proveSmallest: options['prove-smallest'],
      signal: interrupt.signal,
      onProgress: ({ done, total, pair, instruction }) => {
        progress.report(done, total, `${pair} ${instruction}`);
      },
    });
  } finally {
    progress.finish();
    stopListening();
    await opened.solver.close();
  }
}

async function openFor(terminal: Terminal, options: Options): Promise<OpenedSolver> {
  const { cache, 'keep-queries': keepQueries } = options;
  if (keepQueries !== undefined) checkFolder(keepQueries);
  try {
    const opened = await openSolver({
      jobs: options.jobs ?? availableParallelism(),
      external: options.solver === BUILT_IN ? undefined : options.solver,
      secondOpinion: options['second-opinion'],
      searchPath: terminal.environment['PATH'] ?? '',
      cache: cache === false ? undefined : (cache ?? cacheFolder(terminal)),
      keepQueries,
    });
    for (const warning of opened.warnings) terminal.printError(`popek: ${warning}\n`);
    return opened;
  } catch (error) {
    if (error instanceof SolverUnavailable) throw new Refusal(error.message);
    throw error;
  }
}

const BUILT_IN = 'z3-solver';

function checkFolder(folder: string): void {
  if (existsSync(folder) && !statSync(folder).isDirectory()) {
    throw new Refusal(`cannot write to ${folder}: it is no folder`);
  }
  try {
    makeFolder(folder);
  } catch (error) {
    throw new Refusal(`cannot write to ${folder}: ${reasonOf(error)}`);
  }
}
