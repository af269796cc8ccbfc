/** Instructions, and the ids they have: `csrrw.{csr}`. */

import type { EncodingPart, Expression, Instruction, Name } from './ast.ts';
import { citesClause, type Clause, parseClauses, touches } from './clauses.ts';
import type { Cursor } from './cursor.ts';
import { parseEncoding } from './parse-encoding.ts';
import { parseExpression } from './parse-expression.ts';
import { parseBlock } from './parse-statement.ts';

export function parseInstruction(cursor: Cursor): Instruction {
  const start = cursor.take();
  cursor.reached('item.instruction');
  const id = parseInstructionId(cursor, 'the id of an instruction');
  const assembly = cursor.text('the assembly text');
  const clauses = parseClauses(cursor, {
    each: EACH,
    cites: citesClause('item.instruction.cites'),
    manual: MANUAL,
    encoding: ENCODING,
    where: WHERE,
  });
  if (clauses.encoding === undefined && cursor.at('{')) {
    cursor.report('PG014', id.span, `\`${id.text}\` has no encoding`, {
      help: 'write `encoding` and its bits from the highest to the lowest before the `{`',
    });
  }
  const body = parseBlock(cursor, `the instruction \`${id.text}\``);
  return {
    kind: 'instruction',
    id,
    assembly,
    each: clauses.each ?? [],
    citations: clauses.cites ?? [],
    manualSays: clauses.manual,
    encoding: clauses.encoding ?? [],
    where: clauses.where ?? [],
    body,
    span: cursor.spanFrom(start),
  };
}

/** `lpsw`, `jrst.1`, `csrrw.{csr}`: names, dots and names in braces, without white space. */
export function parseInstructionId(cursor: Cursor, what: string, wildcards = false): Name {
  const start = cursor.token;
  let text = '';
  do {
    text += parseIdPart(cursor, text === '' ? what : 'the rest of the id', wildcards);
  } while (touches(cursor, 0) && startsIdPart(cursor, wildcards));
  return { text, span: cursor.spanFrom(start) };
}

function startsIdPart(cursor: Cursor, wildcards: boolean): boolean {
  const { kind, text } = cursor.token;
  if (kind === 'word' || kind === 'number') return true;
  return kind === 'symbol' && (text === '.' || text === '{' || (wildcards && text === '*'));
}

function parseIdPart(cursor: Cursor, what: string, wildcards: boolean): string {
  if (!startsIdPart(cursor, wildcards)) cursor.unexpected(what);
  const token = cursor.take();
  if (token.kind !== 'symbol' || token.text !== '{') return token.text;

  const variable = cursor.word('the name of an `each` variable');
  cursor.expectClosing(token, '}');
  return `{${variable.text}}`;
}

const EACH: Clause<Instruction['each']> = {
  words: ['each'],
  parse: (cursor) => {
    cursor.reached('item.instruction.each');
    return cursor.commaSeparated(() => {
      const variable = cursor.name('the name of a variable');
      cursor.expect('in', 'a family is written `each v in ENUM`');
      return { variable, type: cursor.name('the name of an enum') };
    });
  },
};

const MANUAL: Clause<'privileged' | 'unprivileged'> = {
  words: ['manual'],
  parse: (cursor) => {
    cursor.reached('item.instruction.manual');
    cursor.expect('says');
    return cursor.oneOf(['privileged', 'unprivileged'], '');
  },
};

const ENCODING: Clause<readonly EncodingPart[]> = {
  words: ['encoding'],
  parse: (cursor) => parseEncoding(cursor),
};

const WHERE: Clause<readonly Expression[]> = {
  words: ['where'],
  parse: (cursor) => {
    cursor.reached('item.instruction.where');
    return cursor.commaSeparated(() => parseExpression(cursor));
  },
};
