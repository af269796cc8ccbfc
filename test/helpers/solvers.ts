/** Solvers that say what they are told to, and count. */

import type { Response, Solver } from '../../src/smt/solver.ts';

export const UNSAT: Response = { kind: 'unsat' };
export const SAT: Response = {
  kind: 'sat',
  values: {
    variables: new Map<string, bigint | boolean>([
      ['x', 2n ** 70n + 1n],
      ['p "q"\n', true],
    ]),
    arrays: new Map([['A', new Map([[1n, 2n], [3n, 4n]])], ['B', new Map()]]), // prettier-ignore
  },
};

export interface FixedSolver extends Solver {
  asked: number;
  isClosed: boolean;
}

/** Always gives this response. */
export function fixedSolver(response: Response, name = 'fixed', version = '1'): FixedSolver {
  const solver: FixedSolver = {
    name,
    version,
    asked: 0,
    isClosed: false,
    solve: () => {
      solver.asked += 1;
      return Promise.resolve(response);
    },
    close: () => {
      solver.isClosed = true;
      return Promise.resolve();
    },
  };
  return solver;
}
