/** What the checker of specs knows while it works. */

import type { Diagnostic, DiagnosticCode, Label } from '../base/diagnostic.ts';
import type { Span } from '../base/span.ts';
import { suggest } from '../base/suggest.ts';

export interface SpecContext {
  readonly diagnostics: Diagnostic[];
  /** The text of every file read. */
  readonly sources: ReadonlyMap<string, string>;
}

interface Details {
  readonly label?: string;
  readonly related?: readonly Label[];
  readonly help?: string | undefined;
}

export function complain(
  context: SpecContext,
  code: DiagnosticCode,
  span: Span,
  message: string,
  details: Details = {},
): void {
  context.diagnostics.push({
    code,
    severity: 'error',
    message,
    primary: { span, text: details.label ?? '' },
    related: details.related ?? [],
    help: details.help,
  });
}

/** A name that is none of those that may stand here. */
export function complainUnknown(
  context: SpecContext,
  what: string,
  name: string,
  span: Span,
  candidates: readonly string[],
): void {
  const meant = suggest(name, candidates);
  const help =
    meant === undefined ? `one of ${candidates.join(', ')}` : `did you mean \`${meant}\`?`;
  complain(context, 'PG401', span, `unknown ${what} \`${name}\``, {
    help: candidates.length === 0 ? undefined : help,
  });
}

/** The source text of a span, on one line. */
export function textOf(context: SpecContext, span: Span): string {
  const text = context.sources.get(span.file)?.slice(span.start, span.end) ?? '';
  return text.replaceAll(/\s+/gu, ' ').trim();
}
