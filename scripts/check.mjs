/**
 * Runs every static check, all of them even if one fails, and says at the end which did.
 *
 * Exits 1 if any failed. A check that could not be started counts as failed.
 */

import { spawnSync } from 'node:child_process';

const CHECKS = ['lint', 'format:check', 'types', 'dead', 'citations'];

const results = CHECKS.map((check) => {
  console.log(`── ${check}`);
  const started = performance.now();
  const { status } = spawnSync('npm', ['run', '--silent', check], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  return { check, holds: status === 0, seconds: (performance.now() - started) / 1000 };
});

console.log('── summary');
for (const { check, holds, seconds } of results) {
  console.log(`${holds ? 'ok  ' : 'FAIL'}  ${check.padEnd(14)}${seconds.toFixed(1).padStart(6)} s`);
}
const failed = results.filter(({ holds }) => !holds).length;
console.log(failed === 0 ? 'every check holds' : `${failed} of ${results.length} checks failed`);
process.exitCode = failed === 0 ? 0 : 1;
