/**
 * Examples in Markdown that a test runs:
 *
 *     ```console
 *     $ popek fmt --check mine    # exits 1
 *     would change mine/machine.isa
 *     ```
 *
 * `...` on a line of its own stands for any number of lines. What a command prints on standard
 * error is shown behind what it prints on standard output.
 */

export interface ConsoleExample {
  /** The line of the command, from 1. */
  readonly line: number;
  /** As given to a shell, without `$ `. */
  readonly command: string;
  readonly code: number;
  readonly expected: readonly string[];
}

export function consoleExamples(markdown: string): readonly ConsoleExample[] {
  const examples: { line: number; command: string; code: number; expected: string[] }[] = [];
  let isInside = false;
  for (const [index, text] of markdown.split('\n').entries()) {
    if (text.startsWith('```')) isInside = text === '```console';
    else if (isInside) {
      const [, command, code] = /^\$ (.*?)(?:\s+# exits (\d+))?$/u.exec(text) ?? [];
      if (command === undefined) examples.at(-1)?.expected.push(text);
      else examples.push({ line: index + 1, command, code: Number(code ?? 0), expected: [] });
    }
  }
  return examples;
}

/** The first line that does not come where it should; undefined if all do. */
export function firstMissing(
  expected: readonly string[],
  actual: readonly string[],
): string | undefined {
  let at = 0;
  let mayskip = false;
  for (const wanted of expected) {
    if (wanted === '...') {
      mayskip = true;
      continue;
    }
    const found = mayskip ? actual.indexOf(wanted, at) : actual[at] === wanted ? at : -1;
    if (found < 0) return wanted;
    at = found + 1;
    mayskip = false;
  }
  const isRest = at < actual.length && !mayskip;
  return isRest ? `(end of output, but there is: ${actual[at] ?? ''})` : undefined;
}
