/**
 * A hash of plain data by its content, terms included: equal data has equal digests in every
 * process, whatever else was built before.
 *
 * What is only said *about* a thing does not count: where it stands, its title, its sources. So a
 * description that is reworded or moved keeps its digests.
 */

import { hash as hashOf } from 'node:crypto';
import { sortText, type Term } from './term.ts';

const ONLY_SAID: ReadonlySet<string> = new Set([
  'span',
  'differingSpans',
  'title',
  'why',
  'citations',
]);

/** A text so short stands for itself; a longer one is hashed, or shared terms would be written out again and again. */
const SHORT = 200;

// By identity: terms are shared by all that is built from them.
const known = new WeakMap<object, string>();

/** Of strings, numbers, words, truths, lists, maps, sets and records of them. Throws on anything else. */
export function digestOf(value: unknown): string {
  // A list is mostly made for the digest alone, so that its text is not worth remembering.
  return hash(Array.isArray(value) ? listing(value) : textOf(value));
}

function textOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'bigint':
      return `${value}n`;
    case 'number':
    case 'boolean':
    case 'undefined':
      return String(value);
    case 'object':
      return value === null ? 'null' : textOfObject(value);
    case 'function':
    case 'symbol':
      throw new TypeError(`no plain data: a ${typeof value}`);
  }
}

function textOfObject(value: object): string {
  const before = known.get(value);
  if (before !== undefined) return before;
  const whole = listing(value);
  const text = whole.length <= SHORT ? whole : `#${hash(whole)}`;
  known.set(value, text);
  return text;
}

function listing(value: object): string {
  if (Array.isArray(value)) return `[${value.map(textOf).join()}]`;
  if (value instanceof Map)
    return `<${[...value].map(([key, each]) => `${textOf(key)}=${textOf(each)}`).join()}>`;
  if (value instanceof Set) return `(${[...value].map(textOf).join()})`;
  if (isTerm(value)) return termListing(value);
  const entries = Object.entries(value).filter(
    ([name, each]) => each !== undefined && !ONLY_SAID.has(name),
  );
  return `{${entries.map(([name, each]) => `${JSON.stringify(name)}:${textOf(each)}`).join()}}`;
}

function isTerm(value: object): value is Term {
  return 'sort' in value && 'depth' in value;
}

/** What a term is built of, and not when this process built it. Most of what is hashed is terms. */
function termListing(term: Term): string {
  const sort = sortText(term.sort);
  switch (term.kind) {
    case 'constant':
      return `|${term.value} ${sort}|`;
    case 'variable':
      return `|${JSON.stringify(term.name)} ${sort}|`;
    case 'apply': {
      const parameters = term.parameters.map(textOf).join();
      return `|${term.operator} ${parameters} ${sort} ${term.arguments.map(textOfObject).join()}|`;
    }
  }
}

function hash(text: string): string {
  return hashOf('sha256', text);
}
