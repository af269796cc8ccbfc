/** Asks every obligation of a constructed monitor: the only maker of a `MonitorAnswer`. */

import type { State } from '../../isa/state.ts';
import type { ComparedStep } from '../../machine/lockstep.ts';
import { environmentIn, noOthers } from '../../machine/memory-model.ts';
import type { MachineStep } from '../../machine/step.ts';
import type { AnsweredObligation, MonitorAnswer } from '../../monitor/answer.ts';
import type { MonitorObligation, MonitorSubject } from '../../monitor/obligation.ts';
import { both, opposite } from '../../question/truth.ts';
import { evaluate } from '../../term/evaluate.ts';
import { boolOf } from '../../term/value.ts';
import { substitution } from '../../term/substitute.ts';
import type { Term } from '../../term/term.ts';
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
  let solved = await proveEasily(prover, name, obligation, refutes);
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
 * First from what the frame says without looking at storage; then case by case; then all of it. The
 * first two prove more than is asked, so that they show nothing where they do not succeed.
 */
async function proveEasily(
  prover: Prover,
  name: string,
  { frame, cases = [] }: MonitorObligation,
  refutes: Term,
): Promise<Solved> {
  const light = frame.filter((term) => !looksAtStorage(term));
  if (light.length < frame.length) {
    const solved = await prover.solve(`${name}/light`, [...light, refutes]);
    if (solved.kind === 'unsat') return solved;
  }
  const whole = [...frame, refutes];
  if (cases.length > 0) {
    const parts: Solved[] = [];
    for (const [i, each] of cases.entries()) {
      const put = substitution(each);
      // oxlint-disable-next-line no-await-in-loop -- where one case fails the others say nothing
      parts.push(await prover.solve(`${name}/case ${i + 1}`, whole.map(put)));
      if (parts.at(-1)?.kind !== 'unsat') break;
    }
    const [first] = parts;
    if (first !== undefined && parts.every(({ kind }) => kind === 'unsat'))
      return parts.find((part) => part.kind === 'unsat' && part.evidence === 'proved') ?? first;
  }
  return prover.solve(name, whole);
}

/** Something is selected from the storage of a state. */
function looksAtStorage(term: Term): boolean {
  return subterms(term).some(
    (each) =>
      each.kind === 'variable' && each.sort.kind === 'array' && each.name.endsWith('.storage'),
  );
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
