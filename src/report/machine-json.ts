/**
 * The whole checked machine as JSON, by `docs/schema/machine.schema.json`: everything that the
 * rest of popek knows about a machine, and nothing else.
 *
 * Terms are one table, `terms`, in which each distinct term stands once, after its arguments; a
 * term anywhere else is its place in the table. What is absent is left out. Numbers too large for
 * JSON's are strings of decimal digits.
 *
 * The walk is by the shape of the data, not field by field: a part of the machine that is added
 * cannot be forgotten here, and the schema refuses what it does not know.
 */

import type { Machine } from '../isa/machine.ts';
import { callsIn, definitionOf, type Definition } from '../term/definition.ts';
import { sortText, type Term } from '../term/term.ts';
import { subterms } from '../term/walk.ts';
import { numberJson } from './json-report.ts';

export type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

/** Raised when what is here changes its meaning; additions leave it as it is. */
const VERSION = 1;

export function wholeMachineJson(machine: Machine): Readonly<Record<string, Json>> {
  const own = termsIn(machine);
  const functions = functionsIn(own);
  const table = subterms(
    ...own,
    ...functions.flatMap(({ parameters, body }) => [...parameters, body]),
  );
  const places = new Map(table.map((term, place) => [term, place]));
  return {
    format: 'popek-machine',
    version: VERSION,
    ...objectJson(machine, places),
    ...(functions.length === 0
      ? {}
      : { functions: functions.map((each) => objectJson(each, places)) }),
    terms: table.map((term) => termJson(term, places)),
  };
}

/** One line for each instruction, element, term and so on: long, but fit for `diff` and `grep`. */
export function wholeMachineText(machine: Machine): string {
  const parts = Object.entries(wholeMachineJson(machine)).map(([key, value]) => {
    const isList = Array.isArray(value) && value.length > 0;
    const lines = isList ? value.map((each: Json) => `    ${JSON.stringify(each)}`) : [];
    return `  ${JSON.stringify(key)}: ${isList ? `[\n${lines.join(',\n')}\n  ]` : JSON.stringify(value)}`;
  });
  return `{\n${parts.join(',\n')}\n}\n`;
}

/** What the terms apply by name, and what that applies. */
function functionsIn(terms: readonly Term[]): readonly Definition[] {
  const found = new Map<string, Definition>();
  let open = callsIn(...terms).map(definitionOf);
  while (open.length > 0) {
    const added = open.filter(({ symbol }) => !found.has(symbol));
    for (const definition of added) found.set(definition.symbol, definition);
    open = callsIn(...added.map(({ body }) => body)).map(definitionOf);
    if (added.length === 0) break;
  }
  return [...found.values()];
}

function termJson(term: Term, places: ReadonlyMap<Term, number>): Json {
  const sort = sortText(term.sort);
  switch (term.kind) {
    case 'constant':
      return { kind: term.kind, sort, value: numberJson(term.value) };
    case 'variable':
      return { kind: term.kind, sort, name: term.name };
    case 'apply':
      return {
        kind: term.kind,
        sort,
        operator: term.operator,
        parameters: term.parameters,
        arguments: term.arguments.map((argument) => places.get(argument) ?? 0),
      };
  }
}

function toJson(value: unknown, places: ReadonlyMap<Term, number>): Json | undefined {
  if (value === undefined || isScalar(value)) return value;
  if (typeof value === 'bigint') return numberJson(value);
  if (isTerm(value)) return places.get(value) ?? 0;
  if (Array.isArray(value)) return value.map((each: unknown) => toJson(each, places) ?? '');
  return objectJson(value, places);
}

function objectJson(
  value: unknown,
  places: ReadonlyMap<Term, number>,
): Readonly<Record<string, Json>> {
  const parts = partsOf(value).flatMap(([key, part]) => {
    const json = toJson(part, places);
    return json === undefined ? [] : [[key, json] as const];
  });
  return Object.fromEntries(parts);
}

/** The terms that stand anywhere in the value, not those within them. */
function termsIn(value: unknown): readonly Term[] {
  if (isTerm(value)) return [value];
  return partsOf(value).flatMap(([, part]) => termsIn(part));
}

function partsOf(value: unknown): readonly (readonly [string, unknown])[] {
  if (value instanceof Map) return [...value].map(([key, part]) => [String(key), part]);
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** Nothing else in a machine has a sort. */
function isTerm(value: unknown): value is Term {
  return typeof value === 'object' && value !== null && 'sort' in value && 'hash' in value;
}
