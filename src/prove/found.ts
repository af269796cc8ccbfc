/** From the steps that answer a question with yes to the answer. */

import type { Answer } from '../question/answer.ts';
import type { Question } from '../question/spec.ts';
import { instructionUnits, placeInstruction, type Candidate } from './candidates.ts';
import { minimised, type Trial } from './minimise.ts';
import { replay } from './replay.ts';
import { smallerThan } from './smallest.ts';
import type { Inputs, Run } from './run.ts';
import { toWitness } from './to-witness.ts';
import { storagesAgree, type Workbench } from './workbench.ts';

/** How many smaller witnesses to take over from the solver. */
const ROUNDS = 16;

/** An answer with its witness, and what that was replayed from. */
export interface Found {
  readonly answer: Answer;
  readonly shown: Candidate;
}

/** The witness is made small if that is wanted. Throws if what it ends with does not replay. */
export async function found(
  { prover, subject }: Workbench,
  question: Question,
  runs: readonly Run[],
  inputs: Inputs,
): Promise<Found> {
  const states = runs.map(({ before }) => before);
  if (prover.options.minimise === false)
    return {
      answer: { kind: 'found', evidence: 'witness', witness: toWitness(question, runs, inputs) },
      shown: { states, inputs },
    };
  const trial: Trial = {
    machine: subject.machine,
    question,
    place: (candidate) => {
      const placed = placeInstruction(
        subject,
        question,
        candidate.states,
        candidate.inputs.operands,
      );
      return placed === undefined ? undefined : { ...candidate, states: placed };
    },
    fixedUnits: (candidate) => instructionUnits(subject, candidate.states),
    isAsked: async (candidate) => {
      const replayed = replay(subject, question, candidate.states, candidate.inputs);
      return replayed.kind === 'as-asked' && storagesAgree(prover, subject, replayed.runs);
    },
  };
  let best = await minimised(trial, { states, inputs });
  const smallest = prover.options.proveSmallest === true ? await proveSmallest(best) : undefined;
  const replayed = replay(subject, question, best.states, best.inputs);
  if (replayed.kind !== 'as-asked')
    throw new Error(`${question.name}: a smaller witness does not replay`);
  const witness = { ...toWitness(question, replayed.runs, best.inputs), smallest };
  return { answer: { kind: 'found', evidence: 'witness', witness }, shown: best };

  /** Takes over what the solver proposes until it proves that there is nothing smaller. */
  async function proveSmallest(from: Candidate): Promise<true | undefined> {
    best = from;
    for (let round = 0; round < ROUNDS; round += 1) {
      // oxlint-disable-next-line no-await-in-loop -- a round starts from what the one before found
      const smaller = await smallerThan(prover, subject, question, best);
      if (smaller.kind === 'none') return true;
      // oxlint-disable-next-line no-await-in-loop -- as above
      if (smaller.kind === 'unknown' || !(await trial.isAsked(smaller.candidate))) return undefined;
      // oxlint-disable-next-line no-await-in-loop -- as above
      best = await minimised(trial, smaller.candidate);
    }
    return undefined;
  }
}
