/**
 * Concrete states that answer a question with yes, as plain data.
 *
 * Storage and register files are total: units and registers that are not listed are zero.
 */

/** Every element has a value; a register file has a map of the registers that are not zero. */
export interface ConcreteState {
  readonly elements: ReadonlyMap<string, bigint>;
  readonly files: ReadonlyMap<string, ReadonlyMap<bigint, bigint>>;
  /** Units by storage address. */
  readonly storage: ReadonlyMap<bigint, bigint>;
}

export type ConcreteOutcome =
  | { readonly kind: 'completes'; readonly after: ConcreteState }
  | {
      readonly kind: 'traps';
      /** The name of the cause. */
      readonly cause: string;
      readonly memory: boolean;
      /** The address that the trap saves. */
      readonly resume: bigint;
      /** After the trap entry. */
      readonly after: ConcreteState;
    };

/** A difference between two states, as a report prints it. */
export interface Difference {
  /** An element, `x[3]` a register, `E[0x10]` a unit, `data[0x10]` one seen through a path, or a bank's name. */
  readonly what: string;
  readonly values: readonly [bigint, bigint];
}

export interface Witness {
  /** One or two, in the order of the question. */
  readonly states: readonly ConcreteState[];
  readonly operands: ReadonlyMap<string, bigint>;
  /** What each `undefined` was taken to be; shared by the states. A truth is 0 or 1. */
  readonly choices: ReadonlyMap<string, bigint>;
  readonly outcomes: readonly ConcreteOutcome[];
  /** Between the states before the step. */
  readonly differing: readonly Difference[];
  /** Between what is observed after it. */
  readonly observed: readonly Difference[];
  /** Other elements that can differ after the step, if that was asked. */
  readonly otherCauses: readonly string[] | undefined;
  /** Proved by the solver to be the smallest; `undefined` if that was not asked or not decided. */
  readonly smallest: boolean | undefined;
}
