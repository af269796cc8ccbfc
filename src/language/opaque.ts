/**
 * Calls of opaque functions: an application of a function with a name, instead of the body in place
 * of the call. What is known of an argument before execution belongs to the function.
 */

import type { Span } from '../base/span.ts';
import { applied, define, type Definition } from '../term/definition.ts';
import { isFalse, type Term, type Variable, variable } from '../term/term.ts';
import { freeVariables } from '../term/walk.ts';
import { type FunctionItem, runFunction } from './calls.ts';
import { type Execution, initialSlots, newExecution, report } from './context.ts';
import { coerce, toBits } from './convert.ts';
import { resolveType } from './types.ts';
import { bitsValue, boolValue, ERROR, typeSort, typeWidth, type Value, type ValueType } from './values.ts'; // prettier-ignore

/** The result, for arguments of the types of the parameters. */
export function callOpaque(
  x: Execution,
  item: FunctionItem,
  args: readonly Value[],
  span: Span,
): Value | undefined {
  const types = item.parameters.map(({ type }) =>
    type === undefined ? undefined : resolveType(x.context, type),
  );
  const returns = item.result === undefined ? undefined : resolveType(x.context, item.result);
  const terms = args.map((value, i) => asTerm(x, value, types[i], span));
  if (returns === undefined || terms.includes(undefined)) return ERROR;
  const isOpen = (i: number): boolean => terms[i]?.kind !== 'constant';
  if (!terms.some((_, i) => isOpen(i))) return runFunction(x, item, args);

  const key = [item.name.text, ...terms.map((term, i) => (isOpen(i) ? '' : idOf(term)))].join(' ');
  const known = x.context.opaque.get(key);
  const definition = known ?? instance(x, item, args, { types, returns, isOpen });
  if (definition === undefined) return ERROR;
  x.context.opaque.set(key, definition);
  const given = terms.filter((term, i): term is Term => term !== undefined && isOpen(i));
  return fromTerm(x, applied(definition, given), returns, span);
}

interface Signature {
  readonly types: readonly (ValueType | undefined)[];
  readonly returns: ValueType;
  /** Whether nothing is known of this argument. */
  readonly isOpen: (i: number) => boolean;
}

/** The function for what is known of its arguments; undefined if it is none (reported). */
function instance(
  x: Execution,
  item: FunctionItem,
  args: readonly Value[],
  { types, returns, isOpen }: Signature,
): Definition | undefined {
  const { context } = x;
  const started = newExecution(context, 'instruction', initialSlots(context));
  const inner: Execution = { ...started, calls: x.calls };
  const parameters: Variable[] = [];
  const values = args.map((value, i): Value => {
    const type = types[i];
    if (!isOpen(i) || type === undefined) return value;
    const parameter = variable(`argument.${parameters.length}`, typeSort(type));
    parameters.push(parameter);
    return fromTerm(inner, parameter, type, item.span);
  });
  const errors = context.diagnostics.length;
  const result = runFunction(inner, item, values) ?? ERROR;
  if (context.diagnostics.length > errors) return undefined;
  const body = asTerm(inner, result, returns, item.span);
  if (body === undefined || !isPure(inner, item, body, parameters)) return undefined;
  return define(item.name.text, parameters, body);
}

/** An opaque function is of its arguments, and does nothing. */
function isPure(
  { context, flow, choices }: Execution,
  item: FunctionItem,
  body: Term,
  parameters: readonly Variable[],
): boolean {
  const read = freeVariables(body).find((each) => !parameters.includes(each));
  const [changed] = flow.slots?.keys() ?? [];
  const does =
    (changed === undefined ? undefined : 'changes the state') ??
    (isFalse(flow.trap.trapped) ? undefined : 'may trap') ??
    (choices.length === 0 ? undefined : 'leaves something undefined') ??
    (read === undefined ? undefined : `reads \`${read.name}\``);
  if (does === undefined) return true;
  report(context, 'PG302', item.name.span, `\`${item.name.text}\` is opaque, and ${does}`, {
    help: 'an opaque function is of its arguments alone: pass it what it needs',
  });
  return false;
}

function asTerm(
  x: Execution,
  value: Value,
  type: ValueType | undefined,
  span: Span,
): Term | undefined {
  if (value.kind === 'bool') return value.term;
  return type === undefined || type.kind === 'bool'
    ? undefined
    : toBits(x, value, typeWidth(type), span);
}

function fromTerm(x: Execution, term: Term, type: ValueType, span: Span): Value {
  return type.kind === 'bool' ? boolValue(term) : coerce(x, bitsValue(term), type, span);
}

function idOf(term: Term | undefined): string {
  return term === undefined ? '' : String(term.id);
}
