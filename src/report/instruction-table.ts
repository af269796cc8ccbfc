/**
 * The main table, 80 columns wide:
 *
 *                               P C L M U   in user mode      class
 *     add                       - - - - -   same              innocuous
 *     lpsw                      P C x x x   trap              sensitive, privileged
 */

import type { Machine } from '../isa/machine.ts';
import type { InstructionResult } from '../judge/result.ts';
import type { Spec } from '../question/spec.ts';
import { CELLS, cellOf, classColumns, type ClassColumn } from './class-columns.ts';
import { instructionRows, type InstructionRow } from './instruction-rows.ts';
import { blank, PAGE_WIDTH, wrap } from './layout.ts';
import type { Style } from './style.ts';
import { classWords } from './words.ts';

export interface TableOptions {
  readonly grouped: boolean;
  /** Ids of instructions that stand in the way of the first theorem; they are marked. */
  readonly obstructing: readonly string[];
  readonly style: Style;
}

export function instructionTable(
  machine: Machine,
  spec: Spec,
  instructions: readonly InstructionResult[],
  { grouped, obstructing, style }: TableOptions,
): readonly string[] {
  const columns = classColumns(spec);
  const rows = instructionRows(machine, instructions, { grouped });
  const shape = shapeOf(spec, rows, columns);
  const letters = columns.map(({ letter }) => letter).join(' ');
  const head = `${blank(shape.name)}${letters}${blank(GAP)}${'in user mode'.padEnd(shape.behaviour)}class`;
  const body = rows.flatMap((row) => {
    const isObstructing = row.members.some(({ id }) => obstructing.includes(id));
    return rowLines(
      { row, words: classWords(spec, row.members[0]), isObstructing },
      columns,
      shape,
      style,
    );
  });
  return [style.strong(head), ...body];
}

const INDENT = 2;
const GAP = 3;
const MOST_NAME = 30;
const MOST_BEHAVIOUR = 24;

interface Shape {
  /** Up to the first letter. */
  readonly name: number;
  /** With the gap behind it. */
  readonly behaviour: number;
}

function shapeOf(
  spec: Spec,
  rows: readonly InstructionRow[],
  columns: readonly ClassColumn[],
): Shape {
  const longest = Math.max(14, ...rows.map(({ name }) => name.length));
  const name = INDENT + Math.min(longest, MOST_NAME) + 2;
  const words = Math.max(5, ...rows.map(({ members: [first] }) => classWords(spec, first).length));
  const room = PAGE_WIDTH - name - (2 * columns.length - 1) - GAP - words;
  const wanted =
    Math.max('in user mode'.length, ...rows.map((row) => behaviours(row).join(', ').length)) + 2;
  return {
    name,
    behaviour: Math.min(wanted, Math.max(room, 'in user mode'.length + 2), MOST_BEHAVIOUR),
  };
}

interface WordedRow {
  readonly row: InstructionRow;
  readonly words: string;
  readonly isObstructing: boolean;
}

/** One line, or more where the name or the behaviours are long. */
function rowLines(
  { row, words, isObstructing }: WordedRow,
  columns: readonly ClassColumn[],
  { name: nameWidth, behaviour: width }: Shape,
  style: Style,
): readonly string[] {
  const [first] = row.members;
  const cells = columns.map((column) => cellOf(column, row.members)).join(' ');
  const [behaviour = '', ...more] = folded(behaviours(row), width - 2);
  const label = (isObstructing ? '! ' : blank(INDENT)) + row.name;
  const rest = `${cells}${blank(GAP)}${behaviour.padEnd(width)}${paint(style, first, isObstructing, words)}`;
  const lines =
    label.length > nameWidth - 2
      ? [label, blank(nameWidth) + rest]
      : [label.padEnd(nameWidth) + rest];
  return [...lines, ...more.map((text) => blank(nameWidth + cells.length + GAP) + text)];
}

function paint(
  style: Style,
  { sensitive, privileged }: InstructionResult,
  isObstructing: boolean,
  words: string,
): string {
  if (isObstructing) return style.bad(words);
  if (sensitive === 'undecided' || privileged === 'undecided') return style.open(words);
  return sensitive === 'yes' ? style.good(words) : words;
}

/** What user mode makes of it; `?` behind what is not known to occur. */
function behaviours({ members: [first] }: InstructionRow): readonly string[] {
  const all = [...first.inUserMode, ...first.inUserModeUndecided.map((each) => `${each}?`)];
  return all.length === 0 ? ['-'] : all;
}

function folded(items: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    if (last !== undefined && `${last}, ${item}`.length <= width)
      lines[lines.length - 1] = `${last}, ${item}`;
    else {
      if (last !== undefined) lines[lines.length - 1] = `${last},`;
      lines.push(item);
    }
  }
  return lines;
}

/** What the letters and marks mean, as far as they are used for these instructions. */
export function tableLegend(
  spec: Spec,
  instructions: readonly InstructionResult[],
  hasObstructing: boolean,
): readonly string[] {
  const columns = classColumns(spec);
  const used = new Set(
    instructions.flatMap((each) => columns.map((column) => cellOf(column, [each]))),
  );
  const heads = columns.map(
    ({ letter, definition }) => `${letter} ${definition.title.toLowerCase()}`,
  );
  const marks = Object.entries(CELLS).filter(([mark]) => used.has(mark));
  const behaved = new Set<string>(instructions.flatMap(({ inUserMode }) => inUserMode));
  const meanings = Object.entries(BEHAVIOURS).filter(([name]) => behaved.has(name));
  return [
    ...entries(heads),
    ...entries([
      ...(hasObstructing ? [`! in the way of theorem ${spec.theorems[0]?.number ?? ''}`] : []),
      'a letter: yes, proved or with a replayed witness',
      ...marks.map(([mark, meaning]) => `${mark} ${meaning}`),
    ]),
    ...(meanings.length === 0
      ? []
      : wrap(
          `In user mode, where supervisor mode completes: ${meanings.map(([name, meaning]) => `${name} (${meaning})`).join(', ')}.`,
          blank(INDENT),
          blank(INDENT),
        )),
  ];
}

const BEHAVIOURS = {
  same: 'it does the same',
  ignored: 'only the program counter moves',
  partial: 'it does something else',
  exception: 'it traps and is resumed at itself',
  trap: 'it traps and is resumed behind itself',
} as const;

/** Entries with three blanks between them, in lines. */
function entries(items: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    const longer = last === undefined ? undefined : `${last}${blank(GAP)}${item}`;
    if (longer !== undefined && longer.length <= PAGE_WIDTH) lines[lines.length - 1] = longer;
    else lines.push(blank(INDENT) + item);
  }
  return lines;
}
