/** Offsets of a text as lines and columns. Lines end with `\n`, `\r\n` or `\r`. */

export interface Position {
  /** From 1. */
  readonly line: number;
  /** From 1, in characters: a tab is one, and so is a letter outside the basic plane. */
  readonly column: number;
}

export interface SourceLines {
  readonly text: string;
  /** Where each line starts; the first one at 0. */
  readonly starts: readonly number[];
}

export function splitLines(text: string): SourceLines {
  const starts = [0];
  for (const { index, 0: lineEnd } of text.matchAll(/\r\n|\n|\r/gu)) {
    starts.push(index + lineEnd.length);
  }
  return { text, starts };
}

export function positionAt(lines: SourceLines, offset: number): Position {
  const within = Math.min(Math.max(offset, 0), lines.text.length);
  const line = lineAt(lines, within);
  return { line, column: countCharacters(lines.text, lines.starts[line - 1] ?? 0, within) + 1 };
}

/** The text of line `line`, from 1, without its line end. */
export function lineText({ text, starts }: SourceLines, line: number): string {
  const start = starts[line - 1];
  if (start === undefined) return '';
  return text.slice(start, starts[line] ?? text.length).replace(/[\r\n]+$/u, '');
}

/** The number of the last line that starts at `offset` or before. */
function lineAt({ starts }: SourceLines, offset: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if ((starts[middle] ?? Infinity) <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}

/** A surrogate pair is one character. */
function countCharacters(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at++) {
    if ((text.codePointAt(at) ?? 0) > 0xffff) at++;
    count++;
  }
  return count;
}
