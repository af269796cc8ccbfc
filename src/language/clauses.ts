/**
 * Optional clauses in a fixed order, as headers of items have them: `cites …`, `why "…"`.
 *
 * The order is part of the language, so that all descriptions look alike, but a clause in another
 * place, a second one and a misspelt one are understood, reported, and cost nothing else.
 */

import { suggest } from '../base/suggest.ts';
import type { Span } from '../base/span.ts';
import type { Citation } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { STARTING_WORDS } from './keywords.ts';
import type { Production } from './productions.ts';
import type { Token } from './token.ts';

export interface Clause<T> {
  /** Any of these begins the clause. */
  readonly words: readonly string[];
  /** Parses what follows `keyword`, which has been taken. */
  readonly parse: (cursor: Cursor, keyword: Token) => T;
  /** Nothing comes behind it: what looks like another clause starts something else. */
  readonly isLast?: true;
}

type Clauses = Readonly<Record<string, Clause<unknown>>>;
type Parsed<C extends Clauses> = {
  readonly [K in keyof C]: C[K] extends Clause<infer T> ? T | undefined : never;
};

/** Parses those of `clauses` that stand here. Their order in the object is their order in a file. */
export function parseClauses<C extends Clauses>(cursor: Cursor, clauses: C): Parsed<C> {
  const names = Object.keys(clauses);
  const parsed: Record<string, unknown> = {};
  const spans = new Map<string, Span>();
  let last = -1;

  for (;;) {
    const word = clauseWordAt(cursor, clauses);
    const index = names.findIndex((name) => clauses[name]?.words.includes(word ?? '') === true);
    const name = names[index] ?? '';
    const clause = clauses[name];
    if (word === undefined || clause === undefined) break;

    const before = spans.get(name);
    // A misspelt word has been reported, and that is enough.
    if (word === cursor.token.text) {
      if (before !== undefined) reportSecond(cursor, word, before);
      else if (index < last) reportLate(cursor, word, names[last] ?? '', clauses);
    }
    const keyword = { ...cursor.take(), text: word };
    const value = clause.parse(cursor, keyword);
    if (before === undefined) {
      parsed[name] = value;
      spans.set(name, cursor.spanOf(keyword));
    }
    last = Math.max(last, index);
    if (clause.isLast === true) break;
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each value is its clause's
  return parsed as Parsed<C>;
}

/** The word of a clause that stands here, or that the word here was meant to be. */
function clauseWordAt(cursor: Cursor, clauses: Clauses): string | undefined {
  const { kind, text } = cursor.token;
  if (kind !== 'word') return undefined;
  for (const name in clauses) {
    if (clauses[name]?.words.includes(text) === true) return text;
  }
  // Before a colon stands the name of the next field, and a comma is missing.
  if (STARTING_WORDS.has(text) || cursor.ahead().text === ':') return undefined;

  const words = Object.values(clauses).flatMap((clause) => clause.words);
  const meant = suggest(text, words);
  if (meant === undefined || meant !== suggest(text, [...words, ...STARTING_WORDS])) {
    return undefined;
  }
  cursor.unknownWord('clause', meant);
  return meant;
}

/** Reports the `word` here, which stands at `first` already. */
export function reportSecond(cursor: Cursor, word: string, first: Span): void {
  cursor.report('PG015', cursor.spanHere(), `a second \`${word}\``, {
    related: [{ span: first, text: 'the first one' }],
  });
}

function reportLate(cursor: Cursor, word: string, before: string, clauses: Clauses): void {
  const order = Object.values(clauses).map(({ words: [first] }) => `\`${first}\``);
  cursor.report('PG016', cursor.spanHere(), `\`${word}\` comes too late`, {
    label: `expected before \`${clauses[before]?.words[0]}\``,
    help: `the order is ${order.join(', ')}`,
  });
}

// Clauses that several items have.

/** `cites pg74 § "Traps", priv` */
export function citesClause(production: Production): Clause<readonly Citation[]> {
  return {
    words: ['cites'],
    parse: (cursor) => {
      cursor.reached(production);
      const citations = cursor.commaSeparated(() => parseCitation(cursor));
      if (citations.length > 1) cursor.reached('citation.several');
      return citations;
    },
  };
}

/** `why "…"` */
export function whyClause(production: Production): Clause<string> {
  return {
    words: ['why'],
    parse: (cursor) => {
      cursor.reached(production);
      return cursor.text('the reason');
    },
  };
}

function parseCitation(cursor: Cursor): Citation {
  const start = cursor.token;
  cursor.reached('citation');
  const key = parseHyphenated(cursor, 'the key of a source');
  let section: string | undefined;
  if (cursor.takeIf('§') !== undefined) {
    cursor.reached('citation.section');
    section = cursor.text('the title of a section');
  } else if (cursor.token.kind === 'string') {
    cursor.unexpected('`§` before the title of the section');
  }
  return { key, section, span: cursor.spanFrom(start) };
}

/** A name that may have hyphens: of a spec, or of a source. */
export function parseHyphenated(cursor: Cursor, what: string): Citation['key'] {
  const start = cursor.token;
  let { text } = cursor.name(what);
  while (cursor.at('-') && touches(cursor, 0) && touches(cursor, 1)) {
    cursor.take();
    if (cursor.token.kind !== 'word' && cursor.token.kind !== 'number') cursor.unexpected(what);
    text += `-${cursor.take().text}`;
  }
  return { text, span: cursor.spanFrom(start) };
}

/** Whether no white space stands before the token `count` places ahead. */
export function touches(cursor: Cursor, count: number): boolean {
  return cursor.ahead(count).start === cursor.ahead(count - 1).end;
}
