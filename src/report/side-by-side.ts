/**
 * Two states side by side, with what differs marked:
 *
 *                     s1                      s2
 *       M           * supervisor              user
 *       x[1]        * 0x81                    0x00
 *                       ^^                      ^^                bits 7, 0
 */

import { bitAt, bitXor } from '../base/bits.ts';
import type { ConcreteState } from '../question/witness.ts';
import { blank, PAGE_WIDTH } from './layout.ts';
import { digitsText, type Named, type Place } from './place.ts';
import type { Style } from './style.ts';

export interface ComparedRow {
  readonly name: string;
  readonly texts: readonly [string, string];
  readonly differs: boolean;
  /** Positions of the bits that differ, highest first; of names, none. */
  readonly bits: readonly number[];
}

export function comparedRows(
  places: readonly Place[],
  left: ConcreteState,
  right: ConcreteState,
): readonly ComparedRow[] {
  return places.map((place) => compared(place, place.valueIn(left), place.valueIn(right)));
}

export function compared(place: Named, left: bigint, right: bigint): ComparedRow {
  const texts = [digitsText(place, left), digitsText(place, right)] as const;
  const isNumber = texts.every((text) => text.startsWith('0x'));
  const difference = bitXor(left, right);
  const bits = Array.from({ length: place.width }, (_, index) => place.width - 1 - index);
  return {
    name: place.name,
    texts,
    differs: left !== right,
    bits: isNumber ? bits.filter((position) => bitAt(difference, position)) : [],
  };
}

const NAME = 20;
const MOST_BITS = 4;

/** The heads of the two columns. */
export function sideHeads(indent: string, titles: readonly [string, string]): string {
  const [left, right] = titles;
  return `${indent}${blank(NAME + 2)}${left.padEnd(COLUMN)}${right}`.trimEnd();
}

/** One line for each row, and one below with marks where digits differ. */
export function rowLines(
  rows: readonly ComparedRow[],
  indent: string,
  style: Style,
): readonly string[] {
  return rows.flatMap((row) => {
    const { name, texts, differs, bits } = row;
    const [left, right] = texts;
    const mark = differs ? style.bad('*') : ' ';
    const head = name.length < NAME ? name.padEnd(NAME) : `${name}\n${indent}${blank(NAME)}`;
    const line = `${indent}${head}${mark} ${left.padEnd(COLUMN)}${right}`.trimEnd();
    return bits.length === 0 ? [line] : [line, marksLine(row, indent)];
  });
}

/** A register of 64 bits, and a gap. */
const COLUMN = 22;

function marksLine({ texts: [left, right], bits }: ComparedRow, indent: string): string {
  const marks = (text: string): string =>
    Array.from(text, (_, column) =>
      bits.some((bit) => columnOf(bit, text) === column) ? '^' : ' ',
    ).join('');
  const line = `${indent}${blank(NAME + 2)}${marks(left).padEnd(COLUMN)}${marks(right)}`;
  const note = bitsText(bits);
  return `${line}  ${note}`.length <= PAGE_WIDTH ? `${line}  ${note}` : line.trimEnd();
}

/** Where the hexadecimal digit with this bit stands. */
function columnOf(bit: number, text: string): number {
  return text.length - 1 - Math.floor(bit / 4);
}

function bitsText(bits: readonly number[]): string {
  if (bits.length > MOST_BITS) return `${bits.length} bits`;
  return `${bits.length === 1 ? 'bit' : 'bits'} ${bits.join(', ')}`;
}
