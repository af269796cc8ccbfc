/** One instruction on the bench: what is kept while questions are asked about it. */

import type { AbstractSteps } from '../question/compile.ts';
import type { Question } from '../question/spec.ts';
import type { Base, Bases } from './bases.ts';
import { candidate, CANDIDATES } from './candidates.ts';
import type { IsTogether } from './contiguity.ts';
import type { Prover } from './prover.ts';
import { fromMemory, remember, type Remembered } from './remembered.ts';
import { inspect } from './replay.ts';
import { run, type Inputs, type Run, type Subject } from './run.ts';
import { viewsAgree } from './views.ts';

/** What is kept while questions are asked about one instruction. */
export interface Workbench {
  readonly prover: Prover;
  readonly subject: Subject;
  readonly bases: Bases;
  readonly isTogether: () => Promise<IsTogether>;
  /** Candidates that were run, by base and number. */
  readonly tried: Map<Base, (Tried | 'impossible')[]>;
  readonly steps: AbstractSteps;
  /** What the solver was needed for, to be tried on other questions. */
  readonly remembered: Remembered[];
}

export interface Tried {
  readonly runs: readonly Run[];
  readonly inputs: Inputs;
  /** The storages agree wherever both maps show something; asked when it matters. */
  agrees: Promise<boolean> | undefined;
}

export function createWorkbench(prover: Prover, subject: Subject, bases: Bases): Workbench {
  let together: Promise<IsTogether> | undefined;
  const isTogether = (): Promise<IsTogether> => (together ??= bases.contiguity.of(subject));
  return { prover, subject, bases, isTogether, tried: new Map(), remembered: [], steps: new Map() };
}

/** The first candidate that replays as asked, and whose storages agree. */
export async function tryCandidates(
  bench: Workbench,
  question: Question,
): Promise<Tried | undefined> {
  if (bench.prover.options.candidates === false) return undefined;
  const bases = await bench.bases.of(question);
  for (const base of bases) {
    for (let index = 0; index < CANDIDATES; index += 1) {
      const tried = tryOne(bench, question, base, index);
      if (tried === undefined || inspect(question, tried.runs).kind !== 'as-asked') continue;
      // oxlint-disable-next-line no-await-in-loop -- the first that will do is enough
      if (await agrees(bench, tried)) return tried;
    }
  }
  for (const memory of bench.remembered) {
    for (const base of bases) {
      const tried = tryMemory(bench, question, base, memory);
      if (tried === undefined) continue;
      // oxlint-disable-next-line no-await-in-loop -- as above
      if (await agrees(bench, tried)) return tried;
    }
  }
  return undefined;
}

function tryOne(
  { subject, tried }: Workbench,
  question: Question,
  base: Base,
  index: number,
): Tried | undefined {
  const known = tried.get(base) ?? [];
  tried.set(base, known);
  const before = known[index];
  if (before !== undefined) return before === 'impossible' ? undefined : before;
  const result = tryNew(subject, question, base, index) ?? 'impossible';
  known[index] = result;
  return result === 'impossible' ? undefined : result;
}

function tryNew(
  subject: Subject,
  question: Question,
  base: Base,
  index: number,
): Tried | undefined {
  const [first, second] = base;
  const made = candidate(
    subject,
    question,
    first !== undefined && first === second ? [first] : base,
    index,
  );
  if (made === undefined) return undefined;
  const runs = made.states.map((state) => run(subject, state, made.inputs));
  const [only] = runs;
  // A pair of one state twice: it is run once, and there is nothing to agree about.
  if (runs.length < base.length && only !== undefined) {
    return { runs: [only, { ...only }], inputs: made.inputs, agrees: Promise.resolve(true) };
  }
  return { runs, inputs: made.inputs, agrees: undefined };
}

function tryMemory(
  { subject }: Workbench,
  question: Question,
  base: Base,
  memory: Remembered,
): Tried | undefined {
  const made = fromMemory(subject, question, base, memory);
  if (made === undefined) return undefined;
  const runs = made.states.map((state) => run(subject, state, made.inputs));
  if (inspect(question, runs).kind !== 'as-asked') return undefined;
  return { runs, inputs: made.inputs, agrees: undefined };
}

/** Keeps what answered a question, if there is room. */
export function keep(
  { subject, remembered }: Workbench,
  runs: readonly Run[],
  inputs: Inputs,
): void {
  const memory = remembered.length < REMEMBERED ? remember(subject, runs, inputs) : undefined;
  if (memory !== undefined) remembered.push(memory);
}

/** How many witnesses to remember of one instruction. */
const REMEMBERED = 4;

/** Whether the storages of a candidate's two states agree wherever both maps show something. */
function agrees({ prover, subject }: Workbench, tried: Tried): Promise<boolean> {
  tried.agrees ??= storagesAgree(prover, subject, tried.runs);
  return tried.agrees;
}

/** Whether the storages of two states agree wherever both maps show something. One state agrees. */
export async function storagesAgree(
  prover: Prover,
  { machine }: Subject,
  [first, second]: readonly Run[],
): Promise<boolean> {
  if (first === undefined || second === undefined) return true;
  return (await viewsAgree(prover, machine, first.before, second.before)).kind === 'agree';
}
