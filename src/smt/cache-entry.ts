/** An answer of a solver as one line of text. */

import type { Model, Response } from './solver.ts';

/** What can be cached: an answer, not that there was none. */
export type Answer = Exclude<Response, { readonly kind: 'unknown' }>;

/** `unsat`, or `sat` and JSON in which a word is a string and a bool is a bool. */
export function printAnswer(answer: Answer): string {
  if (answer.kind === 'unsat') return 'unsat';
  const { variables, arrays } = answer.values;
  const printed = {
    variables: [...variables].map(([name, value]) => [name, printValue(value)]),
    arrays: [...arrays].map(([name, entries]) => [
      name,
      [...entries].map((entry) => entry.map(String)),
    ]),
  };
  return `sat ${JSON.stringify(printed)}`;
}

function printValue(value: bigint | boolean): string | boolean {
  return typeof value === 'bigint' ? String(value) : value;
}

/** Undefined unless the text is exactly what was printed. */
export function parseAnswer(printed: string): Answer | undefined {
  if (printed === 'unsat') return { kind: 'unsat' };
  if (!printed.startsWith('sat ')) return undefined;
  try {
    const values = modelFrom(JSON.parse(printed.slice('sat '.length)));
    return values === undefined ? undefined : { kind: 'sat', values };
  } catch {
    // No JSON, or no numbers in it.
    return undefined;
  }
}

function modelFrom(json: unknown): Model | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  if (!('variables' in json) || !('arrays' in json)) return undefined;
  const variables = new Map<string, bigint | boolean>();
  for (const [name, value] of pairs(json.variables)) {
    variables.set(String(name), typeof value === 'boolean' ? value : BigInt(String(value)));
  }
  const arrays = new Map<string, Map<bigint, bigint>>();
  for (const [name, entries] of pairs(json.arrays)) {
    const words = pairs(entries).map(
      ([at, word]) => [BigInt(String(at)), BigInt(String(word))] as const,
    );
    arrays.set(String(name), new Map(words));
  }
  return { variables, arrays };
}

function pairs(json: unknown): (readonly [unknown, unknown])[] {
  if (!Array.isArray(json)) throw new TypeError('not a list');
  return json.map((pair: unknown) => {
    if (!Array.isArray(pair) || pair.length !== 2) throw new TypeError('not a pair');
    return [pair[0], pair[1]] as const;
  });
}
