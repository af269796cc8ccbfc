/** Why one instruction has its class, as JSON: its row, and every answer with its witness. */

import type { Answer } from '../question/answer.ts';
import type { ConcreteOutcome, ConcreteState, Difference, Witness } from '../question/witness.ts';
import {
  instructionJson,
  numberJson,
  parametersJson,
  type InstructionJson,
  type JsonNumber,
} from './json-report.ts';
import type { Reported } from './reported.ts';

type Numbers = Readonly<Record<string, JsonNumber>>;

export interface ExplainJson {
  readonly tool: { readonly name: 'popek'; readonly version: string };
  readonly again: string;
  readonly machine: string;
  readonly parameters: Numbers;
  readonly spec: string;
  readonly pairs: readonly {
    readonly name: string;
    readonly title: string;
    readonly instruction: InstructionJson;
    readonly answers: Readonly<Record<string, AnswerJson>>;
  }[];
}

export interface AnswerJson {
  readonly title: string;
  readonly reading?: string;
  readonly answer: Answer['kind'];
  readonly evidence: Answer['evidence'];
  readonly reason?: string;
  readonly budget?: string;
  /** What nothing satisfies, of a vacuous answer. */
  readonly premises?: readonly string[];
  readonly witness?: WitnessJson;
}

export interface WitnessJson {
  readonly states: readonly StateJson[];
  readonly operands: Numbers;
  readonly choices: Numbers;
  readonly outcomes: readonly OutcomeJson[];
  readonly differing: readonly DifferenceJson[];
  readonly observed: readonly DifferenceJson[];
  readonly otherCauses?: readonly string[];
  readonly smallest?: boolean;
}

/** Registers and units that are not listed are zero. */
export interface StateJson {
  readonly elements: Numbers;
  readonly files: Readonly<Record<string, Numbers>>;
  readonly storage: Numbers;
}

export type OutcomeJson =
  | { readonly kind: 'completes'; readonly after: StateJson }
  | {
      readonly kind: 'traps';
      readonly cause: string;
      readonly memory: boolean;
      readonly resume: JsonNumber;
      readonly after: StateJson;
    };

export interface DifferenceJson {
  readonly what: string;
  readonly values: readonly JsonNumber[];
}

export function explainJson(reported: Reported, id: string): ExplainJson {
  const { result, spec, version, again } = reported;
  return {
    tool: { name: 'popek', version },
    again,
    machine: result.machine.id,
    parameters: parametersJson(result),
    spec: spec.name,
    pairs: result.pairs.flatMap(({ name, title, instructions }) => {
      const instruction = instructions.find((each) => each.id === id);
      if (instruction === undefined) return [];
      const answers = spec.questions.flatMap((question) => {
        const answer = instruction.answers.get(question.name);
        return answer === undefined ? [] : [[question.name, answerJson(question, answer)] as const];
      });
      return [
        {
          name,
          title,
          instruction: instructionJson(instruction),
          answers: Object.fromEntries(answers),
        },
      ];
    }),
  };
}

function answerJson(
  { title, reading }: { readonly title: string; readonly reading: string | undefined },
  answer: Answer,
): AnswerJson {
  return {
    title,
    ...(reading === undefined ? {} : { reading }),
    answer: answer.kind,
    evidence: answer.evidence,
    ...(answer.kind === 'unknown' ? { reason: answer.reason, budget: answer.budget } : {}),
    ...(answer.kind === 'vacuous' ? { premises: answer.premises } : {}),
    ...(answer.kind === 'found' ? { witness: witnessJson(answer.witness) } : {}),
  };
}

function witnessJson(witness: Witness): WitnessJson {
  const { states, operands, choices, outcomes, differing, observed, otherCauses, smallest } =
    witness;
  return {
    states: states.map(stateJson),
    operands: numbers(operands),
    choices: numbers(choices),
    outcomes: outcomes.map(outcomeJson),
    differing: differing.map(differenceJson),
    observed: observed.map(differenceJson),
    ...(otherCauses === undefined ? {} : { otherCauses }),
    ...(smallest === undefined ? {} : { smallest }),
  };
}

function stateJson({ elements, files, storage }: ConcreteState): StateJson {
  return {
    elements: numbers(elements),
    files: Object.fromEntries([...files].map(([name, registers]) => [name, numbers(registers)])),
    storage: numbers(storage),
  };
}

function outcomeJson(outcome: ConcreteOutcome): OutcomeJson {
  if (outcome.kind === 'completes') return { kind: 'completes', after: stateJson(outcome.after) };
  const { kind, cause, memory, resume, after } = outcome;
  return { kind, cause, memory, resume: numberJson(resume), after: stateJson(after) };
}

function differenceJson({ what, values }: Difference): DifferenceJson {
  return { what, values: values.map(numberJson) };
}

/** Keys that are addresses are written as decimal digits. */
function numbers(values: ReadonlyMap<string | bigint, bigint>): Numbers {
  return Object.fromEntries([...values].map(([key, value]) => [String(key), numberJson(value)]));
}
