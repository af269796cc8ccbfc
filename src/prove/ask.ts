/**
 * Asks a question about an instruction: the only maker of an `Answer`.
 *
 * Cheapest first: rewriting, then concrete candidates, then the solver on the abstract terms. Its
 * "no" is a proof, if the frame can be met. Its "yes" has to be made exact and replayed.
 */

import { unknown, type Answer } from '../question/answer.ts';
import type { IsTogether } from './contiguity.ts';
import { compileAbstract, type AbstractObligation } from '../question/compile.ts';
import type { Model } from '../smt/solver.ts';
import type { Question } from '../question/spec.ts';
import { not } from '../term/term.ts';
import type { Base, Bases } from './bases.ts';
import { candidate as candidateFrom, CANDIDATES, placeInstruction } from './candidates.ts';
import { concretise, type Concretised } from './concretise.ts';
import { guided } from './guided.ts';
import { minimised, type Trial } from './minimise.ts';
import type { Prover } from './prover.ts';
import { inspect, replay } from './replay.ts';
import { run, type Inputs, type Run, type Subject } from './run.ts';
import { toWitness } from './to-witness.ts';
import { viewsAgree } from './views.ts';

/** What is kept while questions are asked about one instruction. */
export interface Workbench {
  readonly prover: Prover;
  readonly subject: Subject;
  readonly bases: Bases;
  readonly isTogether: Promise<IsTogether>;
  /** Candidates that were run, by base and number. */
  readonly tried: Map<Base, (Tried | 'impossible')[]>;
}

interface Tried {
  readonly runs: readonly Run[];
  readonly inputs: Inputs;
  /** The storages agree wherever both maps show something; asked when it matters. */
  agrees: Promise<boolean> | undefined;
}

export function createWorkbench(prover: Prover, subject: Subject, bases: Bases): Workbench {
  const isTogether = bases.contiguity.of(subject);
  return { prover, subject, bases, isTogether, tried: new Map() };
}

export async function ask(bench: Workbench, question: Question): Promise<Answer> {
  const { prover, subject } = bench;
  prover.counts.questions += 1;
  if (prover.options.signal?.aborted === true) return unknown('interrupted');
  const abstract = compileAbstract(subject, question, await bench.isTogether);
  const { name, frame, excused, conclusion } = abstract;
  const goal = [...frame, not(excused), conclusion];

  if (prover.isPlainlyFalse(goal)) {
    prover.counts.structural += 1;
    return nothingAsked(bench, question, 'structural');
  }
  const tried = await tryCandidates(bench, question);
  if (tried !== undefined) {
    prover.counts.candidates += 1;
    return found(bench, question, tried.runs, tried.inputs);
  }
  const solved = await prover.solve(name, goal);
  if (solved.kind === 'unknown') return unknown(solved.reason, prover.budget);
  if (solved.kind === 'unsat') return nothingAsked(bench, question, solved.evidence);

  const bases = await bench.bases.of(question);
  const exact =
    (await tryGuided(bench, question, abstract, solved.model, bases)) ??
    (await concretise(prover, subject, question, bases));
  switch (exact.kind) {
    case 'found':
      return found(bench, question, exact.runs, exact.inputs);
    case 'none':
      return nothingAsked(bench, question, 'proved');
    case 'unknown':
      return unknown(exact.reason, prover.budget);
  }
}

/** The answer with its witness, made small if that is wanted. */
async function found(
  { prover, subject }: Workbench,
  question: Question,
  runs: readonly Run[],
  inputs: Inputs,
): Promise<Answer> {
  if (prover.options.minimise === false)
    return { kind: 'found', evidence: 'witness', witness: toWitness(question, runs, inputs) };
  const trial: Trial = {
    machine: subject.machine,
    question,
    place: (candidate) => {
      const states = placeInstruction(
        subject,
        question,
        candidate.states,
        candidate.inputs.operands,
      );
      return states === undefined ? undefined : { ...candidate, states };
    },
    isAsked: async (candidate) => {
      const replayed = replay(subject, question, candidate.states, candidate.inputs);
      return replayed.kind === 'as-asked' && agreement(prover, subject, replayed.runs);
    },
  };
  const smallest = await minimised(trial, { states: runs.map(({ before }) => before), inputs });
  const replayed = replay(subject, question, smallest.states, smallest.inputs);
  if (replayed.kind !== 'as-asked')
    throw new Error(`${question.name}: a smaller witness does not replay`);
  return {
    kind: 'found',
    evidence: 'witness',
    witness: toWitness(question, replayed.runs, smallest.inputs),
  };
}

/** The first candidate made from the abstract model that is exactly as asked. */
async function tryGuided(
  { prover, subject }: Workbench,
  question: Question,
  abstract: AbstractObligation,
  model: Model,
  bases: readonly Base[],
): Promise<Extract<Concretised, { kind: 'found' }> | undefined> {
  if (prover.options.candidates === false) return undefined;
  for (const base of bases) {
    for (const { states, inputs } of guided(subject, question, abstract, model, base)) {
      const replayed = replay(subject, question, states, inputs);
      if (replayed.kind !== 'as-asked') continue;
      // oxlint-disable-next-line no-await-in-loop -- the first that will do is enough
      if (await agreement(prover, subject, replayed.runs))
        return { kind: 'found', runs: replayed.runs, inputs };
    }
  }
  return undefined;
}

/** Nothing is as asked. Whether that says anything depends on what meets the frame. */
async function nothingAsked(
  bench: Workbench,
  question: Question,
  evidence: 'structural' | 'proved',
): Promise<Answer> {
  const suchThat: Question['suchThat'] = {
    ...question.suchThat,
    formula: { kind: 'constant', value: true },
  };
  const met = await canBeMet(bench, { ...question, suchThat });
  if (typeof met === 'object' && 'runs' in met) {
    // What meets the frame must not be as asked, or the rewriting, the solver or a view is wrong.
    if (inspect(question, met.runs).kind !== 'as-asked') return { kind: 'none', evidence };
    throw new Error(
      `${question.name} of ${bench.subject.instruction.id}: ${evidence} to have no witness, and has one`,
    );
  }
  if (met !== 'no')
    return unknown(
      `nothing is as asked, but does anything meet the frame? ${met.reason}`,
      bench.prover.budget,
    );
  if (question.unless.length === 0) return vacuous(question);

  const framed = await canBeMet(bench, { ...question, suchThat, unless: [] });
  if (typeof framed === 'object' && 'runs' in framed)
    return { kind: 'none', evidence: 'always-excused' };
  if (framed === 'no') return vacuous(question);
  return unknown(
    `nothing is as asked, but does anything meet the frame? ${framed.reason}`,
    bench.prover.budget,
  );
}

function vacuous({ among }: Question): Answer {
  return { kind: 'vacuous', evidence: 'vacuous', premises: among.map(({ text }) => text) };
}

/** Whether some exact state is as asked, for a question that asks no more than its frame. */
async function canBeMet(
  bench: Workbench,
  question: Question,
): Promise<'no' | { readonly runs: readonly Run[] } | { readonly reason: string }> {
  const { prover, subject } = bench;
  const tried = await tryCandidates(bench, question);
  if (tried !== undefined) return tried;
  const abstract = compileAbstract(subject, question, await bench.isTogether);
  const { frame, excused } = abstract;
  const name = `${abstract.name}/frame`;
  const solved = await prover.solve(name, [...frame, not(excused)]);
  if (solved.kind === 'unsat') return 'no';
  if (solved.kind === 'unknown') return solved;
  const bases = await bench.bases.of(question);
  const exact =
    (await tryGuided(bench, question, abstract, solved.model, bases)) ??
    (await concretise(prover, subject, question, bases));
  return exact.kind === 'none' ? 'no' : exact;
}

/** The first candidate that replays as asked, and whose storages agree. */
async function tryCandidates(bench: Workbench, question: Question): Promise<Tried | undefined> {
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
  const made = candidateFrom(
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

/** Whether the storages of a candidate's two states agree wherever both maps show something. */
function agrees({ prover, subject }: Workbench, tried: Tried): Promise<boolean> {
  tried.agrees ??= agreement(prover, subject, tried.runs);
  return tried.agrees;
}

async function agreement(
  prover: Prover,
  { machine }: Subject,
  [first, second]: readonly Run[],
): Promise<boolean> {
  if (first === undefined || second === undefined) return true;
  return (await viewsAgree(prover, machine, first.before, second.before)).kind === 'agree';
}
