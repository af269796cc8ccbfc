/** Where something is declared: `isas/NAME/machine.isa:31`. */

import { positionAt, splitLines } from '../base/source-lines.ts';
import type { Span } from '../base/span.ts';

/** Only the file's name where its text is not known. */
export function sourcePlace({ file, start }: Span, sources: ReadonlyMap<string, string>): string {
  const text = sources.get(file);
  if (text === undefined) return file;
  return `${file}:${positionAt(splitLines(text), start).line}`;
}
