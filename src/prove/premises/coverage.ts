/**
 * Whether user mode reaches, under some map, what supervisor mode reaches: at every address and by
 * every kind of access.
 *
 * "For every state there is a map" is beyond the solver, so the description gives the map
 * (`covering`), and that it works is proved for every address. It is refuted by one address that
 * no map reaches. User mode is the bare mode here: what a monitor holds fixed besides, such as words
 * of storage that it keeps for itself, is its own choice and no shortcoming of the machine.
 */

import type { Effect, Machine } from '../../isa/machine.ts';
import { FETCH } from '../../question/exact-view.ts';
import { lowering, type Lowering } from '../../question/lower.ts';
import { ownQuestion, said } from '../../question/own-questions.ts';
import {
  bits,
  compare,
  constant,
  equal,
  not,
  TRUE,
  variable,
  widthOf,
  zeroExtend,
  type Access,
  type Term,
} from '../../term/term.ts';
import { bitsOf } from '../../term/value.ts';
import { freeVariables, subterms } from '../../term/walk.ts';
import { and } from '../../term/term.ts';
import type { Model } from '../../smt/solver.ts';
import { inputsFrom, stateFrom, valueIn } from '../from-model.ts';
import { idle } from '../idle.ts';
import { machineKey } from '../recall.ts';
import { placeIn, run } from '../run.ts';
import { toWitness } from '../to-witness.ts';
import { exactState, looseState, within, type ExactState } from './exact-state.ts';
import { premise, type DecidedPremise, type PremiseRequest } from './premise.ts';

/** So many choices of the covering map are gone through one by one. */
const MAX_CONDITIONS = 3;

/** What is asked about one path and one kind of access. */
interface Reach {
  readonly path: string;
  readonly access: Access;
  readonly address: Term;
  /** A supervisor state reaches storage that there is. */
  readonly supervisor: ExactState;
  readonly isReached: readonly Term[];
  readonly target: Term;
}

type Part =
  | { readonly kind: 'covered' }
  | { readonly kind: 'undecided'; readonly why: string }
  | { readonly kind: 'fails'; readonly premise: DecidedPremise };

export async function coverage(request: PremiseRequest): Promise<DecidedPremise> {
  const { machine } = request;
  const parts = await Promise.all(
    accessesOf(machine).map(([path, access]) => coverOne(request, path, access)),
  );
  const failed = parts.find((part) => part.kind === 'fails');
  if (failed !== undefined) return failed.premise;
  const open = parts.find((part) => part.kind === 'undecided');
  if (open !== undefined) return premise('coverage', 'undecided', open.why);
  return premise('coverage', 'holds', 'under the covering map that the description gives');
}

/** What programs do through each path: instructions are fetched, and the rest is what some instruction does. */
function accessesOf({ paths, instructions }: Machine): readonly (readonly [string, Access])[] {
  const used = new Set(
    instructions.flatMap(({ accesses }) => accesses.map(({ path, access }) => `${path} ${access}`)),
  );
  if (paths.some(({ name }) => name === FETCH)) used.add(`${FETCH} execute`);
  return paths.flatMap(({ name }) =>
    (['execute', 'load', 'store'] as const).flatMap((access) =>
      used.has(`${name} ${access}`) ? [[name, access] as const] : [],
    ),
  );
}

function reach(
  { machine }: PremiseRequest,
  path: string,
  access: Access,
  supervisor: ExactState,
): Reach {
  const width = machine.paths.find(({ name }) => name === path)?.addressWidth ?? 1;
  const address = variable('address', bits(width));
  const { address: target, faults } = supervisor.translate(path, access, address);
  return {
    path,
    access,
    address,
    supervisor,
    target,
    isReached: [
      supervisor.modes.supervisor,
      ...supervisor.modes.invariants,
      not(faults),
      isThere(machine, target),
    ],
  };
}

/** That it is covered is kept for the next run: it is *none* of what is asked, and takes long to show. */
async function coverOne(request: PremiseRequest, path: string, access: Access): Promise<Part> {
  const { machine, pair } = request;
  const { options } = request.prover;
  const { kept } = options;
  if (kept === undefined) return coverNow(request, path, access);
  const key = machineKey(options, machine, pair, ['coverage', path, access]);
  const before = await kept.find(machine.id, key);
  if (before?.kind === 'none') return { kind: 'covered' };
  const part = await coverNow(request, path, access);
  if (part.kind === 'covered')
    await kept.record(machine.id, key, { kind: 'none', evidence: 'proved' });
  return part;
}

async function coverNow(request: PremiseRequest, path: string, access: Access): Promise<Part> {
  const { prover, machine, pair } = request;
  const name = `${machine.id}/${pair.name}/coverage/${path}.${access}`;
  // What storage tells the supervisor's translation matters little, and costs the solver much.
  const loose = reach(request, path, access, looseState(machine, pair, 's1'));
  if (await hasNoGap(request, `${name}/loose`, loose)) return { kind: 'covered' };

  const asked = reach(request, path, access, exactState(machine, pair, 's1'));
  const { address } = asked;
  const solved = await prover.solve(name, gapsOf(request, asked));
  if (solved.kind === 'unknown')
    return { kind: 'undecided', why: `${path} (${access}): ${solved.reason}` };
  if (solved.kind === 'unsat') return { kind: 'covered' };
  const at = bitsOf(valueIn(solved.model, 'address', address.sort));
  if (await isUnreachable(request, asked, at))
    return { kind: 'fails', premise: refuted(request, asked, at, solved.model) };
  const why =
    machine.covering === undefined
      ? 'the description gives no covering map'
      : `the covering map does not do for ${path} (${access}) at 0x${at.toString(16)}`;
  return { kind: 'undecided', why };
}

/**
 * Whether the covering map does, in each of the cases that the description distinguishes by its own
 * conditions: with these decided, its addresses are often plain.
 */
async function hasNoGap(request: PremiseRequest, name: string, loose: Reach): Promise<boolean> {
  const goal = gapsOf(request, loose);
  const conditions = conditionsIn(request.machine.covering).map((condition) =>
    lowerCovering(request, condition, loose),
  );
  for (const [i, assumed] of casesOf(conditions).entries()) {
    // oxlint-disable-next-line no-await-in-loop -- one gap is enough
    const solved = await request.prover.solve(`${name}/${i}`, [...goal, ...assumed]);
    if (solved.kind !== 'unsat') return false;
  }
  return true;
}

/** Every way in which the conditions can be. */
function casesOf(conditions: readonly Term[]): readonly (readonly Term[])[] {
  return conditions.reduce<readonly (readonly Term[])[]>(
    (cases, condition) =>
      cases.flatMap((each) => [
        [...each, condition],
        [...each, not(condition)],
      ]),
    [[]],
  );
}

/** The conditions of the first few choices in the covering map. */
function conditionsIn(covering: Effect | undefined): readonly Term[] {
  if (covering === undefined) return [];
  const conditions = subterms(covering.memory, ...covering.elements.values()).flatMap((term) =>
    term.kind === 'apply' && term.operator === 'ite' && term.arguments[0] !== undefined
      ? [term.arguments[0]]
      : [],
  );
  return [...new Set(conditions)].slice(0, MAX_CONDITIONS);
}

/**
 * What a place would have to be that supervisor mode reaches and the covering map does not show.
 * Without a covering map, no user state may fail to reach it, which is more than enough.
 */
function gapsOf(request: PremiseRequest, asked: Reach): readonly Term[] {
  const { machine, pair } = request;
  const user = exactState(machine, pair, 's2');
  const { covering } = machine;
  const isUser = [user.modes.bareUser, ...user.modes.invariants];
  if (covering === undefined) return [...asked.isReached, ...isUser, not(reachedFrom(user, asked))];
  const covered = coveringState(request, user, covering, asked);
  const isCovered = and(
    covered.modes.bareUser,
    ...covered.modes.invariants,
    reachedFrom(covered, asked),
  );
  return [...asked.isReached, ...isUser, not(isCovered)];
}

/** The user state under the covering map. */
function coveringState(
  request: PremiseRequest,
  user: ExactState,
  covering: Effect,
  asked: Reach,
): ExactState {
  const { machine, pair } = request;
  const lowered = coveringLowering(request, user, asked);
  const elements = new Map(user.context.elements);
  for (const [name, term] of covering.elements) elements.set(name, lowered.term(term));
  return within(machine, pair, user.view, {
    ...user.context,
    elements,
    storage: lowered.storage(covering.memory),
  });
}

function lowerCovering(request: PremiseRequest, term: Term, asked: Reach): Term {
  const { machine, pair } = request;
  return coveringLowering(request, exactState(machine, pair, 's2'), asked).term(term);
}

function coveringLowering(
  { machine }: PremiseRequest,
  user: ExactState,
  { address, target }: Reach,
): Lowering {
  const { covering } = machine;
  const others = new Map<string, Term>();
  for (const { name, sort } of covering === undefined
    ? []
    : freeVariables(covering.memory, ...covering.elements.values())) {
    if (sort.kind !== 'bits') continue;
    if (name === 'covering.address') others.set(name, resized(address, sort.width));
    if (name === 'covering.target') others.set(name, resized(target, sort.width));
  }
  return lowering(user.view, { ...user.context, others }, machine.storage.name);
}

/** The user state reaches the same place. */
function reachedFrom(user: ExactState, { path, access, address, target }: Reach): Term {
  const translated = user.translate(path, access, address);
  return and(not(translated.faults), equal(translated.address, target));
}

/** No user state, whatever its map and storage, gets through at this address. */
async function isUnreachable(
  { prover, machine, pair }: PremiseRequest,
  { path, access }: Reach,
  at: bigint,
): Promise<boolean> {
  const user = exactState(machine, pair, 's2');
  const width = machine.paths.find(({ name }) => name === path)?.addressWidth ?? 1;
  const { faults } = user.translate(path, access, constant(width, at));
  const solved = await prover.solve(`${machine.id}/${pair.name}/unreachable/${path}.${access}`, [
    user.modes.bareUser,
    ...user.modes.invariants,
    not(faults),
  ]);
  return solved.kind === 'unsat';
}

function refuted(
  { machine, pair }: PremiseRequest,
  { path, access, supervisor }: Reach,
  at: bigint,
  model: Model,
): DecidedPremise {
  const state = stateFrom(machine, supervisor.terms, model);
  if (placeIn(machine, state, path, access, at) === undefined)
    throw new Error('coverage: a witness does not replay');
  const instruction = idle(machine);
  const inputs = inputsFrom(instruction, model);
  const runs = [run({ machine, pair, instruction }, state, inputs)];
  return premise(
    'coverage',
    'fails',
    `${path} at 0x${at.toString(16)} (${access}) is reached in supervisor mode, and under no map in user mode`,
    {
      witness: toWitness(
        ownQuestion('coverage', { suchThat: said('supervisor', 0) }),
        runs,
        inputs,
      ),
      listed: [path],
    },
  );
}

/** The platform has storage at this address. */
function isThere({ storage }: Machine, target: Term): Term {
  if (storage.size >= 2n ** BigInt(storage.addressWidth)) return TRUE;
  return compare('bvult', target, constant(storage.addressWidth, storage.size));
}

function resized(term: Term, width: number): Term {
  return widthOf(term) <= width ? zeroExtend(term, width) : term;
}
