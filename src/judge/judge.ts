/** From answers and premises to what a check says of one pair of modes. */

import type { Instruction, Machine, Pair } from '../isa/machine.ts';
import type { Spec } from '../question/spec.ts';
import { classify } from './classify.ts';
import type { Premise } from './premise.ts';
import type { PairResult, TheoremResult } from './result.ts';
import { judgeFact, judgeTheorem } from './theorem.ts';
import { unitsOf, type Answers, type Unit } from './units.ts';

export interface JudgeRequest {
  readonly machine: Machine;
  readonly pair: Pair;
  readonly spec: Spec;
  /** Those that were asked about. */
  readonly instructions: readonly Instruction[];
  readonly answers: Answers;
  readonly premises: readonly Premise[];
  readonly partners: PairResult['partners'];
}

export function judgePair({
  machine,
  pair,
  spec,
  instructions,
  answers,
  premises,
  partners,
}: JudgeRequest): PairResult {
  const units = unitsOf(spec, instructions, answers, machine.elements);
  const empty = emptyFrames(spec, units);
  const theorems = spec.theorems.map((theorem) =>
    withoutEmptyFrames(judgeTheorem(theorem, units, machine), empty),
  );
  return {
    name: pair.name,
    title: pair.title,
    why: pair.why,
    instructions: units.map((unit) => classify(unit, spec.classes)),
    premises,
    theorems,
    facts: spec.facts.map((fact) => judgeFact(fact, theorems, units)),
    partners,
  };
}

/** Questions whose frame nothing meets, whatever the instruction. */
function emptyFrames({ questions }: Spec, units: readonly Unit[]): readonly string[] {
  if (units.length === 0) return [];
  return questions.flatMap(({ name }) =>
    units.every(({ answers }) => answers.get(name)?.kind === 'vacuous') ? [name] : [],
  );
}

/** A spec of which a question speaks of nothing is not one to hold a theorem by. */
function withoutEmptyFrames(theorem: TheoremResult, empty: readonly string[]): TheoremResult {
  if (empty.length === 0 || theorem.verdict !== 'holds') return theorem;
  return {
    ...theorem,
    verdict: 'undecided',
    reason: `nothing meets the frame of ${empty.join(', ')}`,
  };
}
