/** Elaborates calls: of the functions of the language itself, and of a description's own. */

import type { Span } from '../base/span.ts';
import { constant, signExtend, type Term, widthOf } from '../term/term.ts';
import type { Expression } from './ast.ts';
import { callFunction } from './calls.ts';
import { type Execution, onFork, report } from './context.ts';
import { toBits, toBool, widen, wordOf } from './convert.ts';
import { evaluate, evaluateStatic } from './expressions.ts';
import { choose } from './flow.ts';
import { fold } from './fold.ts';
import { fromBits, WIDEST } from './operators.ts';
import {
  bitsValue,
  countOf,
  describeWidth,
  ERROR,
  number,
  staticNumber,
  typeOf,
  typeWidth,
  type Value,
  type ValueType,
} from './values.ts';

export function call(
  x: Execution,
  e: Extract<Expression, { kind: 'call' }>,
  hint: ValueType | undefined,
): Value {
  const builtIn = BUILT_IN.get(e.callee.text);
  if (builtIn !== undefined) return builtIn(x, e, hint);
  const ofMap = x.context.ofMap?.get(e.callee.text);
  if (ofMap !== undefined) return ofMap(x, e);
  const result = callFunction(x, e);
  if (result !== undefined) return result;
  report(x.context, 'PG104', e.span, `\`${e.callee.text}\` gives no value`, {
    help: 'declare a result: `-> type`',
  });
  return ERROR;
}

type BuiltIn = (
  x: Execution,
  e: Extract<Expression, { kind: 'call' }>,
  hint: ValueType | undefined,
) => Value;

/** Functions of the language itself; see docs/language.md "Expressions". */
export const BUILT_IN: ReadonlyMap<string, BuiltIn> = new Map<string, BuiltIn>([
  ['zext', (x, e) => extension(x, e, (term, width) => widen(term, width))],
  ['sext', (x, e) => extension(x, e, (term, width) => fold(signExtend(term, width)))],
  [
    'signed',
    (x, e, hint) => oneArgument(x, e, (value, span) => signedValue(x, value, hint, span), hint),
  ],
  ['bit', (x, e) => oneArgument(x, e, (value, span) => bitOf(x, value, span), { kind: 'bool' })],
  ['ones', (x, e) => oneArgument(x, e, (value, span) => onesOf(x, value, span), undefined)],
  ['width', (x, e) => widthOnly(x, e)],
]);

/** Only the type counts: what evaluating the argument does is forgotten. */
function widthOnly(x: Execution, e: Extract<Expression, { kind: 'call' }>): Value {
  const [choices, accesses] = [x.choices.length, x.accesses.length];
  let width: Value = ERROR;
  onFork(x, () => {
    width = oneArgument(x, e, (value, span) => widthValue(x, value, span), undefined);
  });
  x.choices.length = choices;
  x.accesses.length = accesses;
  return width;
}

function oneArgument(
  x: Execution,
  e: Extract<Expression, { kind: 'call' }>,
  make: (value: Value, span: Span) => Value,
  hint: ValueType | undefined,
): Value {
  const [argument] = e.arguments;
  if (argument === undefined || e.arguments.length !== 1) return wrongCount(x, e, 1);
  const value = evaluate(x, argument, hint);
  return value.kind === 'error' ? ERROR : make(value, argument.span);
}

function wrongCount(
  x: Execution,
  e: Extract<Expression, { kind: 'call' }>,
  expected: number,
): Value {
  report(
    x.context,
    'PG107',
    e.span,
    `\`${e.callee.text}\` takes ${countOf(expected, 'argument')}, got ${e.arguments.length}`,
  );
  return ERROR;
}

function extension(
  x: Execution,
  e: Extract<Expression, { kind: 'call' }>,
  make: (term: Term, width: number) => Term,
): Value {
  const [argument, to] = e.arguments;
  if (argument === undefined || to === undefined || e.arguments.length !== 2)
    return wrongCount(x, e, 2);
  const value = evaluate(x, argument);
  const width = evaluateStatic(x, to);
  if (value.kind === 'error' || width === undefined) return ERROR;
  if (width < 1n || width > WIDEST) {
    report(x.context, 'PG102', to.span, `not a width: ${width}`);
    return ERROR;
  }
  if (value.kind === 'number') return fromBits(toBits(x, value, Number(width), argument.span));
  if (value.kind === 'bool' || value.kind === 'undefined') {
    report(x.context, 'PG104', argument.span, `\`${e.callee.text}\` needs bits`, {
      help: value.kind === 'bool' ? 'write `bit(…)` around the condition' : undefined,
    });
    return ERROR;
  }
  const word = wordOf(value);
  if (widthOf(word) > Number(width)) {
    report(
      x.context,
      'PG102',
      argument.span,
      `width mismatch: ${describeWidth(widthOf(word))} do not fit ${describeWidth(Number(width))}`,
      {
        label: describeWidth(widthOf(word)),
        help: `take the bits you mean, for example \`[${Number(width) - 1}:0]\``,
      },
    );
    return ERROR;
  }
  return bitsValue(make(word, Number(width)));
}

function signedValue(x: Execution, value: Value, hint: ValueType | undefined, span: Span): Value {
  const type = typeOf(value) ?? hint;
  if (type === undefined || type.kind === 'bool') {
    report(x.context, 'PG104', span, '`signed` needs bits');
    return ERROR;
  }
  const term = toBits(x, value, typeWidth(type), span);
  return term === undefined ? ERROR : bitsValue(term, true);
}

function bitOf(x: Execution, value: Value, span: Span): Value {
  const condition = toBool(x, value, span);
  if (condition === undefined) return ERROR;
  return bitsValue(choose(condition, constant(1, 1n), constant(1, 0n)));
}

function onesOf(x: Execution, value: Value, span: Span): Value {
  const width = staticNumber(value);
  if (width === undefined || width < 1n || width > WIDEST) {
    report(x.context, 'PG106', span, '`ones` needs a width known before execution');
    return ERROR;
  }
  return bitsValue(constant(Number(width), -1n));
}

function widthValue(x: Execution, value: Value, span: Span): Value {
  const type = typeOf(value);
  if (type !== undefined) return number(BigInt(typeWidth(type)));
  report(x.context, 'PG106', span, 'this has no width of its own');
  return ERROR;
}
