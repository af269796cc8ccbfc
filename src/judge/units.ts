/** What a spec calls one instruction: a variant, or an opcode with all its variants. */

import type { Element, Instruction } from '../isa/machine.ts';
import type { Answer } from '../question/answer.ts';
import { unknown } from '../question/answer.ts';
import type { Spec } from '../question/spec.ts';
import { usesOf } from './uses.ts';

/** Answers by instruction id, then by question. */
export type Answers = ReadonlyMap<string, ReadonlyMap<string, Answer>>;

export interface Unit {
  readonly id: string;
  readonly variants: readonly Instruction[];
  readonly manualSays: Instruction['manualSays'];
  readonly answers: ReadonlyMap<string, Answer>;
  /** Of any of its variants. */
  readonly uses: readonly string[];
}

/** `elements` are the machine's, for what their marks say. */
export function unitsOf(
  spec: Pick<Spec, 'granularity' | 'questions'>,
  instructions: readonly Instruction[],
  answers: Answers,
  elements: readonly Element[],
): readonly Unit[] {
  if (spec.granularity === 'variant') {
    return instructions.map((variant) => unit(variant.id, [variant], spec, answers, elements));
  }
  const opcodes = new Map<string, Instruction[]>();
  for (const instruction of instructions) {
    const variants = opcodes.get(instruction.opcode);
    if (variants === undefined) opcodes.set(instruction.opcode, [instruction]);
    else variants.push(instruction);
  }
  return [...opcodes].map(([opcode, variants]) => unit(opcode, variants, spec, answers, elements));
}

function unit(
  id: string,
  variants: readonly Instruction[],
  { questions }: Pick<Spec, 'questions'>,
  answers: Answers,
  elements: readonly Element[],
): Unit {
  const claims = new Set(variants.map(({ manualSays }) => manualSays));
  const [claim] = claims;
  return {
    id,
    variants,
    manualSays: claims.size === 1 ? claim : undefined,
    answers: new Map(
      questions.map(({ name }) => [
        name,
        joined(
          variants.map((variant) => answers.get(variant.id)?.get(name) ?? unknown('not asked')),
        ),
      ]),
    ),
    uses: usesOf(variants, elements),
  };
}

/**
 * The answer about all variants together: found if it is for one of them; none only if nothing is
 * left open, and something was there to look at.
 */
function joined(answers: readonly Answer[]): Answer {
  const [only] = answers;
  if (only !== undefined && answers.length === 1) return only;
  const open =
    answers.find(({ kind }) => kind === 'found') ?? answers.find(({ kind }) => kind === 'unknown');
  if (open !== undefined) return open;
  const none = answers.filter((answer) => answer.kind === 'none');
  const weakest =
    none.find(({ evidence }) => evidence === 'proved') ??
    none.find(({ evidence }) => evidence === 'structural') ??
    none[0];
  return weakest ?? only ?? unknown('no variant');
}
