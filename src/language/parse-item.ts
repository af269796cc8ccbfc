/** The items of a description. */

import { suggest } from '../base/suggest.ts';
import { type Item, ROLES } from './ast.ts';
import { citesClause, parseClauses, whyClause } from './clauses.ts';
import type { Cursor } from './cursor.ts';
import { ITEM_WORDS, LEAVES_OUT, REMOVABLE_WORDS } from './keywords.ts';
import {
  isEntry,
  parseBefore,
  parseBodyItem,
  parseCause,
  parseCovering,
  parseEntry,
  parseFunction,
  parseGroup,
  parseInterrupt,
  parseTranslate,
} from './parse-body-item.ts';
import {
  parseBanked,
  parseConstant,
  parseElement,
  parseEnum,
  parseNamedPair,
  parseOnlyPair,
  parseParameter,
  parseRecord,
  parseStorage,
  parseTypeItem,
} from './parse-declaration.ts';
import { parseExpression } from './parse-expression.ts';
import { parseInstruction, parseInstructionId } from './parse-instruction.ts';
import type { Token } from './token.ts';

/** Items up to the end of the file, or up to a `}` that is not theirs. */
export function parseItems(cursor: Cursor, nested: boolean): readonly Item[] {
  const items: Item[] = [];
  let recovered = false;
  while (!cursor.atEnd) {
    if (cursor.at('}')) {
      if (nested) break;
      if (!recovered) cursor.report('PG013', cursor.spanHere(), '`}` closes nothing');
      cursor.take();
      continue;
    }
    if (cursor.takeSemicolons()) continue;
    recovered = !cursor.attempt(
      () => items.push(parseItem(cursor)),
      () => cursor.token.first && ITEM_PARSERS.has(cursor.token.text),
    );
  }
  return items;
}

function parseItem(cursor: Cursor): Item {
  const { token } = cursor;
  const parse = token.kind === 'word' ? ITEM_PARSERS.get(token.text) : undefined;
  if (parse !== undefined) return parse(cursor);

  const meant = token.kind === 'word' ? suggest(token.text, ITEM_WORDS) : undefined;
  const parseMeant = meant === undefined ? undefined : ITEM_PARSERS.get(meant);
  if (meant === undefined || parseMeant === undefined) {
    if (token.kind === 'word' && cursor.returnToLineStart()) return parseItem(cursor);
    cursor.unexpected('an item', helpOnItem(cursor));
  }
  cursor.unknownWord('item', meant);
  return parseMeant(cursor);
}

function helpOnItem(cursor: Cursor): string | undefined {
  const { kind, text } = cursor.token;
  if (kind !== 'word') return undefined;
  switch (text) {
    case 'isa':
      return 'the header stands at the beginning of the file, and only once';
    case 'spec':
      return 'a spec is a file of its own, and its name ends in `.spec`';
    case 'source':
    case 'expect':
      return 'what is expected stands in a file of its own, whose name ends in `.expected`';
    case 'register':
    case 'reg':
      return 'a register is declared by its role: `general x : bits(32)[16]`';
    case 'def':
    case 'fn':
    case 'func':
      return 'did you mean `function`?';
    default:
      return 'an item starts with a word such as `control`, `function` or `instruction`';
  }
}

type ItemParser = (cursor: Cursor) => Item;

/** The parser of each item, by the word that starts it and that it has still to take. */
const ITEM_PARSERS: ReadonlyMap<string, ItemParser> = new Map<string, ItemParser>([
  ['include', parseInclude],
  ['parameter', parseParameter],
  ['const', parseConstant],
  ['type', parseTypeItem],
  ['enum', parseEnum],
  ['record', parseRecord],
  ...ROLES.map((role): [string, ItemParser] => [role, (cursor) => parseElement(cursor, role)]),
  ['storage', parseStorage],
  ['banked', parseBanked],
  ['supervisor', parseOnlyPair],
  ['user', (cursor) => cursor.unexpected('`supervisor when …` before `user when …`')],
  ['pair', parseNamedPair],
  ['memory', (cursor) => parseCause(cursor, true)],
  ['trap', (cursor) => (isEntry(cursor) ? parseEntry(cursor) : parseCause(cursor, false))],
  ['cause', parseGroup],
  ['interrupt', parseInterrupt],
  ['translate', parseTranslate],
  ['covering', parseCovering],
  ['function', parseFunction],
  ['opaque', parseFunction],
  ['instruction', parseInstruction],
  ['before', parseBefore],
  ['undecoded', (cursor) => parseBodyItem(cursor, 'undecoded')],
  ['on', (cursor) => parseBodyItem(cursor, 'completion')],
  ['reset', (cursor) => parseBodyItem(cursor, 'reset')],
  ['invariant', parseInvariant],
  ['leaves', parseLeavesOut],
  ['if', parseWhen],
  ['replace', parseReplace],
  ['remove', parseRemove],
]);

// About the description itself.

/** `include "file.isa"` */
function parseInclude(cursor: Cursor): Item {
  const start = cursor.take();
  cursor.reached('item.include');
  const path = cursor.text('the path of a file');
  return { kind: 'include', path, span: cursor.spanFrom(start) };
}

/** `invariant e cites … why "…"` */
export function parseInvariant(cursor: Cursor): Extract<Item, { kind: 'invariant' }> {
  const start = cursor.take();
  cursor.reached('item.invariant');
  const condition = parseExpression(cursor);
  const { cites, why } = parseClauses(cursor, {
    cites: citesClause('item.invariant.cites'),
    why: whyClause('item.invariant.why'),
  });
  const span = cursor.spanFrom(start);
  return { kind: 'invariant', condition, why, citations: cites ?? [], span };
}

/** `leaves out "interrupts" why "…"` */
export function parseLeavesOut(cursor: Cursor): Extract<Item, { kind: 'leaves-out' }> {
  const start = cursor.take();
  cursor.expect('out');
  cursor.reached('item.leaves-out');
  const what = cursor.text('what is left out');
  const { why } = parseClauses(cursor, { why: whyClause('item.leaves-out.why') });
  return { kind: 'leaves-out', what, why, span: cursor.spanFrom(start) };
}

/** `if XLEN == 64 { … } else { … }` */
function parseWhen(cursor: Cursor): Item {
  const start = cursor.take();
  cursor.reached('item.if');
  const condition = parseExpression(cursor);
  const then = parseItemBlock(cursor);
  const otherwise = parseWhenElse(cursor);
  // oxlint-disable-next-line unicorn/no-thenable -- nobody awaits a tree
  return { kind: 'when', condition, then, otherwise, span: cursor.spanFrom(start) };
}

function parseWhenElse(cursor: Cursor): readonly Item[] {
  if (cursor.takeIf('else') === undefined) return [];
  if (!cursor.at('if')) {
    cursor.reached('item.if.else');
    return parseItemBlock(cursor);
  }
  cursor.reached('item.if.else-if');
  cursor.deeper();
  const nested = parseWhen(cursor);
  cursor.shallower();
  return [nested];
}

function parseItemBlock(cursor: Cursor): readonly Item[] {
  const open = cursor.expect('{');
  cursor.deeper();
  const items = parseItems(cursor, true);
  cursor.closeBrace(open);
  cursor.shallower();
  return items;
}

/** `replace ITEM` */
function parseReplace(cursor: Cursor): Item {
  const start = cursor.take();
  cursor.reached('item.replace');
  if (cursor.at('replace') || cursor.at('remove')) cursor.unexpected('an item');
  const item = parseItem(cursor);
  return { kind: 'replace', item, span: cursor.spanFrom(start) };
}

/** `remove instruction lpsw`, `remove leaves out "interrupts"` */
function parseRemove(cursor: Cursor): Item {
  const start = cursor.take();
  if (cursor.at('leaves')) return parseRemoveLeavesOut(cursor, start);
  cursor.reached('item.remove');
  const { token } = cursor;
  const text = cursor.oneOf(REMOVABLE_WORDS, 'kind of item');
  const keyword = { text, span: cursor.spanOf(token) };
  const name = parseInstructionId(cursor, 'the name of an item');
  return { kind: 'remove', keyword, name, span: cursor.spanFrom(start) };
}

function parseRemoveLeavesOut(cursor: Cursor, start: Token): Item {
  const { token } = cursor;
  cursor.expect('leaves');
  cursor.expect('out');
  cursor.reached('item.remove.leaves-out');
  const keyword = { text: LEAVES_OUT, span: cursor.spanOf(token) };
  const what = cursor.token;
  const name = { text: cursor.text('what is left out'), span: cursor.spanOf(what) };
  return { kind: 'remove', keyword, name, span: cursor.spanFrom(start) };
}
