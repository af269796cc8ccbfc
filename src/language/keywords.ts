/**
 * The words with a meaning, by where they have it.
 *
 * Keywords are contextual: a word of one list is an ordinary name everywhere else. Only the words
 * that stand where a name may stand too are reserved.
 */

import { MAP_BODIES, ROLES } from './ast.ts';

/** Never names: each of them begins an expression, or the last arm of a `match`. */
const RESERVED = ['true', 'false', 'undefined', 'match', 'else'] as const;
export const RESERVED_WORDS: ReadonlySet<string> = new Set(RESERVED);

/** Never names of types. */
export const TYPE_WORDS = ['bool', 'bits', 'enum', 'record'] as const;

export const ITEM_WORDS: readonly string[] = [
  ...ROLES,
  'banked', 'before', 'cause', 'const', 'covering', 'enum', 'function', 'if', 'include', 'instruction',
  'interrupt', 'invariant', 'leaves', 'memory', 'on', 'opaque', 'pair', 'parameter', 'record', 'remove',
  'replace', 'reset', 'storage', 'supervisor', 'translate', 'trap', 'type', 'undecoded', 'user',
]; // prettier-ignore

/** What `remove` takes away: each of these has a name. */
export const REMOVABLE_WORDS: readonly string[] = [
  ...ROLES,
  'banked', 'const', 'enum', 'function', 'group', 'instruction', 'interrupt', 'pair', 'parameter',
  'record', 'storage', 'translate', 'trap', 'type',
]; // prettier-ignore

/** The keyword of a `remove` that is followed by a text instead of a name. */
export const LEAVES_OUT = 'leaves out';

export const STATEMENT_WORDS = [
  'let', 'var', 'if', 'match', 'for', 'trap', 'return', 'execute', 'undefined',
] as const; // prettier-ignore

export const MAP_WORDS: readonly string[] = [
  ...MAP_BODIES,
  'allocated', 'const', 'cover', 'derived', 'function', 'invariant', 'kept', 'leaves', 'pair', 'placed', 'reached',
  'reflected', 'virtual', 'window',
]; // prettier-ignore

export const SPEC_WORDS = [
  'reading', 'granularity', 'observed', 'question', 'class', 'theorem', 'fact',
] as const; // prettier-ignore

export const EXPECTED_WORDS = ['expect'] as const;

export const PLATFORM_WORDS = ['console', 'clock'] as const;

/** Words that begin a file of each kind. */
const HEADER_WORDS = ['isa', 'map', 'spec', 'source', 'platform'] as const;

/** Words that may follow a finished item, statement or field: no misspelt clause. */
export const STARTING_WORDS: ReadonlySet<string> = new Set([
  ...ITEM_WORDS,
  ...MAP_WORDS,
  ...SPEC_WORDS,
  ...EXPECTED_WORDS,
  ...HEADER_WORDS,
]);
