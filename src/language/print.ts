/** Syntax trees to text in the one layout that all files have. */

import { assertNever } from '../base/assert-never.ts';
import type { Description, ExpectedFile, Fragment, MapFile, PlatformFile, Spec } from './ast.ts';
import { type Doc, hardLine, indent, literal } from './doc.ts';
import { layOut } from './lay-out.ts';
import { printCites } from './print-clauses.ts';
import { printItems } from './print-item.ts';
import { printMap } from './print-map.ts';
import { printPlatform } from './print-platform.ts';
import { printExpected, printSpec } from './print-spec.ts';
import { UNWRITTEN, type Written } from './written.ts';

export type FileTree = Description | Fragment | MapFile | Spec | ExpectedFile | PlatformFile;

/** Canonical text, whose tree is `tree` but for spans and redundant parentheses in it. */
export function printFile(tree: FileTree): string {
  return layOut(printTree(tree, UNWRITTEN));
}

/** The document of a whole file: a line at its beginning, for comments, and one at its end. */
export function printTree(tree: FileTree, written: Written): Doc {
  const content = printContent(tree, written);
  if (content === undefined) return hardLine('empty-file');
  return [hardLine('keep'), content, hardLine('file-end')];
}

function printContent(tree: FileTree, written: Written): Doc | undefined {
  switch (tree.kind) {
    case 'isa':
      return printDescription(tree, written);
    case 'fragment':
      return tree.items.length === 0 ? undefined : printItems(tree.items, written);
    case 'map':
      return printMap(tree, written);
    case 'spec':
      return printSpec(tree, written);
    case 'expected':
      return printExpected(tree, written);
    case 'platform':
      return printPlatform(tree, written);
    default:
      return assertNever(tree);
  }
}

function printDescription(
  { title, changes, citations, items }: Description,
  written: Written,
): Doc {
  const base: Doc = changes === undefined ? '' : [' changes ', literal(changes)];
  const cites = printCites(citations);
  const clauses: Doc = cites === undefined ? '' : indent([hardLine(), cites]);
  const header = ['isa ', literal(title), base, clauses];
  return items.length === 0 ? header : [header, hardLine('force'), printItems(items, written)];
}
