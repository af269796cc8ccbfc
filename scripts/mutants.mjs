/**
 * Breaks the checker on purpose, one line at a time, and sees that the test named for it fails:
 * a check that nobody has seen fail is not yet a check.
 *
 *   node scripts/mutants.mjs [--only TEXT] [--keep] [--encoder | --descriptions]
 *
 * Each mutant of `test/mutants/encoder/mutants.json` is applied to a copy of the tree, and only the
 * named test is run there. Then every mutant of a description is judged, the slow ones too. Prints
 * a table; exits 1 if a mutant survives, or if a test fails without one.
 */

import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const COPIED = [
  'src',
  'test',
  'isas',
  'specs',
  'scripts',
  'docs',
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'vitest.config.ts',
];
const DESCRIPTIONS = 'test/mutants/descriptions.test.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    keep: { type: 'boolean', default: false },
    encoder: { type: 'boolean', default: false },
    descriptions: { type: 'boolean', default: false },
  },
});
const both = !values.encoder && !values.descriptions;

let failures = 0;
if (both || values.encoder) failures += encoderMutants();
if (both || values.descriptions) failures += descriptionMutants();
console.log(
  failures === 0 ? '\nevery mutant is caught' : `\n${failures} survived or could not be tried`,
);
process.exitCode = failures === 0 ? 0 : 1;

function encoderMutants() {
  const mutants = JSON.parse(
    readFileSync(join(ROOT, 'test/mutants/encoder/mutants.json'), 'utf8'),
  ).filter(({ name, file }) => `${name} ${file}`.includes(values.only));
  const tree = mkdtempSync(join(tmpdir(), 'popek-mutants-'));
  for (const path of COPIED) cpSync(join(ROOT, path), join(tree, path), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'));

  const sound = new Map();
  let survived = 0;
  console.log(`${'mutant'.padEnd(44)}${'file'.padEnd(36)}${'result'.padEnd(12)}seconds`);
  for (const mutant of mutants) {
    const started = performance.now();
    const { test, named } = mutant.caughtBy;
    const key = `${test} ${named ?? ''}`;
    if (!sound.has(key)) sound.set(key, runTest(tree, test, named));
    const result =
      sound.get(key).kind === 'passes'
        ? tryMutant(tree, mutant)
        : { kind: 'no test', detail: `${test} without the mutant: ${sound.get(key).detail}` };
    if (result.kind !== 'caught') survived += 1;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(
      `${mutant.name.padEnd(44)}${mutant.file.padEnd(36)}${result.kind.padEnd(12)}${seconds.padStart(7)}`,
    );
    if (result.kind !== 'caught') console.log(`    ${result.detail}`);
  }
  if (values.keep) console.log(`kept ${tree}`);
  else rmSync(tree, { recursive: true, force: true });
  console.log(`${mutants.length} mutants of the checker, ${survived} not caught`);
  return survived;
}

/** Applies it, runs the test, and takes it back. */
function tryMutant(tree, { file, find, replace, also = [], caughtBy }) {
  const path = join(tree, file);
  const original = readFileSync(path, 'utf8');
  let text = original;
  for (const edit of [{ find, replace }, ...also]) {
    const places = text.split(edit.find).length - 1;
    if (places !== 1)
      return {
        kind: 'stale',
        detail: `${file} has the text to replace ${places} times: ${edit.find}`,
      };
    text = text.replace(edit.find, () => edit.replace);
  }
  writeFileSync(path, text);
  try {
    const { kind, detail } = runTest(tree, caughtBy.test, caughtBy.named);
    if (kind === 'fails') return { kind: 'caught', detail };
    return kind === 'passes'
      ? { kind: 'SURVIVED', detail: `${caughtBy.test} ${caughtBy.named ?? ''}` }
      : { kind, detail };
  } finally {
    writeFileSync(path, original);
  }
}

/** `passes` and `fails` only if the named test was really run. */
function runTest(tree, test, named) {
  const report = join(tree, 'report.json');
  rmSync(report, { force: true });
  const vitest = join(tree, 'node_modules', 'vitest', 'vitest.mjs');
  const args = [
    vitest,
    'run',
    test,
    '--reporter=json',
    `--outputFile=${report}`,
    ...(named === undefined
      ? []
      : ['-t', named.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)]),
  ];
  const run = spawnSync(process.execPath, args, {
    cwd: tree,
    encoding: 'utf8',
    timeout: 300_000,
    env: { ...process.env, ALLOW_TYPE_ERRORS: '1' },
  });
  let result;
  try {
    result = JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    // A mutant may make its test run for ever; that is noticed too.
    if (run.error?.code === 'ETIMEDOUT') return { kind: 'fails', detail: 'no end' };
    return {
      kind: 'broken',
      detail: `no report: ${(run.stderr + run.stdout).trim().split('\n').slice(-3).join(' | ')}`,
    };
  }
  const { numPassedTests, numFailedTests } = result;
  if (numFailedTests > 0) {
    const failed = result.testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .find(({ status }) => status === 'failed');
    return {
      kind: 'fails',
      detail: `${failed?.fullName}: ${failed?.failureMessages?.[0]?.split('\n')[0]}`,
    };
  }
  if (run.status === 0 && numPassedTests > 0) return { kind: 'passes', detail: '' };
  return {
    kind: 'broken',
    detail: `no test was run: ${result.testResults[0]?.message ?? run.stderr}`.slice(0, 400),
  };
}

function descriptionMutants() {
  console.log('\nmutants of descriptions');
  const run = spawnSync(
    process.execPath,
    [
      join(ROOT, 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      DESCRIPTIONS,
      '--reporter=verbose',
      ...(values.only === '' ? [] : ['-t', values.only]),
    ],
    {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...process.env, POPEK_MUTANTS: 'all' },
    },
  );
  return run.status === 0 ? 0 : 1;
}
