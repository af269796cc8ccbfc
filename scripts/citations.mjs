/**
 * Checks that every citation resolves to a heading of docs/sources.md.
 *
 * A citation is `[KEY]` in a doc comment of src, `cites KEY` in a description, map, platform or
 * spec, `source KEY` (or `cites KEY`) in an expected file, and `"settled": "KEY …"` where a known
 * difference is explained. Keys are compared without regard to case.
 *
 * Usage: node scripts/citations.mjs [root]. Lists `file:line` of each unresolved key and exits 1.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

const SOURCES = 'docs/sources.md';

/** `[PG74]`, but neither `table[INDEX]` nor a Markdown link. */
const BRACKETED_KEY = /(?<![\w\])`$])\[([A-Z][A-Z0-9]+)\](?![(\]])/gu;
const CITES_KEY = /\bcites\s+([\w.-]+)/gu;
const CITES_OR_SOURCE_KEY = /(?:^[ \t]*source|\bcites)\s+([\w.-]+)/gmu;

const SETTLED_KEY = /"settled": "([\w.-]+)/gu;

const DOC_COMMENT = /^[ \t]*\/\*\*(?!\/)[^]*?\*\//gmu;
const STRING_OR_LINE_COMMENT = /"(?:[^"\\]|\\.)*"|\/\/[^\n]*/gsu;

/** What to look for, by folder and extension; `part` keeps the text in which a citation counts. */
const PLACES = [
  { folder: 'src', extension: '.ts', part: docComments, pattern: BRACKETED_KEY },
  { folder: 'isas', extension: '.isa', part: code, pattern: CITES_KEY },
  { folder: 'isas', extension: '.map', part: code, pattern: CITES_KEY },
  { folder: 'isas', extension: '.platform', part: code, pattern: CITES_KEY },
  { folder: 'isas', extension: '.expected', part: code, pattern: CITES_OR_SOURCE_KEY },
  { folder: 'test/oracle', extension: '.isa', part: code, pattern: CITES_KEY },
  { folder: 'test/oracle', extension: '.json', part: whole, pattern: SETTLED_KEY },
  { folder: 'specs', extension: '.spec', part: code, pattern: CITES_KEY },
  { folder: 'specs', extension: '.expected', part: code, pattern: CITES_OR_SOURCE_KEY },
];

const root = process.argv[2] ?? join(import.meta.dirname, '..');
const sources = readSources(join(root, SOURCES));
const citations = PLACES.flatMap(citationsOf);
const problems = [
  ...sources.problems,
  ...citations
    .filter(({ key }) => !sources.keys.has(key.toLowerCase()))
    .map(({ where, key }) => `${where}: no source \`${key.toLowerCase()}\` in ${SOURCES}`),
];

for (const problem of problems) console.error(problem);
console.log(
  `${citations.length} citations of ${sources.keys.size} sources, ${problems.length} problems`,
);
process.exitCode = problems.length === 0 ? 0 : 1;

// Helpers

/** The keys of `## key` headings. A key given twice, or with nothing said about it, is a problem. */
function readSources(file) {
  if (!existsSync(file)) return { keys: new Set(), problems: [`${SOURCES}: no such file`] };

  const text = readFileSync(file, 'utf8');
  const keys = new Set();
  const problems = [];
  for (const { index, 1: heading, 2: body } of text.matchAll(
    /^## (.+)\n([^]*?)(?=^## |$(?![^]))/gmu,
  )) {
    const where = `${SOURCES}:${lineAt(text, index)}`;
    const key = heading.trim().toLowerCase();
    if (keys.has(key)) problems.push(`${where}: source \`${key}\` is listed twice`);
    if (body.trim() === '') problems.push(`${where}: source \`${key}\` says nothing`);
    keys.add(key);
  }
  return { keys, problems };
}

function citationsOf({ folder, extension, part, pattern }) {
  return filesUnder(folder)
    .filter((file) => extname(file) === extension)
    .flatMap((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      return [...part(text).matchAll(pattern)].map(({ 0: match, 1: key, index }) => ({
        where: `${file}:${lineAt(text, index + match.length - 1)}`,
        key,
      }));
    });
}

function filesUnder(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .sort();
}

function whole(text) {
  return text;
}

/** The text with everything but doc comments blanked; offsets stay. */
function docComments(text) {
  let kept = '';
  let end = 0;
  for (const { 0: comment, index } of text.matchAll(DOC_COMMENT)) {
    kept += blank(text.slice(end, index)) + comment;
    end = index + comment.length;
  }
  return kept + blank(text.slice(end));
}

/** The text of a description with strings and comments blanked; offsets stay. */
function code(text) {
  return text.replace(STRING_OR_LINE_COMMENT, blank);
}

function blank(text) {
  return text.replace(/[^\n]/gu, ' ');
}

function lineAt(text, offset) {
  return text.slice(0, offset).split('\n').length;
}
