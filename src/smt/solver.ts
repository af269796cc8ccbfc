/** What the rest of the project knows of a solver, and what a solver can say. */

/**
 * Values of the variables of a query.
 *
 * Of an array only the entries that the query reads or writes are listed; any others may be taken
 * as 0, because the query does not depend on them.
 */
export interface Model {
  readonly variables: ReadonlyMap<string, bigint | boolean>;
  readonly arrays: ReadonlyMap<string, ReadonlyMap<bigint, bigint>>;
}

export type Response =
  | { readonly kind: 'sat'; readonly values: Model }
  | { readonly kind: 'unsat' }
  | { readonly kind: 'unknown'; readonly reason: string };

export interface Budget {
  /** How much work the solver may do, in its own units: the same every time. */
  readonly rlimit: number;
  /**
   * Wall-clock time after which a solver is taken for hung and killed. Generous: an answer must
   * not depend on how busy the machine is.
   */
  readonly watchdogMs: number;
}

export interface Solver {
  /** Name and version together are part of the key of the cache. */
  readonly name: string;
  readonly version: string;
  /** Answers a text made by `toSmtLib`. Whatever goes wrong is an `unknown` with its reason. */
  solve(text: string, budget: Budget, signal?: AbortSignal): Promise<Response>;
  close(): Promise<void>;
}

export function unknown(reason: string): Response {
  return { kind: 'unknown', reason };
}
