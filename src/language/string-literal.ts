/**
 * String literals: where one ends, what it means, and how a text is written as one.
 *
 * A string may go on in the next line: the line end and the white space around it are one space.
 */

export interface StringEnd {
  /** Behind the `"`, if there is one. */
  readonly end: number;
  readonly isClosed: boolean;
}

/**
 * The end of the string that starts at `start`.
 *
 * A forgotten `"` is recognized by what follows: an empty line, or a later line whose `"` touches
 * a word behind it or leaves another string open. Then the string ends where its first line does,
 * and the damage stays there.
 */
export function findStringEnd(text: string, start: number): StringEnd {
  let firstLineEnd: number | undefined;
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at];
    if (character === '\\' && !isLineEnd(text[at + 1])) {
      at++;
    } else if (character === '"') {
      if (firstLineEnd !== undefined && looksOpening(text, at)) break;
      return { end: at + 1, isClosed: true };
    } else if (isLineEnd(character)) {
      firstLineEnd ??= at;
      if (character === '\r' && text[at + 1] === '\n') at++;
      if (isBlankLine(text, at + 1)) break;
    }
  }
  return { end: firstLineEnd ?? text.length, isClosed: false };
}

function isLineEnd(character: string | undefined): boolean {
  return character === '\n' || character === '\r';
}

/** Also true at the end of the file. */
function isBlankLine(text: string, start: number): boolean {
  let at = start;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at >= text.length || isLineEnd(text[at]);
}

/** Whether the `"` at `at` begins a string rather than that it ends one. */
function looksOpening(text: string, at: number): boolean {
  return /\w/u.test(text.charAt(at + 1)) || leavesStringOpen(text, at + 1);
}

/** Whether the rest of a line has an opening `"` without a closing one. */
function leavesStringOpen(text: string, start: number): boolean {
  let isOpen = false;
  for (let at = start; at < text.length && !isLineEnd(text[at]); at++) {
    if (text[at] === '"') isOpen = !isOpen;
    else if (isOpen && text[at] === '\\') at++;
    else if (!isOpen && text.startsWith('//', at)) break;
  }
  return isOpen;
}

/** A character that no string holds as it is, or an escape that is none. */
export interface StringProblem {
  readonly at: number;
  readonly text: string;
  readonly isEscape: boolean;
}

export interface ReadString {
  readonly value: string;
  readonly problems: readonly StringProblem[];
}

/** What stands between two quotes: lines folded into one, escapes decoded. */
export function readString(raw: string): ReadString {
  if (/^[ -[\]-~]*$/u.test(raw)) return { value: raw, problems: [] };

  const problems: StringProblem[] = [];
  const value = raw.replaceAll(SPECIAL, (text: string, at: number) => {
    if (/^[ \t]*[\n\r]/u.test(text)) return ' ';
    const meaning = text.startsWith('\\') ? decodeEscape(text) : undefined;
    if (meaning !== undefined) return meaning;
    if (text === '\t') return text;
    problems.push({ at, text, isEscape: text.startsWith('\\') });
    return text;
  });
  return { value, problems };
}

/**
 * A line end with the white space around it, an escape, or what nobody can see.
 *
 * The look-behind keeps this linear: white space is tried once, from its beginning.
 */
const SPECIAL =
  /(?<![ \t])[ \t]*(?:\r\n|[\n\r])[ \t]*|\\(?:u\{[0-9A-Fa-f]{1,6}\}|[^])|[\p{Cc}\p{Bidi_Control}\p{Surrogate}]/gu;

function decodeEscape(escape: string): string | undefined {
  if (escape.startsWith('\\u{')) {
    const code = Number.parseInt(escape.slice(3, -1), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
  }
  return MEANINGS.get(escape);
}

const MEANINGS: ReadonlyMap<string, string> = new Map([
  ['\\"', '"'],
  ['\\\\', '\\'],
  ['\\n', '\n'],
  ['\\t', '\t'],
]);
const ESCAPES: ReadonlyMap<string, string> = new Map(
  [...MEANINGS].map(([escape, meaning]) => [meaning, escape]),
);

/** `value` as a string literal on one line. What nobody could see becomes an escape. */
export function writeString(value: string): string {
  return `"${value.replaceAll(ESCAPED, escapeCharacter)}"`;
}

const ESCAPED = /["\\\p{Cc}\p{Bidi_Control}\p{Surrogate}]/gu;

function escapeCharacter(character: string): string {
  const code = character.charCodeAt(0).toString(16).toUpperCase();
  return ESCAPES.get(character) ?? `\\u{${code}}`;
}
