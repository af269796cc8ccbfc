/** The items that say what happens, as documents. */

import type { Block, Citation, FunctionParameter, Item } from './ast.ts';
import { type Doc, group, indent, join, line, softLine } from './doc.ts';
import { printHeader } from './print-clauses.ts';
import { printExpression } from './print-expression.ts';
import { printType } from './print-type.ts';
import { printBlock } from './print-statement.ts';
import type { Written } from './written.ts';

interface Bodied {
  readonly body: Block;
  readonly citations: readonly Citation[];
}

/** `head (parameters) result cites … { … }` */
export function printBodied(
  head: Doc,
  parameters: readonly Doc[] | undefined,
  result: Doc,
  { body, citations }: Bodied,
  written: Written,
): Doc {
  const signature = [
    head,
    parameters === undefined ? '' : [' ', printParameters(parameters)],
    result,
  ];
  return [printHeader(signature, citations, written), printBlock(body, written)];
}

function printParameters(parameters: readonly Doc[]): Doc {
  if (parameters.length === 0) return '()';
  return group(['(', indent([softLine(), join(parameters, () => [',', line()])]), softLine(), ')']);
}

export function printParameterOf({ name, type }: FunctionParameter, written: Written): Doc {
  return type === undefined ? name.text : [`${name.text} : `, printType(type, written)];
}

/** A function that is one expression is written so, unless its author wrote a block. */
export function printFunction(item: Extract<Item, { kind: 'function' }>, written: Written): Doc {
  const { isOpaque, name, parameters, result, body, citations } = item;
  const word = isOpaque ? 'opaque function' : 'function';
  const shown = parameters.map((parameter) => printParameterOf(parameter, written));
  const type: Doc = result === undefined ? '' : [' -> ', printType(result, written)];
  const [first, ...others] = body.statements;
  if (
    result === undefined ||
    first?.kind !== 'return' ||
    first.value === undefined ||
    others.length > 0 ||
    written.startsWith(body.span, '{', false)
  ) {
    return printBodied(`${word} ${name.text}`, shown, type, item, written);
  }
  const signature = [`${word} ${name.text} `, printParameters(shown), type];
  const header = printHeader(signature, citations, written);
  return [header, '= ', printExpression(first.value, written)];
}
