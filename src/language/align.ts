/**
 * Fills the cells of lines with blanks, so that adjacent lines form columns, and writes the lines
 * down.
 *
 * After Nick Gravgaard's elastic tabstops, as in gofmt: a column ends where a line has no cell in it.
 * It is as wide as its widest cell, except that a cell much wider than the others does not push them
 * away, and that no line grows out of the page.
 */

import { textWidth } from '../base/glyphs.ts';
import { type Column, COLUMNS, PAGE_WIDTH, type Tab } from './doc.ts';

export interface TabbedLine {
  indent: number;
  /** One more than there are tabs. */
  readonly cells: string[];
  /** Between the cells. */
  readonly tabs: Tab[];
}

/** Columns by which a cell may be wider than half of the others, and still push them. */
const MAX_EXCESS = 24;

export function align(lines: readonly TabbedLine[]): string {
  for (const column of COLUMNS) {
    for (const block of blocksOf(lines, column)) alignBlock(block, column);
  }
  return lines.map(textOf).join('\n');
}

/** One cell that ends at a tab of the column at hand. */
interface Cell {
  readonly line: TabbedLine;
  readonly index: number;
}

/** Adjacent cells of one column. */
function blocksOf(lines: readonly TabbedLine[], column: Column): readonly (readonly Cell[])[] {
  const blocks: Cell[][] = [];
  let before: Cell | undefined;
  for (const line of lines) {
    const index = line.tabs.findIndex((tab) => tab.column === column);
    const cell = index < 0 ? undefined : { line, index };
    if (cell !== undefined) {
      const block = blocks.at(-1);
      if (block !== undefined && before !== undefined && belongTogether(before, cell)) {
        block.push(cell);
      } else {
        blocks.push([cell]);
      }
    }
    before = cell;
  }
  return blocks;
}

function belongTogether(a: Cell, b: Cell): boolean {
  return (
    a.line.indent === b.line.indent && a.line.tabs[a.index]?.table === b.line.tabs[b.index]?.table
  );
}

function alignBlock(block: readonly Cell[], column: Column): void {
  if (block.length === 1) return;
  const measured = block.map((cell) => ({ ...cell, width: widthUpTo(cell) }));
  const sorted = measured.map(({ width }) => width).toSorted((a, b) => a - b);
  const median = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;

  // What the author aligned, and only that, is `assigned`: either all of it stays so or nothing.
  const wholly = column === 'assigned';
  const cells = measured.filter(({ width }) => wholly || width <= median + MAX_EXCESS);
  const widest = Math.max(...cells.map(({ width }) => width));
  const fitting = cells.filter(
    ({ line, width }) => widthOf(line, column) + widest - width <= PAGE_WIDTH,
  );
  if (wholly && fitting.length < cells.length) return;
  for (const { line, index, width } of fitting) {
    line.cells[index] += ' '.repeat(widest - width);
  }
}

/** The columns before the tab at the end of the cell. */
function widthUpTo({ line, index }: Cell): number {
  return line.indent + textWidth(line.cells.slice(0, index + 1).join(''));
}

/** A comment counts only where comments are aligned: it may stand out of the page. */
function widthOf(line: TabbedLine, column: Column): number {
  const isCommented = line.tabs.at(-1)?.column === 'comment' && column !== 'comment';
  return line.indent + textWidth(line.cells.slice(0, isCommented ? -1 : undefined).join(''));
}

function textOf({ indent, cells }: TabbedLine): string {
  const text = cells.join('');
  return text === '' ? '' : ' '.repeat(indent) + text;
}
