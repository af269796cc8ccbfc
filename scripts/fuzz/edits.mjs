/**
 * Random edits of descriptions, as a tired author, a bad merge and a broken disk would make them.
 *
 * An edit is told by its seed, the description's name and an index, so that any one can be made again.
 */

import { Buffer } from 'node:buffer';
import { randomFrom } from './random.mjs';

/** Words of the language and beyond, and what breaks a lexer. */
const WORDS = [
  'isa', 'include', 'parameter', 'const', 'type', 'enum', 'record', 'general', 'pc', 'mode', 'map',
  'control', 'storage', 'banked', 'supervisor', 'user', 'when', 'holding', 'within', 'pair', 'memory', 'trap', 'cause',
  'group', 'entry', 'interrupt', 'translate', 'covering', 'function', 'instruction', 'encoding', 'where',
  'each', 'in', 'undecoded', 'on', 'completion', 'reset', 'invariant', 'leaves', 'out', 'if', 'else', 'match', 'for',
  'let', 'var', 'return', 'execute', 'at', 'undefined', 'widened', 'to', 'why', 'cites', 'replace', 'remove',
  'true', 'false', 'signed', 'zext', 'sext', 'bit', 'ones', 'width', 'bits', 'bool', 'next', 'resume', 'time', 'address',
  '0', '1', '64', '0xFFFFFFFFFFFFFFFFFFFF', "65'h0", "0'b", '1e9', '999999999999', '-1', '_', '__proto__', 'constructor',
  '"', '"unclosed', '""', '{', '}', '(', ')', '[', ']', '::', ':', ';', ',', '.', '..', '...', '?', '=', '==', '=>', '->',
  '<<', '>>', '&&', '||', '!', '~', '^', '%', '/', '*', '+', '-', '§', '{op}', '{rd:xreg}', '//', '\\', '`', '$', '#', '@',
]; // prettier-ignore

const RUBBISH = [
  '\0', '\u0000\u0001\u0002', '\uFEFF', '\uFFFD', '\u2028', '\u2029', '\u00A0', '\uD800', '\uDFFF', '🦊', '\r', '\r\n', '\t', '\v', '\f',
  '\u202E', '\u200B', 'ａ', '٣', '½', '∀', '\x7f', '\x1b[31m',
]; // prettier-ignore

const TOKEN = /[A-Za-z_][A-Za-z0-9_]*|\d[\w']*|"[^"\n]*"|[^\s\w]/g;

const EDITS = {
  flip,
  swap,
  remove,
  removeLines,
  duplicate,
  insert,
  insertRubbish,
  truncate,
  nest,
  number,
};

/** The names of the kinds of edits, for a test that every one is made. */
export const KINDS = Object.keys(EDITS);

/**
 * The `index`-th edit of a text. Mostly one change, sometimes several.
 *
 * @param {string} text
 * @param {{ seed: number, name: string, index: number }} which
 */
export function edited(text, { seed, name, index }) {
  const random = randomFrom(seed, name, index);
  const kinds = [];
  let result = text;
  do {
    const kind = random.pick(KINDS);
    kinds.push(kind);
    result = EDITS[kind](result, random);
  } while (random.chance(0.3));
  return { text: result, kinds };
}

function flip(text, random) {
  const bytes = Buffer.from(text, 'utf8');
  for (let i = 0; i <= random.below(3); i += 1) {
    if (bytes.length > 0) bytes[random.below(bytes.length)] ^= 1 << random.below(8);
  }
  return bytes.toString('utf8');
}

function swap(text, random) {
  const tokens = tokensOf(text);
  if (tokens.length < 2) return text;
  const [a, b] = [random.below(tokens.length), random.below(tokens.length)].toSorted(
    (x, y) => x - y,
  );
  if (a === b) return text;
  const [first, second] = [tokens[a], tokens[b]];
  return (
    text.slice(0, first.start) +
    second.text +
    text.slice(first.end, second.start) +
    first.text +
    text.slice(second.end)
  );
}

function remove(text, random) {
  const tokens = tokensOf(text);
  if (tokens.length === 0) return text;
  const first = random.below(tokens.length);
  const last = Math.min(tokens.length - 1, first + random.below(3));
  return text.slice(0, tokens[first].start) + text.slice(tokens[last].end);
}

function removeLines(text, random) {
  const lines = text.split('\n');
  lines.splice(random.below(lines.length), 1 + random.below(4));
  return lines.join('\n');
}

function duplicate(text, random) {
  const lines = text.split('\n');
  const start = random.below(lines.length);
  const copied = lines.slice(start, start + 1 + random.below(12));
  lines.splice(random.below(lines.length), 0, ...copied);
  return lines.join('\n');
}

function insert(text, random) {
  const tokens = tokensOf(text);
  const at = tokens.length === 0 ? 0 : random.pick(tokens).start;
  return `${text.slice(0, at)} ${random.pick(WORDS)} ${text.slice(at)}`;
}

function insertRubbish(text, random) {
  const at = random.below(text.length + 1);
  let rubbish = '';
  for (let i = 0; i <= random.below(8); i += 1) {
    rubbish += random.chance(0.5)
      ? random.pick(RUBBISH)
      : String.fromCharCode(random.below(0x10000));
  }
  return text.slice(0, at) + rubbish + text.slice(at);
}

function truncate(text, random) {
  return text.slice(0, random.below(text.length + 1));
}

/** Many brackets, or many of one operator. */
function nest(text, random) {
  const tokens = tokensOf(text);
  const at = tokens.length === 0 ? 0 : random.pick(tokens).start;
  const depth = random.pick([2, 20, 200, 2000, 20_000]);
  return (
    text.slice(0, at) +
    random
      .pick(['(', '[', '{', '!', '-', '~', '1 + ', 'a ? ', 'if a { ', ':: ', '{ x : record '])
      .repeat(depth) +
    text.slice(at)
  );
}

/** Another number in the place of one. */
function number(text, random) {
  const numbers = tokensOf(text).filter((token) => /^\d/.test(token.text));
  if (numbers.length === 0) return text;
  const { start, end } = random.pick(numbers);
  const other = random.pick([
    '0',
    '1',
    '2',
    '31',
    '32',
    '33',
    '63',
    '64',
    '65',
    '4096',
    '65536',
    '4294967296',
    '99999999999999999999',
    '0x0',
    "1'b1",
    '(1 - 2)',
  ]);
  return text.slice(0, start) + other + text.slice(end);
}

function tokensOf(text) {
  return [...text.matchAll(TOKEN)].map((match) => ({
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
}
