/** What a platform adds around a processor: a console, a clock. */

import { suggest } from '../base/suggest.ts';
import type { PlatformFile, PlatformItem } from './ast.ts';
import { citesClause, parseClauses, whyClause } from './clauses.ts';
import { type Cursor, listWords } from './cursor.ts';
import { PLATFORM_WORDS } from './keywords.ts';
import { parseNumber } from './parse-expression.ts';

/** The file. Its header is there; see `parse.ts`. */
export function parsePlatformFile(cursor: Cursor): PlatformFile {
  const start = cursor.take();
  cursor.reached('file.platform');
  const title = cursor.text('the title of the platform');
  const { cites } = parseClauses(cursor, { cites: citesClause('file.platform.cites') });
  const items: PlatformItem[] = [];
  while (!cursor.atEnd) {
    cursor.attempt(
      () => items.push(parsePlatformItem(cursor)),
      () => cursor.token.first && PARSERS.has(cursor.token.text),
    );
  }
  const span = cursor.spanFrom(start);
  return { kind: 'platform', title, citations: cites ?? [], items, span };
}

function parsePlatformItem(cursor: Cursor): PlatformItem {
  const { kind, text } = cursor.token;
  const parse = kind === 'word' ? PARSERS.get(text) : undefined;
  if (parse !== undefined) return parse(cursor);

  const meant = kind === 'word' ? suggest(text, PLATFORM_WORDS) : undefined;
  const parseMeant = meant === undefined ? undefined : PARSERS.get(meant);
  if (meant === undefined || parseMeant === undefined) cursor.unexpected(listWords(PLATFORM_WORDS));
  cursor.unknownWord('item', meant);
  return parseMeant(cursor);
}

const PARSERS: ReadonlyMap<string, (cursor: Cursor) => PlatformItem> = new Map([
  ['console', parseConsole],
  ['clock', parseClock],
]);

/** `console at 0xFFF` */
function parseConsole(cursor: Cursor): PlatformItem {
  const start = cursor.take();
  cursor.reached('platform.console');
  cursor.expect('at', 'a console is written `console at ADDRESS`');
  if (cursor.token.kind !== 'number') cursor.unexpected('the address of a storage unit');
  const address = parseNumber(cursor);
  const { cites, why } = parseClauses(cursor, {
    cites: citesClause('platform.console.cites'),
    why: whyClause('platform.console.why'),
  });
  const span = cursor.spanFrom(start);
  return { kind: 'console', address, citations: cites ?? [], why, span };
}

/** `clock mtime` */
function parseClock(cursor: Cursor): PlatformItem {
  const start = cursor.take();
  cursor.reached('platform.clock');
  const element = cursor.name('an element of the machine');
  const { cites, why } = parseClauses(cursor, {
    cites: citesClause('platform.clock.cites'),
    why: whyClause('platform.clock.why'),
  });
  const span = cursor.spanFrom(start);
  return { kind: 'clock', element, citations: cites ?? [], why, span };
}
