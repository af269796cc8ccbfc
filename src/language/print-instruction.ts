/** Instructions as documents. */

import type { Span } from '../base/span.ts';
import type { Instruction } from './ast.ts';
import {
  commaFill,
  type Column,
  type Doc,
  flatWidth,
  hardLine,
  indent,
  literal,
  tab,
  withClauses,
} from './doc.ts';
import { printCites } from './print-clauses.ts';
import { printParts } from './print-encoding.ts';
import { printExpression } from './print-expression.ts';
import { printBlock } from './print-statement.ts';
import type { Written } from './written.ts';

/**
 * Every clause has its line, and so has the `{`, but for what the author put on the first line; or
 * all is on one line, if its author had it so and it fits the `room` there.
 */
export function printInstruction(item: Instruction, written: Written, room: number): Doc {
  const id = `instruction ${item.id.text}`;
  const assembly: Doc = [' ', literal(item.assembly)];
  const clauses = printClauses(item, written);
  const body = printBlock(item.body, written);
  if (written.isOneLine(item.span)) {
    const cells = clauses.map(({ column, content }) => [tab(column), ' ', content]);
    const short = [id, tab('assembly'), assembly, cells, tab('body'), ' ', body];
    if (flatWidth(short, room) <= room) return short;
  }
  const beside: Doc[] = [];
  for (const { content, onFirstLine } of clauses) {
    const head: Doc = [id, assembly, ...[...beside, content].map((each): Doc => [' ', each])];
    if (!onFirstLine || flatWidth(head, room) > room) break;
    beside.push(content);
  }
  const below = clauses.slice(beside.length).map(({ content }) => [hardLine(), content]);
  return [withClauses([id, assembly], beside), indent(below), hardLine(), body];
}

interface InstructionClause {
  readonly column: Column;
  readonly content: Doc;
  readonly onFirstLine: boolean;
}

function printClauses(item: Instruction, written: Written): readonly InstructionClause[] {
  const clause = (
    column: Column,
    content: Doc | undefined,
    first?: { readonly span: Span },
  ): readonly InstructionClause[] => {
    if (content === undefined) return [];
    const onFirstLine =
      !written.groups && first !== undefined && !written.clauseStartsLine(first.span);
    return [{ column, content, onFirstLine }];
  };
  const families = item.each.map(({ variable, type }) => `${variable.text} in ${type.text}`);
  const conditions = item.where.map((condition) => printExpression(condition, written));
  const each: Doc | undefined =
    families.length === 0 ? undefined : ['each ', indent(commaFill(families))];
  return [
    ...clause('each', each, item.each[0]?.variable),
    ...clause('cites', printCites(item.citations), item.citations[0]),
    ...clause(
      'claim',
      item.manualSays === undefined ? undefined : `manual says ${item.manualSays}`,
    ),
    ...clause(
      'encoding',
      item.encoding.length === 0 ? undefined : ['encoding ', printParts(item.encoding, written)],
    ),
    ...clause(
      'where',
      conditions.length === 0 ? undefined : ['where ', indent(commaFill(conditions))],
    ),
  ];
}
