/**
 * The thread in which z3 runs. It answers one query at a time; `z3-pool.ts` ends it when it hangs.
 *
 * Each query gets a context of its own. `(reset)` would be 5 % faster, but leaves the random state
 * behind, so that the model would depend on what was asked before.
 *
 * Z3 is called synchronously: this thread has nothing else to do, and the asynchronous calls of
 * z3-solver start another thread for each (12 ms instead of 7 for a small query). For the same
 * reason nobody calls `killThreads`, which can hang: ending this thread ends z3.
 */

import { parentPort } from 'node:worker_threads';
import load, { type Z3Module } from 'z3-solver/build/z3-built.js';
import type { WorkerReply, WorkerRequest } from './z3-messages.ts';

if (parentPort === null) throw new Error('z3-worker runs in a worker thread only');
const port = parentPort;

// What goes wrong with z3 itself is not caught: the error ends the thread, and the pool reports it.
const z3 = load({ print: ignore, printErr: ignore });

port.on('message', (request: WorkerRequest) => void reply(request));

async function reply({ text, rlimit }: WorkerRequest): Promise<void> {
  const answer: WorkerReply = { output: answerTo(await z3, text, rlimit) };
  port.postMessage(answer);
}

/** The verdict, and the values or the reason that belong to it. */
function answerTo({ ccall }: Z3Module, text: string, rlimit: number): string {
  const config = ccall('Z3_mk_config', 'number', [], []);
  const context = ccall('Z3_mk_context', 'number', ['number'], [config]);
  ccall('Z3_del_config', null, ['number'], [config]);
  // Without this handler an error ends the process; with it, it is text in the result.
  ccall('set_noop_error_handler', null, ['number'], [context]);
  const run = (commands: string): string =>
    String(ccall('Z3_eval_smtlib2_string', 'string', ['number', 'string'], [context, commands]));
  try {
    // Values are asked for only where there are some, so that any error is a real one.
    const end = text.indexOf(CHECK) + CHECK.length;
    const output = run(`(set-option :rlimit ${rlimit})\n${SEEDS}\n${text.slice(0, end)}`);
    if (output.trim() === 'sat') return output + run(text.slice(end));
    if (output.trim() === 'unknown') return output + run('(get-info :reason-unknown)');
    return output;
  } finally {
    ccall('Z3_del_context', null, ['number'], [context]);
  }
}

const CHECK = '\n(check-sat)\n';
const SEEDS = '(set-option :smt.random_seed 0)(set-option :sat.random_seed 0)';

function ignore(): void {
  // What z3 prints besides its answer is nobody's.
}
