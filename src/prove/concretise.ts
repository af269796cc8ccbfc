/**
 * Looks for exact states: the second half of every "found", because the abstract view lets storage
 * and faults be anything.
 *
 * The solver is asked with hints first, which only make the question smaller; its "no" counts when
 * there is no hint left. Whatever it finds is replayed. That the two storages agree wherever both
 * maps show something is asked for the addresses at which a proposal failed it, one after another.
 */

import { registerIn, scalarIn, type State } from '../isa/state.ts';
import { compileExact, type ExactObligation } from '../question/compile.ts';
import type { Question } from '../question/spec.ts';
import { constant, equal, not, select, type Term } from '../term/term.ts';
import { freeVariables } from '../term/walk.ts';
import { withOneMap, type Base } from './bases.ts';
import { inputsFrom, stateFrom } from './from-model.ts';
import type { Prover } from './prover.ts';
import { replay } from './replay.ts';
import type { Inputs, Run, Subject } from './run.ts';
import { viewsAgree } from './views.ts';

export type Concretised =
  | { readonly kind: 'found'; readonly runs: readonly Run[]; readonly inputs: Inputs }
  /** There is no such state. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly reason: string };

/** How often a proposal may fail because the storages disagree somewhere. */
const ROUNDS = 8;
/** Program addresses of so many bits are few enough to speak of all of them. */
const SHORT = 8;

export async function concretise(
  prover: Prover,
  subject: Subject,
  question: Question,
  bases: readonly Base[],
): Promise<Concretised> {
  const exact = compileExact(subject, question);
  const narrowed = withOneMap(subject.machine, question);
  const attempts = [
    ...bases.flatMap((base) => hintsFrom(subject, exact, base).map((hint) => ({ exact, hint }))),
    ...(narrowed === undefined ? [] : [{ exact: compileExact(subject, narrowed), hint: [] }]),
    { exact, hint: [] },
  ];
  let last: Concretised = { kind: 'unknown', reason: 'no exact states were looked for' };
  for (const attempt of attempts) {
    // oxlint-disable-next-line no-await-in-loop -- each hint is tried only if the one before gave nothing
    last = await search(prover, subject, question, attempt.exact, attempt.hint);
    if (last.kind === 'found') return last;
  }
  // The last attempt had no hint, so its "none" says that there is no such state at all.
  return last;
}

async function search(
  prover: Prover,
  subject: Subject,
  question: Question,
  exact: ExactObligation,
  hint: readonly Term[],
): Promise<Concretised> {
  const goal = [...exact.frame, not(exact.excused), exact.conclusion, ...hint];
  /** What a proposal has failed so far. */
  const agreements: Term[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    // oxlint-disable-next-line no-await-in-loop -- a round needs what the one before found
    const solved = await prover.solve(`${exact.name}/exact`, [...goal, ...agreements]);
    if (solved.kind === 'unsat') return { kind: 'none' };
    if (solved.kind === 'unknown') return solved;
    const states = exact.states.map((state) => stateFrom(subject.machine, state, solved.model));
    const inputs = inputsFrom(subject.instruction, solved.model);
    const replayed = replay(subject, question, states, inputs);
    if (replayed.kind === 'outside' && replayed.alias !== undefined) {
      if (!replayed.alias.isWithinGroup)
        return { kind: 'unknown', reason: 'no exact states: paths overlap' };
      agreements.push(exact.apart(replayed.alias.group, replayed.alias.addresses));
      continue;
    }
    if (replayed.kind !== 'as-asked') {
      if (isWeak(goal))
        return { kind: 'unknown', reason: 'no exact states: whole register files are compared' };
      throw new Error(
        `${exact.name}: a witness does not replay (${replayed.kind === 'outside' ? replayed.why : replayed.kind})`,
      );
    }
    const [first, second] = states;
    if (first === undefined || second === undefined)
      return { kind: 'found', runs: replayed.runs, inputs };
    // oxlint-disable-next-line no-await-in-loop -- as above
    const agreement = await viewsAgree(prover, subject.machine, first, second);
    if (agreement.kind === 'agree') return { kind: 'found', runs: replayed.runs, inputs };
    if (agreement.kind === 'unknown') return agreement;
    if (round === 0) agreements.push(...exact.agreesWhereUsed);
    agreements.push(...agreed(subject, exact, agreement.group, agreement.address, round));
  }
  return {
    kind: 'unknown',
    reason: `abstract only: the storages still disagree after ${ROUNDS} rounds`,
  };
}

/**
 * Hints that make the translations small: modes and maps are the base's, or all but one element of
 * the map that the conclusion reads is, which is free in the second state.
 */
function hintsFrom(
  { machine }: Subject,
  { states, conclusion }: ExactObligation,
  base: Base,
): readonly (readonly Term[])[] {
  const fixed = (isFree: (name: string, state: number) => boolean): readonly Term[] =>
    states.flatMap(({ elements }, i) => {
      const state: State | undefined = base[i];
      if (state === undefined) return [];
      return machine.elements.flatMap(({ name, role, width, file }) => {
        const term = elements.get(name);
        if (term === undefined || (role !== 'map' && role !== 'mode') || isFree(name, i)) return [];
        if (file === undefined) return [equal(term, constant(width, scalarIn(state, name)))];
        return Array.from({ length: file.count }, (_, k) =>
          equal(
            select(term, constant(file.indexWidth, BigInt(k))),
            constant(width, registerIn(state, name, k)),
          ),
        );
      });
    });
  const second = states[1]?.elements;
  const read = new Set(freeVariables(conclusion));
  const movable = machine.elements.filter(({ name, role }) => {
    const term = second?.get(name);
    return (
      role === 'map' &&
      term?.kind === 'variable' &&
      read.has(term) &&
      term !== states[0]?.elements.get(name)
    );
  });
  return [
    fixed(() => false),
    ...movable.map(({ name: moved }) => fixed((name, state) => state === 1 && name === moved)),
  ];
}

/** A free index stands for every index of a register file, where agreement is asked for. */
function isWeak(goal: readonly Term[]): boolean {
  return freeVariables(...goal).some(({ name }) => name.startsWith('index.'));
}

/** At one address; if that was not enough and addresses are short, at every one. */
function agreed(
  subject: Subject,
  exact: ExactObligation,
  group: string,
  address: bigint,
  round: number,
): readonly Term[] {
  const width = widthOfGroup(subject, group);
  const addresses =
    round === 0 || width > SHORT
      ? [address]
      : Array.from({ length: 2 ** width }, (_, each) => BigInt(each));
  return addresses.map((each) => exact.agreesAt(group, constant(width, each)));
}

function widthOfGroup({ machine }: Subject, group: string): number {
  return (
    machine.paths.find(({ name }) => name === group)?.addressWidth ?? machine.storage.addressWidth
  );
}
