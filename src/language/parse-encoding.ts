/** Encodings: `0000000 :: rs2[5] :: rs1[5] :: 010 :: imm[4:0] :: 0100011`. */

import type { EncodingPart, Expression } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression, parseNumber } from './parse-expression.ts';
import type { Token } from './token.ts';

export function parseEncoding(cursor: Cursor): readonly EncodingPart[] {
  const parts = [parsePart(cursor)];
  while (cursor.takeIf('::') !== undefined) parts.push(parsePart(cursor));
  return parts;
}

function parsePart(cursor: Cursor): EncodingPart {
  const start = cursor.token;
  if (start.kind === 'number') {
    return cursor.ahead().text === '[' ? parseFilled(cursor, start) : parsePattern(cursor);
  }
  if (cursor.at('(')) return parseFilled(cursor, start);
  if (start.kind !== 'word') {
    cursor.unexpected(
      'bits such as `0110`, an operand such as `rd[5]`, or a number such as `0[12]`',
    );
  }
  return parseOperand(cursor, start);
}

/** `0000_0001` */
function parsePattern(cursor: Cursor): EncodingPart {
  const token = cursor.take();
  const span = cursor.spanOf(token);
  if (/^[01_]+$/u.test(token.text)) cursor.reached('encoding.pattern');
  else {
    const message = `\`${token.text.slice(0, 40)}\` is no run of bits`;
    const help = `a number has its width behind it: \`${suggestFilled(token.text)}\``;
    cursor.report('PG019', span, message, { help });
  }
  return { kind: 'pattern', text: token.text, span };
}

/** `5'd3` → `3[5]`, `0x1F` → `0x1F[8]`; a decimal number gets a width to fill in. */
function suggestFilled(text: string): string {
  const sized = /^(\d{1,5})'([bodh])(\w{1,40})$/u.exec(text);
  if (sized === null) {
    const [, base = '', digits = ''] = /^0([xbo])(\w+)$/iu.exec(text) ?? [];
    const bitsEach = { x: 4, o: 3, b: 1 }[base.toLowerCase()] ?? 0;
    const width = bitsEach * digits.replaceAll('_', '').length;
    return `${text.slice(0, 40)}[${width === 0 ? 8 : width}]`;
  }
  const prefixes: Readonly<Record<string, string>> = { b: '0b', o: '0o', d: '', h: '0x' };
  return `${prefixes[sized[2] ?? ''] ?? ''}${sized[3]}[${sized[1]}]`;
}

/** `0[40]`, `0x1F[7]`, `(N - 1)[4]` */
function parseFilled(cursor: Cursor, start: Token): EncodingPart {
  cursor.reached('encoding.filled');
  let value: Expression;
  if (cursor.takeIf('(') === undefined) value = parseNumber(cursor);
  else {
    value = parseExpression(cursor);
    cursor.expectClosing(start, ')', 'an operator or ');
  }
  const open = cursor.expect('[', 'a number has its width behind it: `(N)[8]`');
  const width = parseExpression(cursor);
  cursor.expectClosing(open, ']');
  return { kind: 'filled', value, width, span: cursor.spanFrom(start) };
}

/** `rd[5]`, `imm[11:5]`, or `v` alone */
function parseOperand(cursor: Cursor, start: Token): EncodingPart {
  const name = cursor.name('the name of an operand');
  const open = cursor.takeIf('[');
  if (open === undefined) {
    cursor.reached('encoding.bare');
    return { kind: 'operand', name, width: undefined, span: cursor.spanFrom(start) };
  }
  const first = parseExpression(cursor);
  if (cursor.takeIf(':') === undefined) {
    cursor.expectClosing(open, ']', '`:` or ');
    cursor.reached('encoding.operand');
    return { kind: 'operand', name, width: first, span: cursor.spanFrom(start) };
  }
  cursor.reached('encoding.piece');
  const lo = parseExpression(cursor);
  cursor.expectClosing(open, ']');
  return { kind: 'piece', name, hi: first, lo, span: cursor.spanFrom(start) };
}
