/**
 * The rules about which file of `src` may know what, as data: who imports whom, who may touch the
 * process, and that no file names an instruction set.
 *
 * Each rule is a function from a file to the violations in it, and each is first seen to fail on a
 * planted one.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tokensOf } from '../source-tokens.ts';

/** A file of `src`: its path below `src` with forward slashes, and its text. */
interface Source {
  readonly file: string;
  readonly text: string;
}

/** Folder → folders it may import. The one place where this is written down. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  base: [],
  term: ['base'],
  isa: ['base', 'term'],
  question: ['base', 'term', 'isa'],
  language: ['base', 'term', 'isa', 'question'],
  store: ['base'],
  smt: ['base', 'term', 'store'],
  machine: ['base', 'term', 'isa'],
  judge: ['base', 'term', 'isa', 'question'],
  monitor: ['base', 'term', 'isa', 'question'],
  prove: ['base', 'term', 'isa', 'question', 'smt', 'machine', 'monitor'],
  sample: ['base', 'term', 'isa', 'question', 'machine', 'monitor'],
  report: ['base', 'term', 'isa', 'question', 'judge', 'monitor'],
  library: [
    'base',
    'term',
    'isa',
    'question',
    'language',
    'store',
    'smt',
    'machine',
    'judge',
    'monitor',
    'prove',
    'sample',
  ],
  cli: ['index.ts', 'report', 'language', 'base'],
};

/** The library's entry points see everything but what only the command line needs. */
const ENTRY_POINTS = ['index.ts', 'testing.ts'];
const SEEN_BY_ENTRY_POINTS = [
  ...Object.keys(MAY_IMPORT).filter((folder) => folder !== 'report' && folder !== 'cli'),
  ...ENTRY_POINTS,
];

/** Package → where it may be imported. A package that is not listed may not be. */
const PACKAGE_USERS: Readonly<Record<string, readonly string[]>> = {
  'z3-solver': ['smt'],
  'fast-check': ['sample', 'testing.ts'],
};

const root = join(import.meta.dirname, '..', '..');
const sources = readSources(join(root, 'src'));
const isaNames = foldersOf(join(root, 'isas'));

describe('imports', () => {
  it('reports a folder that may not be imported, in every form of import', () => {
    const text = [
      `import { solve } from '../smt/solve.ts';`,
      `import type { Answer } from "../prove/answer.ts";`,
      `export * from '../report/text.ts';`,
      `import '../cli/main.ts';`,
      `const sample = await import('../sample/run.ts');`,
      `type Machine = import('../machine/machine.ts').Machine;`,
      `import { bits } from '../base/bits.ts';`,
      `import { verdict } from './verdict.ts';`,
    ].join('\n');

    expect(importViolations({ file: 'judge/classify.ts', text })).toStrictEqual([
      'judge may not import smt',
      'judge may not import prove',
      'judge may not import report',
      'judge may not import cli',
      'judge may not import sample',
      'judge may not import machine',
    ]);
  });

  it('reads no import out of comments, strings, templates and patterns', () => {
    const text = [
      `// import '../smt/a.ts'`,
      `/* from '../smt/b.ts' */`,
      'const a = "from \'../smt/c.ts\'";',
      "const b = `${'`'} import '../smt/d.ts' ${{ from: '../smt/e.ts' }.from}`;",
      `const c = /from '"[/]'/u.test(a) ? 4 / 2 : 1;`,
      `import { bits } from '../base/bits.ts';`,
    ].join('\n');

    expect(importsOf(text)).toStrictEqual(['../base/bits.ts']);
  });

  it('lets an entry point see everything but the reports and the command line', () => {
    const text = `export * from './prove/ask.ts'; import './report/text.ts'; import './cli/main.ts';`;

    expect(importViolations({ file: 'index.ts', text })).toStrictEqual([
      'index.ts may not import report',
      'index.ts may not import cli',
    ]);
  });

  it('lets the command line see the library only through its entry point', () => {
    const text = `import { check } from '../index.ts'; import { ask } from '../prove/ask.ts';`;

    expect(importViolations({ file: 'cli/main.ts', text })).toStrictEqual([
      'cli may not import prove',
    ]);
  });

  it('reports a folder that is not in the table, whichever side it stands on', () => {
    expect(importViolations({ file: 'utils/misc.ts', text: '' })).toStrictEqual([
      'utils is not in the table',
    ]);
    expect(
      importViolations({ file: 'prove/ask.ts', text: `import '../../test/kit.ts';` }),
    ).toStrictEqual(['prove may not import ..']);
  });

  it('reports a package where it may not be imported', () => {
    const text = `import { init } from 'z3-solver'; import 'left-pad'; import 'node:path';`;

    expect(importViolations({ file: 'prove/ask.ts', text })).toStrictEqual([
      'prove may not import z3-solver',
      'prove may not import left-pad',
    ]);
    expect(importViolations({ file: 'smt/worker.ts', text: `import 'z3-solver';` })).toStrictEqual(
      [],
    );
  });

  it.each(sources)('of $file are those its folder may have', (source) => {
    expect(importViolations(source)).toStrictEqual([]);
  });
});

describe('process and console', () => {
  it('are reported in every form, outside cli', () => {
    const text = [
      `import { env } from 'node:process';`,
      `process.exit(1);`,
      `const { argv } = found ? process : undefined;`,
      'console.log(`${globalThis.process.pid}`);',
    ].join('\n');

    expect(processViolations({ file: 'smt/worker.ts', text })).toStrictEqual([
      'imports node:process',
      'line 2 uses process',
      'line 3 uses process',
      'line 4 uses console',
      'line 4 uses process',
    ]);
    expect(processViolations({ file: 'cli/main.ts', text })).toStrictEqual([]);
  });

  it('are words like any other in comments, strings and names of members', () => {
    const text = [
      `// The process ends; console.log is not called.`,
      'const text = `a process ${step.process} of ` + "console";',
      `const kinds = { process: 1, console: 2 };`,
    ].join('\n');

    expect(processViolations({ file: 'term/term.ts', text })).toStrictEqual([]);
  });

  it.each(sources)('stay out of $file', (source) => {
    expect(processViolations(source)).toStrictEqual([]);
  });
});

describe('names of instruction sets', () => {
  it('are reported in code, comments, strings and the path, in any case', () => {
    const text = `// As in RISC-V.\nconst isRiscv = name === 'x86_64';\nlet RiscV, riscvish;`;

    expect(isaNameViolations({ file: 'isa/riscv.ts', text }, ['riscv', 'x86-64'])).toStrictEqual([
      'the path names riscv',
      'line 1 names riscv',
      'line 2 names riscv',
      'line 2 names x86-64',
      'line 3 names riscv',
    ]);
  });

  it.each(sources)('do not stand in $file', (source) => {
    expect(isaNameViolations(source, isaNames)).toStrictEqual([]);
  });
});

// Helpers

function importViolations(source: Source): readonly string[] {
  const from = placeOf(source.file);
  const allowed = ENTRY_POINTS.includes(from) ? SEEN_BY_ENTRY_POINTS : MAY_IMPORT[from];
  if (allowed === undefined) return [`${from} is not in the table`];

  return importsOf(source.text)
    .map((specifier) => targetOf(source.file, specifier))
    .filter((target) => {
      if (target.kind === 'package') {
        return !(PACKAGE_USERS[target.name] ?? []).includes(from);
      }
      return target.kind === 'place' && target.name !== from && !allowed.includes(target.name);
    })
    .map((target) => `${from} may not import ${target.name}`);
}

function processViolations(source: Source): readonly string[] {
  if (placeOf(source.file) === 'cli') return [];

  const imports = importsOf(source.text).filter((name) =>
    /^(?:node:)?(?:process|console)$/u.test(name),
  );
  const uses = tokensOf(source.text)
    .filter((token) => token.kind === 'code')
    .flatMap((token) =>
      // A member `.process` is something else's, unless it is the global object's; so is a key `process:`.
      [
        ...token.text.matchAll(
          /(?:(?<![\w$.]|\.\s)|\bglobalThis\??\.)(process|console)(?![\w$:]|\?:)/gu,
        ),
      ].map((match) => ({ name: match[1], line: lineAt(source.text, token.start + match.index) })),
    );

  return [
    ...imports.map((name) => `imports ${name}`),
    ...uses.map(({ name, line }) => `line ${line} uses ${name}`),
  ];
}

/**
 * The lines that hold one of `names` as a word.
 *
 * A hyphen or underscore inside a name is optional, and a hump of camel case starts a word.
 */
function isaNameViolations(source: Source, names: readonly string[]): readonly string[] {
  const patterns = names.map((name) => ({
    name,
    pattern: new RegExp(
      `(?<![a-z0-9])${name.replaceAll(/[-_]/gu, '').split('').join('[-_]?')}(?![a-z0-9])`,
      'iu',
    ),
  }));
  const namesIn = (text: string): readonly string[] => {
    const humps = text.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/gu, ' ');
    return patterns
      .filter(({ pattern }) => pattern.test(text) || pattern.test(humps))
      .map(({ name }) => name);
  };

  return [
    ...namesIn(source.file).map((name) => `the path names ${name}`),
    ...source.text
      .split('\n')
      .flatMap((line, index) => namesIn(line).map((name) => `line ${index + 1} names ${name}`)),
  ];
}

/** The specifiers of `text`'s imports and re-exports of every form, in order. */
function importsOf(text: string): readonly string[] {
  const tokens = tokensOf(text).filter((token) => token.kind !== 'comment');
  return tokens
    .filter((token, index) => {
      const before = tokens[index - 1];
      return (
        token.kind === 'string' &&
        before?.kind === 'code' &&
        /(?<![\w$.])(?:from|import|import\s*\()\s*$/u.test(before.text)
      );
    })
    .map((token) => token.text.slice(1, -1));
}

type Target =
  | { readonly kind: 'place'; readonly name: string }
  | { readonly kind: 'package'; readonly name: string }
  | { readonly kind: 'builtin'; readonly name: string };

function targetOf(file: string, specifier: string): Target {
  if (specifier.startsWith('node:')) return { kind: 'builtin', name: specifier };
  if (!specifier.startsWith('.')) return { kind: 'package', name: packageOf(specifier) };
  return { kind: 'place', name: placeOf(posix.join(posix.dirname(file), specifier)) };
}

/** The package of a specifier that may name a file in it. */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** The folder of `src` a file belongs to, or the file's own name if it stands at the top. */
function placeOf(file: string): string {
  return file.replace(/\/.*$/su, '');
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function readSources(folder: string): readonly Source[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .toSorted()
    .map((file) => ({
      file: file.split(sep).join('/'),
      text: readFileSync(join(folder, file), 'utf8'),
    }));
}

function foldersOf(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}
