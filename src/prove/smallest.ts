/**
 * Whether a witness is the smallest: fewest elements that differ, then fewest bits that do, then
 * the smallest sum of all scalar elements and operands. Registers of files and storage do not count.
 */

import type { State } from '../isa/state.ts';
import { bitXor, bitLength, bitAt } from '../base/bits.ts';
import { compileExact, type ExactObligation } from '../question/compile.ts';
import { operandTerm } from '../question/encoded.ts';
import type { Question } from '../question/spec.ts';
import {
  binary,
  compare,
  concat,
  constant,
  equal,
  extract,
  ite,
  not,
  widthOf,
  zeroExtend,
  type Term,
} from '../term/term.ts';
import type { Candidate } from './candidates.ts';
import { inputsFrom, stateFrom } from './from-model.ts';
import type { Prover } from './prover.ts';
import type { Subject } from './run.ts';

/** Wide enough for a count of elements or bits, and for a sum of words. */
const COUNT_WIDTH = 16;
const SUM_WIDTH = 160;

export type Smaller =
  /** Proved: there is none. */
  | { readonly kind: 'none' }
  /** One that the solver proposes, not replayed. */
  | { readonly kind: 'proposed'; readonly candidate: Candidate }
  | { readonly kind: 'unknown' };

export async function smallerThan(
  prover: Prover,
  subject: Subject,
  question: Question,
  { states, inputs }: Candidate,
): Promise<Smaller> {
  const exact = compileExact(subject, question);
  const size = sizeTerm(subject, exact);
  const limit = sizeOf(subject, states, inputs.operands);
  const solved = await prover.solve(`${exact.name}/smaller`, [
    ...exact.frame,
    not(exact.excused),
    exact.conclusion,
    compare('bvult', size, constant(widthOf(size), limit)),
  ]);
  if (solved.kind === 'unsat') return { kind: 'none' };
  if (solved.kind === 'unknown') return solved;
  const proposed = exact.states.map((state) => stateFrom(subject.machine, state, solved.model));
  return {
    kind: 'proposed',
    candidate: { states: proposed, inputs: inputsFrom(subject.instruction, solved.model) },
  };
}

/** The size of a witness as one number, what counts most in the highest bits. */
function sizeTerm({ machine, instruction }: Subject, { states }: ExactObligation): Term {
  const [first, second] = states;
  const scalars = machine.elements.filter(({ file }) => file === undefined);
  const couples = scalars.flatMap(({ name }): (readonly [Term, Term])[] => {
    const [a, b] = [first?.elements.get(name), second?.elements.get(name)];
    return a === undefined || b === undefined || a === b ? [] : [[a, b]];
  });
  const elements = sum(
    COUNT_WIDTH,
    couples.map(([a, b]) => ite(equal(a, b), constant(COUNT_WIDTH, 0n), constant(COUNT_WIDTH, 1n))),
  );
  const differing = sum(
    COUNT_WIDTH,
    couples.flatMap(([a, b]) =>
      bitsOfTerm(binary('bvxor', a, b)).map((bit) => zeroExtend(bit, COUNT_WIDTH)),
    ),
  );
  const words = states.flatMap((state) =>
    scalars.flatMap(({ name }) => state.elements.get(name) ?? []),
  );
  const operands = instruction.encoding.operands.map(({ name, width }) => operandTerm(name, width));
  const values = sum(
    SUM_WIDTH,
    [...words, ...operands].map((word) => zeroExtend(word, SUM_WIDTH)),
  );
  return concat(elements, concat(differing, values));
}

/** The same of concrete states. */
function sizeOf(
  { machine }: Subject,
  [first, second]: readonly State[],
  operands: ReadonlyMap<string, bigint>,
): bigint {
  let elements = 0n;
  let differing = 0n;
  let values = [...operands.values()].reduce((total, word) => total + word, 0n);
  for (const { name, file } of machine.elements) {
    if (file !== undefined) continue;
    const [a, b] = [first?.elements.get(name), second?.elements.get(name)];
    for (const word of [a, b]) if (typeof word === 'bigint') values += word;
    if (typeof a !== 'bigint' || typeof b !== 'bigint' || a === b) continue;
    elements += 1n;
    differing += BigInt(onesIn(bitXor(a, b)));
  }
  return (elements * 2n ** BigInt(COUNT_WIDTH) + differing) * 2n ** BigInt(SUM_WIDTH) + values;
}

function onesIn(word: bigint): number {
  return Array.from({ length: bitLength(word) }, (_, i) => i).filter((i) => bitAt(word, i)).length;
}

function bitsOfTerm(term: Term): readonly Term[] {
  return Array.from({ length: widthOf(term) }, (_, i) => extract(term, i, i));
}

function sum(width: number, terms: readonly Term[]): Term {
  return terms.reduce((total, term) => binary('bvadd', total, term), constant(width, 0n));
}
