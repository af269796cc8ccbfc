/**
 * Whether the state before a trap can be rebuilt from the state after it: no two user states that
 * trap in one instruction, or are interrupted, are the same afterwards.
 *
 * The mode, the map and other protected state are what the monitor gave the program, so it knows
 * them; the program counter and the registers it does not.
 */

import type { Instruction, Machine } from '../../isa/machine.ts';
import type { Answer } from '../../question/answer.ts';
import {
  all,
  isNot,
  ownQuestion,
  said,
  samePart,
  some,
  trapEntryAlone,
  traps,
  withTrapInputs,
} from '../../question/own-questions.ts';
import { withFreeChoices } from '../../question/free-choices.ts';
import type { Part, Question } from '../../question/spec.ts';
import { ask } from '../ask.ts';
import { createWorkbench } from '../workbench.ts';
import { createBases } from '../bases.ts';
import {
  premise,
  reasonOf,
  witnessOf,
  type DecidedPremise,
  type PremiseRequest,
} from './premise.ts';

const PARTS: readonly Part[] = ['general', 'pc', 'mode', 'map', 'control', 'storage'];

export async function restartable(request: PremiseRequest): Promise<DecidedPremise> {
  const { prover, machine, pair } = request;
  const extended = withTrapInputs(machine);
  const interrupt = { machine: extended, pair, instruction: trapEntryAlone(extended, 'pc') };
  const named = await Promise.all([
    asked(
      'an interrupt',
      ask(
        createWorkbench(prover, interrupt, createBases(prover, extended, pair)),
        loses(machine, interrupt.instruction),
      ),
    ),
    ...machine.instructions.map((instruction) =>
      asked(instruction.id, askInstruction(request, instruction)),
    ),
  ]);
  const losing = named.filter(([, { kind }]) => kind === 'found');
  const [first] = losing;
  if (first !== undefined) {
    const others = losing.length > 1 ? ` and ${losing.length - 1} others` : '';
    return premise(
      'restartable',
      'fails',
      `after a trap in ${first[0]}${others}, two states cannot be told apart`,
      {
        witness: witnessOf(first[1]),
        listed: losing.map(([id]) => id),
      },
    );
  }
  // Of an instruction that never traps in user mode there is nothing to rebuild.
  const open = named.find(([, { kind }]) => kind === 'unknown');
  if (open !== undefined)
    return premise('restartable', 'undecided', `${open[0]}: ${reasonOf(open[1])}`);
  return premise(
    'restartable',
    'holds',
    'the state after a trap tells where the program was and what its registers held',
  );
}

/** What is undefined may be chosen differently in the two states: the monitor does not know how it was. */
function askInstruction(
  { prover, machine, pair, bases }: PremiseRequest,
  instruction: Instruction,
): Promise<Answer> {
  const freed = withFreeChoices(machine, instruction);
  const question = loses(machine, freed.instruction, freed.chosen);
  const subject = { machine: freed.machine, pair, instruction: freed.instruction };
  const fitting = freed.chosen.length === 0 ? bases : createBases(prover, freed.machine, pair);
  return ask(createWorkbench(prover, subject, fitting), question);
}

async function asked(name: string, answer: Promise<Answer>): Promise<readonly [string, Answer]> {
  return [name, await answer];
}

/** What differs before and is all the same after. A register that no trap touches is not lost. */
function loses(machine: Machine, { step }: Instruction, chosen: readonly string[] = []): Question {
  const touched = machine.elements.filter(
    ({ name, role }) =>
      role === 'general' && (machine.trapEntry.elements.has(name) || step.kept.has(name)),
  );
  return ownQuestion('trap_loses', {
    states: 2,
    differing: [
      'pc',
      ...[...touched.map(({ name }) => name), ...chosen].map((element) => ({ element })),
    ],
    among: [said('user', 0), said('user', 1), traps(0), traps(1)],
    suchThat: all(
      ...PARTS.map((part) => samePart(part, 'outcome')),
      some(isNot(samePart('pc', 'before')), isNot(samePart('general', 'before'))),
    ),
  });
}
