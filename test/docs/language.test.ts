/**
 * Every example of the reference is what it says it is: it loads without a diagnostic, or gives
 * exactly the one that its fence names. Together they reach every production of the grammar.
 */

import { posix } from 'node:path';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DIAGNOSTIC_CODES } from '../../src/base/diagnostic.ts';
import { assemble } from '../../src/isa/assemble.ts';
import { unitIn } from '../../src/isa/state.ts';
import { BINARY_PRECEDENCE, MARKS, ROLES } from '../../src/language/ast.ts';
import { BUILT_IN } from '../../src/language/built-in.ts';
import { EXPECTED_WORDS, ITEM_WORDS, MAP_WORDS, PLATFORM_WORDS, REMOVABLE_WORDS, SPEC_WORDS, STATEMENT_WORDS } from '../../src/language/keywords.ts'; // prettier-ignore
import { formatSource } from '../../src/language/format.ts';
import type { Host } from '../../src/language/gather.ts';
import { loadExpected } from '../../src/language/load-expected.ts';
import { loadMap } from '../../src/language/load-map.ts';
import { loadPlatform } from '../../src/language/load-platform.ts';
import { loadSpec, type SpecHost } from '../../src/language/load-spec.ts';
import { loadMachine, type LoadRequest, type LoadResult } from '../../src/language/load.ts';
import { parseDescription, parseExpected, parseMap, parsePlatform, parseSpec, type ParseOptions } from '../../src/language/parse.ts'; // prettier-ignore
import { PRODUCTIONS, type Production } from '../../src/language/productions.ts';
import { run } from '../../src/machine/run.ts';
import { fileHost, listSpecs, locateSpec } from '../../src/library/machine-files.ts';
import { type Block, blocksOf, brokenLinks, describeDiagnostics, tableOf } from './markdown.ts';

const FILE = 'docs/language.md';
const TEXT = readFileSync(FILE, 'utf8');
const BLOCKS = blocksOf(TEXT);
const WREN = textOf('wren.isa');
/** Files that examples know one another by. */
const FILES = new Map(BLOCKS.flatMap((block) => (block.attributes.has('file') ? [[fileOf(block), block.text]] : []))); // prettier-ignore

const HOST: Host = {
  readText: (path) => FILES.get(path),
  machineFile: (id) => (FILES.has(`${id}.isa`) ? `${id}.isa` : undefined),
  resolve: (_, path) => posix.normalize(path),
  machineIds: () => [...FILES.keys()],
};

describe('the examples of the language reference', () => {
  const isas = BLOCKS.filter(({ language }) => language === 'isa');

  it.each(isas)('line $line: $fence', (block) => {
    const { machine, diagnostics, sources } = load(block);
    const found = [...new Set(diagnostics.map(({ code }) => code))];

    expect(found, describeDiagnostics(diagnostics, sources)).toStrictEqual(errorsOf(block));
    if (errorsOf(block).length === 0) expect(machine).toBeDefined();
  });

  it.each(BLOCKS.filter(({ language }) => language === 'map'))('line $line: $fence', (block) => {
    const machine = requestOf(blockOf(block.attributes.get('of') ?? ''));
    const { map, diagnostics, sources } = loadMap({ machine, file: FILE, text: block.text }, HOST);
    const found = [...new Set(diagnostics.map(({ code }) => code))];

    expect(found, describeDiagnostics(diagnostics, sources)).toStrictEqual(errorsOf(block));
    expect(map === undefined).toBe(errorsOf(block).length > 0);
    expect(formatSource('example.map', block.text)).toStrictEqual({
      text: block.text,
      diagnostics: [],
    });
  });

  it.each(BLOCKS.filter(({ language }) => language === 'spec'))('line $line: spec', (block) => {
    const name = parseSpec(FILE, block.text).file?.tree.name.text ?? '';
    const { diagnostics, sources } = loadSpec(name, specHost(block.text, name));

    expect(diagnostics, describeDiagnostics(diagnostics, sources)).toStrictEqual([]);
  });

  it.each(BLOCKS.filter(({ language }) => language === 'expected'))('line $line: rows', (block) => {
    const { diagnostics, sources } = loadExpected([FILE], {
      readText: () => block.text,
      specNames: listSpecs,
      classNames: (spec) => loadSpec(spec, specHost()).spec?.classes.map(({ name }) => name) ?? [],
    });

    expect(diagnostics, describeDiagnostics(diagnostics, sources)).toStrictEqual([]);
  });

  it.each(BLOCKS.filter(({ language }) => language === 'platform'))(
    'line $line: platform',
    (block) => {
      const { machine } = loadClocked();
      if (machine === undefined) throw new Error('no machine');
      const { diagnostics, sources } = loadPlatform(FILE, machine, { readText: () => block.text });

      expect(diagnostics, describeDiagnostics(diagnostics, sources)).toStrictEqual([]);
    },
  );

  it('have a platform that prints', () => {
    const { machine } = loadClocked();
    const block = BLOCKS.find(({ language }) => language === 'platform');
    const source = BLOCKS.filter(({ language }) => language === 'asm')[1];
    if (machine === undefined || block === undefined || source === undefined)
      throw new Error('no example');
    const { platform } = loadPlatform(FILE, machine, { readText: () => block.text });
    const printed: number[] = [];
    const { image, diagnostics } = assemble(machine, source.text, FILE);
    const ended = run(machine, image, {
      budget: 100,
      platform,
      onPrint: (byte) => void printed.push(byte),
    });

    expect(diagnostics).toStrictEqual([]);
    expect(String.fromCodePoint(...printed)).toBe('Hi');
    expect(unitIn(ended.state, platform.console ?? -1n)).toBe(0n);
    expect(ended.state.elements.get('ticks')).toBe(BigInt(ended.completed));
  });

  it('have a program that does what is said of it', () => {
    const { machine } = load(blockOf('wren.isa'));
    const program = BLOCKS.find(({ language }) => language === 'asm');
    if (machine === undefined || program === undefined) throw new Error('no program');
    const assembly = assemble(machine, program.text, FILE);
    const { exit, state } = run(machine, assembly.image, { budget: 100 });

    expect(assembly.diagnostics).toStrictEqual([]);
    expect(exit.kind).toBe('halted');
    expect(unitIn(state, assembly.symbols.get('sum') ?? 0n)).toBe(7n);
  });

  it('reach every production of the grammar', () => {
    const reached = new Set<Production>();
    const options: ParseOptions = { reached: (production) => reached.add(production) };
    for (const block of BLOCKS.filter((each) => errorsOf(each).length === 0)) {
      if (block.language === 'isa') parseDescription(FILE, wholeText(block), options);
      if (block.language === 'isa' && block.words.includes('items')) parseDescription(FILE, block.text, options); // prettier-ignore
      if (block.language === 'map') parseMap(FILE, block.text, options);
      if (block.language === 'spec') parseSpec(FILE, block.text, options);
      if (block.language === 'expected') parseExpected(FILE, block.text, options);
      if (block.language === 'platform') parsePlatform(FILE, block.text, options);
    }

    expect(PRODUCTIONS.filter((production) => !reached.has(production))).toStrictEqual([]);
  });

  it('are of kinds that are known here', () => {
    const known = ['isa', 'map', 'spec', 'expected', 'platform', 'asm', 'ebnf'];
    const words = ['items', 'body'];

    expect(BLOCKS.filter(({ language }) => !known.includes(language))).toStrictEqual([]);
    expect(BLOCKS.flatMap((block) => block.words).filter((word) => !words.includes(word))).toStrictEqual([]); // prettier-ignore
  });
});

describe('the tables of the language reference', () => {
  it('list every diagnostic, in order', () => {
    const rows = tableOf(TEXT, 'Errors you may meet').map(([code = '', title]) => [unquoted(code)[0], title]); // prettier-ignore

    expect(rows).toStrictEqual(Object.entries(DIAGNOSTIC_CODES));
  });

  it('list every role and every mark', () => {
    const names = tableOf(TEXT, 'Elements and roles').map(([name = '']) => unquoted(name)[0]);

    expect(names).toStrictEqual([...ROLES, ...MARKS]);
  });

  it('list every function of the language', () => {
    const names = tableOf(TEXT, 'Functions of the language').map(([form = '']) => unquoted(form)[0]?.replace(/\(.*/u, '')); // prettier-ignore

    expect(names).toStrictEqual([...BUILT_IN.keys()]);
  });

  it('list the operators as they bind', () => {
    const rows = tableOf(TEXT, 'Operators').map(([operators = '']) => unquoted(operators));
    const binary = rows
      .map((row) => row.filter((operator) => !operator.includes('{')))
      .filter((row) => BINARY_PRECEDENCE.some(([first]) => first === row[0]));

    expect(binary).toStrictEqual(BINARY_PRECEDENCE.map((row) => [...row]));
  });

  it('and the grammar have every keyword', () => {
    const grammar = BLOCKS.find(({ language }) => language === 'ebnf')?.text ?? '';
    const words = [...ITEM_WORDS, ...REMOVABLE_WORDS, ...STATEMENT_WORDS, ...MAP_WORDS, ...SPEC_WORDS, ...EXPECTED_WORDS, ...PLATFORM_WORDS]; // prettier-ignore

    expect(words.filter((word) => !grammar.includes(`"${word}"`))).toStrictEqual([]);
  });
});

describe('the links of the language reference', () => {
  it('lead somewhere', () => {
    expect(brokenLinks(FILE)).toStrictEqual([]);
  });
});

function fileOf({ attributes }: Block): string {
  return attributes.get('file') ?? FILE;
}

/** The only diagnostic that an example gives, if it is wrong. */
function errorsOf({ attributes }: Block): string[] {
  const code = attributes.get('error');
  return code === undefined ? [] : [code];
}

function blockOf(file: string): Block {
  const found = BLOCKS.find((block) => block.attributes.get('file') === file);
  if (found === undefined) throw new Error(`no example ${file}`);
  return found;
}

function textOf(file: string): string {
  return blockOf(file).text;
}

/** The example as a whole description. */
function wholeText({ words, text }: Block): string {
  if (words.includes('items')) return `${WREN}\n${text}`;
  if (!words.includes('body')) return text;
  return `${WREN}
instruction example "example r{x}, r{y}, {n}" encoding 1111 :: x[2] :: y[2] :: n[8] {
${text}
}`;
}

function load(block: Block): LoadResult {
  return loadMachine(requestOf(block), HOST);
}

function requestOf(block: Block): LoadRequest {
  return { id: 'example', file: fileOf(block), text: wholeText(block) };
}

/** The Wren with the clock of the section on platforms. */
function loadClocked(): LoadResult {
  const clock = BLOCKS.find(
    ({ language, text }) => language === 'isa' && text.includes('control ticks'),
  );
  if (clock === undefined) throw new Error('no clock');
  return load(clock);
}

/** The shipped specs, and one more. */
function specHost(text?: string, name?: string): SpecHost {
  return {
    specFiles: (wanted) => (wanted === name ? [FILE] : locateSpec(wanted)),
    specNames: listSpecs,
    readText: (path) => (path === FILE ? text : fileHost.readText(path)),
  };
}

/** What stands between backquotes, with `\|` as it is meant. */
function unquoted(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/gu)].map(([, text = '']) => text.replaceAll('\\|', '|'));
}
