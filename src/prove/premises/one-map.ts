/**
 * Whether one map serves every path in user mode as it does in supervisor mode: a guest's kernel
 * must not see two maps at once where a user program never does.
 */

import type { Machine } from '../../isa/machine.ts';
import { FETCH } from '../../question/exact-view.ts';
import { idle } from '../idle.ts';
import { pathGroups, type PathGroup } from '../../question/path-groups.ts';
import { ownQuestion, said } from '../../question/own-questions.ts';
import { bits, distinct, not, variable, type Access, type Term } from '../../term/term.ts';
import { bitsOf } from '../../term/value.ts';
import { inputsFrom, stateFrom, valueIn } from '../from-model.ts';
import { placeIn, run } from '../run.ts';
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

type Parting =
  | { readonly kind: 'parting'; readonly address: bigint; readonly witness: Witness }
  | { readonly kind: 'never' }
  | { readonly kind: 'unknown'; readonly reason: string };

/** A state in which the two lead to different places from one address, neither faulting. */
async function part(
  { prover, machine, pair }: PremiseRequest,
  mode: 'supervisor' | 'user',
  one: PathGroup,
  two: PathGroup,
): Promise<Parting> {
  const state = exactState(machine, pair, 's1');
  const address = variable('address', bits(one.addressWidth));
  const [accessOne, accessTwo] = [accessOf(one), accessOf(two)];
  const first = state.translate(one.name, accessOne, address);
  const second = state.translate(two.name, accessTwo, address);
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
  const places = [
    placeIn(machine, found, one.name, accessOne, at),
    placeIn(machine, found, two.name, accessTwo, at),
  ];
  if (places[0] === undefined || places[1] === undefined || places[0] === places[1])
    throw new Error('one-map: a witness does not replay');
  const instruction = idle(machine);
  const inputs = inputsFrom(instruction, solved.model);
  const runs = [run({ machine, pair, instruction }, found, inputs)];
  return {
    kind: 'parting',
    address: at,
    witness: toWitness(ownQuestion('one_map', { suchThat: said(mode, 0) }), runs, inputs),
  };
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
