/** Clauses that several items have, and the headers they stand in. */

import type { Citation, Name } from './ast.ts';
import {
  type Clause,
  commaFill,
  type Doc,
  group,
  indent,
  line,
  literal,
  prose,
  tab,
} from './doc.ts';
import type { Span } from '../base/span.ts';
import type { Written } from './written.ts';

/** `cites pg74 § "Traps", priv` */
export function printCites(citations: readonly Citation[]): Doc | undefined {
  if (citations.length === 0) return undefined;
  const parts = citations.map(({ key, section }) =>
    section === undefined ? key.text : [`${key.text} § `, literal(section)],
  );
  return ['cites ', indent(commaFill(parts), 'cites '.length)];
}

/** The same behind the head of an item. */
export function citesClause(citations: readonly Citation[], written: Written): Clause | undefined {
  const [first] = citations;
  const content = printCites(citations);
  if (first === undefined || content === undefined) return undefined;
  return { content, tab: tab('cites'), onOwnLine: written.clauseStartsLine(first.span) };
}

/** `why "…"`, the last clause of what stands at `span`. */
export function whyClause(
  why: string | undefined,
  span: Span,
  written: Written,
): Clause | undefined {
  if (why === undefined) return undefined;
  const onOwnLine = written.wordStartsLine(span, 'why');
  return { content: ['why ', prose(why)], tab: tab('why'), onOwnLine };
}

/** `a, b, c` */
export function printNames(names: readonly Name[]): Doc {
  return commaFill(names.map(({ text }) => text));
}

/**
 * What stands before a `{` or `=`, with the citations, which have a line of their own if they do not
 * fit or their author gave them one; then so has the `{`.
 */
export function printHeader(head: Doc, citations: readonly Citation[], written: Written): Doc {
  const [first] = citations;
  const cites = printCites(citations);
  if (first === undefined || cites === undefined) return [head, ' '];
  const broken = written.startsLine(first.span, 'before');
  return group([head, indent([line(), cites]), line()], broken);
}
