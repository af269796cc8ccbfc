/**
 * Text to tokens, with the comments beside them.
 *
 * Takes any text whatever and runs in linear time. Tokens are context-free: that `0000_0001` is a
 * bit pattern and `5x` no number is for the parser to say, since `csr.5x` may be an instruction.
 */

import type { Diagnostic, DiagnosticCode } from '../base/diagnostic.ts';
import type { Comment } from './ast.ts';
import { findStringEnd, readString } from './string-literal.ts';
import { SYMBOLS, type Token, type TokenKind } from './token.ts';

export interface Lexed {
  /** The last one is of kind `end`. */
  readonly tokens: readonly Token[];
  readonly comments: readonly Comment[];
  readonly diagnostics: readonly Diagnostic[];
}

/** More diagnostics than a parser will ever pass on; so a binary file costs nothing. */
const MAX_DIAGNOSTICS = 1000;

export function lex(file: string, text: string): Lexed {
  return new Lexer(file, text).run();
}

class Lexer {
  readonly #file: string;
  readonly #text: string;
  readonly #tokens: Token[] = [];
  readonly #comments: Comment[] = [];
  readonly #diagnostics: Diagnostic[] = [];
  #at = 0;
  /** No token yet in this line. */
  #first = true;

  constructor(file: string, text: string) {
    this.#file = file;
    this.#text = text;
  }

  run(): Lexed {
    // A byte order mark is no part of the text.
    if (this.#text.startsWith('\uFEFF')) this.#at = 1;
    while (this.#at < this.#text.length) this.#next();
    this.#push('end', this.#at, '');
    return { tokens: this.#tokens, comments: this.#comments, diagnostics: this.#diagnostics };
  }

  #next(): void {
    const character = this.#text.charAt(this.#at);
    switch (CLASSES.get(character)) {
      case 'space':
        this.#at = this.#endOf(SPACES);
        return;
      case 'line-end':
        this.#at++;
        this.#first = true;
        return;
      case 'letter':
        this.#push('word', this.#endOf(WORD));
        return;
      case 'digit':
        this.#push('number', this.#endOf(NUMBER));
        return;
      case 'quote':
        this.#lexString();
        return;
      case 'slash':
        this.#lexSlash();
        return;
      case 'sign':
      case undefined:
        this.#lexSymbol(character);
        return;
    }
  }

  /** A comment, or a division. */
  #lexSlash(): void {
    const start = this.#at;
    if (this.#text.startsWith('//', start)) {
      const end = this.#endOf(REST_OF_LINE);
      const text = this.#text.slice(start, end).trimEnd();
      this.#comments.push({ text, span: { file: this.#file, start, end: start + text.length } });
      this.#at = end;
    } else if (this.#text.startsWith('/*', start)) {
      const close = this.#text.indexOf('*/', start + 2);
      this.#report('PG006', start, start + 2, 'comments start with `//`', {
        help: 'they run up to the end of the line',
      });
      this.#at = close < 0 ? this.#text.length : close + 2;
      if (/[\n\r]/u.test(this.#text.slice(start, this.#at))) this.#first = true;
    } else {
      this.#push('symbol', start + 1, '/');
    }
  }

  #lexString(): void {
    const start = this.#at;
    const plainEnd = this.#endOf(PLAIN_STRING);
    if (plainEnd > start) return this.#push('string', plainEnd, this.#text.slice(start + 1, plainEnd - 1)); // prettier-ignore
    const { end, isClosed } = findStringEnd(this.#text, start);
    if (!isClosed) {
      this.#report('PG002', start, end, 'this text has no end', {
        label: 'no closing `"`',
        help: 'a text may go on in the next line, but not across an empty one',
      });
    }
    const { value, problems } = readString(this.#text.slice(start + 1, isClosed ? end - 1 : end));
    for (const { at, text, isEscape } of problems) {
      const from = start + 1 + at;
      if (isEscape) {
        this.#report('PG003', from, from + text.length, `unknown escape \`${text}\``, {
          help: 'the escapes are `\\"`, `\\\\`, `\\n`, `\\t` and `\\u{1F600}`',
        });
      } else {
        const message = `unexpected ${describe(text)} in a text`;
        this.#report('PG001', from, from + text.length, message, {
          help: `write \`\\u{${codeOf(text)}}\` if it is meant`,
        });
      }
    }
    this.#push('string', end, value);
  }

  #lexSymbol(character: string): void {
    const pair = this.#text.slice(this.#at, this.#at + 2);
    if (SYMBOLS.has(pair)) {
      this.#push('symbol', this.#at + pair.length, pair);
    } else if (SYMBOLS.has(character)) {
      this.#push('symbol', this.#at + 1, character);
    } else {
      const end = Math.max(this.#endOf(RUBBISH), this.#at + 1);
      const rubbish = this.#text.slice(this.#at, end);
      const help = HELP_ON_CHARACTERS.get(character);
      this.#report('PG001', this.#at, end, `unexpected ${describe(rubbish)}`, { help });
      this.#push('unknown', end, rubbish);
    }
  }

  /** A token from here to `end`; `text` is what a parser sees of it. */
  #push(kind: TokenKind, end: number, text: string = this.#text.slice(this.#at, end)): void {
    this.#tokens.push({ kind, text, start: this.#at, end, first: this.#first });
    this.#at = end;
    this.#first = false;
  }

  /** Where `pattern`, which is sticky, stops matching. */
  #endOf(pattern: RegExp): number {
    const sticky = pattern;
    sticky.lastIndex = this.#at;
    return sticky.test(this.#text) ? sticky.lastIndex : this.#at;
  }

  #report(
    code: DiagnosticCode,
    start: number,
    end: number,
    message: string,
    { label = '', help }: { readonly label?: string; readonly help?: string | undefined },
  ): void {
    if (this.#diagnostics.length >= MAX_DIAGNOSTICS) return;
    const primary = { span: { file: this.#file, start, end }, text: label };
    this.#diagnostics.push({ code, severity: 'error', message, primary, related: [], help });
  }
}

type CharacterClass = 'space' | 'line-end' | 'letter' | 'digit' | 'quote' | 'slash' | 'sign';

const CLASSES: ReadonlyMap<string, CharacterClass> = new Map<string, CharacterClass>([
  ...Array.from(' \t\f\v\u00A0\uFEFF', (space) => [space, 'space'] as const),
  ...Array.from('\n\r', (lineEnd) => [lineEnd, 'line-end'] as const),
  ...Array.from('_abcdefghijklmnopqrstuvwxyz', (letter) => [letter, 'letter'] as const),
  ...Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ', (letter) => [letter, 'letter'] as const),
  ...Array.from('0123456789', (digit) => [digit, 'digit'] as const),
  ['"', 'quote'],
  ['/', 'slash'],
]);

/** In one line, and nothing in it but what it means. */
const PLAIN_STRING = /"[ !#-[\]-~]*"/y;
const SPACES = /[ \t\f\v\u00A0\uFEFF]*/y;
const REST_OF_LINE = /[^\n\r]*/y;
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y;
/** Starts with a digit, and takes every letter that touches it. */
const NUMBER = /[0-9][0-9A-Za-z_]*(?:'[0-9A-Za-z_]*)?/y;
/** Characters that begin no token, in one run. */
const RUBBISH = /[^\sA-Za-z0-9_"=<>|^&+\-*/%!~()[\]{},.:?§;]+/uy;

const HELP_ON_CHARACTERS: ReadonlyMap<string, string> = new Map([
  ['#', 'comments start with `//`'],
  ["'", 'texts stand between `"` and `"`'],
  ['`', 'texts stand between `"` and `"`'],
  ['“', 'texts stand between `"` and `"`'],
  ['”', 'texts stand between `"` and `"`'],
  ['\0', 'is this a text file?'],
]);

/** What cannot be seen is named by its code. */
function describe(characters: string): string {
  if (/[\p{C}\p{Z}]/u.test(characters)) return `character U+${codeOf(characters).padStart(4, '0')}`;
  return `\`${characters.length <= 24 ? characters : `${characters.slice(0, 23)}…`}\``;
}

/** Of the first one, in hexadecimal. */
function codeOf(characters: string): string {
  return (characters.codePointAt(0) ?? 0).toString(16).toUpperCase();
}
