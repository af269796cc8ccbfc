/** Map files: how a virtual machine is represented by a real one. */

import { suggest } from '../base/suggest.ts';
import { MAP_BODIES, type MapFile, type MapItem, type Name } from './ast.ts';
import { citesClause, parseClauses, whyClause } from './clauses.ts';
import { type Cursor, listWords } from './cursor.ts';
import { MAP_WORDS } from './keywords.ts';
import { parseFunction, parseFunctionParameter } from './parse-body-item.ts';
import { parseConstant } from './parse-declaration.ts';
import { parseExpression } from './parse-expression.ts';
import { parseInvariant, parseLeavesOut } from './parse-item.ts';
import { parseBlock } from './parse-statement.ts';
import { parseType } from './parse-type.ts';

/** The file. Its header is there; see `parse.ts`. */
export function parseMapFile(cursor: Cursor): MapFile {
  const start = cursor.take();
  cursor.reached('file.map');
  const title = cursor.text('the title of the map');
  const { cites } = parseClauses(cursor, { cites: citesClause('file.map.cites') });
  const items: MapItem[] = [];
  while (!cursor.atEnd) {
    cursor.attempt(
      () => items.push(parseMapItem(cursor)),
      () => cursor.token.first && MAP_PARSERS.has(cursor.token.text),
    );
  }
  return { kind: 'map', title, citations: cites ?? [], items, span: cursor.spanFrom(start) };
}

function parseMapItem(cursor: Cursor): MapItem {
  const { kind, text } = cursor.token;
  const parse = kind === 'word' ? MAP_PARSERS.get(text) : undefined;
  if (parse !== undefined) return parse(cursor);

  const meant = kind === 'word' ? suggest(text, MAP_WORDS) : undefined;
  const parseMeant = meant === undefined ? undefined : MAP_PARSERS.get(meant);
  if (meant === undefined || parseMeant === undefined) cursor.unexpected(listWords(MAP_WORDS));
  cursor.unknownWord('item', meant);
  return parseMeant(cursor);
}

type MapParser = (cursor: Cursor) => MapItem;

const MAP_PARSERS: ReadonlyMap<string, MapParser> = new Map<string, MapParser>([
  ['pair', parseBetween],
  ['virtual', parseVirtual],
  ['kept', parseKept],
  ['window', parseWindow],
  ['placed', parsePlaced],
  ['allocated', parseAllocated],
  ['reflected', parseReflected],
  ['derived', parseDerived],
  ...MAP_BODIES.map((kind): [string, MapParser] => [kind, (cursor) => parseMapBody(cursor, kind)]),
  ['reached', parseReached],
  ['cover', parseCover],
  ['invariant', parseInvariant],
  ['leaves', parseLeavesOut],
  ['function', parseFunction],
  ['const', parseConstant],
]);

/** `pair m_u` */
function parseBetween(cursor: Cursor): MapItem {
  const start = cursor.take();
  cursor.reached('map.pair');
  const pair = cursor.name('the name of a pair of modes');
  return { kind: 'between', pair, span: cursor.spanFrom(start) };
}

/** `virtual q = 4096` */
function parseVirtual(cursor: Cursor): MapItem {
  const start = cursor.take();
  cursor.reached('map.virtual');
  const name = cursor.name('the name of a parameter of the machine');
  cursor.expect('=');
  const value = parseExpression(cursor);
  return { kind: 'virtual', name, value, span: cursor.spanFrom(start) };
}

/** `kept M, R why "…"`, `kept sr.S why "…"`, `kept base : bits(16) why "…"` */
function parseKept(cursor: Cursor): MapItem {
  const start = cursor.take();
  cursor.reached('map.kept');
  const names = cursor.commaSeparated(() => keptName(cursor));
  const isTyped = names.length === 1 && cursor.takeIf(':') !== undefined;
  if (isTyped) cursor.reached('map.kept.type');
  const type = isTyped ? parseType(cursor) : undefined;
  const { why } = parseClauses(cursor, { why: whyClause('map.kept.why') });
  return { kind: 'kept', names, type, why, span: cursor.spanFrom(start) };
}

/** `sr`, or one field of it, `sr.S`. */
function keptName(cursor: Cursor): Name {
  const start = cursor.token;
  const parts = [cursor.name('the name of what is kept').text];
  while (cursor.takeIf('.') !== undefined) parts.push(cursor.word('the name of a field').text);
  return { text: parts.join('.'), span: cursor.spanFrom(start) };
}

/** `window at kept.base` */
function parseWindow(cursor: Cursor): MapItem {
  const start = cursor.take();
  cursor.reached('map.window');
  cursor.expect('at');
  const base = parseExpression(cursor);
  const { cites } = parseClauses(cursor, { cites: citesClause('map.window.cites') });
  return { kind: 'window', base, citations: cites ?? [], span: cursor.spanFrom(start) };
}

/** `placed when e why "…"` */
function parsePlaced(cursor: Cursor): MapItem {
  const start = cursor.take();
  cursor.reached('map.placed');
  cursor.expect('when');
  const condition = parseExpression(cursor);
  const { why } = parseClauses(cursor, { why: whyClause('map.placed.why') });
  return { kind: 'placed', condition, why, span: cursor.spanFrom(start) };
}

/** `allocated (a : bits(16)) when e` */
function parseAllocated(cursor: Cursor): MapItem {
  const start = cursor.take();
  cursor.reached('map.allocated');
  const open = cursor.expect('(');
  const address = parseFunctionParameter(cursor);
  cursor.expectClosing(open, ')');
  cursor.expect('when');
  const condition = parseExpression(cursor);
  const { cites } = parseClauses(cursor, { cites: citesClause('map.allocated.cites') });
  const span = cursor.spanFrom(start);
  return { kind: 'allocated', address, condition, citations: cites ?? [], span };
}

/** `derived (a : bits(16)) in e .. e = f` */
function parseDerived(cursor: Cursor): MapItem {
  const start = cursor.take();
  cursor.reached('map.derived');
  const open = cursor.expect('(');
  const address = parseFunctionParameter(cursor);
  cursor.expectClosing(open, ')');
  cursor.expect('in');
  const low = parseExpression(cursor);
  cursor.expect('..', 'the first and the last address: `derived (a : bits(16)) in 16 .. 31 = …`');
  const high = parseExpression(cursor);
  cursor.expect('=', 'what stands there: `derived (a : bits(16)) in 16 .. 31 = …`');
  const value = parseExpression(cursor);
  const { cites } = parseClauses(cursor, { cites: citesClause('map.derived.cites') });
  const citations = cites ?? [];
  return { kind: 'derived', address, low, high, value, citations, span: cursor.spanFrom(start) };
}

/** `resume cites … { … }` */
function parseMapBody(cursor: Cursor, kind: (typeof MAP_BODIES)[number]): MapItem {
  const start = cursor.take();
  cursor.reached('map.body');
  const { cites } = parseClauses(cursor, { cites: citesClause('map.body.cites') });
  const body = parseBlock(cursor, `\`${kind}\``);
  return { kind, body, citations: cites ?? [], span: cursor.spanFrom(start) };
}

/** `reflected cause resumes address when e why "…"` */
function parseReflected(cursor: Cursor): MapItem {
  const start = cursor.take();
  cursor.reached('map.reflected');
  const cause = parseExpression(cursor);
  cursor.expect('resumes');
  const resume = parseExpression(cursor);
  cursor.expect('when');
  const condition = parseExpression(cursor);
  const { cites, why } = parseClauses(cursor, {
    cites: citesClause('map.reflected.cites'),
    why: whyClause('map.reflected.why'),
  });
  const span = cursor.spanFrom(start);
  return { kind: 'reflected', cause, resume, condition, citations: cites ?? [], why, span };
}

/** `reached 12 in p, q` */
function parseReached(cursor: Cursor): MapItem {
  const start = cursor.take();
  cursor.reached('map.reached');
  const bits = parseExpression(cursor);
  cursor.expect('in');
  const pages = cursor.commaSeparated(() => parseExpression(cursor));
  return { kind: 'reached', bits, pages, span: cursor.spanFrom(start) };
}

/** `cover "virtual supervisor" when e` */
function parseCover(cursor: Cursor): MapItem {
  const start = cursor.take();
  cursor.reached('map.cover');
  const title = cursor.text('what is covered');
  cursor.expect('when');
  const condition = parseExpression(cursor);
  return { kind: 'cover', title, condition, span: cursor.spanFrom(start) };
}
