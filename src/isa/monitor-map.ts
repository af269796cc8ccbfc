/**
 * How a virtual machine is represented by a real one: Popek and Goldberg's map f, inverted, as
 * data and terms. The control program is built from this and the two machines, and from nothing
 * else.
 *
 * Names of the free variables in its terms:
 * - an element of the real machine: its name; the real storage: the machine's name for it;
 * - what the monitor keeps of a guest: `kept.<name>`;
 * - an element of the virtual machine: `virtual.<name>`;
 * - in `allocated` and `derived`: `storage.address`.
 *
 * The virtual storage has no variable: its unit at address a is the real one at `window` + a.
 *
 * Source: [PG74] "Virtual Machine Concepts" and "Properties of Virtual Machines and Virtual Machine
 * Monitors".
 */

import type { Span } from '../base/span.ts';
import type { Term } from '../term/term.ts';
import type { Effect, Element, Machine, Pair } from './machine.ts';

/** Prefixes of the names of what is not the real machine's. */
export const KEPT = 'kept.';
export const VIRTUAL = 'virtual.';
export const STORAGE_ADDRESS = 'storage.address';

export interface Conjunct {
  readonly condition: Term;
  /** As it is written. */
  readonly text: string;
  readonly why: string;
  readonly span: Span;
}

/**
 * Real traps for which the virtual machine takes the same trap at once: what the instruction had
 * done by then is done, and where it began is nowhere to be found.
 */
export interface Reflected {
  readonly condition: Term;
  /** Of the virtual trap, and the address that it saves. */
  readonly cause: Term;
  readonly resume: Term;
}

/**
 * At each `storage.address` from `low` to `high` the real storage holds `unit`. When what is kept
 * changes, `clear` takes the old units away and `fill` puts the new ones in place.
 */
export interface Derived {
  readonly low: bigint;
  readonly high: bigint;
  /** Over what is kept. */
  readonly unit: Term;
  /** The storage after clearing it, over what was kept; and after filling it, over what is. */
  readonly clear: Term;
  readonly fill: Term;
}

/** Whatever an access reaches lies in one of these pages, of so many bits of address. */
export interface Reached {
  readonly bits: number;
  /** Addresses in the pages. */
  readonly pages: readonly Term[];
}

export interface MonitorMap {
  readonly title: string;
  readonly citations: readonly string[];
  readonly real: Machine;
  /** The pair of modes between which the monitor stands. */
  readonly pair: string;
  /** The same description, with parameters of its own. */
  readonly virtual: Machine;
  /** What the monitor keeps of each guest; their names begin with `kept.`. */
  readonly kept: readonly Element[];
  /** What the allocator promises of a new guest, over what is kept. */
  readonly placed: readonly Conjunct[];
  /** Where the virtual storage begins in the real one. */
  readonly window: Term;
  /** Whether the real storage at `storage.address` belongs to the guest. */
  readonly allocated: Term;
  /** Real storage whose contents follow from what is kept: tables that the monitor builds. */
  readonly derived: Derived | undefined;
  /** For proofs: how to tell accesses apart; undefined: by nothing. */
  readonly reached: Reached | undefined;
  /** What holds between two virtual instructions. */
  readonly invariants: readonly Conjunct[];
  /** α: each element of the virtual machine, by its name there, over a real state. */
  readonly abstraction: ReadonlyMap<string, Term>;
  /** The same before the trap, over the real state *after* a trap entry. */
  readonly recovery: ReadonlyMap<string, Term>;
  /** The traps that are passed on, over the real state after a trap entry; undefined if none are. */
  readonly reflected: Reflected | undefined;
  /** From a virtual state to a real one that stands for it, over both. */
  readonly resume: Effect;
  /** The same for a guest that was not there yet: f. */
  readonly start: Effect;
  /** Cases that the invariant must leave possible. */
  readonly covers: readonly { readonly title: string; readonly condition: Term }[];
  readonly leavesOut: Machine['leavesOut'];
}

/** How the control program is built: what of the virtual machine it interprets without a trap. */
export const CONSTRUCTIONS = ['trap-and-emulate', 'hybrid'] as const;
export type Construction = (typeof CONSTRUCTIONS)[number];

/** A monitor, constructed: nothing else decides what it does. */
export interface ConstructedMonitor {
  readonly map: MonitorMap;
  readonly construction: Construction;
  /** The pair of modes of the real machine between which it stands, and the same of the virtual one. */
  readonly pair: Pair;
  readonly virtualPair: Pair;
}

/** Throws `RangeError` if the machine has no such pair; the first is the default. */
export function constructMonitor(
  map: MonitorMap,
  construction: Construction,
  name: string = map.pair,
): ConstructedMonitor {
  const [pair, virtualPair] = [map.real, map.virtual].map(({ pairs }) =>
    pairs.find((each) => each.name === name),
  );
  if (pair === undefined || virtualPair === undefined) throw new RangeError(`no pair ${name}`);
  return { map, construction, pair, virtualPair };
}
