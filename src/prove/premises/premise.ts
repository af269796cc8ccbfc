/** What the deciders of premises share. */

import type { Machine, Pair } from '../../isa/machine.ts';
import type { Answer } from '../../question/answer.ts';
import type { PremiseId } from '../../question/premise-id.ts';
import type { Witness } from '../../question/witness.ts';
import type { Bases } from '../bases.ts';
import type { Prover } from '../prover.ts';

/** As `judge` takes it. */
export interface DecidedPremise {
  readonly id: PremiseId;
  readonly title: string;
  readonly verdict: 'holds' | 'fails' | 'undecided' | 'stated';
  readonly why: string;
  readonly witness: Witness | undefined;
  readonly listed: readonly string[];
}

export interface PremiseRequest {
  readonly prover: Prover;
  readonly machine: Machine;
  readonly pair: Pair;
  readonly bases: Bases;
}

const TITLES: Readonly<Record<PremiseId, string>> = {
  invariants: 'Declared invariants are kept by every step',
  'mode-and-trap': 'There are two modes, and traps reach the monitor',
  coverage: 'What supervisor mode reaches, user mode reaches under some map',
  'one-map': 'One map serves every path',
  restartable: 'The state before a trap can be rebuilt from the state after it',
  'control-apart': 'Control state is apart from what user programs read and write',
  'enough-instructions': 'There are instructions enough to write interpreters',
};

export function premise(
  id: PremiseId,
  verdict: DecidedPremise['verdict'],
  why: string,
  details: { readonly witness?: Witness | undefined; readonly listed?: readonly string[] } = {},
): DecidedPremise {
  return {
    id,
    title: TITLES[id],
    verdict,
    why,
    witness: details.witness,
    listed: details.listed ?? [],
  };
}

export function reasonOf(answer: Answer): string {
  if (answer.kind === 'unknown')
    return answer.budget === '' ? answer.reason : `${answer.reason} (${answer.budget})`;
  return answer.kind === 'vacuous' ? 'nothing meets the frame' : '';
}

export function witnessOf(answer: Answer): Witness | undefined {
  return answer.kind === 'found' ? answer.witness : undefined;
}
