/**
 * Formats a file: the canonical layout, with the author's comments, blank lines between things, and
 * choice between a short form and a long one.
 */

import type { Diagnostic } from '../base/diagnostic.ts';
import { attachComments } from './attach-comments.ts';
import type { Comment } from './ast.ts';
import { layOut } from './lay-out.ts';
import { type ParseResult, parseFile } from './parse.ts';
import { type FileTree, printTree } from './print.ts';
import { sameTree } from './same-tree.ts';
import { writtenAs } from './written.ts';

export interface Formatted {
  /** As it was, if there are diagnostics. */
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** Formats a `.isa`, `.spec`, `.expected` or `.platform` file; one of another name by the word it starts with. */
export function formatSource(file: string, text: string): Formatted {
  const parsed = parseFile(file, text);
  const { tree, diagnostics } = parsed;
  if (tree === undefined || diagnostics.length > 0) return { text, diagnostics };

  const formatted = format(text, tree, parsed);
  const again = parseFile(file, formatted);
  if (
    again.diagnostics.length > 0 ||
    !sameTree(tree, again.tree) ||
    !sameComments(parsed.comments, again.comments)
  ) {
    throw new Error(`formatting ${file} would change what it says`);
  }
  return { text: formatted, diagnostics };
}

function format(text: string, tree: FileTree, parsed: ParseResult<FileTree>): string {
  const { tokens, comments, parenthesized } = parsed;
  const doc = printTree(tree, writtenAs(tokens, parenthesized));
  return layOut(doc, attachComments(doc, text, tokens, comments));
}

function sameComments(before: readonly Comment[], after: readonly Comment[]): boolean {
  return (
    before.length === after.length && before.every(({ text }, index) => text === after[index]?.text)
  );
}
