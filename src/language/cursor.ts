/**
 * The parser's place in the tokens of one file: what stands here, what was expected, and how to
 * carry on behind an error.
 *
 * An error is reported where it is noticed; then `Panic` unwinds to the nearest `attempt`, which
 * leaves out tokens up to where its list goes on. Nothing is reported twice at one token, so one
 * slip gives one diagnostic.
 */

import type { Diagnostic, DiagnosticCode, Label } from '../base/diagnostic.ts';
import type { Span } from '../base/span.ts';
import { suggest } from '../base/suggest.ts';
import type { Expression, Name } from './ast.ts';
import { ITEM_WORDS, RESERVED_WORDS } from './keywords.ts';
import type { Production } from './productions.ts';
import { describeToken, type Token } from './token.ts';

/** Of parentheses, blocks and all else that the parser or a reader of the tree recurses on. */
export const MAX_DEPTH = 500;
/** More of them help nobody. */
export const MAX_DIAGNOSTICS = 50;

/** Control flow of the parser, caught by `Cursor.attempt` or by `parse.ts`; never leaves them. */
export class Panic extends Error {}

export interface Details {
  /** Text under the carets. */
  readonly label?: string;
  readonly related?: readonly Label[];
  readonly help?: string | undefined;
}

export class Cursor {
  readonly file: string;
  readonly diagnostics: Diagnostic[] = [];
  /** Expressions in parentheses, which the tree does not tell; the formatter keeps them. */
  readonly parenthesized: Set<Expression> = new Set();
  /** Of the expression parsed last. */
  height = 0;
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #end: Token;
  readonly #onReached: ((production: Production) => void) | undefined;
  readonly #reportedAt = new Set<number>();
  #index = 0;
  #depth = 0;
  #openBraces = 0;
  #sawSemicolon = false;
  /** A `{` that is closed, but by a `}` of another indentation. */
  #suspect: Token | undefined;

  constructor(
    file: string,
    text: string,
    tokens: readonly Token[],
    onReached: ((production: Production) => void) | undefined,
  ) {
    this.file = file;
    this.#text = text;
    this.#tokens = tokens;
    this.#end = tokens.at(-1) ?? { kind: 'end', text: '', start: 0, end: 0, first: true };
    this.#onReached = onReached;
  }

  reached(production: Production): void {
    this.#onReached?.(production);
  }

  // Looking.

  get token(): Token {
    return this.#tokens[this.#index] ?? this.#end;
  }

  get atEnd(): boolean {
    return this.token.kind === 'end';
  }

  ahead(count = 1): Token {
    return this.#tokens[this.#index + count] ?? this.#end;
  }

  /** Whether this word or symbol stands here. */
  at(text: string): boolean {
    return isWordOrSymbol(this.token, text);
  }

  /** Whether these words and symbols stand here, one after the other. */
  atAll(...texts: readonly string[]): boolean {
    return texts.every((text, index) => isWordOrSymbol(this.ahead(index), text));
  }

  /**
   * Whether an item starts here for certain: in a line of its own a word of items, and then another
   * word. No statement starts so, which tells a forgotten `}`.
   */
  get atItem(): boolean {
    const { token } = this;
    if (!token.first || token.kind !== 'word' || !SURE_ITEM_WORDS.has(token.text)) return false;
    const next = this.ahead();
    if (next.first) return false;
    if (next.kind === 'word') return next.text !== 'in';
    // A member that is called like an item has its form behind the text.
    if (next.kind === 'string') return this.ahead(2).text !== 'encoding';
    return BRACED_ITEM_WORDS.has(token.text) && next.text === '{';
  }

  // Taking.

  take(): Token {
    const token = this.token;
    if (token.kind === 'symbol') {
      if (token.text === '{') this.#openBraces++;
      if (token.text === '}') this.#openBraces--;
    }
    if (token.kind !== 'end') this.#index++;
    return token;
  }

  takeIf(text: string): Token | undefined {
    return this.at(text) ? this.take() : undefined;
  }

  expect(text: string, help?: string): Token {
    if (!this.at(text)) this.unexpected(`\`${text}\``, help);
    return this.take();
  }

  /** The bracket that closes `open`. */
  expectClosing(open: Token, text: string, or = ''): Token {
    if (!this.at(text)) {
      const label = { span: this.spanOf(open), text: `opened here` };
      this.unexpected(`${or}\`${text}\``, undefined, [label]);
    }
    return this.take();
  }

  /** The `}` of `open`, or a diagnostic at `open` if the file or the next item comes first. */
  closeBrace(open: Token): void {
    if (this.at('}')) {
      const { start, first } = this.take();
      if (first && this.#indentAt(start) !== this.#indentAt(open.start)) this.#suspect ??= open;
      return;
    }
    if (this.#wasReportedHere()) return;
    const related = [{ span: this.spanHere(), text: 'expected `}` before this' }];
    if (this.#suspect !== undefined && this.#suspect.start > open.start) {
      const text = 'or is this the one without a `}`?';
      related.unshift({ span: this.spanOf(this.#suspect), text });
    }
    this.report('PG012', this.spanOf(open), '`{` is never closed', { related });
  }

  /** A name that is declared or used here. */
  name(what: string): Name {
    const token = this.token;
    if (token.kind !== 'word') this.unexpected(what);
    if (RESERVED_WORDS.has(token.text)) {
      const help = 'it has a meaning of its own wherever a name may stand';
      this.report('PG018', this.spanHere(), `\`${token.text}\` cannot be a name`, {
        label: `expected ${what}`,
        help,
      });
    }
    return this.word(what);
  }

  /** A name where reserved words do no harm. */
  word(what: string): Name {
    if (this.token.kind !== 'word') this.unexpected(what);
    const token = this.take();
    return { text: token.text, span: this.spanOf(token) };
  }

  /** A string. */
  text(what: string): string {
    if (this.token.kind !== 'string') this.unexpected(`${what} in quotes`);
    return this.take().text;
  }

  /** One of a few words, also if it is misspelt. */
  oneOf<Word extends string>(words: readonly Word[], what: string): Word {
    const found = words.find((word) => this.at(word));
    if (found !== undefined) {
      this.take();
      return found;
    }
    const meant = this.token.kind === 'word' ? suggest(this.token.text, words) : undefined;
    const list = listWords(words);
    if (meant === undefined) this.unexpected(what === '' ? list : `${what}: ${list}`);
    this.unknownWord(what, meant);
    this.take();
    return words.find((word) => word === meant) ?? this.unexpected(list);
  }

  /** Items separated by commas, at least one. */
  commaSeparated<T>(parse: () => T): readonly T[] {
    const list = [parse()];
    while (this.takeIf(',') !== undefined) list.push(parse());
    return list;
  }

  /** Takes what ends statements elsewhere and nothing here; says so once. */
  takeSemicolons(): boolean {
    if (!this.at(';')) return false;
    if (!this.#sawSemicolon) {
      this.report('PG010', this.spanHere(), 'unexpected `;`', {
        help: 'items and statements need nothing between them',
      });
    }
    this.#sawSemicolon = true;
    while (this.at(';')) this.take();
    return true;
  }

  /**
   * Goes back to the word before, if it begins its line: it was taken for an expression that is
   * missing in the line above. Only for what cannot go on otherwise.
   */
  returnToLineStart(): boolean {
    const before = this.#tokens[this.#index - 1];
    if (before?.kind !== 'word' || !before.first || this.token.first) return false;
    if (this.#reportedAt.has(before.start)) return false;

    this.#index--;
    const end = this.#tokens[this.#index - 1]?.end ?? before.start;
    this.report('PG010', this.spanHere(), `unexpected ${describeToken(before)}`, {
      related: [{ span: { file: this.file, start: end, end }, text: 'expected an expression' }],
    });
    return true;
  }

  // Places.

  spanOf(token: Token): Span {
    return { file: this.file, start: token.start, end: token.end };
  }

  /** From `start` to the last token taken. */
  spanFrom(start: Token): Span {
    const last = this.#tokens[this.#index - 1];
    const end = last === undefined ? start.end : Math.max(last.end, start.start);
    return { file: this.file, start: start.start, end };
  }

  /** This token; at the end of the file, the place behind the last one. */
  spanHere(): Span {
    if (!this.atEnd) return this.spanOf(this.token);
    const end = this.#tokens[this.#index - 1]?.end ?? 0;
    return { file: this.file, start: end, end };
  }

  // Errors.

  report(code: DiagnosticCode, span: Span, message: string, details: Details = {}): void {
    this.diagnostics.push({
      code,
      severity: 'error',
      message,
      primary: { span, text: details.label ?? '' },
      related: details.related ?? [],
      help: details.help,
    });
    this.#reportedAt.add(span.start).add(this.spanHere().start);
    if (this.diagnostics.length > MAX_DIAGNOSTICS) throw new Panic('too many errors');
  }

  /** Reports what stands here, unless that was done, and gives up. */
  unexpected(expected: string, help?: string, related: readonly Label[] = []): never {
    if (!this.#wasReportedHere()) {
      const message = `unexpected ${describeToken(this.token)}`;
      const label = `expected ${expected}`;
      this.report('PG010', this.spanHere(), message, { label, help, related });
    }
    throw new Panic('unexpected token');
  }

  /** Reports that the word here is no keyword but was meant to be `meant`. */
  unknownWord(what: string, meant: string): void {
    if (this.#wasReportedHere()) return;
    const message = `unknown ${what === '' ? 'word' : what} \`${this.token.text}\``;
    this.report('PG011', this.spanHere(), message, { help: `did you mean \`${meant}\`?` });
  }

  /**
   * Parses one element of a list. If that fails, leaves out tokens up to the next one: up to where
   * `resumes` holds, to the `}` of the list, or to an item that surely starts.
   */
  attempt(parse: () => void, resumes: () => boolean): boolean {
    const index = this.#index;
    const depth = this.#depth;
    const openBraces = this.#openBraces;
    try {
      parse();
      return true;
    } catch (error) {
      if (!(error instanceof Panic) || this.diagnostics.length > MAX_DIAGNOSTICS) throw error;
    }
    this.#depth = depth;
    if (this.#index === index) this.take();
    while (!this.atEnd && !this.atItem) {
      if (this.#openBraces <= openBraces && (this.at('}') || resumes())) break;
      this.take();
    }
    this.#openBraces = openBraces;
    return false;
  }

  // Depth.

  /** Enters something that may hold another of its kind; `shallower` leaves it. */
  deeper(): void {
    this.#depth++;
    this.checkDepth(this.#depth);
  }

  shallower(): void {
    this.#depth--;
  }

  checkDepth(depth: number): void {
    if (depth <= MAX_DEPTH) return;
    if (!this.#wasReportedHere()) {
      const message = `this is nested more than ${MAX_DEPTH} levels deep`;
      this.report('PG022', this.spanHere(), message, { help: 'name parts of it with `let`' });
    }
    throw new Panic('nested too deep');
  }

  /** How far what starts at `offset`'s line is indented. */
  #indentAt(offset: number): number {
    let start = offset;
    while (start > 0 && !isLineEnd(this.#text[start - 1])) start--;
    let at = start;
    while (this.#text[at] === ' ' || this.#text[at] === '\t') at++;
    return at - start;
  }

  /** Also true of characters that begin no token: the lexer has reported them. */
  #wasReportedHere(): boolean {
    return this.token.kind === 'unknown' || this.#reportedAt.has(this.spanHere().start);
  }
}

const SURE_ITEM_WORDS: ReadonlySet<string> = new Set(
  ITEM_WORDS.filter((word) => word !== 'if' && word !== 'trap'),
);
const BRACED_ITEM_WORDS: ReadonlySet<string> = new Set(['instruction', 'reset', 'undecoded']);

function isLineEnd(character: string | undefined): boolean {
  return character === '\n' || character === '\r';
}

function isWordOrSymbol(token: Token, text: string): boolean {
  return token.text === text && (token.kind === 'word' || token.kind === 'symbol');
}

/** `` `a`, `b` or `c` `` */
export function listWords(words: readonly string[]): string {
  const quoted = words.map((word) => `\`${word}\``);
  if (quoted.length < 2) return quoted.join('');
  return `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}
