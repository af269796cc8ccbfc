/**
 * Asks a question about an instruction: the only maker of an `Answer`.
 *
 * Cheapest first: rewriting, then concrete candidates, then the solver on the abstract terms. Its
 * "no" is a proof, if the frame can be met. Its "yes" has to be made exact and replayed.
 */

import { unknown, type Answer } from '../question/answer.ts';
import { PHYSICAL } from '../question/path-groups.ts';
import { compileAbstract, type AbstractObligation } from '../question/compile.ts';
import type { Question } from '../question/spec.ts';
import type { Witness } from '../question/witness.ts';
import type { Model } from '../smt/solver.ts';
import { not } from '../term/term.ts';
import type { Base } from './bases.ts';
import { concretise, type Concretised } from './concretise.ts';
import type { Candidate } from './candidates.ts';
import { found } from './found.ts';
import { guided } from './guided.ts';
import type { KeptAnswer } from './kept-answer.ts';
import { answerKey, recall } from './recall.ts';
import { inspect, replay } from './replay.ts';
import type { Run } from './run.ts';
import { keep, storagesAgree, tryCandidates, type Workbench } from './workbench.ts';

/** Answers as an earlier run did, if it is kept and what it shows replays. */
export async function ask(bench: Workbench, question: Question): Promise<Answer> {
  const { counts, options } = bench.prover;
  counts.questions += 1;
  const { kept } = options;
  if (kept === undefined) return (await askNow(bench, question)).answer;
  const { id } = bench.subject.machine;
  const key = answerKey(bench, question);
  const before = await kept.find(id, key);
  const recalled = before === undefined ? undefined : await recall(bench, question, before);
  if (recalled !== undefined) {
    counts.recalled += 1;
    return recalled;
  }
  const asked = await askNow(bench, question);
  const toKeep = keepable(asked);
  if (toKeep !== undefined) await kept.record(id, key, toKeep);
  return asked.answer;
}

/** An answer, and what it was found with. */
interface Asked {
  readonly answer: Answer;
  readonly shown: Candidate | undefined;
}

/** That nothing is known today may be otherwise tomorrow. */
function keepable({ answer, shown }: Asked): KeptAnswer | undefined {
  if (answer.kind === 'unknown') return undefined;
  if (answer.kind !== 'found') return answer;
  const { smallest, otherCauses: others } = answer.witness;
  return shown === undefined
    ? undefined
    : { kind: 'found', ...shown, smallest, otherCauses: others };
}

async function askNow(bench: Workbench, question: Question): Promise<Asked> {
  const { answer, shown } = await askOnce(bench, question);
  const isCompared =
    question.states === 2 && answer.kind === 'found' && answer.witness.observed.length > 0;
  if (!isCompared || bench.prover.options.otherCauses !== true) return { answer, shown };
  const causes = await otherCauses(bench, question, answer.witness);
  return { answer: { ...answer, witness: { ...answer.witness, otherCauses: causes } }, shown };
}

/** How often to ask again for another difference. */
const OTHER_CAUSES = 4;

/** What else can differ after the step, each by a witness of its own; bounded, so not always all. */
async function otherCauses(
  bench: Workbench,
  question: Question,
  first: Witness,
): Promise<readonly string[]> {
  const known = new Set(first.observed.map(({ what }) => nameOf(bench, what)));
  const others = new Set<string>();
  for (let i = 0; i < OTHER_CAUSES; i += 1) {
    const { observation } = question;
    const without = [...known, ...others];
    const other = { ...question, observation: { ...observation, without } };
    bench.prover.counts.questions += 1;
    // oxlint-disable-next-line no-await-in-loop -- what is left out depends on what was found
    const { answer } = await askOnce(bench, other);
    if (answer.kind !== 'found' || answer.witness.observed.length === 0) break;
    for (const { what } of answer.witness.observed) others.add(nameOf(bench, what));
  }
  return [...others];
}

/** `x` of `x[3]`, `sp` of `sp (not selected)`, and `storage` of a place in it. */
function nameOf({ subject }: Workbench, what: string): string {
  const name = what.replace(/ \(not selected\)$/u, '').replace(/\[.*$/u, '');
  return subject.machine.paths.some((path) => path.name === name) || name === PHYSICAL
    ? 'storage'
    : name;
}

async function askOnce(bench: Workbench, question: Question): Promise<Asked> {
  const { prover, subject } = bench;
  if (prover.options.signal?.aborted === true) return unshown(unknown('interrupted'));
  const abstract = compileAbstract(subject, question, await bench.isTogether(), bench.steps);
  const { name, frame, excused, conclusion } = abstract;
  const goal = [...frame, not(excused), conclusion];

  if (prover.isPlainlyFalse(goal)) {
    prover.counts.structural += 1;
    return unshown(await nothingAsked(bench, question, 'structural'));
  }
  const tried = await tryCandidates(bench, question);
  if (tried !== undefined) {
    prover.counts.candidates += 1;
    return found(bench, question, tried.runs, tried.inputs);
  }
  const solved = await prover.solve(name, goal);
  if (solved.kind === 'unknown') return unshown(unknown(solved.reason, prover.budget));
  if (solved.kind === 'unsat') return unshown(await nothingAsked(bench, question, solved.evidence));

  const bases = await bench.bases.of(question);
  const exact =
    (await tryGuided(bench, question, abstract, solved.model, bases)) ??
    (await concretise(prover, subject, question, bases));
  switch (exact.kind) {
    case 'found':
      keep(bench, exact.runs, exact.inputs);
      return found(bench, question, exact.runs, exact.inputs);
    case 'none':
      return unshown(await nothingAsked(bench, question, 'proved'));
    case 'unknown':
      return unshown(unknown(exact.reason, prover.budget));
  }
}

function unshown(answer: Answer): Asked {
  return { answer, shown: undefined };
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
      if (await storagesAgree(prover, subject, replayed.runs))
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
  const abstract = compileAbstract(subject, question, await bench.isTogether(), bench.steps);
  const { frame, excused } = abstract;
  const name = `${abstract.name}/frame`;
  const solved = await prover.solve(name, [...frame, not(excused)]);
  if (solved.kind === 'unsat') return 'no';
  if (solved.kind === 'unknown') return solved;
  const bases = await bench.bases.of(question);
  const exact =
    (await tryGuided(bench, question, abstract, solved.model, bases)) ??
    (await concretise(prover, subject, question, bases));
  if (exact.kind === 'found') keep(bench, exact.runs, exact.inputs);
  return exact.kind === 'none' ? 'no' : exact;
}
