/**
 * Cuts TypeScript text into code, comments, strings, templates and regular expressions, so that
 * a test about source text does not mistake one for another.
 *
 * No parser: it knows only where each of these begins and ends. Whether a slash divides or opens a
 * regular expression is told from what stands before it.
 */

export interface Token {
  readonly kind: 'code' | 'comment' | 'string' | 'template' | 'pattern';
  readonly text: string;
  /** Offset of the first UTF-16 unit. */
  readonly start: number;
}

const COMMENT = /\/\/[^\n]*|\/\*[^]*?\*\//uy;
const STRING = /'(?:[^'\\\n]|\\[^])*'|"(?:[^"\\\n]|\\[^])*"/uy;
/** From a backtick, or from the brace that ends a substitution, to the next substitution or the end. */
const TEMPLATE_PART = /[`}](?:[^`\\$]|\\[^]|\$(?!\{))*(?:`|\$\{)/uy;
const PATTERN = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/uy;
const OPENS_PATTERN = /(?:^|[(,=:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|of|in))\s*$/u;

/** The tokens of `text`, in order; together they are `text`. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  /** For each open substitution, how many braces are open inside it. */
  const substitutions: number[] = [];
  let codeStart = 0;
  let position = 0;

  const take = (kind: Token['kind'], token: string): void => {
    if (codeStart < position) {
      tokens.push({ kind: 'code', text: text.slice(codeStart, position), start: codeStart });
    }
    if (token !== '') tokens.push({ kind, text: token, start: position });
    position += token.length;
    codeStart = position;
  };

  while (position < text.length) {
    const depth = substitutions.at(-1);
    const template = text[position] === '`' || depth === 0 ? matchAt(TEMPLATE_PART) : undefined;
    const comment = matchAt(COMMENT);
    const string = matchAt(STRING);
    const pattern = matchAt(PATTERN);
    if (template !== undefined) {
      if (text[position] === '}') substitutions.pop();
      if (template.endsWith('${')) substitutions.push(0);
      take('template', template);
    } else if (comment !== undefined) {
      take('comment', comment);
    } else if (string !== undefined) {
      take('string', string);
    } else if (pattern !== undefined && opensPattern()) {
      take('pattern', pattern);
    } else {
      if (depth !== undefined && text[position] === '{')
        substitutions.push((substitutions.pop() ?? 0) + 1);
      if (depth !== undefined && text[position] === '}')
        substitutions.push((substitutions.pop() ?? 0) - 1);
      position += 1;
    }
  }
  take('code', '');
  return tokens;

  function matchAt(pattern: RegExp): string | undefined {
    pattern.lastIndex = position;
    return pattern.exec(text)?.[0];
  }

  function opensPattern(): boolean {
    return OPENS_PATTERN.test(text.slice(Math.max(0, position - 40), position));
  }
}
