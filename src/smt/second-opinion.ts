/** Asks two solvers, and does not let a disagreement pass. */

import type { Response, Solver } from './solver.ts';

/** One solver said `sat` and the other `unsat`: one of them, or the query, is wrong. */
export class SolversDisagree extends Error {
  override readonly name = 'SolversDisagree';
}

/** Answers what either knows; `unknown` only if both give up. Rejects with `SolversDisagree`. */
export function withSecondOpinion(first: Solver, second: Solver): Solver {
  return {
    name: `${first.name}+${second.name}`,
    version: `${first.version}+${second.version}`,
    solve: async (text, budget, signal) => {
      const ask = (solver: Solver): Promise<Response> => solver.solve(text, budget, signal);
      const [one, other] = await Promise.all([ask(first), ask(second)]);
      if (one.kind === 'unknown') return other.kind === 'unknown' ? one : other;
      if (other.kind !== 'unknown' && one.kind !== other.kind) {
        const answers = `${first.name} says ${one.kind}, ${second.name} says ${other.kind}`;
        throw new SolversDisagree(`${answers}, of:\n${text}`);
      }
      return one;
    },
    close: async () => {
      await Promise.all([first.close(), second.close()]);
    },
  };
}
