/**
 * Answers of earlier runs: found by everything they depend on, and believed as far as an earlier
 * *unsat* is. A witness is replayed like one that was found just now.
 */

import type { Machine, Pair } from '../isa/machine.ts';
import type { State } from '../isa/state.ts';
import type { Answer } from '../question/answer.ts';
import type { Question } from '../question/spec.ts';
import { digestOf } from '../term/digest.ts';
import { arrayValue } from '../term/value.ts';
import type { KeptAnswer } from './kept-answer.ts';
import type { ProverOptions } from './prover.ts';
import { replay } from './replay.ts';
import { toWitness } from './to-witness.ts';
import type { Subject } from './run.ts';
import { storagesAgree, type Workbench } from './workbench.ts';

/** Where answers are kept. */
export interface KeptAnswers {
  /** `machine` only says where to look; everything that matters is in the key. */
  find(machine: string, key: string): Promise<KeptAnswer | undefined>;
  record(machine: string, key: string, answer: KeptAnswer): Promise<void>;
}

/** Of everything that the answer depends on, but for the code of the checker. */
export function answerKey({ prover, subject }: Workbench, question: Question): string {
  return digestOf([
    settingsOf(prover.options),
    contextOf(subject.machine),
    subject.pair,
    instructionOf(subject),
    question,
  ]);
}

/** The same for what is asked of the machine itself, and not of an instruction. */
export function machineKey(
  options: ProverOptions,
  machine: Machine,
  pair: Pair,
  asked: readonly string[],
): string {
  return digestOf([settingsOf(options), contextOf(machine), pair, asked]);
}

/** The answer again; undefined if its witness does not replay. */
export async function recall(
  bench: Workbench,
  question: Question,
  kept: KeptAnswer,
): Promise<Answer | undefined> {
  if (kept.kind !== 'found') return kept;
  const { prover, subject } = bench;
  const states = kept.states.map((state) => completed(subject.machine, state));
  const replayed = replay(subject, question, states, kept.inputs);
  if (replayed.kind !== 'as-asked' || !(await storagesAgree(prover, subject, replayed.runs)))
    return undefined;
  const { smallest, otherCauses } = kept;
  const witness = { ...toWitness(question, replayed.runs, kept.inputs), smallest, otherCauses };
  return { kind: 'found', evidence: 'witness', witness };
}

const ZEROS = arrayValue(0n);

/** A kept state as it was: what is not listed is zero. */
export function completed({ elements }: Machine, state: State): State {
  return {
    memory: state.memory,
    elements: new Map(
      elements.map(({ name, file }) => [
        name,
        state.elements.get(name) ?? (file === undefined ? 0n : ZEROS),
      ]),
    ),
  };
}

const settings = new WeakMap<ProverOptions, string>();
const contexts = new WeakMap<Machine, string>();
const instructions = new WeakMap<Subject['instruction'], string>();

/** How it is asked: with how much effort, and by which solver. */
function settingsOf(options: ProverOptions): string {
  const known = settings.get(options);
  if (known !== undefined) return known;
  const { solver, budget, structural, minimise, proveSmallest, otherCauses, candidates } = options;
  const digest = digestOf([
    [solver.name, solver.version, budget.rlimit],
    [structural, minimise, proveSmallest, otherCauses, candidates],
  ]);
  settings.set(options, digest);
  return digest;
}

/** The machine without its instructions: one that is added to it leaves what is known of the others. */
function contextOf(machine: Machine): string {
  const known = contexts.get(machine);
  if (known !== undefined) return known;
  const { instructions: _, leavesOut: __, ...context } = machine;
  const digest = digestOf(context);
  contexts.set(machine, digest);
  return digest;
}

/** What it does and how it is encoded; not what its manual says of it, nor how it is written. */
function instructionOf({ instruction }: Subject): string {
  const known = instructions.get(instruction);
  if (known !== undefined) return known;
  const { id, encoding, constraint, choices, step, accesses } = instruction;
  const digest = digestOf({ id, encoding, constraint, choices, step, accesses });
  instructions.set(instruction, digest);
  return digest;
}
