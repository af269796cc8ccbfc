/**
 * What a tree leaves to taste, and whom the printer asks: whether a list stands on one line, and
 * whether parentheses that the grammar could do without help the reader.
 */

import type { Span } from '../base/span.ts';
import type { Expression } from './ast.ts';
import type { Token } from './token.ts';

export interface Written {
  /** The file has parentheses around this expression. */
  hasParentheses(expression: Expression): boolean;
  /** What is at `span`, or the word before it, is the first of its line. */
  startsLine(span: Span, place?: 'here' | 'before'): boolean;
  /** What is at `span`, a clause's first operand, stands in a clause that starts its line. */
  clauseStartsLine(span: Span): boolean;
  /** The last `word` in `span` is the first of its line. */
  wordStartsLine(span: Span, word: string): boolean;
  /** How far the `=` before what is at `value` stands behind the start of `span`, in the same line. */
  columnOfEquals(span: Span, value: Span): number | undefined;
  /** All that is at `span` stands on one line. */
  isOneLine(span: Span): boolean;
  /** The token before what is at `span` is `text`; `assumed`, if there is no file. */
  follows(span: Span, text: string, assumed: boolean): boolean;
  /** What is at `span` starts with `text`; `assumed`, if there is no file. */
  startsWith(span: Span, text: string, assumed: boolean): boolean;
  /** There is no file: things of different kinds are set apart by blank lines. */
  readonly groups: boolean;
}

/** For a tree that has no file: as short as can be. */
export const UNWRITTEN: Written = {
  hasParentheses: () => false,
  startsLine: () => false,
  clauseStartsLine: () => false,
  wordStartsLine: () => false,
  columnOfEquals: () => undefined,
  isOneLine: () => false,
  follows: (_span, _text, assumed) => assumed,
  startsWith: (_span, _text, assumed) => assumed,
  groups: true,
};

/** For a tree that was parsed from these tokens: as its author had it. */
export function writtenAs(
  tokens: readonly Token[],
  parenthesized: ReadonlySet<Expression>,
): Written {
  return {
    hasParentheses: (expression) => parenthesized.has(expression),
    startsLine: ({ start }, place) =>
      tokens[indexOfToken(tokens, start) - (place === 'before' ? 1 : 0)]?.first === true,
    clauseStartsLine: ({ start }) => {
      let index = indexOfToken(tokens, start) - 1;
      while (tokens[index]?.text === '(') index--;
      return tokens[index]?.first === true;
    },
    wordStartsLine: ({ start, end }, word) => {
      for (let index = indexOfToken(tokens, end - 1); ; index--) {
        const token = tokens[index];
        if (token === undefined || token.start < start) return false;
        if (token.text === word) return token.first;
      }
    },
    columnOfEquals: ({ start }, value) => {
      const from = indexOfToken(tokens, start);
      let index = indexOfToken(tokens, value.start) - 1;
      while (tokens[index]?.text === '(') index--;
      const equals = tokens[index];
      if (equals?.text !== '=') return undefined;
      const isOneLine = tokens.slice(from + 1, index + 1).every(({ first }) => !first);
      return isOneLine ? equals.start - start : undefined;
    },
    isOneLine: ({ start, end }) => {
      for (let index = indexOfToken(tokens, start) + 1; ; index++) {
        const token = tokens[index];
        if (token === undefined || token.start >= end) return true;
        if (token.first) return false;
      }
    },
    follows: ({ start }, text) => tokens[indexOfToken(tokens, start) - 1]?.text === text,
    startsWith: ({ start }, text) => tokens[indexOfToken(tokens, start)]?.text === text,
    groups: false,
  };
}

/** The index of the token that starts at `start`. */
function indexOfToken(tokens: readonly Token[], start: number): number {
  let low = 0;
  let high = tokens.length;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if ((tokens[middle]?.start ?? Infinity) <= start) low = middle;
    else high = middle;
  }
  return low;
}
