/** Asks every obligation of a constructed monitor: the only maker of a `MonitorAnswer`. */

import type { State } from '../../isa/state.ts';
import type { ComparedStep } from '../../machine/lockstep.ts';
import { environmentIn, noOthers } from '../../machine/memory-model.ts';
import type { MachineStep } from '../../machine/step.ts';
import type { AnsweredObligation, MonitorAnswer } from '../../monitor/answer.ts';
import type { Case, MonitorObligation, MonitorSubject } from '../../monitor/obligation.ts';
import { both, opposite } from '../../question/truth.ts';
import { evaluate } from '../../term/evaluate.ts';
import { boolOf } from '../../term/value.ts';
import { simplify, simplifyConjunction } from '../../term/simplify.ts';
import { rewriteBottomUp, substitution } from '../../term/substitute.ts';
import { TRUE, variable, type Term } from '../../term/term.ts';
import { subterms } from '../../term/walk.ts';
import type { Prover, Solved } from '../prover.ts';
import { replayObligation } from './replay.ts';
import { StandingStates } from './standing-states.ts';

export interface MonitorWork {
  readonly prover: Prover;
  readonly subject: MonitorSubject;
  readonly obligations: Iterable<MonitorObligation>;
  /** How many are asked at once. */
  readonly jobs: number;
  readonly onAnswered?: (answered: AnsweredObligation) => void;
}

/** In the order of the obligations. */
export async function proveMonitor(work: MonitorWork): Promise<readonly AnsweredObligation[]> {
  const { obligations, jobs, onAnswered } = work;
  const states = new StandingStates(work.subject);
  const answered: AnsweredObligation[] = [];
  const queue = obligations[Symbol.iterator]();
  let count = 0;
  const worker = async (): Promise<void> => {
    for (let next = queue.next(); next.done !== true; next = queue.next()) {
      const place = count;
      count += 1;
      const { kind, about, wants, restsOn, claims } = next.value;
      const started = performance.now();
      // oxlint-disable-next-line no-await-in-loop -- one worker asks one after another
      const answer = await askObligation(work, states, next.value);
      const done: AnsweredObligation = {
        obligation: { kind, about, wants, restsOn, claims: claims.map(({ name }) => name) },
        answer,
        milliseconds: performance.now() - started,
      };
      answered[place] = done;
      onAnswered?.(done);
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  return answered;
}

async function askObligation(
  { prover, subject }: MonitorWork,
  states: StandingStates,
  obligation: MonitorObligation,
): Promise<MonitorAnswer> {
  const { options } = prover;
  if (options.signal?.aborted === true)
    return { kind: 'unknown', reason: 'interrupted', budget: '' };
  prover.counts.questions += 1;
  return obligation.wants === 'proof'
    ? prove(prover, subject, states, obligation)
    : show(prover, subject, states, obligation);
}

async function prove(
  prover: Prover,
  subject: MonitorSubject,
  states: StandingStates,
  obligation: MonitorObligation,
): Promise<MonitorAnswer> {
  const { kind, about, frame, standing, claims } = obligation;
  const name = `monitor/${kind}/${about}`;
  const refutes = opposite(both(...claims.map(({ term }) => term)));
  let solved = await proveEasily(prover, name, obligation);
  // Wherever the instruction may come from is more than is claimed.
  if (solved.kind !== 'unsat' && standing.length > 0)
    solved = await prover.solve(`${name}/standing`, [...frame, ...standing, refutes]);
  if (solved.kind === 'unknown') return unknown(prover, solved.reason);
  if (solved.kind === 'sat')
    return replayObligation(subject, obligation, solved.model, prover.budget);
  if (solved.evidence === 'structural') prover.counts.structural += 1;

  if (isWithin(states, obligation)) return { kind: 'proved', evidence: solved.evidence };
  const met = await prover.solve(`${name}/frame`, [...frame, ...standing]);
  if (met.kind === 'unsat') return { kind: 'never' };
  if (met.kind === 'unknown')
    return unknown(prover, `nothing contradicts it, but does anything meet its frame? ${met.reason}`); // prettier-ignore
  return { kind: 'proved', evidence: solved.evidence };
}

/**
 * Cheapest first: from what the frame says without looking at storage; case by case, with whatever is
 * read from storage taken for anything, but the same where it is read alike; case by case; all of
 * it. All but the last prove more than is asked, so that they show nothing where they do not succeed.
 */
async function proveEasily(
  prover: Prover,
  name: string,
  { frame, claims, cases = [] }: MonitorObligation,
): Promise<Solved> {
  const terms = claims.map(({ term }) => simplify(term)).filter((term) => term !== TRUE);
  const refutes = opposite(both(...claims.map(({ term }) => term)));
  const light = frame.filter((term) => !looksAtStorage(term));
  const whole = [...frame, refutes];
  if (light.length < frame.length) {
    const solved = cases.length === 0 ? await prover.solve(`${name}/light`, [...light, refutes]) : undefined; // prettier-ignore
    if (solved?.kind === 'unsat') return solved;
    const ways: readonly Case[] = cases.length === 0 ? [{ put: new Map(), when: TRUE }] : cases;
    const parts = ways.flatMap(({ put, when }) => {
      const inForm = substitution(put);
      return terms.map((claim) => [when, ...[...frame, opposite(claim)].map(inForm)]);
    });
    const abstracted = await all(prover, `${name}/abstract`, parts.map((part) => simplifyConjunction(part).map(withoutStorage))); // prettier-ignore
    if (abstracted !== undefined) return abstracted;
    const exact = cases.length === 0 ? undefined : await all(prover, `${name}/case`, parts);
    if (exact !== undefined) return exact;
  }
  return prover.solve(name, whole);
}

/** Unsatisfiable all of them, or undefined. */
async function all(
  prover: Prover,
  name: string,
  parts: readonly (readonly Term[])[],
): Promise<Solved | undefined> {
  let evidence: 'structural' | 'proved' = 'structural';
  for (const [i, part] of parts.entries()) {
    // oxlint-disable-next-line no-await-in-loop -- where one fails the others say nothing
    const solved = await prover.solve(`${name} ${i + 1}`, part);
    if (solved.kind !== 'unsat') return undefined;
    if (solved.evidence === 'proved') evidence = 'proved';
  }
  return { kind: 'unsat', evidence };
}

/** Something is selected from the storage of a state. */
function looksAtStorage(term: Term): boolean {
  return subterms(term).some(isStorage);
}

function isStorage(term: Term): boolean {
  return term.kind === 'variable' && term.sort.kind === 'array' && term.name.endsWith('.storage');
}

/** With a variable for everything that is selected from the storage. */
function withoutStorage(term: Term): Term {
  return rewriteBottomUp(term, (each) => {
    const isRead = each.kind === 'apply' && each.operator === 'select';
    const [array] = isRead ? each.arguments : [];
    if (array === undefined || !isStorage(array)) return each;
    return variable(`read.${each.id}`, each.sort);
  });
}

async function show(
  prover: Prover,
  subject: MonitorSubject,
  states: StandingStates,
  obligation: MonitorObligation,
): Promise<MonitorAnswer> {
  const { kind, about, frame, standing, claims } = obligation;
  const known = shownBy(subject, states, obligation);
  if (known !== undefined) return { kind: 'shown', state: known };
  const claimed = claims.map(({ term }) => term);
  const solved = await prover.solve(`monitor/${kind}/${about}`, [
    ...frame,
    ...standing,
    ...claimed,
  ]);
  if (solved.kind === 'unknown') return unknown(prover, solved.reason);
  if (solved.kind === 'unsat') return { kind: 'impossible', evidence: solved.evidence };
  const answer = replayObligation(subject, obligation, solved.model, prover.budget);
  if (answer.kind === 'shown') states.remember(answer.state);
  return answer;
}

function unknown({ budget }: Prover, reason: string): MonitorAnswer {
  return { kind: 'unknown', reason, budget };
}

/** A state made from earlier ones that is as wanted. */
function shownBy(
  subject: MonitorSubject,
  states: StandingStates,
  { instruction, mode }: MonitorObligation,
): State | undefined {
  if (instruction === undefined || mode === undefined) return undefined;
  const { map, virtualPair } = subject;
  const predicate = mode === 'user' ? virtualPair.bareUser : virtualPair.supervisor;
  return states.find(
    instruction,
    ({ monitored, shown }) =>
      monitored.kind === 'native' &&
      executed(monitored.taken) === instruction.id &&
      boolOf(evaluate(predicate, environmentIn(map.virtual, shown.bareBefore, noOthers))),
  );
}

/** Whether some state that can be made meets the frame of a proof. */
function isWithin(states: StandingStates, { kind, instruction }: MonitorObligation): boolean {
  if (instruction === undefined || instruction.encoding.width === 0) return false;
  const { id } = instruction;
  const isSuch = ({ monitored, bare }: ComparedStep): boolean => {
    const isReal = monitored.kind !== 'interpreted' && executed(monitored.taken) === id;
    switch (kind) {
      case 'N':
      case 'B':
        return monitored.kind === 'native' && isReal;
      case 'R':
        return monitored.kind === 'emulated' && isReal;
      case 'T':
        return isReal;
      case 'E':
        return monitored.kind !== 'native' && executed(bare) === id;
      case 'F':
      case 'C':
      case 'I':
      case 'U':
        return false;
    }
  };
  return states.find(instruction, isSuch) !== undefined;
}

function executed(taken: MachineStep): string | undefined {
  return taken.kind === 'instruction' ? taken.instruction.id : undefined;
}
