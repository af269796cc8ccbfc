/** The items that declare what a machine consists of: parameters, types, state, and its modes. */

import type { Citation, Expression, Item, Name, Role } from './ast.ts';
import { citesClause, type Clause, parseClauses, whyClause } from './clauses.ts';
import type { Cursor } from './cursor.ts';
import { TYPE_WORDS } from './keywords.ts';
import { CHOICE_PRECEDENCE, parseBinary, parseExpression } from './parse-expression.ts';
import {
  marksClause,
  parseBits,
  parseEnumMembers,
  parseRecordFields,
  parseType,
} from './parse-type.ts';
import type { Token } from './token.ts';

/** `parameter XLEN : 32 | 64 = 64` or `parameter q : bits(17) = 65536` */
export function parseParameter(cursor: Cursor): Item {
  const start = cursor.take();
  const name = cursor.name('the name of a parameter');
  cursor.expect(':', 'a parameter is written `NAME : 32 | 64 = 64` or `NAME : bits(8) = 1`');
  const width = cursor.atAll('bits', '(') ? parseBits(cursor) : undefined;
  const choices: Expression[] = [];
  if (width === undefined) {
    do choices.push(parseBinary(cursor, CHOICE_PRECEDENCE));
    while (cursor.takeIf('|') !== undefined);
  }
  cursor.reached(width === undefined ? 'item.parameter.choices' : 'item.parameter.width');
  cursor.expect('=', 'a parameter has a default: `= 1`');
  const value = parseExpression(cursor);
  const { why } = parseClauses(cursor, { why: whyClause('item.parameter.why') });
  return { kind: 'parameter', name, choices, width, value, why, span: cursor.spanFrom(start) };
}

/** `const NAME : type = e` */
export function parseConstant(cursor: Cursor): Extract<Item, { kind: 'constant' }> {
  const start = cursor.take();
  cursor.reached('item.constant');
  const name = cursor.name('the name of a constant');
  const typed = cursor.takeIf(':') !== undefined;
  if (typed) cursor.reached('item.constant.type');
  const type = typed ? parseType(cursor) : undefined;
  cursor.expect('=');
  const value = parseExpression(cursor);
  return { kind: 'constant', name, type, value, span: cursor.spanFrom(start) };
}

/** `type word = bits(16)` */
export function parseTypeItem(cursor: Cursor): Item {
  const start = cursor.take();
  cursor.reached('item.type');
  const name = parseTypeName(cursor);
  cursor.expect('=');
  const type = parseType(cursor);
  const { cites } = parseClauses(cursor, { cites: citesClause('item.type.cites') });
  return { kind: 'type', name, type, citations: cites ?? [], span: cursor.spanFrom(start) };
}

/** `enum privilege : bits(2) { … }` */
export function parseEnum(cursor: Cursor): Item {
  const { start, name, width, citations } = parseTypeHeader(cursor, 'enum');
  const members = parseEnumMembers(cursor);
  const span = cursor.spanFrom(start);
  return { kind: 'type', name, type: { kind: 'enum', width, members, span }, citations, span };
}

/** `record psw { … }` */
export function parseRecord(cursor: Cursor): Item {
  const { start, name, width, citations } = parseTypeHeader(cursor, 'record');
  const fields = parseRecordFields(cursor);
  const span = cursor.spanFrom(start);
  return { kind: 'type', name, type: { kind: 'record', width, fields, span }, citations, span };
}

interface TypeHeader {
  readonly start: Token;
  readonly name: Name;
  readonly width: Expression | undefined;
  readonly citations: readonly Citation[];
}

function parseTypeHeader(cursor: Cursor, keyword: 'enum' | 'record'): TypeHeader {
  const start = cursor.take();
  cursor.reached(`item.${keyword}`);
  const name = parseTypeName(cursor);
  const sized = cursor.takeIf(':') !== undefined;
  if (sized) cursor.reached(`item.${keyword}.width`);
  const width = sized ? parseBits(cursor) : undefined;
  const { cites } = parseClauses(cursor, { cites: citesClause('item.type.cites') });
  return { start, name, width, citations: cites ?? [] };
}

function parseTypeName(cursor: Cursor): Name {
  const { text } = cursor.token;
  if (TYPE_WORDS.some((word) => word === text)) {
    cursor.report('PG018', cursor.spanHere(), `\`${text}\` cannot be the name of a type`);
  }
  return cursor.name('the name of a type');
}

// State.

/** `general x : bits(XLEN)[32] with x[0] = 0 cites … why "…"` */
export function parseElement(cursor: Cursor, role: Role): Item {
  const start = cursor.take();
  cursor.reached('item.element');
  const name = cursor.name(`the name of a ${role} element`);
  cursor.expect(':', `an element is written \`${role} ${name.text} : type\``);
  const type = parseType(cursor);
  let count: Expression | undefined;
  const open = cursor.takeIf('[');
  if (open !== undefined) {
    cursor.reached('item.element.file');
    count = parseExpression(cursor);
    cursor.expectClosing(open, ']');
  }
  const clauses = parseClauses(cursor, {
    with: hardwiredClause(name),
    marks: marksClause('item.element.marks'),
    cites: citesClause('item.element.cites'),
    why: whyClause('item.element.why'),
  });
  return {
    kind: 'element',
    role,
    name,
    type,
    count,
    hardwired: clauses.with ?? [],
    marks: clauses.marks ?? [],
    citations: clauses.cites ?? [],
    why: clauses.why,
    span: cursor.spanFrom(start),
  };
}

type Hardwired = Extract<Item, { kind: 'element' }>['hardwired'];

/** `with x[0] = 0, x[1] = 1` */
function hardwiredClause(element: Name): Clause<Hardwired> {
  return {
    words: ['with'],
    parse: (cursor) => {
      cursor.reached('item.element.with');
      return cursor.commaSeparated(() => {
        const name = cursor.name(`\`${element.text}\``);
        if (name.text !== element.text) {
          cursor.report('PG020', name.span, `\`${name.text}\` is not the element declared here`, {
            related: [{ span: element.span, text: `this is \`${element.text}\`` }],
          });
        }
        const open = cursor.expect('[');
        const index = parseExpression(cursor);
        cursor.expectClosing(open, ']');
        cursor.expect('=');
        return { index, value: parseExpression(cursor) };
      });
    },
  };
}

/** `storage E : bits(64) at bits(16) size q big endian` */
export function parseStorage(cursor: Cursor): Item {
  const start = cursor.take();
  cursor.reached('item.storage');
  const help = 'storage is written `storage E : bits(unit) at bits(address)`';
  const name = cursor.name('the name of the storage');
  cursor.expect(':', help);
  const unit = parseBits(cursor);
  cursor.expect('at', help);
  const address = parseBits(cursor);
  const { size, endian, cites } = parseClauses(cursor, {
    size: SIZE,
    endian: ENDIAN,
    cites: citesClause('item.storage.cites'),
  });
  const span = cursor.spanFrom(start);
  return { kind: 'storage', name, unit, address, size, endian, citations: cites ?? [], span };
}

const SIZE: Clause<Expression> = {
  words: ['size'],
  parse: (cursor) => {
    cursor.reached('item.storage.size');
    return parseExpression(cursor);
  },
};

const ENDIAN: Clause<'little' | 'big'> = {
  words: ['little', 'big'],
  parse: (cursor, { text }) => {
    cursor.expect('endian');
    const endian = text === 'little' ? 'little' : 'big';
    cursor.reached(`item.storage.${endian}`);
    return endian;
  },
};

/** `banked sp = M == supervisor ? ssp : usp` */
export function parseBanked(cursor: Cursor): Item {
  const start = cursor.take();
  cursor.reached('item.banked');
  const name = cursor.name('the name of the selected element');
  cursor.expect('=');
  const selection = parseExpression(cursor);
  const { cites } = parseClauses(cursor, { cites: citesClause('item.banked.cites') });
  return { kind: 'banked', name, selection, citations: cites ?? [], span: cursor.spanFrom(start) };
}

/** `supervisor when e`, and then `user when e` */
export function parseOnlyPair(cursor: Cursor): Item {
  const start = cursor.token;
  cursor.reached('item.pair.only');
  return { kind: 'pair', name: undefined, title: undefined, ...parseSides(cursor, start) };
}

/** `pair NAME "title" { supervisor when e user when e }` */
export function parseNamedPair(cursor: Cursor): Item {
  const start = cursor.take();
  cursor.reached('item.pair.named');
  const name = cursor.name('the name of a pair');
  const title = cursor.text('the title of the pair');
  const open = cursor.expect('{');
  if (!cursor.at('supervisor')) cursor.unexpected('`supervisor when …`');
  const sides = parseSides(cursor, start);
  cursor.expectClosing(open, '}');
  return { kind: 'pair', name, title, ...sides, span: cursor.spanFrom(start) };
}

type Sides = Pick<
  Extract<Item, { kind: 'pair' }>,
  'supervisor' | 'user' | 'holding' | 'within' | 'why' | 'span'
>;

function parseSides(cursor: Cursor, start: Token): Sides {
  cursor.expect('supervisor');
  cursor.expect('when');
  const supervisor = parseExpression(cursor);
  cursor.expect('user', '`user when …` follows `supervisor when …`');
  cursor.expect('when');
  const user = parseExpression(cursor);
  const { holding, within, why } = parseClauses(cursor, {
    holding: formulaClause('holding'),
    within: formulaClause('within'),
    why: whyClause('item.pair.why'),
  });
  return { supervisor, user, holding, within, why, span: cursor.spanFrom(start) };
}

function formulaClause(word: 'holding' | 'within'): Clause<Expression> {
  return {
    words: [word],
    parse: (cursor) => {
      cursor.reached(`item.pair.${word}`);
      return parseExpression(cursor);
    },
  };
}
