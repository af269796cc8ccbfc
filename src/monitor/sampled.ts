/** What sampling a monitor found, as data: guests, where they part, and what was covered. */

import type { ConstructedMonitor } from '../isa/monitor-map.ts';
import type { PartedStep } from '../isa/parted-step.ts';
import type { State } from '../isa/state.ts';

/** A guest: everything that a run of it depends on, besides the machines and the map. */
export interface Guest {
  /** Values of what the monitor keeps of its own, as `kept.<name>`: where the allocator put it. */
  readonly kept: ReadonlyMap<string, bigint>;
  /** The state that the virtual machine starts in, its program in storage. */
  readonly start: State;
  /** Storage addresses at which its code begins, and how many units it has there. */
  readonly code: readonly { readonly address: bigint; readonly units: number }[];
  /** Seed of what becomes of all that descriptions leave undefined. */
  readonly choices: number;
}

/** How a step of the guest went: what the monitor did of it, or the trap that the guest took. */
export type CoveredOutcome =
  | { readonly kind: 'native' | 'emulated' | 'reflected' | 'interpreted' }
  /** The virtual machine trapped; `cause` is the name. */
  | { readonly kind: 'traps'; readonly cause: string };

export type VirtualMode = 'supervisor' | 'user' | 'other';

/** One instruction, or `fetch`, `undecoded`, `interrupt`, in one virtual mode with one outcome. */
export interface CoveredSteps {
  readonly about: string;
  readonly mode: VirtualMode;
  readonly outcome: CoveredOutcome;
  readonly steps: number;
}

export interface Coverage {
  readonly rows: readonly CoveredSteps[];
  /** Instructions of the virtual machine that never ran in a mode. */
  readonly gaps: readonly { readonly instruction: string; readonly mode: VirtualMode }[];
  /** The situations that the map names, and in how many states each was met. */
  readonly covers: readonly { readonly title: string; readonly states: number }[];
}

/** A guest that parts from the bare machine, made small. */
export interface PartedGuest {
  readonly guest: Guest;
  /** In which step, from 1 on; 0: it was not started right. */
  readonly step: number;
  readonly parted: PartedStep;
  /** What the monitor shows of the real state after it, beside what the bare machine has. */
  readonly shownAfter: State;
  /** What makes it again. */
  readonly path: string;
  /** How often a smaller guest parted too. */
  readonly shrinks: number;
}

export interface SampledMonitor {
  readonly monitor: ConstructedMonitor;
  readonly seed: number;
  /** The first guest to run, if not the first of the seed. */
  readonly path: string | undefined;
  /** How many were asked for, and the most steps of each. */
  readonly runs: number;
  readonly stepsEach: number;
  /** How many guests ran, with how many steps compared; those of shrinking not counted. */
  readonly guests: number;
  readonly steps: number;
  readonly coverage: Coverage;
  readonly parted: PartedGuest | undefined;
  readonly milliseconds: number;
  /** False: it was interrupted. */
  readonly isComplete: boolean;
}
