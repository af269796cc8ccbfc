/** Ends an exhaustive `switch`: a new union arm does not compile here. */
export function assertNever(value: never): never {
  throw new TypeError(`not a case of the union: ${String(value)}`);
}
