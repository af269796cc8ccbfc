/** The premise that control state is apart, from the answers about each instruction. */

import type { Answer } from '../question/answer.ts';
import type { Premise } from './premise.ts';
import type { Answers } from './units.ts';

const WRITES = 'writes_control';
const READS = 'reads_control';

/** Undefined if the spec does not ask. */
export function controlApart(answers: Answers, questions: readonly string[]): Premise | undefined {
  if (!questions.includes(WRITES) || !questions.includes(READS)) return undefined;
  const writers = found(answers, WRITES);
  const readers = found(answers, READS);
  const open = [...answers].flatMap(([id, each]) =>
    [WRITES, READS].some((question) => !isDecided(each.get(question))) ? [id] : [],
  );
  const isApart = writers.length === 0 && readers.length === 0;
  const [witness] = [...answers.values()].flatMap((each) =>
    [each.get(WRITES), each.get(READS)].flatMap((answer) =>
      answer?.kind === 'found' ? [answer.witness] : [],
    ),
  );
  return {
    id: 'control-apart',
    title: 'Control state is apart from what user programs read and write',
    verdict: verdictOf(isApart, answers.size, open.length),
    why: isApart
      ? whyApart(open)
      : [listed('written by', writers), listed('read by', readers)]
          .filter((text) => text !== '')
          .join('; '),
    witness,
    listed: [...new Set([...writers, ...readers])],
  };
}

function verdictOf(isApart: boolean, asked: number, open: number): Premise['verdict'] {
  if (!isApart) return 'fails';
  return asked === 0 || open > 0 ? 'undecided' : 'holds';
}

function whyApart(open: readonly string[]): string {
  return open.length === 0
    ? 'no user program reads or writes it'
    : `not decided for ${open.join(', ')}`;
}

function found(answers: Answers, question: string): readonly string[] {
  return [...answers].flatMap(([id, each]) => (isFound(each.get(question)) ? [id] : []));
}

/** A vacuous answer decides nothing: no user state was looked at. */
function isDecided(answer: Answer | undefined): boolean {
  return answer?.kind === 'found' || answer?.kind === 'none';
}

function isFound(answer: Answer | undefined): boolean {
  return answer?.kind === 'found';
}

function listed(verb: string, ids: readonly string[]): string {
  return ids.length === 0 ? '' : `${verb} ${ids.join(', ')}`;
}
