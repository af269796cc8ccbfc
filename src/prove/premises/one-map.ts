/**
 * Whether one map serves every path in user mode as it does in supervisor mode: a guest's kernel
 * must not see two maps at once where a user program never does.
 */

import type { Machine } from '../../isa/machine.ts';
import type { State } from '../../isa/state.ts';
import { FETCH } from '../../question/exact-view.ts';
import { idle } from '../idle.ts';
import { pathGroups, type PathGroup } from '../../question/path-groups.ts';
import { all, ownQuestion, said } from '../../question/own-questions.ts';
import { bits, distinct, not, variable, type Access, type Term } from '../../term/term.ts';
import { bitsOf } from '../../term/value.ts';
import type { Candidate } from '../candidates.ts';
import { inputsFrom, stateFrom, valueIn } from '../from-model.ts';
import { satisfies } from '../interpret.ts';
import type { KeptAnswer } from '../kept-answer.ts';
import { completed, machineKey } from '../recall.ts';
import { placeIn, run, type Inputs } from '../run.ts';
import { toWitness } from '../to-witness.ts';
import type { Witness } from '../../question/witness.ts';
import { exactState } from './exact-state.ts';
import { premise, type DecidedPremise, type PremiseRequest } from './premise.ts';

export async function oneMap(request: PremiseRequest): Promise<DecidedPremise> {
  const couples = couplesOf(request.machine);
  if (couples.length === 0) return premise('one-map', 'holds', 'every path is translated alike');
  for (const [one, two] of couples) {
    const names = `${one.name} and ${two.name}`;
    // oxlint-disable-next-line no-await-in-loop -- the first couple that parts decides
    const parting = await part(request, 'supervisor', one, two);
    if (parting.kind === 'unknown')
      return premise(
        'one-map',
        'undecided',
        `can ${names} part in supervisor mode? ${parting.reason}`,
      );
    if (parting.kind === 'never') continue;
    // oxlint-disable-next-line no-await-in-loop -- as above
    const inUserMode = await part(request, 'user', one, two);
    if (inUserMode.kind === 'unknown')
      return premise(
        'one-map',
        'undecided',
        `can ${names} part in user mode? ${inUserMode.reason}`,
      );
    if (inUserMode.kind === 'parting') continue;
    return premise(
      'one-map',
      'fails',
      `${names} can have different maps in supervisor mode, and never in user mode: at 0x${parting.address.toString(16)}`,
      {
        witness: parting.witness,
        listed: [one.name, two.name],
      },
    );
  }
  return premise(
    'one-map',
    'holds',
    'where two paths part in supervisor mode, they can in user mode',
  );
}

type Mode = 'supervisor' | 'user';

type Parting =
  | {
      readonly kind: 'parting';
      readonly address: bigint;
      readonly witness: Witness;
      /** What it takes to replay it. */
      readonly shown: Candidate;
    }
  | { readonly kind: 'never' }
  | { readonly kind: 'unknown'; readonly reason: string };

/** A state in which the two lead to different places from one address, neither faulting. Kept for the next run. */
async function part(
  request: PremiseRequest,
  mode: Mode,
  one: PathGroup,
  two: PathGroup,
): Promise<Parting> {
  const { machine, pair } = request;
  const { options } = request.prover;
  const { kept } = options;
  if (kept === undefined) return partNow(request, mode, one, two);
  const key = machineKey(options, machine, pair, ['one-map', mode, one.name, two.name]);
  const before = await kept.find(machine.id, key);
  const recalled = before === undefined ? undefined : recall(request, mode, one, two, before);
  if (recalled !== undefined) return recalled;
  const asked = await partNow(request, mode, one, two);
  if (asked.kind === 'never')
    await kept.record(machine.id, key, { kind: 'none', evidence: 'proved' });
  if (asked.kind === 'parting')
    await kept.record(machine.id, key, {
      kind: 'found',
      ...asked.shown,
      smallest: undefined,
      otherCauses: undefined,
    });
  return asked;
}

/** What an earlier run answered; undefined if what it shows does not replay. */
function recall(
  request: PremiseRequest,
  mode: Mode,
  one: PathGroup,
  two: PathGroup,
  before: KeptAnswer,
): Parting | undefined {
  if (before.kind === 'none') return { kind: 'never' };
  if (before.kind !== 'found') return undefined;
  const { states, inputs } = before;
  const [state] = states.map((each) => completed(request.machine, each));
  return state === undefined ? undefined : shownBy(request, mode, one, two, state, inputs);
}

async function partNow(
  request: PremiseRequest,
  mode: Mode,
  one: PathGroup,
  two: PathGroup,
): Promise<Parting> {
  const { prover, machine, pair } = request;
  const state = exactState(machine, pair, 's1');
  const address = variable('address', bits(one.addressWidth));
  const first = state.translate(one.name, accessOf(one), address);
  const second = state.translate(two.name, accessOf(two), address);
  const conjuncts: Term[] = [
    state.modes[mode],
    ...state.modes.invariants,
    not(first.faults),
    not(second.faults),
    distinct(first.address, second.address),
  ];
  const solved = await prover.solve(`${machine.id}/${pair.name}/one-map/${mode}`, conjuncts);
  if (solved.kind === 'unsat') return { kind: 'never' };
  if (solved.kind === 'unknown') return solved;

  const found = stateFrom(machine, state.terms, solved.model);
  const at = bitsOf(valueIn(solved.model, 'address', address.sort));
  const inputs = {
    ...inputsFrom(idle(machine), solved.model),
    lookedAt: [{ path: one.name, address: at }],
  };
  const parting = shownBy(request, mode, one, two, found, inputs);
  if (parting === undefined) throw new Error('one-map: a witness does not replay');
  return parting;
}

/** The parting that a state shows at the address that is looked at; undefined if it shows none. */
function shownBy(
  { machine, pair }: PremiseRequest,
  mode: Mode,
  one: PathGroup,
  two: PathGroup,
  state: State,
  inputs: Inputs,
): Parting | undefined {
  const [at] = inputs.lookedAt ?? [];
  if (at === undefined) return undefined;
  const { address } = at;
  const places = [one, two].map((group) =>
    placeIn(machine, state, group.name, accessOf(group), address),
  );
  if (places.includes(undefined) || places[0] === places[1]) return undefined;
  const question = ownQuestion('one_map', { suchThat: said(mode, 0) });
  const runs = [run({ machine, pair, instruction: idle(machine) }, state, inputs)];
  if (!satisfies(all(said(mode, 0), said('valid', 0)), question, runs)) return undefined;
  const witness = toWitness(question, runs, inputs);
  return { kind: 'parting', address, witness, shown: { states: [state], inputs } };
}

function accessOf({ paths }: PathGroup): Access {
  return paths.includes(FETCH) ? 'execute' : 'load';
}

/** Groups with addresses of one width, two by two. */
function couplesOf(machine: Machine): readonly (readonly [PathGroup, PathGroup])[] {
  const groups = pathGroups(machine);
  return groups.flatMap((one, i) =>
    groups
      .slice(i + 1)
      .flatMap((two) => (one.addressWidth === two.addressWidth ? [[one, two] as const] : [])),
  );
}
