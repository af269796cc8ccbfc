/**
 * Lines of assembly source: labels, a statement, and a comment from `#`, `;` or `//` on.
 *
 * A comment sign that some instruction is written with begins no comment on that machine.
 */

import { matchAt, skipSpace, SYMBOL } from './expression.ts';
import type { Instruction } from './machine.ts';

export interface Label {
  readonly name: string;
  /** Offset in the file. */
  readonly start: number;
}

export interface SourceLine {
  /** Offset of the line in the file: what to add to offsets in `text`. */
  readonly offset: number;
  /** The line without its comment and without white space at the end. */
  readonly text: string;
  readonly labels: readonly Label[];
  /** Where the statement begins in `text`; its length if there is none. */
  readonly statement: number;
}

export function splitLines(source: string, commentSigns: readonly string[]): readonly SourceLine[] {
  const lines: SourceLine[] = [];
  let offset = 0;
  for (const line of source.split('\n')) {
    const text = line.slice(0, commentStart(line, commentSigns)).trimEnd();
    lines.push({ offset, text, ...splitLabels(text, offset) });
    offset += line.length + 1;
  }
  return lines;
}

/** The comment signs that no instruction's text contains. */
export function commentSignsFor(instructions: readonly Instruction[]): readonly string[] {
  const texts = instructions.flatMap(({ assembly }) =>
    assembly.flatMap((part) => (part.kind === 'text' ? [part.text] : [])),
  );
  return ['#', ';', '//'].filter((sign) => !texts.some((text) => text.includes(sign)));
}

function splitLabels(text: string, offset: number): Pick<SourceLine, 'labels' | 'statement'> {
  const labels: Label[] = [];
  let statement = skipSpace(text, 0);
  for (;;) {
    const name = matchAt(SYMBOL, text, statement);
    if (name === undefined) break;
    const colon = skipSpace(text, statement + name.length);
    if (text[colon] !== ':') break;
    labels.push({ name, start: offset + statement });
    statement = skipSpace(text, colon + 1);
  }
  return { labels, statement };
}

/** Signs inside quotes do not count. */
function commentStart(line: string, signs: readonly string[]): number {
  const quoted = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)'/uy;
  for (let at = 0; at < line.length; at += 1) {
    quoted.lastIndex = at;
    const quote = quoted.exec(line)?.[0];
    if (quote !== undefined) at += quote.length - 1;
    else if (signs.some((sign) => line.startsWith(sign, at))) return at;
  }
  return line.length;
}
