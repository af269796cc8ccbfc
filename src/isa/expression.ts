/**
 * Expressions of assembly source: numbers, symbols, `.` for this address, `+`, `-`, `*` (which
 * binds tighter) and parentheses.
 *
 * Reads as much of the source as is an expression and leaves the rest, so `8(r1)` is 8 and then
 * something else.
 */

/** Offsets in the source; `end` is exclusive. */
interface Place {
  readonly start: number;
  readonly end: number;
}

export type Expression =
  | ({ readonly kind: 'number'; readonly value: bigint } & Place)
  | ({ readonly kind: 'symbol'; readonly name: string } & Place)
  /** The address of the statement. */
  | ({ readonly kind: 'here' } & Place)
  | ({ readonly kind: 'negation'; readonly operand: Expression } & Place)
  | ({
      readonly kind: BinaryKind;
      readonly left: Expression;
      readonly right: Expression;
    } & Place);

type BinaryKind = 'sum' | 'difference' | 'product';

export type ParsedExpression =
  | { readonly kind: 'expression'; readonly expression: Expression }
  /** `at` is where something else stood. */
  | { readonly kind: 'malformed'; readonly at: number; readonly expected: string };

/** Reads an expression of `source` that begins at `start` or after white space there. */
export function parseExpression(source: string, start: number): ParsedExpression {
  return parseSum(source, start, 0);
}

/** The value, or the first symbol that has none. */
export function evaluateExpression(
  expression: Expression,
  symbols: ReadonlyMap<string, bigint>,
  here: bigint,
): bigint | Extract<Expression, { kind: 'symbol' }> {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'symbol':
      return symbols.get(expression.name) ?? expression;
    case 'here':
      return here;
    case 'negation': {
      const value = evaluateExpression(expression.operand, symbols, here);
      return typeof value === 'bigint' ? -value : value;
    }
    case 'sum':
    case 'difference':
    case 'product': {
      const left = evaluateExpression(expression.left, symbols, here);
      if (typeof left !== 'bigint') return left;
      const right = evaluateExpression(expression.right, symbols, here);
      if (typeof right !== 'bigint') return right;
      return combine(expression.kind, left, right);
    }
  }
}

/** The symbols that stand in an expression. */
export function symbolsIn(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case 'number':
    case 'here':
      return [];
    case 'symbol':
      return [expression.name];
    case 'negation':
      return symbolsIn(expression.operand);
    case 'sum':
    case 'difference':
    case 'product':
      return [...symbolsIn(expression.left), ...symbolsIn(expression.right)];
  }
}

function combine(kind: BinaryKind, left: bigint, right: bigint): bigint {
  switch (kind) {
    case 'sum':
      return left + right;
    case 'difference':
      return left - right;
    case 'product':
      return left * right;
  }
}

/** The offset of the first character at or after `offset` that is no white space. */
export function skipSpace(source: string, offset: number): number {
  let end = offset;
  while (/\s/u.test(source[end] ?? '')) end += 1;
  return end;
}

export const SYMBOL: RegExp = /[a-z_.][\w.]*/iuy;
const NUMBER: RegExp = /(?:0x[\da-f][\da-f_]*|0b[01][01_]*|0o[0-7][0-7_]*|\d[\d_]*)(?![\w.])/iuy;

/** What `pattern`, which is sticky, matches exactly at `offset`. */
export function matchAt(pattern: RegExp, source: string, offset: number): string | undefined {
  const sticky = new RegExp(pattern);
  sticky.lastIndex = offset;
  return sticky.exec(source)?.[0];
}

/** The number that stands exactly at `start`. */
export function numberAt(source: string, start: number): Expression | undefined {
  const digits = matchAt(NUMBER, source, start);
  if (digits === undefined) return undefined;
  const value = BigInt(digits.replaceAll('_', ''));
  return { kind: 'number', value, start, end: start + digits.length };
}

type Parse = (source: string, start: number, depth: number) => ParsedExpression;

const parseSum: Parse = (source, start, depth) =>
  parseOperators(source, start, depth, parseProduct, new Map([['+', 'sum'], ['-', 'difference']])); // prettier-ignore

const parseProduct: Parse = (source, start, depth) =>
  parseOperators(source, start, depth, parseTerm, new Map([['*', 'product']]));

/** Parts joined by operators that bind alike, to the left. */
function parseOperators(
  source: string,
  start: number,
  depth: number,
  parsePart: Parse,
  operators: ReadonlyMap<string, BinaryKind>,
): ParsedExpression {
  let parsed = parsePart(source, start, depth);
  while (parsed.kind === 'expression') {
    const left = parsed.expression;
    const operator = skipSpace(source, left.end);
    const kind = operators.get(source[operator] ?? '');
    if (kind === undefined) return parsed;
    const right = parsePart(source, operator + 1, depth);
    if (right.kind === 'malformed') return right;
    const { end } = right.expression;
    parsed = found({ kind, left, right: right.expression, start: left.start, end });
  }
  return parsed;
}

/** Deeper than anyone nests, and less than JavaScript may recurse. */
const DEEPEST = 100;

function parseTerm(source: string, offset: number, depth: number): ParsedExpression {
  const start = skipSpace(source, offset);
  if (depth > DEEPEST) return { kind: 'malformed', at: start, expected: 'fewer parentheses' };
  const first = source[start];
  if (first === '-') return parseNegation(source, start, depth);
  if (first === '(') return parseParenthesis(source, start, depth);
  if (first === "'") return parseCharacter(source, start);

  const number = numberAt(source, start);
  if (number !== undefined) return found(number);
  const name = matchAt(SYMBOL, source, start);
  if (name === undefined) return { kind: 'malformed', at: start, expected: 'an expression' };
  const place = { start, end: start + name.length };
  return found(name === '.' ? { kind: 'here', ...place } : { kind: 'symbol', name, ...place });
}

function parseNegation(source: string, start: number, depth: number): ParsedExpression {
  const parsed = parseTerm(source, start + 1, depth + 1);
  if (parsed.kind === 'malformed') return parsed;
  const { expression: operand } = parsed;
  return found({ kind: 'negation', operand, start, end: operand.end });
}

function parseParenthesis(source: string, start: number, depth: number): ParsedExpression {
  const parsed = parseSum(source, start + 1, depth + 1);
  if (parsed.kind === 'malformed') return parsed;
  const close = skipSpace(source, parsed.expression.end);
  if (source[close] !== ')') return { kind: 'malformed', at: close, expected: '`)`' };
  return found({ ...parsed.expression, start, end: close + 1 });
}

function parseCharacter(source: string, start: number): ParsedExpression {
  const quoted = /'([^'\\]|\\.)'/uy;
  quoted.lastIndex = start;
  const match = quoted.exec(source);
  const text = match?.[1] === undefined ? undefined : unescapeText(match[1]);
  const code = text?.codePointAt(0);
  if (match === null || code === undefined) {
    return { kind: 'malformed', at: start, expected: "a character like 'a'" };
  }
  return found({ kind: 'number', value: BigInt(code), start, end: start + match[0].length });
}

/** The text that an escaped one means; undefined if an escape is none of `\n \t \r \0 \\ \" \'`. */
export function unescapeText(escaped: string): string | undefined {
  let isKnown = true;
  const text = escaped.replaceAll(/\\(.?)/gsu, (_, letter: string) => {
    const meaning = ESCAPES.get(letter);
    isKnown &&= meaning !== undefined;
    return meaning ?? '';
  });
  return isKnown ? text : undefined;
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['0', '\0'],
  ['\\', '\\'],
  ['"', '"'],
  ["'", "'"],
]);

function found(expression: Expression): ParsedExpression {
  return { kind: 'expression', expression };
}
