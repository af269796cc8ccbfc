/** Types: `bits(16)`, `enum { user, supervisor }`, `record { l : bits(16), b : bits(16) }`. */

import type { Span } from '../base/span.ts';
import type {
  EnumMember,
  Expression,
  Mark,
  MemberForm,
  Name,
  RecordField,
  Role,
  Type,
} from './ast.ts';
import { type Clause, parseClauses, reportSecond, whyClause } from './clauses.ts';
import type { Cursor } from './cursor.ts';
import { MARKS, ROLES } from './ast.ts';
import { parseEncoding } from './parse-encoding.ts';
import { parseExpression } from './parse-expression.ts';
import type { Production } from './productions.ts';

export function parseType(cursor: Cursor): Type {
  const start = cursor.token;
  switch (start.kind === 'word' ? start.text : '') {
    case 'bool':
      cursor.take();
      cursor.reached('type.bool');
      return { kind: 'bool', span: cursor.spanFrom(start) };
    case 'bits': {
      cursor.reached('type.bits');
      const width = parseBits(cursor);
      return { kind: 'bits', width, span: cursor.spanFrom(start) };
    }
    case 'enum': {
      cursor.take();
      cursor.reached('type.enum');
      const width = parseOptionalBits(cursor, 'type.enum.width');
      const members = parseEnumMembers(cursor);
      return { kind: 'enum', width, members, span: cursor.spanFrom(start) };
    }
    case 'record': {
      cursor.take();
      cursor.reached('type.record');
      const width = parseOptionalBits(cursor, 'type.record.width');
      const fields = parseRecordFields(cursor);
      return { kind: 'record', width, fields, span: cursor.spanFrom(start) };
    }
    default: {
      cursor.reached('type.named');
      const name = cursor.name('a type: `bool`, `bits(…)`, `enum`, `record` or the name of one');
      return { kind: 'named', name, span: name.span };
    }
  }
}

/** `bits(w)`; gives the `w`. */
export function parseBits(cursor: Cursor): Expression {
  cursor.expect('bits');
  const open = cursor.expect('(');
  const width = parseExpression(cursor);
  cursor.expectClosing(open, ')');
  return width;
}

function parseOptionalBits(cursor: Cursor, production: Production): Expression | undefined {
  if (!cursor.at('bits')) return undefined;
  cursor.reached(production);
  return parseBits(cursor);
}

/** `{ A = 0, B, C = 0xC03 .. 0xC1F }` */
export function parseEnumMembers(cursor: Cursor): readonly EnumMember[] {
  return parseBraced(cursor, parseEnumMember);
}

function parseEnumMember(cursor: Cursor): EnumMember {
  const start = cursor.token;
  const name = cursor.name('the name of a member');
  const aliases: Name[] = [];
  while (cursor.takeIf('|') !== undefined) aliases.push(cursor.name('another name of the member'));
  if (aliases.length > 0) cursor.reached('member.alias');
  let low: Expression | undefined;
  let high: Expression | undefined;
  if (cursor.takeIf('=') !== undefined) {
    low = parseExpression(cursor);
    if (cursor.takeIf('..') !== undefined) high = parseExpression(cursor);
  }
  const form = low === undefined && cursor.token.kind === 'string' ? parseForm(cursor) : undefined;
  if (low !== undefined) cursor.reached(high === undefined ? 'member.value' : 'member.range');
  else if (form === undefined) cursor.reached('member.plain');
  return { name, aliases, low, high, form, span: cursor.spanFrom(start) };
}

/** `"{d}(r{n})" encoding 101 :: n[3] behind d[16]` */
function parseForm(cursor: Cursor): MemberForm {
  cursor.reached('member.form');
  const assembly = cursor.text('the assembly text');
  cursor.expect('encoding', 'a form has its bits behind its text: `"r{n}" encoding n[3]`');
  const encoding = parseEncoding(cursor);
  if (cursor.takeIf('behind') === undefined) return { assembly, encoding, behind: [] };
  cursor.reached('member.form.behind');
  return { assembly, encoding, behind: parseEncoding(cursor) };
}

/** `{ SIE : bool at [1], MPP : privilege at [12:11] }` */
export function parseRecordFields(cursor: Cursor): readonly RecordField[] {
  return parseBraced(cursor, parseRecordField);
}

function parseRecordField(cursor: Cursor): RecordField {
  const start = cursor.token;
  const name = cursor.name('the name of a field');
  cursor.reached('field');
  cursor.expect(':', 'a field is written `name : type`');
  const type = parseType(cursor);
  const { position, role, marks, why } = parseClauses(cursor, {
    position: POSITION,
    role: ROLE,
    marks: marksClause('field.marks'),
    why: whyClause('field.why'),
  });
  return {
    name,
    type,
    hi: position?.hi,
    lo: position?.lo,
    role,
    marks: marks ?? [],
    why,
    span: cursor.spanFrom(start),
  };
}

const POSITION: Clause<{ readonly hi: Expression; readonly lo: Expression | undefined }> = {
  words: ['at'],
  parse: (cursor) => {
    const open = cursor.expect('[');
    const hi = parseExpression(cursor);
    const spans = cursor.takeIf(':') !== undefined;
    cursor.reached(spans ? 'field.slice' : 'field.bit');
    const lo = spans ? parseExpression(cursor) : undefined;
    cursor.expectClosing(open, ']', spans ? '' : '`:` or ');
    return { hi, lo };
  },
};

const ROLE: Clause<Role | undefined> = {
  words: ROLES,
  parse: (cursor, keyword) => {
    cursor.reached('field.role');
    return ROLES.find((role) => role === keyword.text);
  },
};

/** `time address`: one mark or several. */
export function marksClause(production: Production): Clause<readonly Mark[]> {
  return {
    words: MARKS,
    parse: (cursor, keyword) => {
      cursor.reached(production);
      const spans = new Map<Mark, Span>();
      for (const mark of MARKS) {
        if (mark === keyword.text) spans.set(mark, cursor.spanOf(keyword));
      }
      for (;;) {
        const next = MARKS.find((mark) => cursor.at(mark));
        if (next === undefined) return [...spans.keys()];
        const before = spans.get(next);
        if (before === undefined) {
          spans.set(next, cursor.spanHere());
        } else {
          reportSecond(cursor, next, before);
        }
        cursor.take();
      }
    },
  };
}

/** Elements between braces, separated by commas; a last comma does no harm. */
function parseBraced<T>(cursor: Cursor, parse: (cursor: Cursor) => T): readonly T[] {
  const list: T[] = [];
  const open = cursor.expect('{');
  cursor.deeper();
  while (!cursor.at('}') && !cursor.atEnd && !cursor.atItem) {
    cursor.attempt(
      () => {
        list.push(parse(cursor));
        if (!cursor.at('}') && cursor.takeIf(',') === undefined) cursor.unexpected('`,` or `}`');
      },
      () => cursor.token.first,
    );
  }
  cursor.closeBrace(open);
  cursor.shallower();
  return list;
}
