/**
 * Prints a query as SMT-LIB 2 text: what a solver reads, what a researcher can keep, and the key
 * of the cache. So it depends on the structure of the query alone, and is linear in its size:
 * a shared subterm is a `define-fun`, numbered in the order of definition.
 *
 * The values asked for are all of sort bool or bits, so that no array has to be read back: of an
 * array variable, the entries at every index with which the query can touch it.
 *
 * Source: [SMTLIB] "Theories: FixedSizeBitVectors, ArraysEx", and "Logics: QF_BV, QF_ABV, QF_UFBV, QF_AUFBV".
 */

import {
  MEMORY_OPERATORS,
  sortText,
  widthOf,
  type Application,
  type Sort,
  type Term,
} from '../term/term.ts';
import { subterms } from '../term/walk.ts';
import { arrayAccesses } from './array-accesses.ts';

export interface Query {
  /** `<spec>/<question>/<isa>/<instruction>`. */
  readonly name: string;
  /** All of them hold. Of sort bool, without storage. */
  readonly assertions: readonly Term[];
}

/** A text nested deeper than this gets a definition for its inner part, for the parsers' sake. */
const NESTING = 32;

/** Throws `TypeError` on storage, which has no counterpart there, and on names that cannot be. */
export function toSmtLib(query: Query): string {
  const terms = subterms(...query.assertions);
  for (const term of terms) refuseStorage(term);
  const accesses = arrayAccesses(terms);
  const named = new Set(accesses.map(({ index }) => index));
  const { definitions, textOf } = define(terms, query.assertions, named);
  const declarations = declare(terms);
  const functions = declareFunctions(terms, declarations);
  const values = new Set(declarations.filter(hasValue).map(({ name }) => name));
  for (const { file, index } of accesses) {
    if (index.kind !== 'constant') values.add(textOf(index));
    values.add(`(select ${textOf(file)} ${textOf(index)})`);
  }
  return [
    `; ${query.name.replaceAll(/\s+/g, ' ')}`,
    `(set-logic ${logicOf(accesses.length > 0 || terms.some(isArray), functions.length > 0)})`,
    ...functions,
    ...declarations.map(({ name, sort }) => `(declare-const ${name} ${sortName(sort)})`),
    ...definitions,
    ...query.assertions.map((assertion) => `(assert ${textOf(assertion)})`),
    '(check-sat)',
    ...(values.size > 0 ? [`(get-value (${[...values].join(' ')}))`] : []),
    '',
  ].join('\n');
}

function refuseStorage(term: Term): void {
  const isOnStorage = term.kind === 'apply' && ON_STORAGE.has(term.operator);
  if (term.sort.kind === 'memory' || isOnStorage) {
    throw new TypeError(`storage in a query: ${term.kind === 'apply' ? term.operator : term.kind}`);
  }
}

const ON_STORAGE: ReadonlySet<string> = new Set(MEMORY_OPERATORS);

function isArray(term: Term): boolean {
  return term.sort.kind === 'array';
}

interface Declaration {
  readonly name: string;
  readonly sort: Sort;
}

/** Of an array, entries are asked for, not a value. */
function hasValue({ sort }: Declaration): boolean {
  return sort.kind !== 'array';
}

function declare(terms: readonly Term[]): Declaration[] {
  const names = new Set<string>();
  const declarations: Declaration[] = [];
  for (const term of terms) {
    if (term.kind !== 'variable') continue;
    const name = quoted(term.name);
    if (names.has(name)) throw new TypeError(`two variables of one name: ${term.name}`);
    names.add(name);
    declarations.push({ name, sort: term.sort });
  }
  return declarations;
}

function logicOf(hasArrays: boolean, hasFunctions: boolean): string {
  return `QF_${hasArrays ? 'A' : ''}${hasFunctions ? 'UF' : ''}BV`;
}

/** Functions are any functions here: what they compute is not said. */
function declareFunctions(terms: readonly Term[], declarations: readonly Declaration[]): string[] {
  const taken = new Set(declarations.map(({ name }) => name));
  const lines = new Map<string, string>();
  for (const term of terms) {
    if (term.kind !== 'apply' || term.operator !== 'call') continue;
    const name = quoted(String(term.parameters[0]));
    if (taken.has(name)) throw new TypeError(`a variable and a function of one name: ${name}`);
    const sorts = term.arguments.map(({ sort }) => sortName(sort)).join(' ');
    const line = `(declare-fun ${name} (${sorts}) ${sortName(term.sort)})`;
    if ((lines.get(name) ?? line) !== line)
      throw new TypeError(`two functions of one name: ${name}`);
    lines.set(name, line);
  }
  return [...lines.values()];
}

interface Definitions {
  /** Lines, each after those it uses. */
  readonly definitions: readonly string[];
  readonly textOf: (term: Term) => string;
}

/** The texts of the terms, each shared one behind a name. `named` are those that need one too. */
function define(
  terms: readonly Term[],
  roots: readonly Term[],
  named: ReadonlySet<Term>,
): Definitions {
  const uses = countUses(terms, roots);
  const prefix = unusedPrefix(terms);
  const definitions: string[] = [];
  const texts = new Map<Term, { readonly text: string; readonly nesting: number }>();
  const known = (term: Term): { readonly text: string; readonly nesting: number } => {
    const found = texts.get(term);
    if (found === undefined) throw new TypeError('a term was used before it was printed');
    return found;
  };
  for (const term of terms) {
    if (term.kind !== 'apply') {
      texts.set(term, { text: leafText(term), nesting: 0 });
      continue;
    }
    const args = term.arguments.map(known);
    const text = applicationText(term, args.map((arg) => arg.text)); // prettier-ignore
    const nesting = 1 + Math.max(0, ...args.map((arg) => arg.nesting));
    if ((uses.get(term) ?? 0) < 2 && nesting < NESTING && !named.has(term)) {
      texts.set(term, { text, nesting });
      continue;
    }
    const name = `${prefix}${definitions.length}`;
    definitions.push(`(define-fun ${name} () ${sortName(term.sort)} ${text})`);
    texts.set(term, { text: name, nesting: 0 });
  }
  return { definitions, textOf: (term) => known(term).text };
}

function countUses(terms: readonly Term[], roots: readonly Term[]): Map<Term, number> {
  const uses = new Map<Term, number>();
  const count = (term: Term): void => void uses.set(term, (uses.get(term) ?? 0) + 1);
  for (const root of roots) count(root);
  for (const term of terms) if (term.kind === 'apply') for (const arg of term.arguments) count(arg);
  return uses;
}

/** A prefix that no variable has: `|t1|` and `t1` would be one symbol. */
function unusedPrefix(terms: readonly Term[]): string {
  let prefix = 't';
  const isUsed = (term: Term): boolean => term.kind === 'variable' && term.name.startsWith(prefix);
  while (terms.some(isUsed)) prefix += '_';
  return prefix;
}

function leafText(term: Exclude<Term, Application>): string {
  if (term.kind === 'variable') return quoted(term.name);
  if (term.sort.kind === 'bool') return term.value === 1n ? 'true' : 'false';
  const width = widthOf(term);
  if (width % 4 !== 0) return `#b${term.value.toString(2).padStart(width, '0')}`;
  return `#x${term.value.toString(16).padStart(width / 4, '0')}`;
}

function applicationText(term: Application, args: readonly string[]): string {
  return `(${operatorText(term)} ${args.join(' ')})`;
}

function operatorText(term: Application): string {
  const [first, second] = term.parameters;
  const { operator } = term;
  if (operator === 'implies') return '=>';
  if (operator === 'call') return quoted(String(first));
  if (operator === 'extract') return `(_ extract ${first} ${second})`;
  if (operator === 'zero-extend') return `(_ zero_extend ${addedBits(term)})`;
  if (operator === 'sign-extend') return `(_ sign_extend ${addedBits(term)})`;
  return operator;
}

function addedBits(term: Application): number {
  const [word] = term.arguments;
  return widthOf(term) - (word === undefined ? 0 : widthOf(word));
}

function sortName(sort: Sort): string {
  switch (sort.kind) {
    case 'bool':
      return 'Bool';
    case 'bits':
      return `(_ BitVec ${sort.width})`;
    case 'array':
      return `(Array (_ BitVec ${sort.index}) (_ BitVec ${sort.element}))`;
    case 'memory':
      throw new TypeError(`no sort of a query: ${sortText(sort)}`);
  }
}

function quoted(name: string): string {
  if (/[|\\\n\r]/.test(name)) throw new TypeError(`not a name in SMT-LIB: ${name}`);
  return `|${name}|`;
}
