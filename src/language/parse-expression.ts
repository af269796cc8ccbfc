/** Expressions, by operator precedence. */

import {
  BINARY_PRECEDENCE,
  type BinaryOperator,
  type Expression,
  type MatchArm,
  type Range,
  UNARY_OPERATORS,
} from './ast.ts';
import type { Cursor } from './cursor.ts';
import { readNumber } from './number.ts';
import type { Token } from './token.ts';

/** Of each binary operator, its row in `BINARY_PRECEDENCE`: larger binds tighter. */
export const PRECEDENCE: ReadonlyMap<string, number> = new Map(
  BINARY_PRECEDENCE.flatMap((row, precedence) => row.map((operator) => [operator, precedence])),
);
const OPERATORS: ReadonlyMap<string, BinaryOperator> = new Map(
  BINARY_PRECEDENCE.flatMap((row) => row.map((operator) => [operator, operator])),
);
/** Of `e in { … }`. */
export const MEMBER_PRECEDENCE: number = precedenceOf('==');
/** Of what may stand left of `=>`: a pattern is no implication. */
export const PATTERN_PRECEDENCE: number = precedenceOf('||');
/** Of what may stand left of `=`. */
export const TARGET_PRECEDENCE: number = precedenceOf('::');
/** Of what may stand between `|`: one of the values of a parameter. */
export const CHOICE_PRECEDENCE: number = precedenceOf('^');

export function precedenceOf(operator: BinaryOperator): number {
  return PRECEDENCE.get(operator) ?? 0;
}

export function parseExpression(cursor: Cursor): Expression {
  const start = cursor.token;
  const condition = parseBinary(cursor, 0);
  if (cursor.takeIf('?') === undefined) return condition;

  cursor.reached('expression.conditional');
  const heights = [cursor.height];
  cursor.deeper();
  const then = parseExpression(cursor);
  heights.push(cursor.height);
  cursor.expect(':', 'a choice is written `condition ? a : b`');
  const otherwise = parseExpression(cursor);
  cursor.shallower();
  grow(cursor, ...heights, cursor.height);
  // oxlint-disable-next-line unicorn/no-thenable -- nobody awaits a tree
  return { kind: 'conditional', condition, then, otherwise, span: cursor.spanFrom(start) };
}

/** An expression of operators that bind at least as tightly as row `minimum`. */
export function parseBinary(cursor: Cursor, minimum: number): Expression {
  cursor.deeper();
  const start = cursor.token;
  let left = parseUnary(cursor);

  for (;;) {
    const leftHeight = cursor.height;
    const operator = cursor.token.kind === 'symbol' ? OPERATORS.get(cursor.token.text) : undefined;
    if (operator !== undefined) {
      const precedence = precedenceOf(operator);
      if (precedence < minimum) break;
      cursor.take();
      cursor.reached('expression.binary');
      const right = parseBinary(cursor, operator === '=>' ? precedence : precedence + 1);
      left = { kind: 'binary', operator, left, right, span: cursor.spanFrom(start) };
      grow(cursor, leftHeight, cursor.height);
    } else if (MEMBER_PRECEDENCE >= minimum && cursor.at('in') && cursor.ahead().text === '{') {
      cursor.take();
      cursor.reached('expression.member');
      const ranges = parseRanges(cursor);
      left = { kind: 'member', subject: left, ranges, span: cursor.spanFrom(start) };
      grow(cursor, leftHeight, cursor.height);
    } else {
      break;
    }
  }
  cursor.shallower();
  return left;
}

function parseUnary(cursor: Cursor): Expression {
  const start = cursor.token;
  const operator =
    start.kind === 'symbol' ? UNARY_OPERATORS.find((each) => each === start.text) : undefined;
  if (operator === undefined) return parsePostfix(cursor);

  cursor.take();
  cursor.reached('expression.unary');
  cursor.deeper();
  const operand = parseUnary(cursor);
  cursor.shallower();
  grow(cursor, cursor.height);
  return { kind: 'unary', operator, operand, span: cursor.spanFrom(start) };
}

function parsePostfix(cursor: Cursor): Expression {
  const start = cursor.token;
  let base = parsePrimary(cursor);
  for (;;) {
    if (cursor.at('[')) {
      base = parseBrackets(cursor, start, base);
    } else if (cursor.takeIf('.') !== undefined) {
      cursor.reached('expression.field');
      const name = cursor.word('the name of a field');
      base = { kind: 'field', base, name, span: cursor.spanFrom(start) };
      grow(cursor, cursor.height);
    } else {
      return base;
    }
  }
}

/** `a[i]`, `a[i, n]` or `a[hi:lo]` */
function parseBrackets(cursor: Cursor, start: Token, base: Expression): Expression {
  const open = cursor.take();
  let { height } = cursor;
  const part = (): Expression => {
    const expression = parseExpression(cursor);
    height = Math.max(height, cursor.height);
    return expression;
  };

  const first = part();
  if (cursor.takeIf(':') !== undefined) {
    cursor.reached('expression.slice');
    const lo = part();
    cursor.expectClosing(open, ']');
    grow(cursor, height);
    return { kind: 'slice', base, hi: first, lo, span: cursor.spanFrom(start) };
  }
  const rest: Expression[] = [];
  while (cursor.takeIf(',') !== undefined) rest.push(part());
  cursor.expectClosing(open, ']', rest.length === 0 ? '`:`, `,` or ' : '`,` or ');
  cursor.reached(rest.length === 0 ? 'expression.index' : 'expression.index.units');
  grow(cursor, height);
  return { kind: 'index', base, arguments: [first, ...rest], span: cursor.spanFrom(start) };
}

function parsePrimary(cursor: Cursor): Expression {
  const { token } = cursor;
  cursor.height = 1;
  if (token.kind === 'number') return parseNumber(cursor);
  if (token.kind === 'word') return parseWord(cursor);
  if (cursor.at('(')) {
    cursor.reached('expression.parentheses');
    cursor.take();
    const inner = parseExpression(cursor);
    cursor.expectClosing(token, ')', 'an operator or ');
    cursor.parenthesized.add(inner);
    return inner;
  }
  cursor.unexpected(
    'an expression',
    cursor.at('=') ? '`==` compares, and `x = x + 1` adds one to `x`' : undefined,
  );
}

function parseWord(cursor: Cursor): Expression {
  const { token } = cursor;
  switch (token.text) {
    case 'true':
    case 'false':
      cursor.take();
      cursor.reached('expression.boolean');
      return { kind: 'boolean', value: token.text === 'true', span: cursor.spanOf(token) };
    case 'undefined':
      cursor.take();
      cursor.reached('expression.undefined');
      return { kind: 'undefined', span: cursor.spanOf(token) };
    case 'match':
      return parseMatch(cursor);
    case 'else':
      return cursor.unexpected('an expression');
    default:
      cursor.take();
      if (cursor.at('(')) return parseCall(cursor, token);
      cursor.reached('expression.name');
      return { kind: 'name', name: token.text, span: cursor.spanOf(token) };
  }
}

function parseCall(cursor: Cursor, callee: Token): Expression {
  cursor.reached('expression.call');
  const parsed = parseArguments(cursor);
  return {
    kind: 'call',
    callee: { text: callee.text, span: cursor.spanOf(callee) },
    arguments: parsed,
    span: cursor.spanFrom(callee),
  };
}

/** `(a, b)` or `()` */
export function parseArguments(cursor: Cursor): readonly Expression[] {
  const open = cursor.expect('(');
  const parsed: Expression[] = [];
  let height = 0;
  if (!cursor.at(')')) {
    do {
      parsed.push(parseExpression(cursor));
      height = Math.max(height, cursor.height);
    } while (cursor.takeIf(',') !== undefined);
  }
  cursor.expectClosing(open, ')', '`,` or ');
  grow(cursor, height);
  return parsed;
}

export function parseNumber(cursor: Cursor): Extract<Expression, { kind: 'number' }> {
  const token = cursor.take();
  const span = cursor.spanOf(token);
  const number = readNumber(token.text);
  if (number.ok) {
    cursor.reached(number.width === undefined ? 'expression.number' : 'expression.number.sized');
    return { kind: 'number', value: number.value, width: number.width, text: token.text, span };
  }
  const shown = token.text.length <= 40 ? token.text : `${token.text.slice(0, 39)}…`;
  if (number.problem === 'too-wide') {
    cursor.report('PG005', span, `\`${shown}\` does not fit its own width`, { label: number.help });
  } else {
    cursor.report('PG004', span, `malformed number \`${shown}\``, { help: number.help });
  }
  return { kind: 'number', value: 0n, width: undefined, text: token.text, span };
}

/** `{ a, b .. c }` */
function parseRanges(cursor: Cursor): readonly Range[] {
  const open = cursor.expect('{');
  let height = 0;
  const expression = (): Expression => {
    const parsed = parseExpression(cursor);
    height = Math.max(height, cursor.height);
    return parsed;
  };
  const ranges = cursor.commaSeparated((): Range => {
    const low = expression();
    const spans = cursor.takeIf('..') !== undefined;
    cursor.reached(spans ? 'range.span' : 'range.single');
    return { low, high: spans ? expression() : undefined };
  });
  cursor.expectClosing(open, '}', '`,`, `..` or ');
  cursor.height = height;
  return ranges;
}

/** `match e { A, B => x, else => y }` */
function parseMatch(cursor: Cursor): Expression {
  const start = cursor.expect('match');
  cursor.reached('expression.match');
  const subject = parseExpression(cursor);
  const subjectHeight = cursor.height;
  const { arms, height } = parseArms(cursor, parseExpression, () => {
    if (!cursor.at('}') && cursor.takeIf(',') === undefined) cursor.unexpected('`,` or `}`');
  });
  grow(cursor, subjectHeight, height);
  return { kind: 'match', subject, arms, span: cursor.spanFrom(start) };
}

/** The arms of a `match`, of either kind, between braces. */
export function parseArms<Body>(
  cursor: Cursor,
  parseBody: (cursor: Cursor) => Body,
  parseSeparator: () => void,
): { readonly arms: readonly MatchArm<Body>[]; readonly height: number } {
  const arms: MatchArm<Body>[] = [];
  let height = 0;
  const open = cursor.expect('{');
  cursor.deeper();
  while (!cursor.at('}') && !cursor.atEnd && !cursor.atItem) {
    cursor.attempt(
      () => {
        const start = cursor.token;
        const patterns = parsePatterns(cursor);
        cursor.expect('=>');
        const body = parseBody(cursor);
        height = Math.max(height, cursor.height);
        arms.push({ patterns, body, span: cursor.spanFrom(start) });
        parseSeparator();
      },
      () => cursor.token.first,
    );
  }
  cursor.closeBrace(open);
  cursor.shallower();
  return { arms, height };
}

function parsePatterns(cursor: Cursor): readonly Expression[] {
  if (cursor.takeIf('else') !== undefined) {
    cursor.reached('arm.else');
    return [];
  }
  cursor.reached('arm.patterns');
  return cursor.commaSeparated(() => parseBinary(cursor, PATTERN_PRECEDENCE));
}

/** Records that a node stands on parts of these heights. Readers of the tree recurse on it. */
function grow(cursor: Cursor, ...heights: readonly number[]): void {
  cursor.height = Math.max(...heights) + 1;
  cursor.checkDepth(cursor.height);
}
