/**
 * A text whose line breaks are still open: what the printer makes of a tree, and `lay-out.ts` of it
 * a text.
 *
 * A string is printed as it is and holds no line end. Every `Line` is an object of its own, because
 * the comments of a file are attached to the lines of its document.
 */

import { assertNever } from '../base/assert-never.ts';
import { textWidth } from '../base/glyphs.ts';
import { writeString } from './string-literal.ts';

/** Columns of the page. Text that cannot be broken may stand out of it. */
export const PAGE_WIDTH = 100;
export const INDENT_WIDTH = 2;

export type Doc = string | readonly Doc[] | Line | Literal | Group | Fill | Indent | Tab;

/** Where the printer may start a new line, and must if the innermost group is broken. */
export interface Line {
  readonly kind: 'line';
  /** Instead of a line break, if there is none. */
  readonly flat: string;
  /** There is one always. */
  readonly hard: boolean;
  readonly blank: Blank;
  /** What stands behind it, if there is no line break, is below its like in the lines around. */
  readonly tab: Tab | undefined;
}

/**
 * What becomes of blank lines that the author left here. Between the items of a file two may stay,
 * anywhere else one.
 *
 * - `drop`: there is none.
 * - `keep`: one stays, and the line with it. `force`: there is one, even if the author left none.
 * - `start`, `end`: behind an opening or before a closing brace, where one stays only between a
 *   comment and what it is about. `empty`: between the two braces.
 * - `file-end`: one stays before a comment. `empty-file`: one stays between comments.
 */
export type Blank =
  'drop' | 'keep' | 'force' | 'start' | 'end' | 'empty' | 'file-end' | 'empty-file';

/** A string literal. Prose is continued in the next line where it does not fit. */
export interface Literal {
  readonly kind: 'literal';
  readonly value: string;
  readonly prose: boolean;
}

/** Either all lines directly in it break, or none. */
export interface Group {
  readonly kind: 'group';
  readonly content: Doc;
  readonly broken: boolean;
}

/** Parts behind one another, with a new line before each that does not fit in the current one. */
export interface Fill {
  readonly kind: 'fill';
  readonly first: Doc;
  readonly rest: readonly Part[];
  /** New lines are indented. */
  readonly hanging: boolean;
  /** A part that would not even fit in a line of its own starts behind what is there, if it can. */
  readonly hugging: boolean;
}

export interface Part {
  readonly line: Line;
  readonly content: Doc;
}

export interface Indent {
  readonly kind: 'indent';
  readonly content: Doc;
  readonly width: number;
}

/**
 * The end of a cell: adjacent lines with a tab of one column and table are filled up with blanks, so
 * that what follows stands below one another. Without effect in a group that is on one line.
 */
export interface Tab {
  readonly kind: 'tab';
  readonly column: Column;
  /** Of what the column is; by default of anything. */
  readonly table: unknown;
}

/** From left to right, as they may stand in one line. */
export const COLUMNS = [
  'name',
  'type',
  'value',
  'position',
  'role',
  'condition',
  'assembly',
  'each',
  'cites',
  'claim',
  'encoding',
  'where',
  'why',
  'body',
  'arm',
  'assigned',
  'comment',
] as const;
export type Column = (typeof COLUMNS)[number];

/** What may follow the head of an item. */
export interface Clause {
  readonly content: Doc;
  readonly tab?: Tab;
  /** Its author had it so; otherwise only if it does not fit. */
  readonly onOwnLine?: boolean;
}

/** A space, or a line break. */
export function line(blank: Blank = 'drop'): Line {
  return { kind: 'line', flat: ' ', hard: false, blank, tab: undefined };
}

/** Nothing, or a line break. */
export function softLine(blank: Blank = 'drop'): Line {
  return { kind: 'line', flat: '', hard: false, blank, tab: undefined };
}

export function hardLine(blank: Blank = 'drop'): Line {
  return { kind: 'line', flat: '', hard: true, blank, tab: undefined };
}

export function group(content: Doc, broken = false): Group {
  return { kind: 'group', content, broken };
}

export function indent(content: Doc, width: number = INDENT_WIDTH): Indent {
  return { kind: 'indent', content, width };
}

export function tab(column: Column, table?: unknown): Tab {
  return { kind: 'tab', column, table };
}

export function literal(value: string): Literal {
  return { kind: 'literal', value, prose: false };
}

export function prose(value: string): Literal {
  return { kind: 'literal', value, prose: true };
}

/** `head`, and each clause behind a space or, indented, on a new line. */
export function withClauses(head: Doc, clauses: readonly (Doc | Clause | undefined)[]): Doc {
  const rest = clauses.flatMap((clause) => {
    if (clause === undefined) return [];
    return isClause(clause) ? partOfClause(clause) : partOf(clause);
  });
  return { kind: 'fill', first: head, rest, hanging: true, hugging: false };
}

/** A chain of operators and their operands, of which new lines are indented. */
export function chainFill(first: Doc, rest: readonly Doc[]): Doc {
  const parts = rest.map((link) => partOf(link));
  return { kind: 'fill', first, rest: parts, hanging: true, hugging: true };
}

/** Elements with commas between them, not indented. */
export function commaFill(
  docs: readonly Doc[],
  blank: Blank = 'drop',
  startsLine: (index: number) => boolean = () => false,
): Doc {
  const [first, ...rest] = docs.map((doc, index) => (index < docs.length - 1 ? [doc, ','] : doc));
  const parts = rest.map((content, index) => ({
    line: { ...line(blank), hard: startsLine(index + 1) },
    content,
  }));
  return { kind: 'fill', first: first ?? '', rest: parts, hanging: false, hugging: true };
}

function partOf(content: Doc): Part {
  return { line: line(), content };
}

function partOfClause({ content, tab: at, onOwnLine = false }: Clause): Part {
  return { line: { ...line(), hard: onOwnLine, tab: at }, content };
}

function isClause(clause: Doc | Clause): clause is Clause {
  return typeof clause === 'object' && !('kind' in clause) && 'content' in clause;
}

/** `separator()` between `docs`. */
export function join(docs: readonly Doc[], separator: () => Doc): Doc {
  return docs.map((doc, index) => (index === 0 ? doc : [separator(), doc]));
}

/** The columns that `doc` takes on one line, up to `limit`; infinitely many if it takes several. */
export function flatWidth(doc: Doc, limit: number): number {
  let width = 0;
  const todo = [doc];
  for (let next = todo.pop(); next !== undefined && width <= limit; next = todo.pop()) {
    if (typeof next === 'string') width += textWidth(next);
    else if (isList(next)) pushAll(todo, partsOf(next));
    else if (next.kind === 'literal') width += textWidth(writeString(next.value));
    else if (next.kind === 'line') width += next.hard ? Infinity : next.flat.length;
    else if (next.kind === 'group' && next.broken) return Infinity;
    else pushAll(todo, partsOf(next));
  }
  return width;
}

/** What a document consists of, from the end to the beginning. */
export function partsOf(doc: Doc): readonly Doc[] {
  if (typeof doc === 'string') return [];
  if (isList(doc)) return doc.toReversed();
  switch (doc.kind) {
    case 'group':
    case 'indent':
      return [doc.content];
    case 'fill':
      return [doc.first, ...doc.rest.flatMap((part) => [part.line, part.content])].toReversed();
    case 'line':
    case 'literal':
    case 'tab':
      return [];
    default:
      return assertNever(doc);
  }
}

export function isList(doc: unknown): doc is readonly Doc[] {
  return Array.isArray(doc);
}

/** Like `stack.push(...list)`, of which the call stack would limit the length. */
export function pushAll<T>(stack: T[], list: readonly T[]): void {
  for (const element of list) stack.push(element);
}
