/**
 * Finds for each comment of a file the line of its document where it will stand.
 *
 * The document has the tokens of the file in the same order, but for commas and parentheses that
 * one of them may do without. A comment between two tokens goes to the first line between them; if
 * there is none, to the next line behind. So none is lost and their order stays.
 */

import type { Comment } from './ast.ts';
import { type Doc, isList, type Line, partsOf, pushAll } from './doc.ts';
import type { Attached, Attachments } from './lay-out.ts';
import type { Token } from './token.ts';

export function attachComments(
  doc: Doc,
  text: string,
  tokens: readonly Token[],
  comments: readonly Comment[],
): Attachments {
  const attacher = new Attacher(text, tokens, comments);
  attacher.visit(doc);
  attacher.finish();
  return attacher.attachments;
}

/** What stands before a token. */
interface Gap {
  /** A comment at the end of the line of the token before. */
  readonly trailing: string | undefined;
  readonly own: Attached['own'];
  readonly blankBefore: number;
}

class Attacher {
  readonly attachments: Map<Line, Attached> = new Map();
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #comments: readonly Comment[];
  #token = 0;
  #comment = 0;
  /** Of the token before. */
  #end = 0;
  /** The first line behind the token before. */
  #line: Line | undefined;
  /** Comments that found no line yet. */
  #carried: string[] = [];

  constructor(text: string, tokens: readonly Token[], comments: readonly Comment[]) {
    this.#text = text;
    this.#tokens = tokens;
    this.#comments = comments;
  }

  visit(doc: Doc): void {
    const todo = [doc];
    for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
      if (typeof next === 'string') this.#matchText(next.replaceAll(' ', ''));
      else if (!isList(next) && next.kind === 'line') this.#visitLine(next);
      else if (!isList(next) && next.kind === 'literal') this.#matchLiteral();
      else pushAll(todo, partsOf(next));
    }
  }

  /** Takes what stands behind the last token of the document. */
  finish(): void {
    this.#skipUpTo((token) => token.kind === 'end');
    this.#take();
    if (this.#carried.length > 0) throw new Error('a comment has no place in the document');
  }

  /** The tokens that `text` is made of, in which the file may leave out or add a comma or so. */
  #matchText(text: string): void {
    let at = 0;
    while (at < text.length) {
      const token = this.#tokens[this.#token];
      if (
        token !== undefined &&
        token.kind !== 'string' &&
        token.kind !== 'end' &&
        text.startsWith(token.text, at)
      ) {
        at += token.text.length;
        this.#take();
      } else if (OPTIONAL.has(token?.text ?? '') && token?.kind === 'symbol') {
        this.#skip();
      } else if (OPTIONAL.has(text.charAt(at))) {
        at++;
      } else {
        throw new Error(
          `the document has \`${text.slice(at)}\` where the file has \`${token?.text}\``,
        );
      }
    }
  }

  #matchLiteral(): void {
    this.#skipUpTo((token) => token.kind === 'string');
    this.#take();
  }

  #skipUpTo(isWanted: (token: Token) => boolean): void {
    for (;;) {
      const token = this.#tokens[this.#token];
      if (token === undefined || isWanted(token)) return;
      if (!OPTIONAL.has(token.text)) throw new Error(`the document lacks \`${token.text}\``);
      this.#skip();
    }
  }

  #visitLine(line: Line): void {
    if (this.#carried.length > 0) {
      const own = this.#carried.slice(1).map((text) => ({ text, blankBefore: 0 }));
      this.attachments.set(line, { trailing: this.#carried[0], own, blankBefore: 0 });
      this.#carried = [];
    }
    this.#line ??= line;
  }

  /** The next token of the file, with what stands before it. */
  #take(): void {
    this.#skip();
    this.#line = undefined;
  }

  /** The same of a token that the document does without: its comments stay where they are. */
  #skip(): void {
    const token = this.#tokens[this.#token];
    if (token === undefined) return;
    const gap = this.#gapBefore(token);
    if (this.#line === undefined) this.#carry(gap);
    else this.#attach(this.#line, gap);
    this.#end = token.end;
    this.#token++;
  }

  #carry({ trailing, own }: Gap): void {
    if (trailing !== undefined) this.#carried.push(trailing);
    for (const { text } of own) this.#carried.push(text);
  }

  #attach(line: Line, { trailing, own, blankBefore }: Gap): void {
    const isEmpty = trailing === undefined && own.length === 0 && blankBefore === 0;
    if (isEmpty && !this.attachments.has(line)) return;
    const attached = this.attachments.get(line) ?? { trailing: undefined, own: [], blankBefore };
    this.attachments.set(line, attached);
    if (trailing !== undefined) {
      if (attached.trailing === undefined) attached.trailing = trailing;
      else attached.own.push({ text: trailing, blankBefore: 0 });
    }
    attached.own.push(...own);
    attached.blankBefore = blankBefore;
  }

  #gapBefore(token: Token): Gap {
    let trailing: string | undefined;
    const own: Attached['own'] = [];
    let end = this.#end;
    for (;;) {
      const comment = this.#comments[this.#comment];
      if (comment === undefined || comment.span.start > token.start) break;
      const lines = this.#lineEnds(end, comment.span.start);
      if (lines === 0 && this.#token > 0 && own.length === 0) trailing = comment.text;
      else own.push({ text: comment.text, blankBefore: Math.max(0, lines - 1) });
      end = comment.span.end;
      this.#comment++;
    }
    return { trailing, own, blankBefore: Math.max(0, this.#lineEnds(end, token.start) - 1) };
  }

  #lineEnds(start: number, end: number): number {
    return (this.#text.slice(start, end).match(/\r\n|\n|\r/gu) ?? []).length;
  }
}

/** What a file may have and its document not, or the other way round. */
const OPTIONAL: ReadonlySet<string> = new Set([',', '(', ')']);
