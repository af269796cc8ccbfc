/** Lines of text within the width of a terminal. */

/** Reports are this wide at most, wherever a word or a name is not longer. */
export const PAGE_WIDTH = 80;

/**
 * Breaks `text` between words. The first line stands behind `first`, the others behind `rest`;
 * both count for the width.
 */
export function wrap(text: string, first = '', rest: string = blank(first.length)): string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(/\s+/u).filter((each) => each !== '')) {
    const longer = isEmpty ? line + word : `${line} ${word}`;
    if (longer.length <= PAGE_WIDTH || isEmpty) {
      line = longer;
    } else {
      lines.push(line);
      line = rest + word;
    }
    isEmpty = false;
  }
  return [...lines, line.trimEnd()];
}

/** A blank for each character. */
export function blank(width: number): string {
  return ' '.repeat(Math.max(0, width));
}

/** `left`, and `right` at the end of the line; on two lines if they do not fit on one. */
export function ends(left: string, right: string): string[] {
  if (right === '') return [left];
  const gap = PAGE_WIDTH - left.length - right.length;
  return gap >= 2 ? [left + blank(gap) + right] : [left, right.padStart(PAGE_WIDTH)];
}

/** Items separated by commas, wrapped. */
export function list(items: readonly string[], indent: string): string[] {
  return wrap(items.join(', '), indent, indent);
}

/** `1 instruction`, `2 instructions` */
export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${number} ${number === 1 ? singular : plural}`;
}
