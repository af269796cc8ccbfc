/** Preloaded into a measured process: says at its end how much memory it had at most, in kilobytes. */

import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  process.on('exit', () => {
    process.stderr.write(`popek-bench-memory ${process.resourceUsage().maxRSS}\n`);
  });
}
