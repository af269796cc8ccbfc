/** Makes the diagnostics of assembly source. */

import type { Diagnostic, DiagnosticCode, Label } from '../base/diagnostic.ts';
import type { Span } from '../base/span.ts';

export function assemblyError(
  code: DiagnosticCode,
  span: Span,
  message: string,
  details: { readonly related?: readonly Label[]; readonly help?: string | undefined } = {},
): Diagnostic {
  const { related = [], help } = details;
  return { code, severity: 'error', message, primary: { span, text: '' }, related, help };
}
