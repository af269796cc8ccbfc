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
  VALUE,
  withTrapInputs,
} from '../../question/own-questions.ts';
import { withFreeChoices } from '../../question/free-choices.ts';
import { pcElement } from '../../question/symbolic-step.ts';
import { simplify } from '../../term/simplify.ts';
import type { Part, Question } from '../../question/spec.ts';
import { freeVariables } from '../../term/walk.ts';
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
  const isPlain = await plainTrapsLoseNothing(request);
  const named = [
    await asked(
      'an interrupt',
      ask(
        createWorkbench(prover, interrupt, createBases(prover, extended, pair)),
        loses(machine, interrupt.instruction),
      ),
    ),
  ];
  const left = machine.instructions.filter((instruction) => !isPlain(instruction));
  for (let at = 0; at < left.length && !isShown(named); at += TOGETHER) {
    const batch = left.slice(at, at + TOGETHER);
    // oxlint-disable-next-line no-await-in-loop -- what was found decides whether to go on
    named.push(...(await Promise.all(batch.map((each) => asked(each.id, askInstruction(request, each)))))); // prettier-ignore
  }
  const losing = named.filter(([, { kind }]) => kind === 'found');
  const [first] = losing;
  if (first !== undefined) {
    const more = named.length <= left.length ? ' at least' : '';
    const others = losing.length > 1 ? ` and${more} ${losing.length - 1} others` : '';
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

/** Instructions that are asked about at one time. */
const TOGETHER = 8;
/** So many that lose something are enough to show it. */
const ENOUGH = 4;

function isShown(named: readonly (readonly [string, Answer])[]): boolean {
  return named.filter(([, { kind }]) => kind === 'found').length >= ENOUGH;
}

/**
 * For most instructions it is enough that a trap loses nothing whatever its cause and its values,
 * which is asked once: those that keep nothing of what they did and are resumed at themselves.
 */
async function plainTrapsLoseNothing({
  prover,
  machine,
  pair,
}: PremiseRequest): Promise<(instruction: Instruction) => boolean> {
  const extended = withTrapInputs(machine);
  const freed = withFreeChoices(extended, trapEntryAlone(extended, 'pc'));
  const values = machine.valueWidths.map((_, k) => `${VALUE}.${k}`);
  const subject = { machine: freed.machine, pair, instruction: freed.instruction };
  const question = loses(machine, freed.instruction, [...freed.chosen, ...values]);
  const bench = createWorkbench(prover, subject, createBases(prover, freed.machine, pair));
  const answer = await ask(bench, question);
  if (answer.kind !== 'none') return () => false;
  // The entry alone has no following instruction.
  const { elements, memory } = machine.trapEntry;
  const read = freeVariables(memory, ...elements.values());
  if (read.some(({ name }) => name === 'trap.next')) return () => false;
  const pc = pcElement(machine);
  return ({ step: { kept, resume } }) => {
    const saved = simplify(resume);
    return kept.size === 0 && saved.kind === 'variable' && saved.name === pc;
  };
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
    // What the trap left alone is still there to tell the states apart.
    isWhole: true,
    suchThat: all(
      ...PARTS.map((part) => samePart(part, 'outcome')),
      some(isNot(samePart('pc', 'before')), isNot(samePart('general', 'before'))),
    ),
  });
}
