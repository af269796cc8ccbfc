/** Makes and loads a range of edits of one description; `fuzz.mjs` watches over it. */

import { parentPort, workerData } from 'node:worker_threads';
import { attempt, descriptions, editOf } from './attempt.mjs';

const { seed, limit, progress } = workerData;
/** Which edit is under way, for whoever finds this thread hanging. */
const current = new Int32Array(progress);
const known = new Map(descriptions().map((each) => [each.id, each]));

parentPort.on('message', ({ id, from, to }) => {
  const description = known.get(id);
  const result = {
    id,
    edits: 0,
    machine: 0,
    diagnostics: 0,
    slowest: 0,
    slowestIndex: from,
    failures: [],
    kinds: {},
  };
  for (let index = from; index < to; index += 1) {
    Atomics.store(current, 0, index);
    Atomics.add(current, 1, 1);
    try {
      const edit = editOf(description, seed, index);
      for (const kind of edit.kinds) result.kinds[kind] = (result.kinds[kind] ?? 0) + 1;
      let { outcome, milliseconds } = attempt(description, edit);
      // A busy computer is not the loader's fault: only what is slow twice is slow.
      if (milliseconds > limit)
        milliseconds = Math.min(milliseconds, attempt(description, edit).milliseconds);
      if (milliseconds > limit) {
        result.failures.push({ index, what: `took ${Math.round(milliseconds)} ms` });
      }
      result[outcome] += 1;
      if (milliseconds > result.slowest) {
        result.slowest = milliseconds;
        result.slowestIndex = index;
      }
    } catch (error) {
      result.failures.push({
        index,
        what: String(error?.stack ?? error)
          .split('\n')
          .slice(0, 4)
          .join('\n'),
      });
    }
    result.edits += 1;
  }
  parentPort.postMessage(result);
});
parentPort.postMessage('ready');
