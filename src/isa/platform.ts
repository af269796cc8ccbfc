/**
 * What stands around a processor and is no part of what its instructions mean.
 *
 * The rules are few and are applied by `machine/platform.ts`, so that every runner has the same.
 */
export interface Platform {
  readonly title: string;
  /** The physical address of the storage unit that is the mailbox of the console, if there is one. */
  readonly console: bigint | undefined;
  /** Scalar elements that count completed steps. */
  readonly clocks: readonly string[];
}

/** Nothing around the processor. */
export const BARE: Platform = { title: 'nothing', console: undefined, clocks: [] };
