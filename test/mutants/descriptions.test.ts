/**
 * Every check, seen to fail: each file of `descriptions/` breaks a shipped machine in one place and
 * names the one check that has to notice. Everything else about the instruction stays as it was,
 * unless the file lists it under `also`.
 *
 * Those marked `slow` are judged by `npm run mutants` only.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { renderDiagnostics } from '../../src/base/render-diagnostic.ts';
import { check } from '../../src/index.ts';
import type { Machine } from '../../src/isa/machine.ts';
import { loadMachine } from '../../src/language/load.ts';
import { fileHost, locateMachine } from '../../src/index.ts';
import { createZ3Pool } from '../../src/smt/z3-pool.ts';
import { pairOf } from '../helpers/answers.ts';
import { shippedSpec } from '../helpers/specs.ts';

const FOLDER = join(import.meta.dirname, 'descriptions');
/** Machines that are shipped with no name of their own: a shipped one with another pair, say. */
const BASES = join(import.meta.dirname, 'bases');
const SPECS = [
  'pg74',
  'kernel-user',
  'pg74-letter',
  'bugnion',
  'robin-irvine',
  'penneman',
  'practice',
];
const PREMISES = [
  'mode-and-trap',
  'coverage',
  'one-map',
  'restartable',
  'control-apart',
  'invariants',
];
/** How many mutants there have to be for every question and premise. */
const LEAST = 3;

const solver = createZ3Pool({ jobs: 2 });
const mutants = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.isa'))
  .toSorted()
  .map((file) => readMutant(join(FOLDER, file)));
const judgedBefore = new Map<string, Promise<Judged>>();

afterAll(() => solver.close());

describe('a mutant of a description', () => {
  const isEvery = process.env['POPEK_MUTANTS'] === 'all';
  it.concurrent.each(mutants.filter(({ isSlow }) => isEvery || !isSlow))(
    '$name is caught by $check',
    async (mutant) => {
      const was = await judgedOnce(mutant);
      const is = await judge(load(mutant.name, mutant.file), mutant);
      const changed = [...is].filter(([name, verdict]) => was.get(name) !== verdict);

      expect(was.get(mutant.check)).toBe(mutant.was);
      expect(is.get(mutant.check)).toBe(mutant.is);
      expect(Object.fromEntries(changed)).toStrictEqual(
        Object.fromEntries([[mutant.check, mutant.is], ...mutant.also]),
      );
    },
    180_000,
  );
});

/** How many mutants there are for a check of a spec, or for a premise. */
function count(spec: string, checked: string): number {
  return mutants.filter(
    (mutant) =>
      mutant.check === checked && (mutant.check.startsWith('premise ') || mutant.spec === spec),
  ).length;
}

describe('the mutants of descriptions', () => {
  it.each(SPECS.flatMap(ownQuestions))(
    'are enough for question $question of $spec',
    ({ spec, question }) => {
      expect(count(spec, question)).toBeGreaterThanOrEqual(LEAST);
    },
  );

  it.each(PREMISES)('are enough for premise %s', (premise) => {
    expect(count('', `premise ${premise}`)).toBeGreaterThanOrEqual(LEAST);
  });

  it("are of the paper's machine, its variants and RISC-V", () => {
    const bases = new Set(mutants.map(({ base }) => base));

    expect([...bases]).toEqual(
      expect.arrayContaining(['third-generation', 'third-generation/banked', 'riscv']),
    );
  });
});

// Helpers.

interface Mutant {
  readonly name: string;
  readonly file: string;
  /** The machine that it is compared with, and its file. */
  readonly base: string;
  readonly baseFile: string;
  /** A question, or `premise` and an id. */
  readonly check: string;
  readonly instruction: string;
  readonly spec: string;
  readonly pair: string | undefined;
  readonly was: string;
  readonly is: string;
  /** Other checks whose verdict changes with it, and to what. */
  readonly also: readonly (readonly [string, string])[];
  readonly isSlow: boolean;
}

/** By question, and by `premise` and id. */
type Judged = ReadonlyMap<string, string>;

function readMutant(file: string): Mutant {
  const text = readFileSync(file, 'utf8');
  const head = (key: string): string | undefined =>
    new RegExp(`^// ${key}: (.*)$`, 'mu').exec(text)?.[1];
  const need = (key: string): string => {
    const value = head(key);
    if (value === undefined) throw new Error(`${file} does not say: // ${key}`);
    return value;
  };
  const changed = /^isa ".*" changes "(.*)"$/mu.exec(text)?.[1];
  const base = head('base') ?? changed;
  if (base === undefined) throw new Error(`${file} changes no machine`);
  const baseFile = base === changed ? locateMachine(base)?.file : join(BASES, `${base}.isa`);
  if (baseFile === undefined) throw new Error(`${file}: no machine ${base}`);
  need('why');
  return {
    name: basename(file, '.isa'),
    file,
    base,
    baseFile,
    check: need('mutant'),
    instruction: need('instruction'),
    spec: need('spec'),
    pair: head('pair'),
    was: need('was'),
    is: need('is'),
    also: (head('also') ?? '')
      .split(', ')
      .filter((each) => each !== '')
      .map((each): [string, string] => {
        const words = each.split(' ');
        return [words.slice(0, -1).join(' '), words.at(-1) ?? ''];
      }),
    isSlow: head('slow') !== undefined,
  };
}

/** The verdicts about a mutant's instruction on the machine that it changes. */
function judgedOnce(mutant: Mutant): Promise<Judged> {
  const { base, baseFile, instruction, spec, pair, check: checked } = mutant;
  const key = [base, instruction, spec, pair, isPremise(checked)].join(' ');
  const known = judgedBefore.get(key);
  if (known !== undefined) return known;
  const judged = judge(load(base, baseFile), mutant);
  judgedBefore.set(key, judged);
  return judged;
}

/** A machine of that one instruction, under the spec: its answers, and the premises if one of them is meant. */
async function judge(
  machine: Machine,
  { instruction, spec, pair, check: checked }: Mutant,
): Promise<Judged> {
  const instructions = machine.instructions.filter(({ id }) => id === instruction);
  if (instructions.length === 0) throw new Error(`${machine.id} has no ${instruction}`);
  const { pairs } = await check({ ...machine, instructions }, shippedSpec(spec), {
    solver,
    pairs: [pairOf(machine, pair).name],
    premises: isPremise(checked),
    minimise: 'none',
  });
  const [result] = pairs;
  const answers = result?.instructions.flatMap((each) => [...each.answers]) ?? [];
  return new Map([
    ...answers.map(([question, { kind }]): [string, string] => [question, kind]),
    ...(result?.premises ?? []).map(({ id, verdict }): [string, string] => [
      `premise ${id}`,
      verdict,
    ]),
  ]);
}

function isPremise(checked: string): boolean {
  return checked.startsWith('premise ');
}

/** Each question where it is stated first, or stated anew. */
function ownQuestions(
  spec: string,
): readonly { readonly spec: string; readonly question: string }[] {
  const { ancestors, questions } = shippedSpec(spec);
  const inherited = new Set(
    ancestors.flatMap((name) =>
      shippedSpec(name).questions.map((each) => `${each.name} ${each.span.file}`),
    ),
  );
  return questions
    .filter(({ name, span }) => !inherited.has(`${name} ${span.file}`))
    .map(({ name }) => ({ spec, question: name }));
}

function load(id: string, file: string): Machine {
  const { machine, diagnostics, sources } = loadMachine({ id, file }, fileHost);
  if (machine === undefined) throw new Error(renderDiagnostics(diagnostics, sources));
  return machine;
}
