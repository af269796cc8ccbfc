/** Elaborates operators: widths of both sides settled, constants computed. */

import { dropLow, ones, powerOfTwo } from '../base/bits.ts';
import { within } from './choices.ts';
import { assertNever } from '../base/assert-never.ts';
import {
  binary,
  bool,
  compare,
  concat,
  constant,
  equal,
  isFalse,
  signExtend,
  type Term,
  unary,
  widthOf,
} from '../term/term.ts';
import type { Expression } from './ast.ts';
import { type Execution, report } from './context.ts';
import { sliceOf, toBits, toBool, widen, wordOf } from './convert.ts';
import { evaluate, evaluateCondition, guarded } from './expressions.ts';
import { both, either, opposite } from './flow.ts';
import { fold } from './fold.ts';
import {
  bitsValue,
  boolValue,
  describeWidth,
  ERROR,
  memberNamed,
  number,
  typeOf,
  typeWidth,
  type Value,
  type ValueType,
} from './values.ts';

export function unaryOperation(
  x: Execution,
  e: Extract<Expression, { kind: 'unary' }>,
  hint: ValueType | undefined,
): Value {
  if (e.operator === '!') return boolValue(opposite(evaluateCondition(x, e.operand)));
  const operand = evaluate(x, e.operand, hint);
  if (operand.kind === 'error') return ERROR;
  if (operand.kind === 'number') {
    if (e.operator === '-') return number(-operand.value);
    return hint?.kind === 'bits'
      ? fromBits(unaryBits(e.operator, toBits(x, operand, hint.width, e.span)))
      : number(-operand.value - 1n);
  }
  if (operand.kind === 'bool' || operand.kind === 'undefined') {
    report(x.context, 'PG104', e.operand.span, `\`${e.operator}\` needs bits`, {
      help: 'a condition is negated with `!`',
    });
    return ERROR;
  }
  return fromBits(unaryBits(e.operator, wordOf(operand)), isSigned(operand));
}

function unaryBits(operator: '~' | '-', term: Term | undefined): Term | undefined {
  return term === undefined ? undefined : fold(unary(operator === '~' ? 'bvnot' : 'bvneg', term));
}

export function fromBits(term: Term | undefined, signed = false): Value {
  return term === undefined ? ERROR : bitsValue(term, signed);
}

export function binaryOperation(
  x: Execution,
  e: Extract<Expression, { kind: 'binary' }>,
  hint: ValueType | undefined,
): Value {
  switch (e.operator) {
    case '&&':
    case '||':
    case '=>':
      return logical(x, e);
    case '==':
    case '!=': {
      const { operator } = e;
      const same = comparison(x, e, operator, (a, b) => equal(a, b));
      return same === undefined ? ERROR : boolValue(operator === '==' ? same : opposite(same));
    }
    case '<':
    case '<=':
    case '>':
    case '>=': {
      const { operator } = e;
      const result = comparison(x, e, operator, (a, b, signed) => order(operator, a, b, signed));
      return result === undefined ? ERROR : boolValue(result);
    }
    case '::':
      return join(x, e);
    case '<<':
    case '>>':
      return shift(x, e, hint);
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
    case '&':
    case '|':
    case '^':
      return arithmetic(x, e, e.operator, hint);
    default:
      return assertNever(e.operator);
  }
}

/** The right side counts, and may trap, only where the left side leaves it open. */
function logical(x: Execution, e: Extract<Expression, { kind: 'binary' }>): Value {
  const left = evaluateCondition(x, e.left);
  const open = e.operator === '||' ? opposite(left) : left;
  if (isFalse(open)) return boolValue(bool(e.operator !== '&&'));
  const right = guarded(x, open, () => evaluateCondition(x, e.right));
  if (e.operator === '&&') return boolValue(both(left, right));
  return boolValue(either(e.operator === '||' ? left : opposite(left), right));
}

type Comparison = (a: Term, b: Term, signed: boolean) => Term;

function comparison(
  x: Execution,
  e: Extract<Expression, { kind: 'binary' }>,
  operator: ComparisonOperator,
  make: Comparison,
): Term | undefined {
  const [left, right] = operands(x, e.left, e.right, undefined);
  if (left.kind === 'error' || right.kind === 'error') return undefined;
  if (left.kind === 'bool' || right.kind === 'bool') {
    if (operator !== '==' && operator !== '!=') {
      report(x.context, 'PG104', e.span, `conditions have no order`);
      return undefined;
    }
    const [a, b] = [toBool(x, left, e.left.span), toBool(x, right, e.right.span)];
    return a === undefined || b === undefined ? undefined : fold(equal(a, b));
  }
  const member = (operator === '==' || operator === '!=') && memberComparison(left, right);
  if (member !== false) return member;
  if (left.kind === 'number' && right.kind === 'number')
    return bool(compareNumbers(operator, left.value, right.value));
  const sides = sameWidth(x, e, left, right);
  return sides === undefined ? undefined : fold(make(sides.a, sides.b, sides.signed));
}

type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** Of `!=` it is the opposite that is asked, as of terms. */
function compareNumbers(operator: ComparisonOperator, a: bigint, b: bigint): boolean {
  switch (operator) {
    case '==':
    case '!=':
      return a === b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
  }
}

/** `v == M` where `v` is known to be within one member, though not which value of its range. */
export function memberComparison(left: Value, right: Value): Term | false {
  if (left.kind !== 'enum' || right.kind !== 'enum' || left.type !== right.type) return false;
  if (left.member === undefined || right.member === undefined) {
    return left.member === right.member
      ? false
      : rangeComparison(left.member === undefined ? left : right, left.member ?? right.member);
  }
  // Both within one range says nothing, unless one of them is the member itself.
  const isOpen = left.term.kind !== 'constant' && right.term.kind !== 'constant';
  if (isOpen && left.member === right.member && left.term !== right.term) return false;
  return bool(left.member === right.member);
}

function rangeComparison(
  value: Extract<Value, { kind: 'enum' }>,
  member: string | undefined,
): Term | false {
  const range = member === undefined ? undefined : memberNamed(value.type, member);
  return range === undefined || range.low === range.high
    ? false
    : within(value.term, range.low, range.high);
}

function order(operator: '<' | '<=' | '>' | '>=', a: Term, b: Term, signed: boolean): Term {
  const [low, high] = operator === '<' || operator === '<=' ? [a, b] : [b, a];
  const strict = operator === '<' || operator === '>';
  if (signed) return compare(strict ? 'bvslt' : 'bvsle', low, high);
  return compare(strict ? 'bvult' : 'bvule', low, high);
}

/** Both sides of an operator, each with the other's type as a hint. */
function operands(
  x: Execution,
  left: Expression,
  right: Expression,
  hint: ValueType | undefined,
): [Value, Value] {
  const { members } = x.context;
  const isMember = (e: Expression): boolean => e.kind === 'name' && members.has(e.name);
  if (isMember(left) && !isMember(right)) {
    const second = evaluate(x, right, hint);
    return [evaluate(x, left, typeOf(second) ?? hint), second];
  }
  const first = evaluate(x, left, hint);
  const type =
    first.kind === 'enum' || first.kind === 'bits' || first.kind === 'bool' ? typeOf(first) : hint;
  return [first, evaluate(x, right, type)];
}

interface Sides {
  readonly a: Term;
  readonly b: Term;
  readonly signed: boolean;
}

function sameWidth(
  x: Execution,
  e: Extract<Expression, { kind: 'binary' }>,
  left: Value,
  right: Value,
): Sides | undefined {
  const [wide, narrow] = [sideWidth(left), sideWidth(right)];
  const width = wide ?? narrow;
  if (width === undefined) {
    report(x.context, 'PG106', e.span, 'nothing here gives these a width', {
      help: "write a sized literal, for example `8'd5`",
    });
    return undefined;
  }
  if (wide !== undefined && narrow !== undefined && wide !== narrow) {
    report(
      x.context,
      'PG102',
      e.left.span,
      `width mismatch: the left side of \`${e.operator}\` is ${describeWidth(wide)}, the right side ${describeWidth(narrow)}`,
      {
        label: describeWidth(wide),
        related: [{ span: e.right.span, text: describeWidth(narrow) }],
        help: 'extend the narrow side with `zext` or `sext`, or slice the wide one',
      },
    );
    return undefined;
  }
  const signed = isSigned(left) || isSigned(right);
  if (
    signed &&
    !(isSigned(left) || left.kind === 'number') !== !(isSigned(right) || right.kind === 'number')
  ) {
    report(x.context, 'PG104', e.span, 'one side is signed and the other is not', {
      help: 'write `signed(…)` around both sides',
    });
    return undefined;
  }
  const a = toBits(x, left, width, e.left.span);
  const b = toBits(x, right, width, e.right.span);
  return a === undefined || b === undefined ? undefined : { a, b, signed };
}

export function sideWidth(value: Value): number | undefined {
  const type = typeOf(value);
  return type === undefined ? undefined : typeWidth(type);
}

export function isSigned(value: Value): boolean {
  return value.kind === 'bits' && value.signed;
}

function join(x: Execution, e: Extract<Expression, { kind: 'binary' }>): Value {
  const parts = [e.left, e.right].map((side) => {
    const value = evaluate(x, side);
    if (value.kind === 'bits' || value.kind === 'enum' || value.kind === 'record')
      return wordOf(value);
    if (value.kind !== 'error') {
      report(x.context, 'PG104', side.span, 'a part of `::` needs a width', {
        help: "write a sized literal, for example `4'd0`, or `bit(…)`",
      });
    }
    return undefined;
  });
  const [high, low] = parts;
  return high === undefined || low === undefined ? ERROR : bitsValue(fold(concat(high, low)));
}

/** Bits in the widest word. */
export const WIDEST = 65_536n;

const SHIFTS = { '<<': 'bvshl', '>>': 'bvlshr' } as const;

/** The amount may be of any width; shifting by the width or more gives zeros (or sign bits). */
function shift(
  x: Execution,
  e: Extract<Expression, { kind: 'binary' }>,
  hint: ValueType | undefined,
): Value {
  const left = evaluate(x, e.left, hint);
  const amount = evaluate(x, e.right);
  if (left.kind === 'error' || amount.kind === 'error') return ERROR;
  if (amount.kind === 'number' && (amount.value < 0n || amount.value > WIDEST)) {
    report(x.context, 'PG105', e.right.span, `a shift by ${amount.value} bits`, {
      help: `an amount goes from 0 to ${WIDEST}`,
    });
    return ERROR;
  }
  if (left.kind === 'number' && amount.kind === 'number') {
    const by = Number(amount.value);
    const shifted = e.operator === '<<' ? left.value * powerOfTwo(by) : dropLow(by, left.value);
    return reasonable(x, e, shifted);
  }
  const width = sideWidth(left) ?? (hint?.kind === 'bits' ? hint.width : undefined);
  if (width === undefined) {
    report(x.context, 'PG106', e.left.span, 'nothing here gives this a width', {
      help: "write a sized literal, for example `8'd1`",
    });
    return ERROR;
  }
  const word = toBits(x, left, width, e.left.span);
  if (word === undefined) return ERROR;
  const signed = isSigned(left);
  const operator =
    signed && e.operator === '>>' ? 'bvashr' : SHIFTS[e.operator === '<<' ? '<<' : '>>'];
  if (amount.kind === 'number') {
    const most = ones(width);
    return fromBits(
      fold(binary(operator, word, constant(width, amount.value > most ? most : amount.value))),
      signed,
    );
  }
  const by = toBits(x, amount, sideWidth(amount) ?? width, e.right.span);
  if (by === undefined) return ERROR;
  const room = Math.max(width, widthOf(by));
  const wide = signed ? fold(signExtend(word, room)) : widen(word, room);
  return fromBits(
    fold(sliceOf(fold(binary(operator, wide, widen(by, room))), width - 1, 0)),
    signed,
  );
}

const ARITHMETIC = {
  '+': ['bvadd', 'bvadd'], '-': ['bvsub', 'bvsub'], '*': ['bvmul', 'bvmul'], '/': ['bvudiv', 'bvsdiv'], '%': ['bvurem', 'bvsrem'],
  '&': ['bvand', 'bvand'], '|': ['bvor', 'bvor'], '^': ['bvxor', 'bvxor'],
} as const; // prettier-ignore

function arithmetic(
  x: Execution,
  e: Extract<Expression, { kind: 'binary' }>,
  operator: keyof typeof ARITHMETIC,
  hint: ValueType | undefined,
): Value {
  const [left, right] = operands(x, e.left, e.right, hint);
  if (left.kind === 'error' || right.kind === 'error') return ERROR;
  if (left.kind === 'number' && right.kind === 'number')
    return staticArithmetic(x, e, operator, left.value, right.value);
  if (left.kind === 'bool' || right.kind === 'bool') {
    report(x.context, 'PG104', e.span, `\`${operator}\` needs bits, not conditions`, {
      help: 'conditions are joined with `&&` and `||`',
    });
    return ERROR;
  }
  const sides = sameWidth(x, e, left, right);
  if (sides === undefined) return ERROR;
  return bitsValue(
    fold(binary(ARITHMETIC[operator][sides.signed ? 1 : 0], sides.a, sides.b)),
    sides.signed,
  );
}

function staticArithmetic(
  x: Execution,
  e: Expression,
  operator: keyof typeof ARITHMETIC,
  a: bigint,
  b: bigint,
): Value {
  switch (operator) {
    case '+':
      return number(a + b);
    case '-':
      return number(a - b);
    case '*':
      return reasonable(x, e, a * b);
    case '/':
    case '%':
      if (b === 0n) {
        report(x.context, 'PG105', e.span, 'division by zero');
        return ERROR;
      }
      return number(operator === '/' ? a / b : a % b);
    case '&':
    case '|':
    case '^':
      return number(bitwise(operator, a, b));
    default:
      return assertNever(operator);
  }
}

/** The number, unless it is larger than any word: then it would only cost time. */
function reasonable(x: Execution, e: Expression, value: bigint): Value {
  if (LEAST <= value && value <= LARGEST) return number(value);
  report(x.context, 'PG105', e.span, `a number of more than ${WIDEST} bits`);
  return ERROR;
}

/** Of the widest word. */
const LARGEST = ones(Number(WIDEST));
const LEAST = -LARGEST;

/** Numbers without width are integers; on negative ones this is two's complement. */
function bitwise(operator: '&' | '|' | '^', a: bigint, b: bigint): bigint {
  const width = Math.max(bitLength(a), bitLength(b)) + 1;
  const word = fold(binary(ARITHMETIC[operator][0], constant(width, a), constant(width, b)));
  return word.kind === 'constant' ? BigInt.asIntN(width, word.value) : 0n;
}

function bitLength(value: bigint): number {
  return (value < 0n ? -value : value).toString(2).length;
}
