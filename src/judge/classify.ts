/**
 * Classifies one instruction from the answers about it.
 *
 * Pure: no solver, no machine. The classes are the spec's; those with a name of their own in
 * results are undecided if the spec does not have them.
 */

import type { ClassDefinition } from '../question/spec.ts';
import { decide } from './decide.ts';
import { USER_MODE_BEHAVIOURS, type InstructionResult, type UserModeBehaviour } from './result.ts';
import type { Truth } from './truth.ts';
import type { Unit } from './units.ts';

/** Classes that every result names; the language's names for them. */
const NAMED = [
  'privileged',
  'control',
  'location',
  'mode',
  'user',
  'sensitive',
  'partly_traps',
] as const;

export function classify(unit: Unit, classes: readonly ClassDefinition[]): InstructionResult {
  const truths = new Map(
    classes.map(({ name, formula }): [string, Truth] => [name, decide(formula, unit)]),
  );
  const truthOf = (name: (typeof NAMED)[number]): Truth => truths.get(name) ?? 'undecided';
  return {
    id: unit.id,
    variants: unit.variants.map(({ id }) => id),
    manualSays: unit.manualSays,
    privileged: truthOf('privileged'),
    control: truthOf('control'),
    location: truthOf('location'),
    mode: truthOf('mode'),
    user: truthOf('user'),
    sensitive: truthOf('sensitive'),
    partlyTraps: truthOf('partly_traps'),
    otherClasses: new Map([...truths].filter(([name]) => !NAMED.some((named) => named === name))),
    inUserMode: behaviours(unit, (kind) => kind === 'found'),
    inUserModeUndecided: behaviours(unit, (kind) => kind !== 'found' && kind !== 'none'),
    uses: unit.uses,
    evidence: new Map([...unit.answers].map(([question, { evidence }]) => [question, evidence])),
    answers: unit.answers,
  };
}

function behaviours(
  { answers }: Unit,
  wanted: (kind: string) => boolean,
): readonly UserModeBehaviour[] {
  return USER_MODE_BEHAVIOURS.filter((behaviour) => {
    const answer = answers.get(`in_user_mode_${behaviour}`);
    return answer !== undefined && wanted(answer.kind);
  });
}
