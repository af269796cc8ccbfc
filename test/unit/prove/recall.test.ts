/** Answers of earlier runs: found where nothing that matters changed, replayed, never from nothing. */

import { describe, expect, it } from 'vitest';
import type { Machine, Pair } from '../../../src/isa/machine.ts';
import { ask } from '../../../src/prove/ask.ts';
import { createBases } from '../../../src/prove/bases.ts';
import { coverage } from '../../../src/prove/premises/coverage.ts';
import { createProver, type Prover, type ProverOptions } from '../../../src/prove/prover.ts';
import type { KeptAnswers } from '../../../src/prove/recall.ts';
import { createWorkbench } from '../../../src/prove/workbench.ts';
import type { Answer } from '../../../src/question/answer.ts';
import type { Response } from '../../../src/smt/solver.ts';
import { keeping } from '../../helpers/kept-answers.ts';
import { littleMachine, machineFromText } from '../../helpers/machines.ts';
import { fixedSolver, UNSAT } from '../../helpers/solvers.ts';
import { shippedSpec } from '../../helpers/specs.ts';

const spec = shippedSpec('pg74');
const TIMEOUT = { kind: 'unknown', reason: 'timeout' } as const;

const LOOKS = instruction('look', '0000_0001', 'f = zext(bit(M == user), 8)');
const ADDS = instruction('add', '0000_0010', 'f = f + 1');
/** Candidates do not hit it, and rewriting does not settle it. */
const HARD = instruction('hard', '0000_0011', 'if f * f == 0x31 && r[1] * f == 0x07 { M = user }');
const LOADS = instruction('load', '0000_0100', 'f = data[f]');
const COVERING = 'covering (a : bits(8), to : bits(8)) { R.l = to - a  R.b = 0xFF }';

describe('an answer of an earlier run', () => {
  it('is the same answer, and nothing is asked', async () => {
    const kept = keeping();
    for (const [items, name] of [
      [LOOKS, 'sees_mode'],
      [ADDS, 'sees_mode'],
      [ADDS, 'escapes_trap'],
    ] as const) {
      const first = await asked(items, name, kept);
      const again = await asked(items, name, kept);

      expect(again.answer).toStrictEqual(first.answer);
      expect([first.recalled, again.recalled]).toStrictEqual([0, 1]);
      expect(again.structural + again.candidates + again.queries).toBe(0);
    }
  });

  it('is not there where nothing was known', async () => {
    const kept = keeping();
    const first = await asked(HARD, 'changes_control', kept, { candidates: false });

    expect(first.answer.kind).toBe('unknown');
    expect(kept.size()).toBe(0);
    expect((await asked(HARD, 'changes_control', kept, { candidates: false })).recalled).toBe(0);
  });

  it('is not there where it was interrupted', async () => {
    const kept = keeping();
    const interrupt = new AbortController();
    interrupt.abort();

    await asked(LOOKS, 'sees_mode', kept, { signal: interrupt.signal });

    expect(kept.size()).toBe(0);
  });

  it('is replayed: one that shows nothing is asked again, and takes its place', async () => {
    const kept = keeping();
    const { answer } = await asked(LOOKS, 'sees_mode', kept);
    kept.change((text) => text.replaceAll(/\["M","0x1"\]/gu, '["M","0x0"]'));

    const again = await asked(LOOKS, 'sees_mode', kept);

    expect(again.recalled).toBe(0);
    expect(again.answer).toStrictEqual(answer);
  });

  it('is none where what it shows is not what was asked', async () => {
    const [looking, adding] = [keeping(), keeping()];
    await asked(LOOKS, 'sees_mode', looking);
    const shown = looking.any();
    if (shown === undefined) throw new Error('nothing was kept');
    // The states meet the frame, but this step does the same in both.
    const misled: KeptAnswers = { ...adding, find: () => Promise.resolve(shown) };
    const same = LOOKS.replace('zext(bit(M == user), 8)', 'f + 1');

    expect(await asked(same, 'sees_mode', misled)).toMatchObject({
      recalled: 0,
      answer: { kind: 'none' },
    });
  });

  it('is not one of another question', async () => {
    const kept = keeping();
    await asked(ADDS, 'sees_mode', kept);

    expect((await asked(ADDS, 'sees_location', kept)).recalled).toBe(0);
  });

  it.each<[string, (text: string) => string]>([
    ['what the instruction does', (text) => text.replace('M == user), 8', 'M != user), 8')],
    ['its encoding', (text) => text.replace('0000_0001', '0000_1001')],
    ['how traps are taken', (text) => text.replace('P = 0x80', 'P = 0x81')],
    ['how addresses are translated', (text) => text.replace('a >= R.b', 'a > R.b')],
    ['what user mode is', (text) => text.replace('user when M == user', 'user when M == user holding R.b == 9 why "x"')],
    ['the role of an element', (text) => text.replace('control T', 'general T')],
    ['an invariant', (text) => `${text}\ninvariant R.b != 7 why "x"\n`],
  ])('is not one of a machine with another %s', async (_, change) => {
    const kept = keeping();
    await asked(LOOKS, 'sees_mode', kept);
    const changed = change(machineText(LOOKS));

    expect(changed).not.toBe(machineText(LOOKS));
    expect((await askedOf(machineFromText(changed), 'sees_mode', kept)).recalled).toBe(0);
  }); // prettier-ignore

  it.each<[string, Partial<ProverOptions>]>([
    ['another solver', { solver: fixedSolver(TIMEOUT, 'other') }],
    ['another version', { solver: fixedSolver(TIMEOUT, 'fixed', '2') }],
    ['another budget', { budget: { rlimit: 2, watchdogMs: 1 } }],
    ['no rewriting', { structural: false }],
    ['no candidates', { candidates: false }],
    ['witnesses as they were found', { minimise: false }],
    ['other causes wanted', { otherCauses: true }],
    ['smallest witnesses wanted', { proveSmallest: true }],
  ])('is not one that was asked with %s', async (_, options) => {
    const kept = keeping();
    await asked(LOOKS, 'sees_mode', kept);

    expect((await asked(LOOKS, 'sees_mode', kept, options)).recalled).toBe(0);
  });

  it('is still there when other instructions, places and words changed', async () => {
    const kept = keeping();
    await asked(LOOKS, 'sees_mode', kept);
    const changed = `\n\n${machineText(`${LOOKS}\n${ADDS}`).replace('why "for tests"', 'why "so"')}`;

    expect((await askedOf(machineFromText(changed), 'sees_mode', kept)).recalled).toBe(1);
  });
});

describe('coverage that an earlier run showed', () => {
  it('holds, and nothing is asked', async () => {
    const kept = keeping();
    const first = await covered(COVERING, kept);

    expect(first.verdict).toBe('holds');
    expect(first.asked).toBeGreaterThan(0);
    expect(await covered(COVERING, kept)).toStrictEqual({ verdict: 'holds', asked: 0 });
  });

  it('is not there where it was not decided', async () => {
    const kept = keeping();

    expect(await covered(COVERING, kept, TIMEOUT)).toMatchObject({ verdict: 'undecided' });
    expect(kept.size()).toBe(0);
  });

  it('is not that of another path or access', async () => {
    const kept = keeping();
    await covered(COVERING, kept);

    expect((await covered(`${COVERING}\n${LOADS}`, kept)).asked).toBeGreaterThan(0);
  });

  it.each<[string, (text: string) => string]>([
    ['another translation', (text) => text.replace('a >= R.b', 'a > R.b')],
    ['another covering map', (text) => text.replace('R.b = 0xFF }', 'R.b = 0xFE }')],
    ['another user mode', (text) => text.replace('user when M == user', 'user when M == user && R.b != 9')],
  ])('is not that of a machine with %s', async (_, change) => {
    const kept = keeping();
    await covered(COVERING, kept);
    const changed = change(machineText(COVERING));

    expect(changed).not.toBe(machineText(COVERING));
    expect((await coveredOf(machineFromText(changed), kept)).asked).toBeGreaterThan(0);
  }); // prettier-ignore

  it.each([
    ['another answer', '{"kind":"vacuous","evidence":"vacuous","premises":[]}'],
    ['no answer', '{"kind":"none"}'],
  ])('is asked again where %s is kept in its place', async (_, text) => {
    const kept = keeping();
    await covered(COVERING, kept);
    kept.change(() => text);

    expect((await covered(COVERING, kept)).asked).toBeGreaterThan(0);
  });
});

// Helpers

function instruction(name: string, encoding: string, body: string): string {
  return `instruction ${name} "${name}" encoding ${encoding} { ${body} }`;
}

function machineText(items: string): string {
  return littleMachine(`reset { M = supervisor  R.b = 0xFF }\n${items}`);
}

async function asked(
  items: string,
  name: string,
  kept: KeptAnswers,
  options: Partial<ProverOptions> = {},
): Promise<{ readonly answer: Answer } & Prover['counts']> {
  return askedOf(machineFromText(machineText(items)), name, kept, options);
}

async function askedOf(
  machine: Machine,
  name: string,
  kept: KeptAnswers,
  options: Partial<ProverOptions> = {},
): Promise<{ readonly answer: Answer } & Prover['counts']> {
  const [pair] = machine.pairs;
  const [first] = machine.instructions;
  const question = spec.questions.find((each) => each.name === name);
  if (pair === undefined || first === undefined || question === undefined)
    throw new Error('nothing to ask');
  const prover = createProver({
    solver: fixedSolver(name === 'changes_control' ? TIMEOUT : UNSAT),
    budget: { rlimit: 1, watchdogMs: 1 },
    kept,
    ...options,
  });
  const answer = await ask(benchOf(prover, machine, pair, first), question);
  return { answer, ...prover.counts };
}

function covered(
  items: string,
  kept: KeptAnswers,
  response: Response = UNSAT,
): ReturnType<typeof coveredOf> {
  return coveredOf(machineFromText(machineText(items)), kept, response);
}

/** The verdict, and how often the solver was asked, to which all is left. */
async function coveredOf(
  machine: Machine,
  kept: KeptAnswers,
  response: Response = UNSAT,
): Promise<{ readonly verdict: string; readonly asked: number }> {
  const [pair] = machine.pairs;
  if (pair === undefined) throw new Error('nothing to ask');
  const solver = fixedSolver(response);
  const budget = { rlimit: 1, watchdogMs: 1 };
  const prover = createProver({ solver, budget, kept, structural: false });
  const bases = createBases(prover, machine, pair);
  const { verdict } = await coverage({ prover, machine, pair, bases });
  return { verdict, asked: solver.asked };
}

function benchOf(
  prover: Prover,
  machine: Machine,
  pair: Pair,
  first: Machine['instructions'][number],
): ReturnType<typeof createWorkbench> {
  const subject = { machine, pair, instruction: first };
  return createWorkbench(prover, subject, createBases(prover, machine, pair));
}
