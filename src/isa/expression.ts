/**
 * Expressions of assembly source: numbers, characters, symbols, `.` for this address, `-`,
 * parentheses, and operators: `*` binds tightest, then `+` and `-`, `<<` and `>>`, `&`, `|`.
 *
 * Numbers have any size and a sign; `>>` keeps the sign.
 *
 * Reads as much of the source as is an expression and leaves the rest, so `8(r1)` is 8 and then
 * something else.
 */

import { bitAnd, bitOr, dropLow, powerOfTwo } from '../base/bits.ts';

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
      readonly kind: 'binary';
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
    } & Place);

type Operator =
  'product' | 'sum' | 'difference' | 'left-shift' | 'right-shift' | 'conjunction' | 'disjunction';

export type ParsedExpression =
  | { readonly kind: 'expression'; readonly expression: Expression }
  /** `at` is where something else stood. */
  | { readonly kind: 'malformed'; readonly at: number; readonly expected: string };

/** Reads an expression of `source` that begins at `start` or after white space there. */
export function parseExpression(source: string, start: number): ParsedExpression {
  return parseWhole(source, start, 0);
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
    case 'binary': {
      const left = evaluateExpression(expression.left, symbols, here);
      if (typeof left !== 'bigint') return left;
      const right = evaluateExpression(expression.right, symbols, here);
      if (typeof right !== 'bigint') return right;
      return combine(expression.operator, left, right);
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
    case 'binary':
      return [...symbolsIn(expression.left), ...symbolsIn(expression.right)];
  }
}

function combine(operator: Operator, left: bigint, right: bigint): bigint {
  switch (operator) {
    case 'sum':
      return left + right;
    case 'difference':
      return left - right;
    case 'product':
      return left * right;
    case 'left-shift':
      return shifted(left, right);
    case 'right-shift':
      return shifted(left, -right);
    case 'conjunction':
      return bitAnd(left, right);
    case 'disjunction':
      return bitOr(left, right);
  }
}

/** Farther than any word is wide, and not so far that the number fills the memory. */
const FARTHEST = 0x1_0000n;

/** To the left, or by a negative count to the right. */
function shifted(value: bigint, count: bigint): bigint {
  const far = count < 0n ? -count : count;
  const places = Number(far > FARTHEST ? FARTHEST : far);
  return count < 0n ? dropLow(places, value) : value * powerOfTwo(places);
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

/** Operators that bind alike, the tightest last. */
const OPERATORS: readonly ReadonlyMap<string, Operator>[] = [
  new Map([['|', 'disjunction']]),
  new Map([['&', 'conjunction']]),
  new Map([['<<', 'left-shift'], ['>>', 'right-shift']]), // prettier-ignore
  new Map([['+', 'sum'], ['-', 'difference']]), // prettier-ignore
  new Map([['*', 'product']]),
];

const parseWhole: Parse = OPERATORS.reduceRight<Parse>(
  (parsePart, operators) => (source, start, depth) =>
    parseOperators(source, start, depth, parsePart, operators),
  (source, start, depth) => parseTerm(source, start, depth),
);

/** Parts joined by operators that bind alike, to the left. */
function parseOperators(
  source: string,
  start: number,
  depth: number,
  parsePart: Parse,
  operators: ReadonlyMap<string, Operator>,
): ParsedExpression {
  let parsed = parsePart(source, start, depth);
  while (parsed.kind === 'expression') {
    const left = parsed.expression;
    const at = skipSpace(source, left.end);
    const applied = [...operators].find(([sign]) => source.startsWith(sign, at));
    if (applied === undefined) return parsed;
    const [sign, operator] = applied;
    const right = parsePart(source, at + sign.length, depth);
    if (right.kind === 'malformed') return right;
    const { end } = right.expression;
    parsed = found({
      kind: 'binary',
      operator,
      left,
      right: right.expression,
      start: left.start,
      end,
    });
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
  const parsed = parseWhole(source, start + 1, depth + 1);
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
