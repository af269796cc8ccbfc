/**
 * Reads what a solver printed in answer to a query.
 *
 * Strict, because solvers report errors as text and carry on: only the exact shape of a whole
 * answer is one, and everything else is `unknown`.
 */

import { askedValues, literalIn, type Asked, type Index } from './asked-values.ts';
import { parseSExpressions, isAtom, itemsOf, type SExpression } from './s-expression.ts';
import { unknown, type Model, type Response } from './solver.ts';

/** The answer in `output` to `text`, which `toSmtLib` made. */
export function parseResponse(text: string, output: string): Response {
  const expressions = parseSExpressions(output);
  if (expressions === undefined) return unexpected(output);
  const [verdict, ...rest] = expressions;
  if (isAtom(verdict, 'unsat')) {
    return rest.every(isMissingModel) && rest.length <= 1 ? { kind: 'unsat' } : unexpected(output);
  }
  if (isAtom(verdict, 'unknown')) return unknown(reasonIn(rest));
  if (!isAtom(verdict, 'sat') || rest.length > 1) return unexpected(output);

  const asked = askedValues(text);
  const values = asked === undefined ? undefined : modelIn(asked, itemsOf(rest[0]));
  return values === undefined ? unexpected(output) : { kind: 'sat', values };
}

const SHOWN = 200;

function unexpected(output: string): Response {
  const line = output.replaceAll(/\s+/g, ' ').trim();
  return unknown(line === '' ? 'no output' : `unexpected output: ${line.slice(0, SHOWN)}`);
}

/** There are no values to get after `unsat`, and solvers that read a file say so. */
function isMissingModel(expression: SExpression): boolean {
  const [head, message] = itemsOf(expression);
  return (
    isAtom(head, 'error') &&
    message?.kind === 'string' &&
    /\b(model|get[- ]value|SAT)\b/.test(message.text)
  );
}

/** From `(:reason-unknown …)`, where it is given. */
function reasonIn(expressions: readonly SExpression[]): string {
  for (const expression of expressions) {
    const [head, reason] = itemsOf(expression);
    if (!isAtom(head, ':reason-unknown') || reason === undefined || reason.kind === 'list')
      continue;
    if (reason.text !== '') return reason.text;
  }
  return 'the solver gave up';
}

/** The values, if they are those asked for, in that order, each of its sort. */
function modelIn(asked: Asked, answers: readonly SExpression[]): Model | undefined {
  if (answers.length !== asked.items.length) return undefined;
  const variables = new Map<string, bigint | boolean>();
  const arrays = new Map(asked.arrays.map((name) => [name, new Map<bigint, bigint>()]));
  const byName = new Map<string, bigint | boolean>();
  for (const [i, item] of asked.items.entries()) {
    const [echo, printed, ...more] = itemsOf(answers[i]);
    const value = valueIn(printed, item.width);
    if (echo === undefined || value === undefined || more.length > 0) return undefined;
    if (item.kind === 'entry') {
      if (!addEntry(arrays.get(item.file), indexOf(item.index, byName), value)) return undefined;
      continue;
    }
    byName.set(item.name, value);
    if (item.kind === 'index') continue;
    if (!isAtom(echo, item.name)) return undefined;
    variables.set(item.name, value);
  }
  return { variables, arrays };
}

function valueIn(
  printed: SExpression | undefined,
  width: number | undefined,
): bigint | boolean | undefined {
  if (width !== undefined) return literalIn(printed, width);
  if (isAtom(printed, 'true')) return true;
  return isAtom(printed, 'false') ? false : undefined;
}

function indexOf(
  index: Index,
  byName: ReadonlyMap<string, bigint | boolean>,
): bigint | boolean | undefined {
  return index.kind === 'literal' ? index.value : byName.get(index.name);
}

/** False if the entry is no entry, or if another index term of the same value has another entry. */
function addEntry(
  entries: Map<bigint, bigint> | undefined,
  index: bigint | boolean | undefined,
  value: bigint | boolean,
): boolean {
  if (entries === undefined || typeof index !== 'bigint' || typeof value !== 'bigint') return false;
  const known = entries.get(index);
  entries.set(index, value);
  return known === undefined || known === value;
}
