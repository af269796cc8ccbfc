/** Calls of a description's own functions: the body runs in place of the call. */

import type { Expression, FunctionParameter, Item } from './ast.ts';
import { type Execution, didYouMean, report, type Scope, unroll } from './context.ts';
import { coerce } from './convert.ts';
import { BUILT_IN } from './built-in.ts';
import { evaluate } from './expressions.ts';
import { assigned } from './flow.ts';
import { constant, FALSE, isTrue } from '../term/term.ts';
import { callOpaque } from './opaque.ts';
import { runBlock } from './statements.ts';
import { resolveType } from './types.ts';
import {
  bitsValue,
  boolValue,
  countOf,
  ERROR,
  typeWidth,
  type Value,
  type ValueType,
} from './values.ts';

export type FunctionItem = Extract<Item, { kind: 'function' }>;

/** Runs the function; its result, or undefined if it declares none. */
export function callFunction(
  x: Execution,
  e: Extract<Expression, { kind: 'call' }>,
): Value | undefined {
  const binding = x.context.globals.get(e.callee.text);
  if (binding?.kind !== 'function') {
    const names = [...x.context.globals]
      .filter(([, b]) => b.kind === 'function')
      .map(([name]) => name);
    report(x.context, 'PG101', e.callee.span, `unknown function \`${e.callee.text}\``, {
      help: didYouMean(e.callee.text, [...names, ...BUILT_IN.keys()]),
    });
    return ERROR;
  }
  const { item } = binding;
  x.context.called.add(item.name.text);
  if (x.calls.includes(item.name.text)) {
    report(x.context, 'PG108', e.span, `\`${item.name.text}\` calls itself`, {
      label: [...x.calls.slice(x.calls.indexOf(item.name.text)), item.name.text].join(' → '),
      help: 'functions are unrolled; write a `for` with static bounds instead',
    });
    return ERROR;
  }
  if (e.arguments.length !== item.parameters.length) {
    report(
      x.context,
      'PG107',
      e.span,
      `\`${item.name.text}\` takes ${countOf(item.parameters.length, 'argument')}, got ${e.arguments.length}`,
      {
        related: [{ span: item.name.span, text: 'declared here' }],
      },
    );
    return ERROR;
  }
  if (!unroll(x, e.span)) return ERROR;
  const args = item.parameters.map((parameter, i) => argument(x, parameter, e.arguments[i]));
  return item.isOpaque ? callOpaque(x, item, args, e.span) : runFunction(x, item, args);
}

/**
 * Runs a function's body on given arguments, in a scope that sees only them and the globals.
 *
 * A call that only computes is run once: where the same is assigned, a later call with the same
 * arguments has the same value. The instructions of a large family make the same calls.
 */
export function runFunction(
  x: Execution,
  item: FunctionItem,
  args: readonly Value[],
): Value | undefined {
  const state = assigned(x.flow);
  const key = item.result === undefined ? undefined : callKey(x, args, state);
  if (key === undefined) return runBody(x, item, args);
  const results = x.context.results.get(item) ?? new Map<string, Value>();
  const known = results.get(key);
  if (known !== undefined) return known;
  const before = traces(x);
  const result = runBody(x, item, args);
  if (result === undefined || assigned(x.flow) !== state) return result;
  if (traces(x).some((trace, i) => trace !== before[i])) return result;
  x.context.results.set(item, results.set(key, result));
  return result;
}

/** What a body may leave behind besides assignments. */
function traces({ context, flow, choices, accesses }: Execution): readonly unknown[] {
  return [flow.trap, flow.constraint, choices.length, accesses.length, context.diagnostics.length];
}

/** All that a call's value depends on where `state` is assigned; undefined if that is not simple. */
function callKey(x: Execution, args: readonly Value[], state: string): string | undefined {
  let key = `${x.body} ${x.pc?.id} ${x.next?.id} ${x.resume?.id}${state}`;
  for (const value of args) {
    if (value.kind === 'number') key += ` ${value.value}`;
    else if (value.kind === 'bool') key += ` b${value.term.id}`;
    else if (value.kind === 'bits') key += ` ${value.signed ? 's' : 'u'}${value.term.id}`;
    else if (value.kind === 'enum' && value.fields === undefined)
      key += ` ${value.member}.${value.term.id}`;
    else return undefined;
  }
  return key;
}

function runBody(x: Execution, item: FunctionItem, args: readonly Value[]): Value | undefined {
  const returns = item.result === undefined ? undefined : resolveType(x.context, item.result);
  const scope: Scope = { parent: undefined, names: new Map() };
  for (const [i, { name }] of item.parameters.entries())
    scope.names.set(name.text, { kind: 'value', value: args[i] ?? ERROR });
  const inner: Execution = { ...x, scope, calls: [...x.calls, item.name.text], returns };
  const outer = { returned: x.flow.returned, result: x.flow.result };
  x.flow.returned = FALSE;
  x.flow.result = undefined;
  inner.flow = x.flow;
  runBlock(inner, item.body);
  const { result, returned } = x.flow;
  const isComplete = isTrue(returned) || isTrue(x.flow.trap.trapped);
  x.flow.returned = outer.returned;
  x.flow.result = outer.result;
  if (returns === undefined) return undefined;
  if (!isComplete)
    report(
      x.context,
      'PG113',
      item.name.span,
      `\`${item.name.text}\` may end without a \`return\``,
      { help: 'end it with `return …`, or return in every branch' },
    );
  // Where every way has trapped there is no result, and nothing will look at one.
  return result ?? zero(x, returns, item);
}

function zero(x: Execution, type: ValueType, { span }: FunctionItem): Value {
  if (type.kind === 'bool') return boolValue(FALSE);
  return coerce(x, bitsValue(constant(typeWidth(type), 0n)), type, span);
}

function argument(x: Execution, parameter: FunctionParameter, e: Expression | undefined): Value {
  if (e === undefined) return ERROR;
  const type = parameter.type === undefined ? undefined : resolveType(x.context, parameter.type);
  const value = evaluate(x, e, type);
  return type === undefined ? value : coerce(x, value, type, e.span);
}
