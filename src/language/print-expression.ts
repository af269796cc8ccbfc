/** Expressions as documents. */

import { assertNever } from '../base/assert-never.ts';
import type { BinaryOperator, Expression, MatchArm, Range } from './ast.ts';
import { chainFill, commaFill, type Doc, group, indent, join, line, softLine, tab } from './doc.ts';
import {
  MEMBER_PRECEDENCE,
  PATTERN_PRECEDENCE,
  precedenceOf,
  PRECEDENCE,
} from './parse-expression.ts';
import type { Written } from './written.ts';

/** Of `c ? a : b`: looser than any operator. */
const CONDITIONAL_PRECEDENCE = -1;
/** Of `!a`: tighter than any other operator. */
const UNARY_PRECEDENCE = PRECEDENCE.size;
const PRIMARY_PRECEDENCE = UNARY_PRECEDENCE + 1;

/** An operand: in parentheses if it binds looser than `minimum`, or if the author put them there. */
export function printOperand(expression: Expression, minimum: number, written: Written): Doc {
  const precedence = precedenceOfExpression(expression);
  const needed = precedence < minimum;
  const kept = precedence < PRIMARY_PRECEDENCE && written.hasParentheses(expression);
  if (!needed && !kept) return printExpression(expression, written);
  return group(['(', indent([softLine(), printFlush(expression, written)]), softLine(), ')']);
}

function precedenceOfExpression(expression: Expression): number {
  if (expression.kind === 'conditional') return CONDITIONAL_PRECEDENCE;
  if (expression.kind === 'binary') return precedenceOf(expression.operator);
  if (expression.kind === 'member') return MEMBER_PRECEDENCE;
  return expression.kind === 'unary' ? UNARY_PRECEDENCE : PRIMARY_PRECEDENCE;
}

/** An expression where any may stand. */
export function printExpression(expression: Expression, written: Written): Doc {
  switch (expression.kind) {
    case 'number':
      return expression.text;
    case 'boolean':
      return String(expression.value);
    case 'name':
      return expression.name;
    case 'undefined':
      return 'undefined';
    case 'unary':
      return [expression.operator, printOperand(expression.operand, UNARY_PRECEDENCE, written)];
    case 'binary':
      return printBinary(expression, written);
    case 'conditional':
      return group([
        printOperand(expression.condition, 0, written),
        indent([line(), '? ', printOperand(expression.then, CONDITIONAL_PRECEDENCE, written)]),
        indent([line(), ': ', printOperand(expression.otherwise, CONDITIONAL_PRECEDENCE, written)]),
      ]);
    case 'call':
      return [expression.callee.text, printArguments(expression.arguments, written)];
    case 'index':
      return [
        printOperand(expression.base, PRIMARY_PRECEDENCE, written),
        ['[', indent(commaFill(expression.arguments.map((e) => printExpression(e, written)))), ']'],
      ];
    case 'slice':
      return [
        printOperand(expression.base, PRIMARY_PRECEDENCE, written),
        ['[', ...printSlice(expression.hi, expression.lo, written), ']'],
      ];
    case 'field':
      return [
        printOperand(expression.base, PRIMARY_PRECEDENCE, written),
        `.${expression.name.text}`,
      ];
    case 'match':
      return printMatch(expression, written);
    case 'member':
      return [
        printOperand(expression.subject, MEMBER_PRECEDENCE, written),
        ' in ',
        printRanges(expression.ranges, written),
      ];
    default:
      return assertNever(expression);
  }
}

/** `hi:lo`, or `hi : a + b`; a choice in it gets parentheses, for the sake of its colon. */
export function printSlice(hi: Expression, lo: Expression, written: Written): readonly Doc[] {
  const colon = lo.kind === 'number' || lo.kind === 'name' ? ':' : ' : ';
  return [printOperand(hi, 0, written), colon, printOperand(lo, 0, written)];
}

/** `(a, b)` */
export function printArguments(expressions: readonly Expression[], written: Written): Doc {
  if (expressions.length === 0) return '()';
  const parts = expressions.map((expression) => printFlush(expression, written));
  return group(['(', indent([softLine(), join(parts, () => [',', line()])]), softLine(), ')']);
}

/** `if a {`: of a chain of conditions that takes several lines, the brace has one of its own. */
export function printHead(keyword: string, condition: Expression, written: Written): Doc {
  if (!isLogical(condition)) {
    return [`${keyword} `, printExpression(condition, written), ' '];
  }
  return group([`${keyword} `, printChain(condition, written), line()]);
}

/**
 * Operators of one precedence in one chain: conditions each on a line or all on one, others as many
 * as fit. A line starts with its operator.
 */
function printBinary(expression: Binary, written: Written): Doc {
  if (isLogical(expression)) return printLogical(expression, written);
  const { first, rest } = chainOf(expression, written);
  return chainFill(
    first,
    rest.map(({ operator, doc }) => [`${operator} `, doc]),
  );
}

/** A `match` at the end starts behind what is before it. */
function printLogical(expression: Binary, written: Written): Doc {
  const { left, operator, right } = expression;
  if (operator === '=>' || right.kind !== 'match') return group(printChain(expression, written));
  const before = printOperand(left, precedenceOf(operator), written);
  return [before, ` ${operator} `, printExpression(right, written)];
}

function printChain(expression: Binary, written: Written): Doc {
  const { first, rest } = chainOf(expression, written);
  return [first, indent(rest.map(printLink))];
}

/** An expression that stands between brackets: a chain of conditions is not indented once more. */
export function printFlush(expression: Expression, written: Written): Doc {
  if (!isLogical(expression)) return printExpression(expression, written);
  const { first, rest } = chainOf(expression, written);
  return group([first, rest.map(printLink)]);
}

function printLink({ operator, doc }: Link): Doc {
  return [line(), `${operator} `, doc];
}

function isLogical(expression: Expression): expression is Binary {
  return expression.kind === 'binary' && LOGICAL.has(expression.operator);
}

const LOGICAL: ReadonlySet<BinaryOperator> = new Set(['=>', '||', '&&'] as const);

type Binary = Extract<Expression, { kind: 'binary' }>;

interface Link {
  readonly operator: BinaryOperator;
  readonly doc: Doc;
}

interface Chain {
  readonly first: Doc;
  readonly rest: Link[];
}

/** `a + b - c` as `a`, `+ b`, `- c`; the left sides nest, only those of `=>` do it on the right. */
function chainOf(expression: Binary, written: Written): Chain {
  const precedence = precedenceOf(expression.operator);
  const { left, right, operator } = expression;
  if (operator === '=>') {
    const first = printOperand(left, precedence + 1, written);
    if (!isLink(right, precedence, written)) {
      return { first, rest: [{ operator, doc: printOperand(right, precedence, written) }] };
    }
    const chain = chainOf(right, written);
    return { first, rest: [{ operator, doc: chain.first }, ...chain.rest] };
  }
  const chain = isLink(left, precedence, written)
    ? chainOf(left, written)
    : { first: printOperand(left, precedence, written), rest: [] };
  chain.rest.push({ operator, doc: printOperand(right, precedence + 1, written) });
  return chain;
}

function isLink(
  expression: Expression,
  precedence: number,
  written: Written,
): expression is Binary {
  return (
    expression.kind === 'binary' &&
    precedenceOf(expression.operator) === precedence &&
    !written.hasParentheses(expression)
  );
}

/** `{ a, b .. c }` */
function printRanges(ranges: readonly Range[], written: Written): Doc {
  const parts = ranges.map(({ low, high }) =>
    high === undefined
      ? printExpression(low, written)
      : [printExpression(low, written), ' .. ', printExpression(high, written)],
  );
  return group(['{', indent([line('start'), commaFill(parts, 'keep')]), line('end'), '}']);
}

function printMatch(
  { subject, arms }: Extract<Expression, { kind: 'match' }>,
  written: Written,
): Doc {
  const parts = arms.map((arm) => [
    printPatterns(arm, written),
    tab('arm'),
    ' => ',
    printExpression(arm.body, written),
  ]);
  return ['match ', printExpression(subject, written), ' ', printBraced(parts, arms, written)];
}

/** `A, B`, or `else` */
export function printPatterns({ patterns }: MatchArm<unknown>, written: Written): Doc {
  if (patterns.length === 0) return 'else';
  return commaFill(patterns.map((pattern) => printOperand(pattern, PATTERN_PRECEDENCE, written)));
}

/** Elements between braces: on one line, or each on its own. */
export function printBraced(
  parts: readonly Doc[],
  nodes: readonly Spanned[],
  written: Written,
): Doc {
  const [first] = nodes;
  if (first === undefined) return printEmptyBraces();
  const broken = written.startsLine(first.span);
  const list = join(parts, () => [',', line('keep')]);
  return group(['{', indent([line('start'), list]), line('end'), '}'], broken);
}

type Spanned = Pick<Expression, 'span'>;

/** `{}`; with a comment in it, on several lines. */
export function printEmptyBraces(): Doc {
  return group(['{', softLine('empty'), '}']);
}
