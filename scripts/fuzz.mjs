/**
 * Edits every shipped description at random and loads what comes out: each must end within two
 * seconds, with a machine or with diagnostics. Prints a table; exits 1 if one does not.
 *
 *   node scripts/fuzz.mjs [--runs 100000 | --each N] [--seed 1] [--machine ID] [--except ID] [--jobs 2]
 *   node scripts/fuzz.mjs --machine ID --index I [--seed 1] [--print]     one edit again
 *   node scripts/fuzz.mjs --large [LINES]                                 a correct description of 100,000 lines
 */

import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100000' },
    each: { type: 'string' },
    seed: { type: 'string', default: '1' },
    machine: { type: 'string' },
    except: { type: 'string', multiple: true, default: [] },
    index: { type: 'string' },
    print: { type: 'boolean', default: false },
    jobs: { type: 'string' },
    large: { type: 'boolean', default: false },
    lines: { type: 'string', default: '100000' },
  },
});

const LIMIT = 2000;
/** An edit that takes so long is given up. */
const HANGING = 20_000;
const CHUNK = 100;

const seed = Number(values.seed);
if (values.large) process.exitCode = await large(Number(values.lines));
else if (values.index !== undefined) process.exitCode = await one(Number(values.index));
else process.exitCode = await all();

async function all() {
  const { descriptions } = await import('./fuzz/attempt.mjs');
  const { KINDS } = await import('./fuzz/edits.mjs');
  const ids = descriptions()
    .map(({ id }) => id)
    .filter((id) => values.machine === undefined || id === values.machine)
    .filter((id) => !values.except.includes(id));
  if (ids.length === 0) throw new Error(`no machine ${values.machine}`);
  const each = Number(values.each ?? Math.ceil(Number(values.runs) / ids.length));
  console.log(`seed ${seed}: ${each} edits of each of ${ids.length} descriptions`);

  const queue = ids.flatMap((id) =>
    Array.from({ length: Math.ceil(each / CHUNK) }, (_, i) => ({
      id,
      from: i * CHUNK,
      to: Math.min(each, (i + 1) * CHUNK),
    })),
  );
  const total = each * ids.length;
  const rows = new Map(
    ids.map((id) => [
      id,
      { id, edits: 0, machine: 0, diagnostics: 0, slowest: 0, slowestIndex: 0, failures: [] },
    ]),
  );
  const kinds = new Map();
  const started = performance.now();
  let done = 0;
  let told = 0;
  const finish = (result) => {
    const row = rows.get(result.id);
    for (const key of ['edits', 'machine', 'diagnostics']) row[key] += result[key];
    row.failures.push(...result.failures);
    if (result.slowest > row.slowest)
      Object.assign(row, { slowest: result.slowest, slowestIndex: result.slowestIndex });
    for (const [kind, count] of Object.entries(result.kinds))
      kinds.set(kind, (kinds.get(kind) ?? 0) + count);
    done += result.edits;
    if (Math.floor((done * 10) / total) > told) {
      told = Math.floor((done * 10) / total);
      console.error(
        `${told * 10} %  ${done} edits, ${Math.round((performance.now() - started) / 1000)} s`,
      );
    }
  };
  const jobs = Number(values.jobs ?? Math.min(2, availableParallelism()));
  await Promise.all(Array.from({ length: jobs }, () => work(queue, finish)));

  console.log(
    `${'description'.padEnd(44)}${'edits'.padStart(8)}${'machine'.padStart(9)}${'diagnostics'.padStart(13)}${'slowest ms'.padStart(12)}`,
  );
  for (const row of rows.values()) {
    console.log(
      `${row.id.padEnd(44)}${String(row.edits).padStart(8)}${String(row.machine).padStart(9)}${String(row.diagnostics).padStart(13)}${row.slowest.toFixed(0).padStart(12)}`,
    );
  }
  const failures = [...rows.values()].flatMap((row) =>
    row.failures.map((failure) => ({ id: row.id, ...failure })),
  );
  for (const { id, index, what } of failures.slice(0, 20)) {
    console.log(
      `\nFAIL ${what}\n  node scripts/fuzz.mjs --seed ${seed} --machine ${id} --index ${index} --print`,
    );
  }
  const unused = KINDS.filter((kind) => !kinds.has(kind));
  if (unused.length > 0) console.log(`kinds of edits that never occurred: ${unused.join(', ')}`);
  console.log(
    `${done} edits, ${failures.length} failures, ${((performance.now() - started) / 1000).toFixed(1)} s`,
  );
  return failures.length === 0 && done === total ? 0 : 1;
}

/** Takes chunks from the queue until it is empty, on a thread that is replaced when it hangs. */
async function work(queue, finish) {
  for (let chunk = queue.shift(); chunk !== undefined;) {
    const progress = new SharedArrayBuffer(8);
    const current = new Int32Array(progress);
    const worker = new Worker(new URL('fuzz/worker.mjs', import.meta.url), {
      workerData: { seed, limit: LIMIT, progress },
    });
    await once(worker);
    while (chunk !== undefined) {
      worker.postMessage(chunk);
      const result = await answer(worker, current);
      if (result.failed !== undefined) {
        const index = Atomics.load(current, 0);
        finish({
          id: chunk.id,
          edits: index + 1 - chunk.from,
          machine: 0,
          diagnostics: 0,
          slowest: 0,
          slowestIndex: index,
          failures: [{ index, what: result.failed }],
          kinds: {},
        });
        if (index + 1 < chunk.to) queue.unshift({ ...chunk, from: index + 1 });
        break;
      }
      finish(result);
      chunk = queue.shift();
    }
    await worker.terminate();
    if (chunk !== undefined) chunk = queue.shift();
  }
}

function once(worker) {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

/** The worker's result; or that it hangs or died. */
function answer(worker, current) {
  return new Promise((resolve) => {
    let seen = -1;
    let since = performance.now();
    const end = (result) => {
      clearInterval(watch);
      worker.removeAllListeners('message');
      worker.removeAllListeners('error');
      resolve(result);
    };
    const watch = setInterval(() => {
      const count = Atomics.load(current, 1);
      if (count !== seen) [seen, since] = [count, performance.now()];
      else if (performance.now() - since > HANGING)
        end({ failed: `did not end in ${HANGING / 1000} s` });
    }, 500);
    worker.once('message', end);
    worker.once('error', (error) => end({ failed: `ended its thread: ${error.message}` }));
  });
}

/** One edit again, in this thread. */
async function one(index) {
  const { attempt, descriptions, editOf } = await import('./fuzz/attempt.mjs');
  const description = descriptions().find(({ id }) => id === values.machine);
  if (description === undefined) throw new Error('--index needs --machine ID');
  const edit = editOf(description, seed, index);
  console.log(`${edit.path}: ${edit.kinds.join(', ')}`);
  if (values.print) console.log(edit.text);
  const { outcome, milliseconds } = attempt(description, edit);
  console.log(`${outcome} in ${milliseconds.toFixed(0)} ms`);
  return milliseconds > LIMIT ? 1 : 0;
}

/** Parses and checks a large correct description, in a memory of 1 GB. */
async function large(lines) {
  const { bigDescription } = await import('./fuzz/big-description.mjs');
  const { fileHost, loadMachine } = await import('../dist/index.js');
  const { parseDescription } = await import('../dist/language/parse.js');
  const text = bigDescription(lines);
  const count = text.split('\n').length;
  const beforeParse = performance.now();
  const { diagnostics } = parseDescription('large.isa', text);
  const parsed = performance.now() - beforeParse;
  const beforeLoad = performance.now();
  const loaded = loadMachine({ id: 'large', file: 'large.isa', text }, fileHost);
  const whole = performance.now() - beforeLoad;
  const megabytes = process.resourceUsage().maxRSS / 1024;
  console.log(`${count} lines, ${loaded.machine?.instructions.length ?? 0} instructions`);
  console.log(`parsed in ${(parsed / 1000).toFixed(2)} s (target 5 s)`);
  console.log(`parsed and checked in ${(whole / 1000).toFixed(2)} s`);
  console.log(`peak memory ${megabytes.toFixed(0)} MB (target 1024 MB)`);
  const isGood =
    diagnostics.length === 0 && loaded.machine !== undefined && parsed < 5000 && megabytes < 1024;
  if (!isGood)
    console.log(
      [...diagnostics, ...loaded.diagnostics]
        .slice(0, 5)
        .map(({ message }) => message)
        .join('\n'),
    );
  return isGood ? 0 : 1;
}
