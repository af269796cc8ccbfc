/**
 * Elaborates expressions: from syntax to typed terms, in the state of a flow.
 *
 * Nothing is rewritten but what is known before execution (parameters, loop variables, enum
 * members): operators on constants are computed, and of `c ? a : b` with a known `c` only the
 * branch taken is looked at.
 */

import { powerOfTwo } from '../base/bits.ts';
import { assertNever } from '../base/assert-never.ts';
import { bool, constant, FALSE, isTrue, type Term } from '../term/term.ts';
import type { Expression } from './ast.ts';
import { call } from './built-in.ts';
import { conditional, inRange, matchValue } from './choices.ts';
import {
  type Context,
  didYouMean,
  type Execution,
  findBinding,
  onFork,
  report,
  settle,
  staticExecution,
  visibleNames,
} from './context.ts';
import { coerce, toBits, toBool } from './convert.ts';
import { chooseValue, either, local, merge } from './flow.ts';
import { binaryOperation, unaryOperation } from './operators.ts';
import { field, index, slice } from './parts.ts';
import { bankCondition, readTree } from './places.ts';
import {
  bitsValue,
  boolValue,
  describeWidth,
  ERROR,
  memberNamed,
  memberValue,
  number,
  staticNumber,
  type Value,
  type ValueType,
} from './values.ts';

/** The value of an expression; `hint` is the type its context would like, if known. */
export function evaluate(x: Execution, e: Expression, hint?: ValueType): Value {
  switch (e.kind) {
    case 'number':
      return numberLiteral(x, e);
    case 'boolean':
      return boolValue(bool(e.value));
    case 'undefined':
      return hint === undefined
        ? { kind: 'undefined' }
        : coerce(x, { kind: 'undefined' }, hint, e.span);
    case 'name':
      return name(x, e, hint);
    case 'unary':
      return unaryOperation(x, e, hint);
    case 'binary':
      return binaryOperation(x, e, hint);
    case 'conditional':
      return conditional(x, e, hint);
    case 'call':
      return call(x, e, hint);
    case 'index':
      return index(x, e);
    case 'slice':
      return slice(x, e);
    case 'field':
      return field(x, e);
    case 'match':
      return matchValue(x, e, hint);
    case 'member': {
      const subject = evaluate(x, e.subject);
      return boolValue(e.ranges.map((range) => inRange(x, subject, range)).reduce(either, FALSE));
    }
    default:
      return assertNever(e);
  }
}

/** The expression as a word of `width` bits; a zero word after an error. */
export function evaluateBits(x: Execution, e: Expression, width: number): Term {
  const value = evaluate(x, e, { kind: 'bits', width });
  return toBits(x, value, width, e.span) ?? constant(width, 0n);
}

/** The expression as a condition; `false` after an error. */
export function evaluateCondition(x: Execution, e: Expression): Term {
  return toBool(x, evaluate(x, e, { kind: 'bool' }), e.span) ?? FALSE;
}

/** The expression as a number known before execution; undefined after an error. */
export function evaluateStatic(x: Execution, e: Expression): bigint | undefined {
  const value = evaluate(x, e);
  const known = staticNumber(value);
  if (known === undefined && value.kind !== 'error') {
    report(x.context, 'PG106', e.span, 'this must be known before execution', {
      help: 'use literals, parameters, `const`s, `for` and `each` variables',
    });
  }
  return known;
}

/** The same, of what names no state: a width, a bound, the value of a member. */
export function evaluateKnown(context: Context, e: Expression): bigint | undefined {
  return isPlainNumber(e) ? e.value : evaluateStatic(staticExecution(context), e);
}

/** A number whose value needs no execution to be known. */
export function isPlainNumber(e: Expression): e is Extract<Expression, { kind: 'number' }> {
  return e.kind === 'number' && e.width === undefined;
}

/** Whether the subject is the pattern, as a condition. */
export function matches(x: Execution, subject: Value, pattern: Expression): Term {
  return inRange(x, subject, { low: pattern, high: undefined });
}

/** Runs `action` where `guard` holds: its traps are those of the guarded part only. */
export function guarded<T>(x: Execution, guard: Term, action: () => T): T {
  if (isTrue(guard)) return action();
  let result: { readonly value: T } | undefined;
  const then = onFork(x, () => {
    result = { value: action() };
  });
  merge(
    x.flow,
    guard,
    then,
    onFork(x, () => undefined),
  );
  if (result === undefined) throw new Error('a guarded action did not run');
  return result.value;
}

// Leaves.

function numberLiteral(x: Execution, e: Extract<Expression, { kind: 'number' }>): Value {
  if (e.width === undefined) return number(e.value);
  if (e.width < 1 || e.value >= powerOfTwo(e.width)) {
    report(x.context, 'PG105', e.span, `${e.value} does not fit ${describeWidth(e.width)}`);
    return ERROR;
  }
  return bitsValue(constant(e.width, e.value));
}

function name(
  x: Execution,
  e: Extract<Expression, { kind: 'name' }>,
  hint: ValueType | undefined,
): Value {
  const hinted = hint?.kind === 'enum' ? memberNamed(hint, e.name) : undefined;
  if (hint?.kind === 'enum' && hinted !== undefined && !isLocal(x, e.name))
    return memberValue(hint, hinted);
  const found = findBinding(x, e.name);
  if (found !== undefined) return bound(x, e, found);
  const special = specialName(x, e);
  if (special !== undefined) return special;
  settle(x.context.pending.members, e.name);
  const members = x.context.members.get(e.name) ?? [];
  const [only, ...others] = members;
  if (only !== undefined && others.length === 0) return memberValue(only.type, only.member);
  if (only !== undefined) {
    const enums = members.map((m) => `\`${m.type.name ?? 'an enum'}\``).join(' and ');
    report(
      x.context,
      'PG101',
      e.span,
      `\`${e.name}\` is a member of ${enums}, and nothing here says which is meant`,
      {
        related: members.map(({ member }) => ({ span: member.span, text: 'one of them' })),
        help: 'where it is compared with or assigned to something of an enum, that one is meant',
      },
    );
    return ERROR;
  }
  report(x.context, 'PG101', e.span, `unknown name \`${e.name}\``, {
    help: didYouMean(e.name, visibleNames(x)),
  });
  return ERROR;
}

function isLocal(x: Execution, text: string): boolean {
  const binding = findBinding(x, text);
  return binding?.kind === 'local' || (binding?.kind === 'value' && !x.context.globals.has(text));
}

function bound(
  x: Execution,
  e: Extract<Expression, { kind: 'name' }>,
  binding: NonNullable<ReturnType<typeof findBinding>>,
): Value {
  switch (binding.kind) {
    case 'value':
      return binding.value;
    case 'local':
      return local(x.flow, binding.key);
    case 'element':
      return readTree(x, binding.tree);
    case 'bank': {
      const condition = bankCondition(x, binding);
      return chooseValue(condition, readTree(x, binding.whenTrue), readTree(x, binding.whenFalse));
    }
    case 'file':
      report(x.context, 'PG104', e.span, `\`${e.name}\` is a register file`, {
        help: `name one register: \`${e.name}[…]\``,
      });
      return ERROR;
    case 'storage':
    case 'path':
      report(x.context, 'PG104', e.span, `\`${e.name}\` is storage`, {
        help: `name an address: \`${e.name}[…]\``,
      });
      return ERROR;
    case 'function':
      report(x.context, 'PG104', e.span, `\`${e.name}\` is a function`, {
        help: `call it: \`${e.name}(…)\``,
      });
      return ERROR;
    default:
      return assertNever(binding);
  }
}

function specialName(x: Execution, e: Extract<Expression, { kind: 'name' }>): Value | undefined {
  const term =
    e.name === 'pc'
      ? x.pc
      : e.name === 'next'
        ? x.next
        : e.name === 'resume'
          ? x.resume
          : undefined;
  if (term !== undefined) return bitsValue(term);
  if (e.name !== 'pc' && e.name !== 'next' && e.name !== 'resume') return undefined;
  report(x.context, 'PG101', e.span, `\`${e.name}\` has no meaning here`, {
    help:
      e.name === 'resume'
        ? '`resume` is known in the trap entry'
        : '`pc` and `next` are known in instructions and in the trap entry',
  });
  return ERROR;
}
