/** What is shipped is formatted, and prints as it was parsed. */

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatSource } from '../../../src/language/format.ts';
import { parseFile } from '../../../src/language/parse.ts';
import { printFile } from '../../../src/language/print.ts';
import { sameTree } from '../../../src/language/same-tree.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const shipped = [...filesIn('isas'), ...filesIn('specs')];
const tests = [...filesIn('test/reject'), ...filesIn('test/mutants/descriptions')].filter(
  (file) => parseFile(file, textOf(file)).diagnostics.length === 0,
);

describe('the shipped files', () => {
  it.each(shipped)('%s has no syntax error', (file) => {
    expect(parseFile(file, textOf(file)).diagnostics).toStrictEqual([]);
  });

  it.each([...shipped, ...tests])('%s is formatted', (file) => {
    const text = textOf(file);

    expect(formatSource(file, text).text).toBe(text);
  });

  it.each([...shipped, ...tests])('%s prints to what parses to the same tree', (file) => {
    const { tree } = parseFile(file, textOf(file));

    const printed = tree === undefined ? '' : printFile(tree);
    const again = parseFile(file, printed);

    expect(again.diagnostics).toStrictEqual([]);
    expect(sameTree(again.tree, tree)).toBe(true);
    expect(again.tree === undefined ? '' : printFile(again.tree)).toBe(printed);
  });
});

// Helpers

function filesIn(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(?:isa|map|spec|expected|platform)$/u.test(file))
    .map((file) => relative(ROOT, join(ROOT, folder, file)))
    .toSorted();
}

function textOf(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}
