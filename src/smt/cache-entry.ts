/** One line of the cache: the hash of a query, the answer, and a hash over both. */

import { createHash } from 'node:crypto';
import type { Model, Response } from './solver.ts';

/** What can be cached: an answer, not that there was none. */
export type Answer = Exclude<Response, { readonly kind: 'unknown' }>;

export interface Entry {
  readonly key: string;
  readonly answer: Answer;
}

/** The hash of what determines an answer. The budget is not part of it: an answer is an answer. */
export function cacheKey(text: string, solver: string, version: string): string {
  return hash([solver, version, text].join('\0'));
}

export function printEntry({ key, answer }: Entry): string {
  const printed = printAnswer(answer);
  return `${key} ${hash(`${key} ${printed}`)} ${printed}`;
}

/** The entry on a line; `undefined` unless the line is exactly what was printed. */
export function parseEntry(line: string): Entry | undefined {
  const key = line.slice(0, HASH);
  const check = line.slice(HASH + 1, 2 * HASH + 1);
  const printed = line.slice(2 * HASH + 2);
  if (check !== hash(`${key} ${printed}`)) return undefined;
  const answer = parseAnswer(printed);
  return answer === undefined ? undefined : { key, answer };
}

const HASH = 64;

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** `unsat`, or `sat` and JSON in which a word is a string and a bool is a bool. */
function printAnswer(answer: Answer): string {
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

function parseAnswer(printed: string): Answer | undefined {
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
