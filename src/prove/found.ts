/** From the steps that answer a question with yes to the answer. */

import type { Answer } from '../question/answer.ts';
import type { Question } from '../question/spec.ts';
import { placeInstruction } from './candidates.ts';
import { minimised, type Trial } from './minimise.ts';
import { replay } from './replay.ts';
import type { Inputs, Run } from './run.ts';
import { toWitness } from './to-witness.ts';
import { storagesAgree, type Workbench } from './workbench.ts';

/** The answer with its witness, made small if that is wanted. Throws if what it ends with does not replay. */
export async function found(
  { prover, subject }: Workbench,
  question: Question,
  runs: readonly Run[],
  inputs: Inputs,
): Promise<Answer> {
  if (prover.options.minimise === false)
    return { kind: 'found', evidence: 'witness', witness: toWitness(question, runs, inputs) };
  const trial: Trial = {
    machine: subject.machine,
    question,
    place: (candidate) => {
      const states = placeInstruction(
        subject,
        question,
        candidate.states,
        candidate.inputs.operands,
      );
      return states === undefined ? undefined : { ...candidate, states };
    },
    isAsked: async (candidate) => {
      const replayed = replay(subject, question, candidate.states, candidate.inputs);
      return replayed.kind === 'as-asked' && storagesAgree(prover, subject, replayed.runs);
    },
  };
  const smallest = await minimised(trial, { states: runs.map(({ before }) => before), inputs });
  const replayed = replay(subject, question, smallest.states, smallest.inputs);
  if (replayed.kind !== 'as-asked')
    throw new Error(`${question.name}: a smaller witness does not replay`);
  return {
    kind: 'found',
    evidence: 'witness',
    witness: toWitness(question, replayed.runs, smallest.inputs),
  };
}
