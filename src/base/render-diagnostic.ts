/**
 * Diagnostics as text for a person:
 *
 *     error[PG102]: width mismatch: `mstatus.MPP` is 2 bits, `mepc` is 64 bits
 *       ┌─ trap-return.isa:11:3
 *     11│   mstatus.MPP = mepc
 *       │   ^^^^^^^^^^^   ---- 64 bits
 *       │   2 bits
 *       = declared at state.isa:31:5
 *       = help: take the bits you mean, for example `mepc[1:0]`
 *
 * Labels in the file of the primary one are drawn below their lines, in the order of the file; the
 * others are listed.
 */

import type { Diagnostic, Label, Severity } from './diagnostic.ts';
import { type Glyph, glyphsOf, printable } from './glyphs.ts';
import { lineText, positionAt, type SourceLines, splitLines } from './source-lines.ts';

export interface RenderOptions {
  readonly color: boolean;
}

/** Cells of a source line that are shown; more are cut off with `…`. */
const MAX_CELLS = 100;
/** Code units on either side of a mark that are looked at; so a line of a megabyte costs nothing. */
const MAX_REACH = 500;

/** Every diagnostic, and how many there are. The text of files that are not in `sources` is not shown. */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
  options: RenderOptions = { color: false },
): string {
  if (diagnostics.length === 0) return '';
  const lines = linesOfSources(sources);
  const blocks = diagnostics.map((diagnostic) => renderOne(diagnostic, lines, options));
  const paint = painter(options);
  const worst = diagnostics.some(({ severity }) => severity === 'error') ? 'error' : 'warning';
  return [...blocks, `${paint(worst, summarize(diagnostics))}\n`].join('\n');
}

/** One diagnostic, without the count. */
export function renderDiagnostic(
  diagnostic: Diagnostic,
  sources: ReadonlyMap<string, string>,
  options: RenderOptions = { color: false },
): string {
  return renderOne(diagnostic, linesOfSources(sources), options);
}

/** `2 errors, 1 warning` */
export function summarize(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: Severity): string | undefined => {
    const { length } = diagnostics.filter((diagnostic) => diagnostic.severity === severity);
    return length === 0 ? undefined : `${length} ${severity}${length === 1 ? '' : 's'}`;
  };
  const counts = [count('error'), count('warning')].filter((text) => text !== undefined);
  return counts.length === 0 ? 'no errors' : counts.join(', ');
}

/** Splits a file when it is first needed, and then never again. */
type LinesOf = (file: string) => SourceLines | undefined;

function linesOfSources(sources: ReadonlyMap<string, string>): LinesOf {
  const known = new Map<string, SourceLines>();
  return (file) => {
    const text = sources.get(file);
    if (text === undefined) return undefined;
    const lines = known.get(file) ?? splitLines(text);
    known.set(file, lines);
    return lines;
  };
}

function renderOne(diagnostic: Diagnostic, linesOf: LinesOf, options: RenderOptions): string {
  const { code, severity, message, primary, related, help } = diagnostic;
  const paint = painter(options);
  const { drawn, listed } = drawLabels(primary, related, linesOf(primary.span.file));
  const gutter = Math.max(1, ...drawn.map(({ line }) => String(line).length));
  const margin = ' '.repeat(gutter);
  const bar = paint('frame', '│');

  const out = [
    `${paint(severity, `${severity}[${code}]`)}: ${paint('strong', printable(message))}`,
    `${margin}${paint('frame', '┌─')} ${locate(primary, linesOf)}`,
  ];
  let before: number | undefined;
  for (const { line, source, marks } of drawn) {
    if (before !== undefined && line > before + 1) out.push(`${margin}${paint('frame', '·')}`);
    out.push(`${paint('frame', String(line).padStart(gutter))}${bar} ${source}`.trimEnd());
    for (const row of rowsOfMarks(marks)) {
      const painted = row.map(({ kind, text }) =>
        kind === 'blank' ? text : paint(kind === '^' ? severity : 'second', text),
      );
      out.push(`${margin}${bar} ${painted.join('')}`);
    }
    before = line;
  }
  const notes = listed.map((label) => {
    const text = label.text === '' ? 'see' : `${printable(label.text)} at`;
    return `${text} ${locate(label, linesOf)}`;
  });
  if (drawn.length === 0 && primary.text !== '') notes.unshift(printable(primary.text));
  if (help !== undefined) notes.push(`${paint('strong', 'help')}: ${printable(help)}`);
  out.push(...notes.map((note) => `${margin}${paint('frame', '=')} ${note}`));
  return `${out.join('\n')}\n`;
}

/** `file:line:column` */
function locate({ span }: Label, linesOf: LinesOf): string {
  const lines = linesOf(span.file);
  if (lines === undefined) return printable(span.file);
  const { line, column } = positionAt(lines, span.start);
  return `${printable(span.file)}:${line}:${column}`;
}

// Which lines are shown, and what is marked in them.

/** Cells `[from, to)` of a shown line. */
interface Mark {
  readonly kind: '^' | '-';
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

interface DrawnLine {
  readonly line: number;
  readonly source: string;
  readonly marks: readonly Mark[];
}

/** A label's part of one line, in code units of the line. */
interface Part {
  readonly label: Label;
  readonly kind: '^' | '-';
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function drawLabels(
  primary: Label,
  related: readonly Label[],
  lines: SourceLines | undefined,
): { readonly drawn: readonly DrawnLine[]; readonly listed: readonly Label[] } {
  if (lines === undefined) return { drawn: [], listed: related };

  const here = related.filter(({ span }) => span.file === primary.span.file);
  const parts = [
    ...partsOf(primary, '^', lines),
    ...here.flatMap((label) => partsOf(label, '-', lines)),
  ];
  const numbers = [...new Set(parts.map(({ line }) => line))].toSorted((a, b) => a - b);
  const drawn = numbers.map((line) => {
    const own = parts.filter((part) => part.line === line);
    return { line, ...drawLine(lineText(lines, line), own) };
  });
  const hidden = new Set(drawn.flatMap((line) => line.hidden));
  return { drawn, listed: related.filter((label) => !here.includes(label) || hidden.has(label)) };
}

/** A label of several lines is drawn in the first and the last of them. */
function partsOf(label: Label, kind: '^' | '-', lines: SourceLines): readonly Part[] {
  const first = positionAt(lines, label.span.start).line;
  const last = Math.max(
    first,
    positionAt(lines, Math.max(label.span.end - 1, label.span.start)).line,
  );
  const offsetIn = (line: number, offset: number): number =>
    Math.min(offset, lines.text.length) - (lines.starts[line - 1] ?? 0);
  const start = offsetIn(first, label.span.start);
  if (first === last) {
    const end = offsetIn(first, label.span.end);
    return [{ label, kind, line: first, start, end, text: label.text }];
  }
  const firstLine = lineText(lines, first).trimEnd();
  const lastLine = lineText(lines, last);
  const indent = lastLine.length - lastLine.trimStart().length;
  return [
    { label, kind, line: first, start, end: firstLine.length, text: '' },
    {
      label,
      kind,
      line: last,
      start: indent,
      end: offsetIn(last, label.span.end),
      text: label.text,
    },
  ];
}

function drawLine(
  text: string,
  parts: readonly Part[],
): { readonly source: string; readonly marks: readonly Mark[]; readonly hidden: readonly Label[] } {
  const reach = reachOf(text, parts);
  const glyphs = glyphsOf(text.slice(reach.from, reach.to));
  const cells = cellsOf(glyphs);
  const cellAt = (offset: number): number => {
    const index = glyphs.findIndex((glyph) => glyph.offset >= offset - reach.from);
    return cells[index < 0 ? glyphs.length : index] ?? 0;
  };
  const inReach = parts.filter(({ start, end }) => start <= reach.to && end >= reach.from);
  const marks = inReach.map(({ label, kind, start, end, text: shown }) => {
    const from = cellAt(start);
    return { label, kind, from, to: Math.max(cellAt(end), from + 1), text: shown };
  });
  const window = windowFor(marks, cells.at(-1) ?? 0, {
    cutLeft: reach.from > 0,
    cutRight: reach.to < text.length,
  });
  const visible = marks.flatMap((mark) => clip(mark, window) ?? []);
  const shown = new Set(visible.map(({ label }) => label));
  return {
    source: cut(glyphs, cells, window),
    marks: visible,
    hidden: parts.map(({ label }) => label).filter((label) => !shown.has(label)),
  };
}

/** The code units of `text` that can come to be seen. */
function reachOf(
  text: string,
  parts: readonly Part[],
): { readonly from: number; readonly to: number } {
  const center = (parts.find(({ kind }) => kind === '^') ?? parts[0])?.start ?? 0;
  if (text.length <= 4 * MAX_REACH) return { from: 0, to: text.length };
  return { from: Math.max(0, center - MAX_REACH), to: Math.min(text.length, center + MAX_REACH) };
}

/** The cell in which each glyph starts, and at the end the width of all. */
function cellsOf(glyphs: readonly Glyph[]): readonly number[] {
  const cells = [0];
  let cell = 0;
  for (const { width } of glyphs) {
    cell += width;
    cells.push(cell);
  }
  return cells;
}

interface Window {
  readonly from: number;
  readonly to: number;
  readonly cutLeft: boolean;
  readonly cutRight: boolean;
}

/** The cells to show of a text of `width` cells: all, or those around the marks. */
function windowFor(
  marks: readonly Mark[],
  width: number,
  { cutLeft, cutRight }: Pick<Window, 'cutLeft' | 'cutRight'>,
): Window {
  // One cell behind the text is for a mark at its end.
  if (width <= MAX_CELLS) return { from: 0, to: width + 1, cutLeft, cutRight };

  const all = bounds(marks);
  const fits = all.to - all.from <= MAX_CELLS - 10;
  const { from, to } = fits ? all : bounds(marks.filter(({ kind }) => kind === '^'));
  const before = Math.max(5, Math.floor((MAX_CELLS - (to - from)) / 2));
  const start = Math.max(0, Math.min(from - before, width - MAX_CELLS + 1));
  const end = Math.min(width + 1, start + MAX_CELLS);
  return {
    from: start,
    to: end,
    cutLeft: cutLeft || start > 0,
    cutRight: cutRight || end < width,
  };
}

function bounds(marks: readonly Mark[]): { readonly from: number; readonly to: number } {
  const from = Math.min(...marks.map((mark) => mark.from));
  return { from, to: Math.max(...marks.map((mark) => mark.to)) };
}

/** The part of `mark` within `window`, counted from its start; undefined if there is none. */
function clip<M extends Mark>(mark: M, window: Window): M | undefined {
  const from = Math.max(mark.from, window.from + (window.cutLeft ? 1 : 0));
  const to = Math.min(mark.to, window.to - (window.cutRight ? 1 : 0));
  if (from >= to) return undefined;
  return { ...mark, from: from - window.from, to: to - window.from };
}

function cut(glyphs: readonly Glyph[], cells: readonly number[], window: Window): string {
  const from = window.from + (window.cutLeft ? 1 : 0);
  const to = window.to - (window.cutRight ? 1 : 0);
  const inside = glyphs.filter((glyph, index) => {
    const cell = cells[index] ?? 0;
    return cell >= from && cell + glyph.width <= to;
  });
  const first = inside[0];
  const missing = first === undefined ? 0 : (cells[glyphs.indexOf(first)] ?? 0) - from;
  const shown = ' '.repeat(missing) + inside.map((glyph) => glyph.shown).join('');
  return `${window.cutLeft ? '…' : ''}${shown}${window.cutRight ? '…' : ''}`;
}

// What stands below a line.

interface Piece {
  readonly kind: '^' | '-' | 'blank';
  readonly text: string;
}

/**
 * The marks and the text of the rightmost one; below them the other texts, from right to left,
 * each where its mark starts.
 */
function rowsOfMarks(marks: readonly Mark[]): readonly (readonly Piece[])[] {
  const ordered = marks.toSorted((a, b) => b.from - a.from);
  const [rightmost, ...others] = ordered;
  if (rightmost === undefined) return [];

  const row = piecesOf(marks);
  if (rightmost.text !== '') {
    row.push(
      { kind: 'blank', text: ' ' },
      { kind: rightmost.kind, text: printable(rightmost.text) },
    );
  }
  const below = others
    .filter(({ text }) => text !== '')
    .map(({ kind, from, text }): readonly Piece[] => [
      { kind: 'blank', text: ' '.repeat(from) },
      { kind, text: printable(text) },
    ]);
  return [row, ...below];
}

/** The marks of one line, as runs. Where a primary and a related one overlap, the primary is seen. */
function piecesOf(marks: readonly Mark[]): Piece[] {
  const end = Math.max(...marks.map(({ to }) => to));
  const pieces: Piece[] = [];
  for (let cell = 0; cell < end; cell++) {
    const here = marks.filter(({ from, to }) => from <= cell && cell < to);
    const kind = here.find((mark) => mark.kind === '^')?.kind ?? here[0]?.kind ?? 'blank';
    const text = kind === 'blank' ? ' ' : kind;
    const last = pieces.at(-1);
    if (last?.kind === kind) pieces.splice(-1, 1, { kind, text: last.text + text });
    else pieces.push({ kind, text });
  }
  return pieces;
}

// Colour.

const STYLES = {
  error: '\u001B[1;31m',
  warning: '\u001B[1;33m',
  second: '\u001B[36m',
  frame: '\u001B[34m',
  strong: '\u001B[1m',
} as const;

type Painter = (style: keyof typeof STYLES, text: string) => string;

function painter({ color }: RenderOptions): Painter {
  return color ? (style, text) => `${STYLES[style]}${text}\u001B[0m` : (_, text) => text;
}
