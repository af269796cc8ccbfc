/** Asks everything there is to ask about a machine, for one pair of modes. */

import type { Instruction, Machine, Pair } from '../isa/machine.ts';
import { unknown, type Answer } from '../question/answer.ts';
import type { Spec } from '../question/spec.ts';
import { ask } from './ask.ts';
import { createWorkbench } from './workbench.ts';
import { createBases } from './bases.ts';
import { invariantsKept } from './premises/invariants.ts';
import { partners, type Partners } from './premises/partners.ts';
import type { DecidedPremise } from './premises/premise.ts';
import { decidePremises } from './premises/premises.ts';
import type { Prover } from './prover.ts';

export interface PairRequest {
  readonly prover: Prover;
  /** What is asked about instructions with, where that is not the same. */
  readonly ofInstructions?: Prover;
  readonly machine: Machine;
  readonly pair: Pair;
  readonly spec: Spec;
  readonly instructions: readonly Instruction[];
  /** False: the premises are left out, for what looks at instructions only. */
  readonly premises: boolean;
  /** The premise `invariants`, where another pair of the machine has decided it already. */
  readonly invariants?: DecidedPremise | undefined;
  /** Told of each instruction of which everything is answered. */
  readonly onAnswered?: (instruction: string) => void;
}

export interface ProvedPair {
  readonly invariants: DecidedPremise;
  readonly answers: ReadonlyMap<string, ReadonlyMap<string, Answer>>;
  readonly premises: readonly DecidedPremise[];
  readonly partners: Partners;
}

export async function provePair(request: PairRequest): Promise<ProvedPair> {
  const { prover, machine, pair, instructions } = request;
  const bases = createBases(prover, machine, pair);
  const about = { prover, machine, pair, bases };
  const [invariants, asked, premises, partnered] = await Promise.all([
    request.invariants ?? invariantsKept(about),
    Promise.all(
      instructions.map(
        async (instruction): Promise<readonly [string, ReadonlyMap<string, Answer>]> => [
          instruction.id,
          await askAll(request, bases, instruction),
        ],
      ),
    ),
    request.premises ? decidePremises(about) : [],
    request.premises ? partners(about) : NOT_ASKED,
  ]);
  const isSound = invariants.verdict === 'holds';
  return {
    invariants,
    answers: new Map(
      asked.map(([id, answers]) => [id, isSound ? answers : withoutProofs(answers, invariants)]),
    ),
    premises: request.premises
      ? [invariants, ...premises.map((premise) => (isSound ? premise : withoutProof(premise)))]
      : [],
    partners: partnered,
  };
}

const NOT_ASKED: Partners = { verdict: 'undecided', why: 'not asked' };

async function askAll(
  request: PairRequest,
  bases: ReturnType<typeof createBases>,
  instruction: Instruction,
): Promise<ReadonlyMap<string, Answer>> {
  const { ofInstructions: prover = request.prover, machine, pair, spec } = request;
  const bench = createWorkbench(prover, { machine, pair, instruction }, bases);
  const answers = new Map<string, Answer>();
  for (const question of spec.questions) {
    // oxlint-disable-next-line no-await-in-loop -- the solver's answers and an interrupt get their turn
    await nextTurn();
    // oxlint-disable-next-line no-await-in-loop -- other instructions go on meanwhile
    answers.set(question.name, await ask(bench, question));
  }
  request.onAnswered?.(instruction.id);
  return answers;
}

/** Lets everything else that waits happen first. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** An answer that speaks of all states took the invariants for granted; a witness did not. */
function withoutProofs(
  answers: ReadonlyMap<string, Answer>,
  { verdict, why }: DecidedPremise,
): ReadonlyMap<string, Answer> {
  const reason = `the invariants it uses are ${verdict === 'fails' ? 'not kept' : 'not decided'}: ${why}`;
  return new Map(
    [...answers].map(([question, answer]) => [
      question,
      answer.kind === 'found' ? answer : unknown(reason),
    ]),
  );
}

function withoutProof(premise: DecidedPremise): DecidedPremise {
  if (premise.verdict !== 'holds') return premise;
  return {
    ...premise,
    verdict: 'undecided',
    why: 'the invariants that it uses are not shown to be kept',
  };
}
