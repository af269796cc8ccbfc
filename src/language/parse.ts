/**
 * Text to syntax trees, for every kind of file.
 *
 * Never throws, whatever the text. What could not be understood is missing from the tree and has a
 * diagnostic; without diagnostics the tree says exactly what the file says.
 */

import type { Diagnostic } from '../base/diagnostic.ts';
import { suggest } from '../base/suggest.ts';
import type {
  Comment,
  Description,
  ExpectedFile,
  Expression,
  Fragment,
  MapFile,
  ParsedFile,
  PlatformFile,
  Spec,
} from './ast.ts';
import { citesClause, type Clause, parseClauses } from './clauses.ts';
import { Cursor, MAX_DIAGNOSTICS, Panic } from './cursor.ts';
import { lex } from './lexer.ts';
import { parseExpectedFile } from './parse-expected.ts';
import { parseItems } from './parse-item.ts';
import { parseMapFile } from './parse-map.ts';
import { parsePlatformFile } from './parse-platform.ts';
import { parseSpecFile } from './parse-spec.ts';
import type { Production } from './productions.ts';
import type { Token } from './token.ts';

export interface ParseOptions {
  /** Told of every production that the file uses, once for each use. */
  readonly reached?: (production: Production) => void;
}

export interface ParsedDescription {
  readonly file: ParsedFile<Description | Fragment>;
  readonly diagnostics: readonly Diagnostic[];
}

export interface Parsed<Tree> {
  /** Undefined if the file does not start as one of its kind, or is beyond understanding. */
  readonly file: ParsedFile<Tree> | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Parses an `.isa` file: a description if it has a header, else a fragment to be included. */
export function parseDescription(
  file: string,
  text: string,
  options: ParseOptions = {},
): ParsedDescription {
  const { tree, comments, diagnostics } = parseWith(parseDescriptionFile, file, text, options);
  const span = { file, start: 0, end: text.length };
  const empty: Fragment = { kind: 'fragment', items: [], span };
  return { file: { tree: tree ?? empty, comments }, diagnostics };
}

/** Parses a `.spec` file. */
export function parseSpec(file: string, text: string, options: ParseOptions = {}): Parsed<Spec> {
  return parsed(parseWith(parseSpecWithHeader, file, text, options));
}

/** Parses a `.map` file. */
export function parseMap(file: string, text: string, options: ParseOptions = {}): Parsed<MapFile> {
  return parsed(parseWith(parseMapWithHeader, file, text, options));
}

/** Parses an `.expected` file. */
export function parseExpected(
  file: string,
  text: string,
  options: ParseOptions = {},
): Parsed<ExpectedFile> {
  return parsed(parseWith(parseExpectedWithHeader, file, text, options));
}

/** Parses a `.platform` file. */
export function parsePlatform(
  file: string,
  text: string,
  options: ParseOptions = {},
): Parsed<PlatformFile> {
  return parsed(parseWith(parsePlatformWithHeader, file, text, options));
}

/** All that a parse finds out, for the formatter. */
export interface ParseResult<Tree> {
  readonly tree: Tree | undefined;
  readonly tokens: readonly Token[];
  readonly comments: readonly Comment[];
  readonly parenthesized: ReadonlySet<Expression>;
  readonly diagnostics: readonly Diagnostic[];
}

/** What a file of any kind says. */
type AnyFile = Description | Fragment | MapFile | Spec | ExpectedFile | PlatformFile;

/** Parses a file of any kind: by the end of its name, else by the word it starts with. */
export function parseFile(file: string, text: string): ParseResult<AnyFile> {
  return parseWith(parserFor(file), file, text, {});
}

function parserFor(file: string): (cursor: Cursor) => AnyFile {
  if (file.endsWith('.isa')) return parseDescriptionFile;
  if (file.endsWith('.map')) return parseMapWithHeader;
  if (file.endsWith('.spec')) return parseSpecWithHeader;
  if (file.endsWith('.platform')) return parsePlatformWithHeader;
  return file.endsWith('.expected') ? parseExpectedWithHeader : parseAny;
}

function parseAny(cursor: Cursor): AnyFile {
  // `map` is also the word of a role.
  if (cursor.at('map') && cursor.ahead(1).kind === 'string') return parseMapFile(cursor);
  if (cursor.at('spec')) return parseSpecFile(cursor);
  if (cursor.at('platform')) return parsePlatformFile(cursor);
  return cursor.at('source') ? parseExpectedFile(cursor) : parseDescriptionFile(cursor);
}

function parsed<Tree>({ tree, comments, diagnostics }: ParseResult<Tree>): Parsed<Tree> {
  return { file: tree === undefined ? undefined : { tree, comments }, diagnostics };
}

function parseWith<Tree>(
  parse: (cursor: Cursor) => Tree,
  file: string,
  text: string,
  options: ParseOptions,
): ParseResult<Tree> {
  const lexed = lex(file, text);
  const cursor = new Cursor(file, text, lexed.tokens, options.reached);
  let tree: Tree | undefined;
  try {
    tree = parse(cursor);
  } catch (error) {
    if (!(error instanceof Panic)) throw error;
  }
  return {
    tree,
    tokens: lexed.tokens,
    comments: lexed.comments,
    parenthesized: cursor.parenthesized,
    diagnostics: inOrder([...lexed.diagnostics, ...cursor.diagnostics]),
  };
}

/** In the order of the text, and not more than anyone reads. */
function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const sorted = diagnostics.toSorted((a, b) => a.primary.span.start - b.primary.span.start);
  const [next] = sorted.slice(MAX_DIAGNOSTICS);
  if (next === undefined) return sorted;
  const tooMany: Diagnostic = {
    code: 'PG023',
    severity: 'error',
    message: `more than ${MAX_DIAGNOSTICS} errors`,
    primary: { span: next.primary.span, text: 'the next one is here' },
    related: [],
    help: 'is this the right kind of file?',
  };
  return [...sorted.slice(0, MAX_DIAGNOSTICS), tooMany];
}

function parseDescriptionFile(cursor: Cursor): Description | Fragment {
  const start = cursor.token;
  if (!cursor.at('isa')) {
    cursor.reached('file.fragment');
    const items = parseItems(cursor, false);
    return { kind: 'fragment', items, span: cursor.spanFrom(start) };
  }
  cursor.take();
  cursor.reached('file.isa');
  let header: Omit<Description, 'kind' | 'items' | 'span'> | undefined;
  cursor.attempt(
    () => {
      header = parseDescriptionHeader(cursor);
    },
    () => cursor.token.first,
  );
  const items = parseItems(cursor, false);
  const span = cursor.spanFrom(start);
  if (header === undefined) return { kind: 'fragment', items, span };
  return { kind: 'isa', ...header, items, span };
}

/** `"title" changes "machine" cites …` */
function parseDescriptionHeader(cursor: Cursor): Omit<Description, 'kind' | 'items' | 'span'> {
  const title = cursor.text('the title of the machine');
  const { changes, cites } = parseClauses(cursor, {
    changes: CHANGES,
    cites: citesClause('file.isa.cites'),
  });
  return { title, changes, citations: cites ?? [] };
}

const CHANGES: Clause<string> = {
  words: ['changes'],
  parse: (cursor) => {
    cursor.reached('file.isa.changes');
    return cursor.text('the id of a machine');
  },
};

function parseSpecWithHeader(cursor: Cursor): Spec {
  checkHeader(cursor, 'spec', 'spec NAME "title"');
  return parseSpecFile(cursor);
}

function parseMapWithHeader(cursor: Cursor): MapFile {
  checkHeader(cursor, 'map', 'map "title"');
  return parseMapFile(cursor);
}

function parseExpectedWithHeader(cursor: Cursor): ExpectedFile {
  checkHeader(cursor, 'source', 'source KEY "title"');
  return parseExpectedFile(cursor);
}

function parsePlatformWithHeader(cursor: Cursor): PlatformFile {
  checkHeader(cursor, 'platform', 'platform "title"');
  return parsePlatformFile(cursor);
}

/** Gives up on a file that does not start with `word`, or something like it. */
function checkHeader(cursor: Cursor, word: string, form: string): void {
  if (cursor.at(word)) return;
  if (cursor.token.kind === 'word' && suggest(cursor.token.text, [word]) === word) {
    cursor.unknownWord('header', word);
    return;
  }
  const help = `the file starts with \`${form}\``;
  cursor.report('PG021', cursor.spanHere(), 'this file has no header', { help });
  throw new Panic('no header');
}
