import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderDiagnostics } from '../../../src/base/render-diagnostic.ts';
import { parseFile } from '../../../src/language/parse.ts';
import { type FileTree, printFile } from '../../../src/language/print.ts';
import { sameTree } from '../../../src/language/same-tree.ts';
import { anyDescription, anyExpected, anyMap, anyPlatform, anySpec } from '../../helpers/syntax-trees.ts'; // prettier-ignore

describe('printFile', () => {
  it.each([
    { file: 'random.isa', tree: anyDescription, numRuns: 400 },
    { file: 'random.map', tree: anyMap, numRuns: 200 },
    { file: 'random.spec', tree: anySpec, numRuns: 200 },
    { file: 'random.expected', tree: anyExpected, numRuns: 200 },
    { file: 'random.platform', tree: anyPlatform, numRuns: 200 },
  ])('prints trees so that $file parses to the same tree', ({ file, tree: trees, numRuns }) => {
    fc.assert(
      fc.property<[FileTree]>(trees, (tree) => {
        const text = printFile(tree);
        const parsed = parseFile(file, text);

        expect(renderDiagnostics(parsed.diagnostics, new Map([[file, text]]))).toBe('');
        expect(withoutSpans(parsed.tree)).toStrictEqual(withoutSpans(tree));
        expect(sameTree(parsed.tree, tree)).toBe(true);
      }),
      { numRuns },
    );
  });
});

// Helpers

function withoutSpans(tree: unknown): unknown {
  if (Array.isArray(tree)) return tree.map(withoutSpans);
  if (typeof tree !== 'object' || tree === null) return tree;
  const entries = Object.entries(tree).filter(([key]) => key !== 'span');
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutSpans(value)]));
}
