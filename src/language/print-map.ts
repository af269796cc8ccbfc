/** Map files as documents. */

import { assertNever } from '../base/assert-never.ts';
import type { MapFile, MapItem } from './ast.ts';
import { commaFill, type Doc, hardLine, indent, literal, withClauses } from './doc.ts';
import { printBodied, printParameterOf } from './print-body-item.ts';
import { citesClause, printCites, printNames, whyClause } from './print-clauses.ts';
import { printExpression } from './print-expression.ts';
import { printItems } from './print-item.ts';
import { printType } from './print-type.ts';
import type { Written } from './written.ts';

export function printMap({ title, citations, items }: MapFile, written: Written): Doc {
  const cites = printCites(citations);
  const clauses: Doc = cites === undefined ? '' : indent([hardLine(), cites]);
  const docs = items.map((item, index): Doc => {
    const before = items[index - 1];
    const apart = index === 0 || (written.groups && before?.kind !== item.kind) || 'body' in item;
    return [hardLine(apart ? 'force' : 'keep'), printMapItem(item, written)];
  });
  return ['map ', literal(title), clauses, ...docs];
}

function printMapItem(item: MapItem, written: Written): Doc {
  switch (item.kind) {
    case 'between':
      return `pair ${item.pair.text}`;
    case 'virtual':
      return [`virtual ${item.name.text} = `, printExpression(item.value, written)];
    case 'kept': {
      const type: Doc = item.type === undefined ? '' : [' : ', printType(item.type, written)];
      const head: Doc = ['kept ', indent(printNames(item.names)), type];
      return withClauses(head, [whyClause(item.why, item.span, written)]);
    }
    case 'window': {
      const head: Doc = ['window at ', printExpression(item.base, written)];
      return withClauses(head, [citesClause(item.citations, written)]);
    }
    case 'placed': {
      const head: Doc = ['placed when ', printExpression(item.condition, written)];
      return withClauses(head, [whyClause(item.why, item.span, written)]);
    }
    case 'allocated': {
      const address = printParameterOf(item.address, written);
      const head: Doc = [
        'allocated (',
        address,
        ') when ',
        printExpression(item.condition, written),
      ];
      return withClauses(head, [citesClause(item.citations, written)]);
    }
    case 'reflected': {
      const [cause, resume, when] = [item.cause, item.resume, item.condition].map((e) => printExpression(e, written)); // prettier-ignore
      const head: Doc = [
        'reflected ',
        cause ?? '',
        ' resumes ',
        resume ?? '',
        ' when ',
        when ?? '',
      ];
      return withClauses(head, [citesClause(item.citations, written), whyClause(item.why, item.span, written)]); // prettier-ignore
    }
    case 'derived': {
      const head: Doc = [
        'derived (',
        printParameterOf(item.address, written),
        ') in ',
        printExpression(item.low, written),
        ' .. ',
        printExpression(item.high, written),
        ' = ',
        printExpression(item.value, written),
      ];
      return withClauses(head, [citesClause(item.citations, written)]);
    }
    case 'abstraction':
    case 'recovery':
    case 'resume':
    case 'start':
    case 'clear':
    case 'fill':
      return printBodied(item.kind, undefined, '', item, written);
    case 'reached': {
      const pages = item.pages.map((page) => printExpression(page, written));
      return ['reached ', printExpression(item.bits, written), ' in ', indent(commaFill(pages))];
    }
    case 'cover':
      return ['cover ', literal(item.title), ' when ', printExpression(item.condition, written)];
    case 'invariant':
    case 'leaves-out':
    case 'function':
    case 'constant':
      return printItems([item], written);
    default:
      return assertNever(item);
  }
}
