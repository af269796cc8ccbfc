/** S-expressions, as solvers print them. */

export type SExpression =
  | { readonly kind: 'list'; readonly items: readonly SExpression[] }
  /** A symbol, keyword, numeral or bit-vector literal. `|x|` and `x` are one symbol. */
  | { readonly kind: 'atom'; readonly text: string }
  | { readonly kind: 'string'; readonly text: string };

const TOKEN = /\s+|;[^\n]*|([()])|"((?:[^"]|"")*)"|\|([^|\\]*)\||([^\s()|";]+)/y;

/** All expressions of the text, or `undefined` if it is not made of whole ones. */
export function parseSExpressions(text: string): readonly SExpression[] | undefined {
  const top: SExpression[] = [];
  const open: SExpression[][] = [];
  let items = top;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (match === null) return undefined;
    const [, parenthesis, string, quoted, atom] = match;
    if (parenthesis === '(') {
      open.push(items);
      items = [];
    } else if (parenthesis === ')') {
      const outer = open.pop();
      if (outer === undefined) return undefined;
      outer.push({ kind: 'list', items });
      items = outer;
    } else if (string !== undefined) {
      items.push({ kind: 'string', text: string.replaceAll('""', '"') });
    } else if (quoted !== undefined) {
      items.push({ kind: 'atom', text: quoted });
    } else if (atom !== undefined) {
      items.push({ kind: 'atom', text: atom });
    }
  }
  return open.length === 0 ? top : undefined;
}

export function isAtom(expression: SExpression | undefined, text: string): boolean {
  return expression?.kind === 'atom' && expression.text === text;
}

/** The items of a list, none of anything else. */
export function itemsOf(expression: SExpression | undefined): readonly SExpression[] {
  return expression?.kind === 'list' ? expression.items : [];
}
