/** Compares a description with what others wrote; `scripts/oracle.mjs` starts it. */

import { renderDiagnostics } from '../../src/base/render-diagnostic.ts';
import { suggest } from '../../src/base/suggest.ts';
import { matchesPattern } from '../../src/base/wildcard.ts';
import type { Instruction, Machine } from '../../src/isa/machine.ts';
import { loadMachine } from '../../src/language/load.ts';
import { fileHost, locateMachine } from '../../src/library/machine-files.ts';
import type { Adapter, Explanation } from './adapter.ts';
import { COMPARED, type Compared } from './adapters.ts';
import { parseCommandLine, USAGE, type Asked } from './command-line.ts';
import { isInstalled } from './emulator.ts';
import { compareEncodings, type Encodings } from './encodings.ts';
import { encodingsText, stepsText } from './report.ts';
import { randomFrom } from './random.ts';
import { compareSteps } from './run-steps.ts';
import type { Tally } from './tally.ts';
import { sweptAround } from './words.ts';
import { writeCounts } from './write-counts.ts';

const EXIT = { good: 0, bad: 1, usage: 2, absent: 3 } as const;

/** Of each form, against the disassembler. */
const PER_FORM = 100;
const NEIGHBOURS = 20;
const ANY = 20_000;
/** Fewer steps than this do not show that an explanation is no longer needed. */
const FULL = 20_000;
const PROGRESS = 500;

export async function main(line: readonly string[]): Promise<number> {
  const asked = parseCommandLine(line);
  if (typeof asked === 'string') return refused(asked);
  const compared = COMPARED.get(asked.as);
  if (compared === undefined) return refused(unknown(asked.as));
  for (const [name, why] of Object.entries(compared.fixed)) {
    if (asked.settings.has(name)) return refused(`${name} cannot be set: ${why}`);
  }
  const machine = loaded(asked, compared);
  if (typeof machine === 'string') return refused(machine);
  const adapter = compared.adapt(machine);
  const instructions = machine.instructions.filter(({ id }) => matchesPattern(asked.only, id));
  if (instructions.length === 0) return refused(`no instruction is like ${asked.only}`);

  const needed = [
    ...(asked.encodings ? [adapter.disassembler.command] : []),
    ...(asked.stepping ? [adapter.emulated.command] : []),
  ];
  const absent = needed.filter((command) => !isInstalled(command));
  if (absent.length > 0) {
    process.stderr.write(`not installed: ${absent.join(', ')}\n`);
    return EXIT.absent;
  }

  let isGood = true;
  let encodings: Encodings | undefined;
  if (asked.encodings) {
    process.stderr.write('encodings …\n');
    encodings = compareEncodings(adapter, {
      seed: asked.seed,
      instructions,
      perForm: PER_FORM,
      neighbours: NEIGHBOURS,
      any: ANY,
      isExhaustive: true,
    });
    process.stdout.write(`${encodingsText(encodings)}\n`);
    isGood = encodings.disagreements.length === 0;
  }
  let tally: Tally | undefined;
  if (asked.stepping) {
    tally = await runSteps(adapter, asked, instructions);
    process.stdout.write(stepsText(adapter, tally, asked.line));
    isGood &&= tally.open.length === 0;
  }
  const isRandom = asked.case === undefined && !asked.sweep;
  const isFull = asked.only === '*' && asked.steps >= FULL && isRandom;
  if (isFull) process.stdout.write(unusedText(adapter, encodings, tally));
  if (asked.write && isRandom) writeCounts(asked, encodings, tally);
  return isGood ? EXIT.good : EXIT.bad;
}

function runSteps(
  adapter: Adapter,
  { seed, steps, case: one, sweep }: Asked,
  instructions: readonly Instruction[],
): Promise<Tally> {
  const started = performance.now();
  const words = sweep
    ? sweptAround(adapter.machine, randomFrom(seed, 'sweep'), instructions)
    : undefined;
  const count = words?.length ?? steps;
  return compareSteps(adapter, {
    seed,
    instructions,
    ...(words === undefined ? {} : { words }),
    numbers: one === undefined ? Array(count).keys() : [one],
    onStep: (done, tally) => {
      if (done % PROGRESS !== 0 && done !== count) return;
      const rate = Math.round(done / ((performance.now() - started) / 1000));
      const end = done === count ? '\n' : '';
      process.stderr.write(
        `\r${done} of ${count} steps, ${rate} a second, ${tally.open.length} differ ${end}`,
      );
    },
  });
}

/** Explanations that nothing needed. */
function unusedText(
  { machine, explanations, encodings: known }: Adapter,
  encodings: Encodings | undefined,
  tally: Tally | undefined,
): string {
  const unused = [
    ...explanations.filter((each) => tally !== undefined && !tally.byExplanation.has(each)),
    ...known.filter((each) => encodings !== undefined && !encodings.byExplanation.has(each)),
  ].filter((each) => isExpected(machine, each));
  return unused.map(({ name }) => `explained nothing in this run: ${name}\n`).join('');
}

function isExpected(
  { parameters }: Machine,
  { with: settings = {} }: Pick<Explanation, 'with'>,
): boolean {
  return parameters.every(({ name, value }) => BigInt(settings[name] ?? value) === value);
}

function loaded({ machine: id, settings }: Asked, { defaults }: Compared): Machine | string {
  const location = locateMachine(id);
  if (location === undefined) return `no machine ${id}`;
  const all = new Map([...Object.entries(defaults), ...settings]);
  const result = loadMachine({ id, file: location.file, settings: all }, fileHost);
  return result.machine ?? renderDiagnostics(result.diagnostics, result.sources);
}

function unknown(id: string): string {
  const near = suggest(id, COMPARED.keys());
  const meant = near === undefined ? '' : `; did you mean ${near}?`;
  return `no adapter for ${id}, only for ${[...COMPARED.keys()].join(', ')}${meant}`;
}

function refused(message: string): number {
  process.stderr.write(`${message}\n\n${USAGE}`);
  return EXIT.usage;
}
