/** Text as a terminal shows it: which characters are two cells wide, which none, which unsafe. */

export interface Glyph {
  /** Where its first code unit stands in the text. */
  readonly offset: number;
  /** What to print: a tab as blanks, a control character as a picture of it. */
  readonly shown: string;
  /** In cells. */
  readonly width: number;
}

const TAB_WIDTH = 4;

/** One glyph for each code point of `line`, which has no line ends. */
export function glyphsOf(line: string): readonly Glyph[] {
  const glyphs: Glyph[] = [];
  let offset = 0;
  let cell = 0;
  for (const character of line) {
    const glyph = glyphOf(character, offset, cell);
    glyphs.push(glyph);
    offset += character.length;
    cell += glyph.width;
  }
  return glyphs;
}

/** `text` without characters that would move the cursor, change colours or turn the direction. */
export function printable(text: string): string {
  return text.replaceAll(UNSAFE, pictureOf);
}

function glyphOf(character: string, offset: number, cell: number): Glyph {
  if (character === '\t') {
    const width = TAB_WIDTH - (cell % TAB_WIDTH);
    return { offset, shown: ' '.repeat(width), width };
  }
  const shown = printable(character);
  if (shown === character && ZERO_WIDTH.test(character)) return { offset, shown, width: 0 };
  return { offset, shown, width: WIDE.test(character) ? 2 : 1 };
}

/** `\x1B` → `␛`; what has no picture becomes `�`. */
function pictureOf(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '␡' : '\uFFFD';
}

/** Control characters, line and paragraph separators, marks of direction, halves of pairs. */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Surrogate}]/gu;
const ZERO_WIDTH = /^(?:\p{Mn}|\p{Me}|[\u200B-\u200D\u2060\uFEFF])$/u;
/** Source: Unicode Standard Annex 11 "East Asian Width", the ranges that are W or F throughout. */
const WIDE =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6B\uFF01-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}])$/u;

/** The cells that `text` takes, which has neither tabs nor line ends. */
export function textWidth(text: string): number {
  if (/^[ -~]*$/u.test(text)) return text.length;
  return glyphsOf(text).reduce((cells, { width }) => cells + width, 0);
}
