/**
 * Queries with functions that the solver may take for any: its "no" holds for every function, so
 * for those that are meant too. Its "yes" counts only if the model is one with what the functions
 * compute; else it is told so for the arguments in the model, and in the end asked with the
 * functions spelled out.
 */

import type { Model } from '../smt/solver.ts';
import { callsIn } from '../term/definition.ts';
import { evaluate, evaluateAll, type Environment } from '../term/evaluate.ts';
import { and, bool, constant, equal, implies, type Term } from '../term/term.ts';
import { boolOf, type Value } from '../term/value.ts';
import { valueIn } from './from-model.ts';
import type { Solved } from './prover.ts';

/** How often the solver is told what functions compute of the arguments it chose. */
const ROUNDS = 4;

/** Asks with functions left open; `ask` is the solver, `simplified` the conjuncts it is asked. */
export async function solveWithFunctions(
  simplified: readonly Term[],
  ask: (conjuncts: readonly Term[]) => Promise<Solved>,
): Promise<Solved | 'spell out'> {
  const computed: Term[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    // oxlint-disable-next-line no-await-in-loop -- a round needs what the one before found
    const answer = await ask([...simplified, ...computed]);
    if (answer.kind !== 'sat') return answer;
    const environment = environmentOf(answer.model);
    if (simplified.every((conjunct) => boolOf(evaluate(conjunct, environment)))) return answer;
    computed.push(...computedIn(simplified, environment));
  }
  return 'spell out';
}

/** What each function computes of the arguments that it has in the model. */
function computedIn(conjuncts: readonly Term[], environment: Environment): readonly Term[] {
  return callsIn(...conjuncts).map((call) => {
    const values = evaluateAll([call, ...call.arguments], environment);
    const [result, ...given] = values.map((value, i) =>
      constantLike(i === 0 ? call : (call.arguments[i - 1] ?? call), value),
    );
    const isThis = call.arguments.map((argument, i) => equal(argument, given[i] ?? argument));
    return implies(and(...isThis), equal(call, result ?? call));
  });
}

function constantLike({ sort }: Term, value: Value): Term {
  if (typeof value === 'boolean') return bool(value);
  if (typeof value === 'bigint' && sort.kind === 'bits') return constant(sort.width, value);
  throw new TypeError('not a value of a function');
}

function environmentOf(model: Model): Environment {
  return { variable: (name, sort) => valueIn(model, name, sort) };
}
