/**
 * The one place where text becomes code.
 *
 * The text is made by `generate.ts` from checked terms: it holds operators, numbers and names that
 * are made here, and no text of a description.
 */

/** Runs `body` with the imports as variables, and gives what it returns. */
export function instantiate(body: string, imports: ReadonlyMap<string, unknown>): unknown {
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- generated code is the point
  const factory: unknown = new Function(...imports.keys(), `'use strict';\n${body}`);
  if (typeof factory !== 'function') throw new TypeError('no code');
  return Reflect.apply(factory, undefined, [...imports.values()]);
}
