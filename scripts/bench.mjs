/**
 * `npm run bench`: the figures that are aimed at, measured, as a table. Medians of a few runs of the
 * whole process; a busy machine makes them larger, so compare figures of one run only.
 *
 * `--json` prints them as JSON, `--runs N` takes more runs (default 3; a cold check runs once),
 * `--large` adds checks of the large machines, some minutes more.
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    runs: { type: 'string', default: '3' },
    large: { type: 'boolean', default: false },
  },
});
const RUNS = Number(values.runs);
const POPEK = join(import.meta.dirname, '..', 'dist', 'cli', 'main.js');
const LOAD = join(import.meta.dirname, 'bench', 'load.mjs');
const STEPS = join(import.meta.dirname, 'bench', 'steps.mjs');
const STEPS_AIM = { 'third-generation': 1_000_000, riscv: 300_000 };
const folder = mkdtempSync(join(tmpdir(), 'popek-bench-'));

try {
  const rows = measure();
  if (values.json === true) console.log(JSON.stringify(rows, undefined, 2));
  else print(rows);
} finally {
  rmSync(folder, { recursive: true });
}

function measure() {
  const cache = join(folder, 'cache');
  const report = join(folder, 'report.json');
  const check = [
    'check',
    'riscv',
    '--format',
    'json',
    '--output',
    report,
    '--quiet',
    '--cache',
    cache,
  ];
  const help = median(() => popek(['--help']).seconds);
  const load = median(() => Number(run([LOAD]).output) / 1000);
  const cold = popek(check);
  const { solver } = JSON.parse(readFileSync(report, 'utf8'));
  const warm = median(() => popek(check).seconds);
  return [
    row('popek --help', help * 1000, 'ms', 150),
    row('parse and check the RISC-V description', load * 1000, 'ms', 150),
    row('check riscv, cold', cold.seconds, 's', 30),
    row('check riscv, from the cache', warm, 's', 2),
    row('peak memory of the cold check', cold.megabytes, 'MB', 1000),
    ...Object.entries(solver)
      .filter(([name, value]) => typeof value === 'number' && name !== 'milliseconds')
      .map(([name, value]) => row(name, value, '', undefined)),
    ...measureSteps(),
    ...(values.large ? measureLarge() : []),
  ];
}

/** Steps a second; the medians are of each figure on its own. */
function measureSteps() {
  const samples = Array.from({ length: RUNS }, () => JSON.parse(run([STEPS]).output));
  const middle = (i, which) => {
    const sorted = samples.map((sample) => sample[i][which]).toSorted((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? 0;
  };
  return samples[0].flatMap(({ id }, i) => [
    row(`steps of ${id}, evaluator`, middle(i, 'evaluator'), '/s', undefined),
    row(`steps of ${id}, compiled`, middle(i, 'compiled'), '/s', STEPS_AIM[id], 'above'),
  ]);
}

/** RISC-V with everything on, and the machine with the most variants. */
function measureLarge() {
  const on = ['M', 'A', 'B', 'C', 'F', 'D', 'SVADU', 'MISALIGNED', 'SSTC'];
  const settings = [...on.map((name) => `${name}=1`), 'PMP=16'];
  const quiet = [
    '--quiet',
    '--cache',
    join(folder, 'large'),
    '--output',
    join(folder, 'large.txt'),
  ];
  const everything = ['check', 'riscv', ...settings.flatMap((each) => ['--set', each]), ...quiet];
  const m68000 = ['check', '68000', ...quiet];
  return [
    row('check riscv with everything on, cold', popek(everything).seconds, 's', 60),
    row(
      'the same, from the cache',
      median(() => popek(everything).seconds),
      's',
      3,
    ),
    row('check 68000, cold', popek(m68000).seconds, 's', 60),
    row(
      'the same, from the cache',
      median(() => popek(m68000).seconds),
      's',
      undefined,
    ),
  ];
}

/** A figure is to lie below its target, or above it. */
function row(what, value, unit, target, side = 'below') {
  return { what, value: Math.round(value * 100) / 100, unit, target, side };
}

function print(rows) {
  console.log(`${'what'.padEnd(42)}${'measured'.padStart(15)}${'target'.padStart(15)}`);
  for (const { what, value, unit, target, side } of rows) {
    const aim = target === undefined ? '' : `${side === 'above' ? '>' : '<'} ${target} ${unit}`;
    console.log(`${what.padEnd(42)}${`${value} ${unit}`.trim().padStart(15)}${aim.padStart(15)}`);
  }
}

function median(sample) {
  const taken = Array.from({ length: RUNS }, sample).toSorted((a, b) => a - b);
  return taken[Math.floor(taken.length / 2)] ?? 0;
}

function popek(args) {
  return run([POPEK, ...args]);
}

/** Whole process: seconds, and the largest resident memory it had. */
function run(args) {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', join(import.meta.dirname, 'bench', 'memory.mjs'), ...args],
    { encoding: 'utf8' },
  );
  const seconds = (performance.now() - started) / 1000;
  if (status === null || status > 3)
    throw new Error(`${args.join(' ')} ended with ${status}\n${stderr}`);
  const memory = /popek-bench-memory (\d+)/u.exec(stderr)?.[1] ?? '0';
  return { seconds, megabytes: Number(memory) / 1024, output: stdout };
}
