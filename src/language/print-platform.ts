/** Platforms as documents. */

import type { PlatformFile, PlatformItem } from './ast.ts';
import { type Doc, hardLine, indent, literal, withClauses } from './doc.ts';
import { citesClause, printCites, whyClause } from './print-clauses.ts';
import type { Written } from './written.ts';

export function printPlatform({ title, citations, items }: PlatformFile, written: Written): Doc {
  const cites = printCites(citations);
  const clauses: Doc = cites === undefined ? '' : indent([hardLine(), cites]);
  const lines = items.map((item, index): Doc => {
    return [hardLine(index === 0 ? 'force' : 'keep'), printItem(item, written)];
  });
  return ['platform ', literal(title), clauses, ...lines];
}

function printItem(item: PlatformItem, written: Written): Doc {
  const head =
    item.kind === 'console' ? `console at ${item.address.text}` : `clock ${item.element.text}`;
  return withClauses(head, [
    citesClause(item.citations, written),
    whyClause(item.why, item.span, written),
  ]);
}
