/** The words of the language, before any grammar. */

/** `unknown` stands for characters that begin no token; they have been reported. */
export type TokenKind = 'word' | 'number' | 'string' | 'symbol' | 'unknown' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** As written; of a string, what it means. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Nothing but white space and comments stands before it on its line. */
  readonly first: boolean;
}

/** Of one character and of two; the longer one is taken where both would do. */
export const SYMBOLS: ReadonlySet<string> = new Set([
  '=>', '||', '&&', '==', '!=', '<=', '>=', '<<', '>>', '::', '->', '..',
  '<', '>', '|', '^', '&', '+', '-', '*', '/', '%', '!', '~', '?', '§',
  '(', ')', '[', ']', '{', '}', ',', '.', ':', '=', ';',
]); // prettier-ignore

/** How a diagnostic speaks of a token. */
export function describeToken({ kind, text }: Token): string {
  if (kind === 'end') return 'end of the file';
  if (kind !== 'string') return `\`${text}\``;
  return text.length <= 24 ? `text "${text}"` : `text "${text.slice(0, 23)}…"`;
}
