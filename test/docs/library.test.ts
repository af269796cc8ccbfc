/** The examples of the library's document: they type-check, run, and print what stands under them. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { blocksOf, brokenLinks } from './markdown.ts';

const FILE = 'docs/library.md';
const ROOT = join(import.meta.dirname, '..', '..');
const BLOCKS = blocksOf(readFileSync(FILE, 'utf8'));
const EXAMPLES = BLOCKS.flatMap(({ attributes, text }, i) => {
  const file = attributes.get('file');
  return file === undefined ? [] : [{ file, text, printed: BLOCKS[i + 1]?.text ?? '' }];
});
const TESTS = EXAMPLES.filter(({ file }) => file.endsWith('.test.ts'));
const PROGRAMS = EXAMPLES.filter((example) => !TESTS.includes(example));

/** A package that uses popek, with the examples in it. */
const folder = mkdtempSync(join(tmpdir(), 'popek-library-'));
afterAll(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, 'node_modules'));
symlinkSync(ROOT, join(folder, 'node_modules', 'popek'));
for (const name of ['fast-check', 'vitest', '@types']) {
  symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
}
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
for (const { file, text } of EXAMPLES) {
  writeFileSync(join(folder, file), text);
  // No example has a type annotation, so each is JavaScript too.
  if (!file.endsWith('.test.ts')) writeFileSync(join(folder, file.replace('.ts', '.js')), text);
}

describe('the library as its document shows it', () => {
  it('has nine examples', () => {
    expect(EXAMPLES.map(({ file }) => file)).toHaveLength(9);
  });

  it('type-checks', () => {
    const compilerOptions = {
      target: 'es2023',
      module: 'nodenext',
      types: ['node'],
      strict: true,
      noEmit: true,
      skipLibCheck: true,
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] })); // prettier-ignore

    expect(node(join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', '.')).toBe('');
  });

  it.each(PROGRAMS)('prints what it says: $file', ({ file, printed }) => {
    expect(node(file.replace('.ts', '.js'))).toBe(printed);
  });

  it.each(TESTS)('passes: $file', ({ file }) => {
    const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');

    expect(node(vitest, 'run', file)).toContain('2 passed');
  });

  it('has links that lead somewhere', () => {
    expect(brokenLinks(FILE)).toStrictEqual([]);
  });
});

// Helpers

/** What it prints, and what goes wrong. */
function node(...words: readonly string[]): string {
  const { stdout, stderr } = spawnSync(process.execPath, words, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
  });
  return stdout + stderr;
}
