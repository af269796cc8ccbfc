/**
 * Whether the units of one access lie together under the map: what the abstract view takes for
 * granted where it is so, and must not where it is not.
 *
 * An access translates its first address; the other units follow in storage. So the program sees
 * them at the following addresses only if these are mapped, and to the following places. That is
 * proved once for each path and number of units: for the addresses that are multiples of the number,
 * if the instruction is seen to use only such, or else for every address.
 */

import type { Instruction, Machine, Pair } from '../isa/machine.ts';
import { oneCopy } from '../question/copies.ts';
import { abstractStorage, abstractView } from '../question/abstract-view.ts';
import { PHYSICAL } from '../question/path-groups.ts';
import { plus } from '../question/storage-term.ts';
import { guardsIn } from '../question/guards.ts';
import { symbolicStep } from '../question/symbolic-step.ts';
import {
  bits,
  concat,
  constant,
  distinct,
  extract,
  not,
  or,
  TRUE,
  variable,
  type Access,
  type Term,
} from '../term/term.ts';
import { subterms } from '../term/walk.ts';
import { exponentOf } from '../base/bits.ts';
import { exactState } from './premises/exact-state.ts';
import type { Prover } from './prover.ts';
import type { Subject } from './run.ts';

/** Whether accesses of so many units through a path may be taken to lie together. */
export type IsTogether = (path: string, units: number) => boolean;

export interface Contiguity {
  of(subject: Subject): Promise<IsTogether>;
}

interface Wide {
  readonly path: string;
  readonly units: number;
  readonly access: Access;
  readonly address: Term;
  /** When what it reads or writes matters. */
  readonly guard: Term;
}

export function createContiguity(prover: Prover, machine: Machine, pair: Pair): Contiguity {
  const decided = new Map<string, Promise<boolean>>();
  const once = (what: 'aligned' | 'everywhere', wide: Wide): Promise<boolean> => {
    const key = `${what} ${wide.path} ${wide.access} ${wide.units}`;
    const decide = what === 'aligned' ? isTogetherAligned : isTogetherEverywhere;
    const known = decided.get(key) ?? decide(prover, machine, pair, wide);
    decided.set(key, known);
    return known;
  };
  const of = async (subject: Subject): Promise<IsTogether> => {
    const apart = new Set<string>();
    for (const wide of wideAccesses(subject.instruction)) {
      // oxlint-disable-next-line no-await-in-loop -- few, and most are known already
      const isAlignedTogether =
        (await once('aligned', wide)) && (await isAligned(prover, subject, wide));
      // oxlint-disable-next-line no-await-in-loop -- as above
      if (!isAlignedTogether && !(await once('everywhere', wide)))
        apart.add(`${wide.path} ${wide.units}`);
    }
    return (path, units) => !apart.has(`${path} ${units}`);
  };
  return { of };
}

/** Accesses of several units through a mapped path, from all terms of the step. */
function wideAccesses({ step, constraint }: Instruction): readonly Wide[] {
  const { after, kept } = step;
  const roots = [
    constraint,
    step.traps,
    step.memoryTraps,
    step.cause,
    step.resume,
    ...step.values,
    ...kept.values(),
    ...after.elements.values(),
    after.memory,
  ];
  const wide = subterms(...roots).flatMap((term) => wideAccess(term) ?? []);
  const terms = new Set<Term>(wide.map(({ term }) => term));
  const guards = guardsIn(roots, (term) => terms.has(term));
  return wide.map(({ term, ...access }) => ({ ...access, guard: guards.get(term) ?? TRUE }));
}

function wideAccess(term: Term): (Omit<Wide, 'guard'> & { readonly term: Term }) | undefined {
  if (term.kind !== 'apply' || (term.operator !== 'read' && term.operator !== 'write'))
    return undefined;
  const [path, units] = [String(term.parameters[0]), Number(term.parameters[1])];
  const [, address] = term.arguments;
  if (path === PHYSICAL || units < 2 || address === undefined) return undefined;
  const access = term.operator === 'write' ? 'store' : 'load';
  return { term, path, units, address, access };
}

function isTogetherEverywhere(
  prover: Prover,
  machine: Machine,
  pair: Pair,
  wide: Wide,
): Promise<boolean> {
  const address = variable('address', bits(widthOfPath(machine, wide)));
  return liesTogether(prover, machine, pair, wide, address, (i) => plus(address, i));
}

/** At multiples of the number of units: there the low bits of an address count the units. */
async function isTogetherAligned(
  prover: Prover,
  machine: Machine,
  pair: Pair,
  wide: Wide,
): Promise<boolean> {
  const width = widthOfPath(machine, wide);
  const low = exponentOf(BigInt(wide.units));
  if (low === undefined || low >= width) return false;
  const high = variable('address.high', bits(width - low));
  const at = (i: number): Term => concat(high, constant(low, BigInt(i)));
  return liesTogether(prover, machine, pair, wide, at(0), at);
}

function widthOfPath({ paths }: Machine, { path }: Wide): number {
  return paths.find(({ name }) => name === path)?.addressWidth ?? 1;
}

async function liesTogether(
  prover: Prover,
  machine: Machine,
  pair: Pair,
  { path, access, units }: Wide,
  first: Term,
  at: (i: number) => Term,
): Promise<boolean> {
  const state = exactState(machine, pair, 's1');
  const start = state.translate(path, access, first);
  const apart = Array.from({ length: units - 1 }, (_, i) => {
    const next = state.translate(path, access, at(i + 1));
    return or(next.faults, distinct(next.address, plus(start.address, i + 1)));
  });
  const solved = await prover.solve(
    `${machine.id}/${pair.name}/contiguous/${path}.${access}.${units}`,
    [...state.modes.invariants, not(start.faults), or(...apart)],
  );
  return solved.kind === 'unsat';
}

/** Wherever the instruction completes and the access matters, the address is a multiple of the number of units. */
async function isAligned(
  prover: Prover,
  subject: Subject,
  { address, units, guard }: Wide,
): Promise<boolean> {
  const { machine, pair, instruction } = subject;
  const low = exponentOf(BigInt(units));
  const [copy] = oneCopy(machine).copies;
  if (low === undefined || copy === undefined) return false;
  const view = abstractView(machine, () => false);
  const storage = abstractStorage(machine, { mapped: copy.name, physical: copy.name });
  const step = symbolicStep(subject, copy, storage, view);
  const at = step.lowering.term(address);
  const solved = await prover.solve(`${machine.id}/${pair.name}/aligned/${instruction.id}`, [
    step.constraint,
    ...step.invariants,
    not(step.traps),
    step.lowering.term(guard),
    distinct(extract(at, low - 1, 0), constant(low, 0n)),
  ]);
  return solved.kind === 'unsat';
}
