/** Whether every step of the machine, and every trap and interrupt, keeps the invariants. */

import type { Answer } from '../../question/answer.ts';
import { BREAKS_INVARIANT, trapEntryAlone, withTrapInputs } from '../../question/own-questions.ts';
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

export async function invariantsKept({
  prover,
  machine,
  pair,
  bases,
}: PremiseRequest): Promise<DecidedPremise> {
  if (machine.invariants.length === 0) return premise('invariants', 'holds', 'none is declared');
  const extended = withTrapInputs(machine);
  const entry = { machine: extended, pair, instruction: trapEntryAlone(extended) };
  const answers = await Promise.all([
    ask(createWorkbench(prover, entry, createBases(prover, extended, pair)), BREAKS_INVARIANT),
    ...machine.instructions.map((instruction) =>
      ask(createWorkbench(prover, { machine, pair, instruction }, bases), BREAKS_INVARIANT),
    ),
  ]);
  const names = ['a trap', ...machine.instructions.map(({ id }) => id)];
  const named = answers.map((answer, i): readonly [string, Answer] => [names[i] ?? '', answer]);
  const broken = named.filter(([, { kind }]) => kind === 'found');
  const [first] = broken;
  if (first !== undefined) {
    return premise(
      'invariants',
      'fails',
      `broken by ${broken.length === 1 ? first[0] : `${broken.length} instructions`}`,
      {
        witness: witnessOf(first[1]),
        listed: broken.map(([name]) => name),
      },
    );
  }
  // An instruction that no state executes breaks nothing.
  const open = named.find(([, { kind }]) => kind === 'unknown');
  if (open !== undefined)
    return premise('invariants', 'undecided', `${open[0]}: ${reasonOf(open[1])}`);
  return premise(
    'invariants',
    'holds',
    `${machine.invariants.length} kept by every step and every trap`,
  );
}
