/** What becomes of a solver that does not know, lies or talks nonsense: never a good answer. */

import { describe, expect, it } from 'vitest';
import { ask } from '../../../src/prove/ask.ts';
import { createBases } from '../../../src/prove/bases.ts';
import { createProver, type ProverOptions } from '../../../src/prove/prover.ts';
import { createWorkbench } from '../../../src/prove/workbench.ts';
import type { Answer } from '../../../src/question/answer.ts';
import type { Response, Solver } from '../../../src/smt/solver.ts';
import { littleMachine, machineFromText } from '../../helpers/machines.ts';
import { fixedSolver, UNSAT } from '../../helpers/solvers.ts';
import { shippedSpec } from '../../helpers/specs.ts';

const spec = shippedSpec('pg74');
const EMPTY: Response = { kind: 'sat', values: { variables: new Map(), arrays: new Map() } };
const TIMEOUT: Response = { kind: 'unknown', reason: 'timeout' };

describe('ask', () => {
  it('needs no solver for an instruction that is plainly innocuous', async () => {
    const solver = fixedSolver(TIMEOUT);

    expect(await asked(solver, 'f = f + 1', 'sees_mode')).toMatchObject({
      kind: 'none',
      evidence: 'structural',
    });
    expect(await asked(solver, 'f = f + 1', 'escapes_trap')).toMatchObject({
      kind: 'found',
      evidence: 'witness',
    });
  });

  it('tells an instruction that always traps from one that nothing was looked at for', async () => {
    expect(await asked(fixedSolver(TIMEOUT), 'trap call', 'changes_control')).toMatchObject({
      evidence: 'always-excused',
    });
    expect(
      await asked(fixedSolver(UNSAT), 'f = 1', 'sees_mode', { holding: 'holding R.b == 0' }),
    ).toMatchObject({
      kind: 'vacuous',
      premises: ['supervisor(s1)', 'user(s2)'],
    });
  });

  it('is unknown with the budget where the solver does not know', async () => {
    const answer = await asked(
      fixedSolver(TIMEOUT),
      HARD,
      'changes_control',
      {},
      { candidates: false },
    );

    expect(answer).toStrictEqual({
      kind: 'unknown',
      evidence: 'unknown',
      reason: 'timeout',
      budget: 'rlimit 1000',
    });
  });

  it('does not take the solver for it that something is there', async () => {
    await expect(
      asked(fixedSolver(EMPTY), HARD, 'changes_control', {}, { candidates: false }),
    ).rejects.toThrow('does not replay');
  });

  it('does not believe "no" of what a candidate shows', async () => {
    const lying = asked(
      fixedSolver(UNSAT),
      'f = zext(bit(M == user), 8)',
      'sees_mode',
      {},
      { structural: false },
    );

    expect(await lying).toMatchObject({ kind: 'found' });
  });

  it('is not privileged where the frame is not shown to be met', async () => {
    const answers: Response[] = [UNSAT, TIMEOUT];
    const solver: Solver = {
      ...fixedSolver(UNSAT),
      solve: () => Promise.resolve(answers.shift() ?? TIMEOUT),
    };
    const answer = await asked(
      solver,
      'if M == user { trap privileged } R.l = f',
      'escapes_trap',
      {},
      { candidates: false, structural: false },
    );

    expect(answer.kind).toBe('unknown');
  });

  it('asks nothing more once it is interrupted', async () => {
    const interrupt = new AbortController();
    interrupt.abort();
    const solver = fixedSolver(UNSAT);

    expect(
      await asked(solver, 'f = 1', 'sees_mode', {}, { signal: interrupt.signal }),
    ).toMatchObject({ kind: 'unknown', reason: 'interrupted' });
    expect(solver.asked).toBe(0);
  });

  it('moves one element of the map, and nothing else, to make a model exact', async () => {
    const answers: Response[] = [EMPTY];
    const solver: Solver = {
      ...fixedSolver(UNSAT),
      solve: () => Promise.resolve(answers.shift() ?? TIMEOUT),
    };

    expect(await asked(solver, 'if T == 0 { f = R.l }', 'sees_location')).toMatchObject({
      kind: 'found',
    });
  });

  it('lists what else can differ, if that is wanted', async () => {
    const body = 'f = R.l  r[1] = R.l';
    const answer = await asked(
      fixedSolver(TIMEOUT),
      body,
      'sees_location',
      {},
      { otherCauses: true },
    );

    // Without a solver nothing is found here, and nothing is made up.
    expect(answer.kind).toBe('unknown');
  });
});

// Helpers

/** Needs a solver: what it multiplies no candidate hits. */
const HARD = 'if f * f == 0x31 && r[1] * f == 0x07 && r[2] == 0x5a { M = user }';

async function asked(
  solver: Solver,
  body: string,
  name: string,
  { holding = '' }: { readonly holding?: string } = {},
  options: Partial<ProverOptions> = {},
): Promise<Answer> {
  const text = littleMachine(`reset { M = supervisor  R.b = 0xFF }
    instruction it "it" encoding 0000_0001 { ${body} }`).replace(
    'user when M == user',
    `user when M == user ${holding}${holding === '' ? '' : ' why "for tests"'}`,
  );
  const machine = machineFromText(text);
  const [pair] = machine.pairs;
  const [instruction] = machine.instructions;
  const question = spec.questions.find((each) => each.name === name);
  if (pair === undefined || instruction === undefined || question === undefined)
    throw new Error('nothing to ask');
  const prover = createProver({ solver, budget: { rlimit: 1000, watchdogMs: 1000 }, ...options });
  return ask(
    createWorkbench(prover, { machine, pair, instruction }, createBases(prover, machine, pair)),
    question,
  );
}
