/** Asks every obligation of a constructed monitor: the only maker of a `MonitorAnswer`. */

import type { AnsweredObligation, MonitorAnswer } from '../../monitor/answer.ts';
import type { MonitorObligation, MonitorSubject } from '../../monitor/obligation.ts';
import { both, opposite } from '../../question/truth.ts';
import type { Prover } from '../prover.ts';
import { replayObligation } from './replay.ts';

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
  const { subject, obligations, jobs, onAnswered } = work;
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
      const answer = await askObligation(work.prover, subject, next.value);
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
  prover: Prover,
  subject: MonitorSubject,
  obligation: MonitorObligation,
): Promise<MonitorAnswer> {
  const { options } = prover;
  if (options.signal?.aborted === true)
    return { kind: 'unknown', reason: 'interrupted', budget: '' };
  prover.counts.questions += 1;
  const { kind, about, wants, frame, claims } = obligation;
  const claimed = both(...claims.map(({ term }) => term));
  const goal = [...frame, wants === 'proof' ? opposite(claimed) : claimed];
  const name = `monitor/${kind}/${about}`;
  const solved = await prover.solve(name, goal);
  if (solved.kind === 'unknown')
    return { kind: 'unknown', reason: solved.reason, budget: prover.budget };
  if (solved.kind === 'sat')
    return replayObligation(subject, obligation, solved.model, prover.budget);
  if (solved.evidence === 'structural') prover.counts.structural += 1;
  if (wants === 'witness') return { kind: 'impossible', evidence: solved.evidence };
  const met = await prover.solve(`${name}/frame`, frame);
  if (met.kind === 'unsat') return { kind: 'never' };
  if (met.kind === 'unknown')
    return { kind: 'unknown', reason: `nothing contradicts it, but does anything meet its frame? ${met.reason}`, budget: prover.budget }; // prettier-ignore
  return { kind: 'proved', evidence: solved.evidence };
}
