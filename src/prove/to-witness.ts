/** From replayed steps to what is reported of them. */

import type { Machine } from '../isa/machine.ts';
import { changesBetween } from '../isa/state.ts';
import { concreteState, listed } from '../question/concrete-state.ts';
import type { Question } from '../question/spec.ts';
import type { ConcreteOutcome, Difference, Witness } from '../question/witness.ts';
import type { StepOutcome } from '../machine/step.ts';
import type { Value } from '../term/value.ts';
import { differences } from './differences.ts';
import type { Inputs, Run } from './run.ts';

export function toWitness(
  question: Question,
  runs: readonly Run[],
  { operands, choices }: Inputs,
): Witness {
  return {
    states: runs.map(({ subject, before }) => concreteState(subject.machine, before)),
    operands,
    choices: new Map([...choices].flatMap(([name, value]) => wordsIn(name, value))),
    outcomes: runs.map(({ subject, outcome }) => toOutcome(subject.machine, outcome)),
    differing: differingBefore(runs),
    observed: observedAfter(question, runs),
    otherCauses: undefined,
    smallest: undefined,
  };
}

function toOutcome(machine: Machine, outcome: StepOutcome): ConcreteOutcome {
  const after = concreteState(machine, outcome.state);
  if (outcome.kind === 'completes') return { kind: 'completes', after };
  const { name, memory, resume } = outcome;
  return { kind: 'traps', cause: name, memory, resume, after };
}

function differingBefore([first, second]: readonly Run[]): readonly Difference[] {
  if (first === undefined || second === undefined) return [];
  return changesBetween(first.subject.machine, first.before, second.before).map(
    ({ name, before, after }) => ({
      what: name,
      values: [before, after],
    }),
  );
}

/** Of one state, what the step changed of its mode and map; of two, what is observed of them. */
function observedAfter(
  { observation }: Question,
  [first, second]: readonly Run[],
): readonly Difference[] {
  if (first === undefined) return [];
  if (second === undefined) {
    const compared = {
      observation,
      left: { run: first, moment: 'before' },
      right: { run: first, moment: 'outcome' },
    } as const;
    return [...differences('mode', compared), ...differences('map', compared)];
  }
  return [
    ...differences('observed', {
      observation,
      left: { run: first, moment: 'outcome' },
      right: { run: second, moment: 'outcome' },
    }),
  ];
}

/** A truth is 0 or 1; of a register file, those that are not zero. */
function wordsIn(name: string, value: Value): readonly (readonly [string, bigint])[] {
  if (typeof value === 'bigint') return [[name, value]];
  if (typeof value === 'boolean') return [[name, value ? 1n : 0n]];
  const words = value.kind === 'array' ? [...listed(value.words)] : [];
  return words.map(([index, word]) => [`${name}[${index}]`, word]);
}
