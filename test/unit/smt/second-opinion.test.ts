import { describe, expect, it } from 'vitest';
import { SolversDisagree, withSecondOpinion } from '../../../src/smt/second-opinion.ts';
import { unknown, type Response } from '../../../src/smt/solver.ts';
import { fixedSolver, SAT, UNSAT } from '../../helpers/solvers.ts';

const BUDGET = { rlimit: 1, watchdogMs: 1 };

describe('withSecondOpinion', () => {
  it.each<[string, Response, Response, Response]>([
    ['what both say', UNSAT, UNSAT, UNSAT],
    ['the first model of two', SAT, SAT, SAT],
    ['what the second knows', unknown('tired'), UNSAT, UNSAT],
    ['what the first knows', SAT, unknown('tired'), SAT],
    ['the first reason where nobody knows', unknown('tired'), unknown('bored'), unknown('tired')],
  ])('answers %s', async (_, first, second, expected) => {
    const solver = withSecondOpinion(fixedSolver(first), fixedSolver(second));

    expect(await solver.solve('text', BUDGET)).toStrictEqual(expected);
  });

  it.each([
    [SAT, UNSAT],
    [UNSAT, SAT],
  ])('does not let a disagreement pass', async (first, second) => {
    const solver = withSecondOpinion(fixedSolver(first), fixedSolver(second));

    await expect(solver.solve('text', BUDGET)).rejects.toThrow(SolversDisagree);
  });

  it('is another solver for the cache, and closes both', async () => {
    const [first, second] = [fixedSolver(SAT, 'a'), fixedSolver(SAT, 'b')];
    const solver = withSecondOpinion(first, second);

    await solver.close();

    expect([solver.name, solver.version]).toStrictEqual(['a+b', '1+1']);
    expect([first.isClosed, second.isClosed]).toStrictEqual([true, true]);
  });
});
