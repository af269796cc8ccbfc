/**
 * Directives of assembly source.
 *
 * - `.org e`: goes on at address `e`.
 * - `.unit e, …`: one storage unit each. Where a unit is a byte also `.byte`, `.half`, `.word` and
 *   `.dword`, of 1, 2, 4 and 8 bytes; elsewhere `.word` is one unit.
 * - `.ascii "…"`, `.string "…"`: a unit for each byte of the text in UTF-8; `.string` ends in a zero.
 * - `.space n`, `.space n, e`: leaves out `n` units, or fills them with `e`.
 * - `.align n`: goes on at the next multiple of `n`.
 * - `.equ name, e`: gives the symbol that value.
 */

import { matchAt, parseExpression, skipSpace, SYMBOL, unescapeText } from './expression.ts';
import type { Expression } from './expression.ts';

export type Directive =
  | { readonly kind: 'org' | 'align'; readonly value: Expression }
  | { readonly kind: 'data'; readonly unitsEach: number; readonly values: readonly Expression[] }
  | { readonly kind: 'space'; readonly count: Expression; readonly fill: Expression | undefined }
  | {
      readonly kind: 'equ';
      readonly name: string;
      readonly start: number;
      readonly value: Expression;
    };

export type ParsedDirective =
  { readonly kind: 'directive'; readonly directive: Directive } | Malformed;

interface Malformed {
  readonly kind: 'malformed';
  readonly at: number;
  readonly expected: string;
}

/** Names of the directives that make data, with the number of units each value takes. */
function dataDirectives(unit: number): ReadonlyMap<string, number> {
  const always = [['.unit', 1]] as const;
  if (unit !== 8) return new Map([...always, ['.word', 1]]);
  return new Map([...always, ['.byte', 1], ['.half', 2], ['.word', 4], ['.dword', 8]]);
}

const OTHER_DIRECTIVES = ['.org', '.ascii', '.string', '.space', '.align', '.equ'] as const;
type OtherDirective = (typeof OTHER_DIRECTIVES)[number];

/** The names of all directives where storage has units of `unit` bits. */
export function directiveNames(unit: number): readonly string[] {
  return [...dataDirectives(unit).keys(), ...OTHER_DIRECTIVES];
}

/** Reads what follows the directive `name`, from `start` to the end of `source`. */
export function parseDirective(
  name: string,
  source: string,
  start: number,
  unit: number,
): ParsedDirective | undefined {
  const unitsEach = dataDirectives(unit).get(name);
  if (unitsEach !== undefined) {
    return withValues(source, start, (values) => ({ kind: 'data', unitsEach, values }));
  }
  const other = OTHER_DIRECTIVES.find((candidate) => candidate === name);
  return other && parseOther(other, source, start);
}

function parseOther(name: OtherDirective, source: string, start: number): ParsedDirective {
  switch (name) {
    case '.org':
    case '.align':
      return withValues(source, start, ([value, ...more]) =>
        value === undefined || more.length > 0
          ? undefined
          : { kind: name === '.org' ? 'org' : 'align', value },
      );
    case '.space':
      return withValues(source, start, ([count, fill, ...more]) =>
        count === undefined || more.length > 0 ? undefined : { kind: 'space', count, fill },
      );
    case '.ascii':
      return parseText(source, start, '');
    case '.string':
      return parseText(source, start, '\0');
    case '.equ':
      return parseEqu(source, start);
  }
}

/** Reads expressions between commas; `make` is undefined if there are too few or too many. */
function withValues(
  source: string,
  start: number,
  make: (values: readonly Expression[]) => Directive | undefined,
): ParsedDirective {
  const values: Expression[] = [];
  for (let at = start; ;) {
    const parsed = parseExpression(source, at);
    if (parsed.kind === 'malformed') return parsed;
    values.push(parsed.expression);
    at = skipSpace(source, parsed.expression.end);
    if (at === source.length) break;
    if (source[at] !== ',') return malformed(at, '`,` or the end of the statement');
    at += 1;
  }
  const directive = make(values);
  if (directive === undefined) return malformed(values[1]?.start ?? start, 'fewer values');
  return { kind: 'directive', directive };
}

function parseText(source: string, start: number, end: string): ParsedDirective {
  const at = skipSpace(source, start);
  const quoted = /^"((?:[^"\\]|\\.)*)"$/u.exec(source.slice(at))?.[1];
  const text = quoted === undefined ? undefined : unescapeText(quoted);
  if (text === undefined) return malformed(at, 'one text in double quotes');
  const place = { start: at, end: source.length };
  const values = Array.from(new TextEncoder().encode(text + end), (byte): Expression => ({
    kind: 'number',
    value: BigInt(byte),
    ...place,
  }));
  return { kind: 'directive', directive: { kind: 'data', unitsEach: 1, values } };
}

function parseEqu(source: string, start: number): ParsedDirective {
  const at = skipSpace(source, start);
  const name = matchAt(SYMBOL, source, at);
  if (name === undefined || name === '.') return malformed(at, 'a symbol');
  const comma = skipSpace(source, at + name.length);
  if (source[comma] !== ',') return malformed(comma, '`,`');
  return withValues(source, comma + 1, ([value, ...more]) =>
    value === undefined || more.length > 0 ? undefined : { kind: 'equ', name, start: at, value },
  );
}

function malformed(at: number, expected: string): Malformed {
  return { kind: 'malformed', at, expected };
}
