/**
 * Replaces each premise of each question of each spec by `false`, one at a time, and checks a
 * machine: a frame that nothing meets proves nothing, so every such check must end undecided.
 *
 *   node scripts/premises.mjs [--spec NAME] [--machine ID] [--only ID,ID,…]
 *
 * Prints a table; exits 1 if a check ends with another exit code than 3.
 */

import { parseArgs } from 'node:util';
import { verdictCode } from '../dist/cli/verdict-code.js';
import {
  check,
  fileHost,
  listSpecs,
  loadMachine,
  loadSpec,
  locateMachine,
  locateSpec,
  openSolver,
  premisesOf,
  withPremiseReplaced,
} from '../dist/index.js';

/** Privileged and sensitive, privileged and not, and neither: under every spec the theorem holds of them. */
const INSTRUCTIONS = 'load_psw,load_real_address,halt,load,store,jump';
const UNDECIDED = 3;
const HOLDS = 0;

const { values } = parseArgs({
  options: {
    spec: { type: 'string' },
    machine: { type: 'string', default: 'third-generation' },
    only: { type: 'string', default: INSTRUCTIONS },
  },
});

const location = locateMachine(values.machine);
const { machine: whole } = loadMachine({ id: values.machine, file: location.file }, fileHost);
const wanted = values.only.split(',');
const machine = {
  ...whole,
  instructions: whole.instructions.filter(({ id }) => wanted.includes(id)),
};
const { solver } = await openSolver({ jobs: 2 });

let wrong = 0;
let tried = 0;
console.log(`${machine.id}: ${machine.instructions.map(({ id }) => id).join(', ')}\n`);
for (const name of listSpecs().filter(
  (each) => values.spec === undefined || each === values.spec,
)) {
  const { spec } = loadSpec(name, {
    readText: fileHost.readText,
    specFiles: locateSpec,
    specNames: listSpecs,
  });
  await row(name, '(as it is)', '', spec, HOLDS);
  for (const { question, index, text } of premisesOf(spec)) {
    await row(name, question, text, withPremiseReplaced(spec, question, index), UNDECIDED);
  }
}
await solver.close();
console.log(`\n${tried} checks, ${wrong} with another exit code than expected`);
process.exitCode = wrong === 0 ? 0 : 1;

async function row(name, question, text, spec, expected) {
  const result = await check(machine, spec, { solver, minimise: 'none' });
  const code = verdictCode(result, { theorem: undefined, expected: false });
  tried += 1;
  if (code !== expected) wrong += 1;
  const [theorem] = result.pairs[0].theorems;
  const verdict = code === expected ? 'ok' : 'WRONG';
  console.log(
    `${name.padEnd(12)} ${question.padEnd(25)} ${text.padEnd(52)} exit ${code} ${verdict.padEnd(6)} ${code === expected ? '' : `theorem 1 ${theorem.verdict}`}`,
  );
}
