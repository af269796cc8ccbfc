/** Answers about one instruction, for tests of what is asked rather than of what is reported. */

import type { Instruction, Machine, Pair } from '../../src/isa/machine.ts';
import { ask } from '../../src/prove/ask.ts';
import { createBases } from '../../src/prove/bases.ts';
import { createProver, type ProverOptions } from '../../src/prove/prover.ts';
import { createWorkbench } from '../../src/prove/workbench.ts';
import type { Answer } from '../../src/question/answer.ts';
import type { Spec } from '../../src/question/spec.ts';
import type { Solver } from '../../src/smt/solver.ts';

const BUDGET = { rlimit: 20_000_000, watchdogMs: 120_000 };

export interface Asked {
  readonly machine: Machine;
  /** An id. */
  readonly instruction: string;
  readonly spec: Spec;
  /** A name; else the machine's default. */
  readonly pair?: string | undefined;
  /** Names; else all. */
  readonly questions?: readonly string[];
}

/** By question. */
export async function answersTo(
  solver: Solver,
  { machine, instruction, spec, pair, questions }: Asked,
  options: Partial<ProverOptions> = {},
): Promise<ReadonlyMap<string, Answer>> {
  const prover = createProver({ solver, budget: BUDGET, ...options });
  const subject = {
    machine,
    pair: pairOf(machine, pair),
    instruction: instructionOf(machine, instruction),
  };
  const bench = createWorkbench(prover, subject, createBases(prover, machine, subject.pair));
  const answers = new Map<string, Answer>();
  for (const question of spec.questions) {
    if (questions !== undefined && !questions.includes(question.name)) continue;
    // oxlint-disable-next-line no-await-in-loop -- one bench answers one question at a time
    answers.set(question.name, await ask(bench, question));
  }
  return answers;
}

/** Without evidence: what has to be the same however it was found out. */
export function kindsOf(
  answers: ReadonlyMap<string, Answer>,
): Readonly<Record<string, Answer['kind']>> {
  return Object.fromEntries([...answers].map(([question, { kind }]) => [question, kind]));
}

export function pairOf({ pairs, id }: Machine, name: string | undefined): Pair {
  const pair = name === undefined ? pairs[0] : pairs.find((each) => each.name === name);
  if (pair === undefined) throw new Error(`${id} has no pair ${name}`);
  return pair;
}

function instructionOf({ instructions, id }: Machine, wanted: string): Instruction {
  const instruction = instructions.find((each) => each.id === wanted);
  if (instruction === undefined) throw new Error(`${id} has no instruction ${wanted}`);
  return instruction;
}
