/**
 * What has to be proved of a constructed monitor, each a closed question to a solver.
 *
 * Source: [PG74] "Properties of Virtual Machines and Virtual Machine Monitors": equivalence,
 * resource control and efficiency, split by what the proof of each needs.
 */

import type { Instruction } from '../isa/machine.ts';
import type { ConstructedMonitor } from '../isa/monitor-map.ts';
import type { Access, Term } from '../term/term.ts';
import type { NamedTerm, RealState } from './representation.ts';

/** The kinds, in the order in which they are told. */
export const OBLIGATION_KINDS = {
  I: 'the invariant can hold',
  U: 'start-up establishes it',
  C: 'accesses reach what they should',
  N: 'native steps are the virtual ones',
  T: 'sensitive instructions trap',
  R: 'the state before a trap is recovered',
  E: 'emulated steps are the virtual ones',
  B: 'storage accesses stay in the allocation',
  F: 'innocuous instructions run natively',
} as const;
export type ObligationKind = keyof typeof OBLIGATION_KINDS;

/** One question. Where `wants` is `proof`, the frame must imply every claim. */
export interface MonitorObligation {
  readonly kind: ObligationKind;
  /** The id of an instruction, or `fetch`, `interrupt timer`, `start`, the title of a cover. */
  readonly about: string;
  /** `proof`: the frame implies the claims. `witness`: some state meets the frame and the claims. */
  readonly wants: 'proof' | 'witness';
  readonly frame: readonly Term[];
  /**
   * The instruction stands at the program counter, as the machine fetches it. Most claims hold
   * without that, wherever the instruction may come from, and are much easier to prove so.
   */
  readonly standing: readonly Term[];
  readonly claims: readonly NamedTerm[];
  /**
   * Ways to tell the states apart, each an address in a form that holds of some of them; together
   * they are all, which is a contract. Easier to prove one by one.
   */
  readonly cases?: readonly Case[];
  /** The state before. */
  readonly real: RealState;
  readonly instruction: Instruction | undefined;
  /** Of a contract: the access that it is about, at the address `any.address`. */
  readonly access?: { readonly path: string; readonly access: Access };
  /** The virtual mode in which a witness is wanted. */
  readonly mode?: 'user' | 'supervisor';
  /** Kinds that are taken for granted: their obligations are to be proved too. */
  readonly restsOn: readonly ObligationKind[];
}

/** Where `when` holds, terms have the form that `put` gives them. */
export interface Case {
  readonly put: ReadonlyMap<Term, Term>;
  readonly when: Term;
}

/** A monitor, and what the spec says of its machine. */
export interface MonitorSubject extends ConstructedMonitor {
  /** Instructions that the spec finds sensitive, or does not know not to be, for this construction. */
  readonly sensitive: ReadonlySet<string>;
  /** Instructions that always trap in user mode. Of these the innocuous ones are emulated too. */
  readonly privileged: ReadonlySet<string>;
}
