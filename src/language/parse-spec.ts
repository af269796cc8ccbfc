/** Specs: named questions about states, and theorems over their answers. */

import { suggest } from '../base/suggest.ts';
import type { Expression, Name, Question, Spec, SpecItem } from './ast.ts';
import { citesClause, type Clause, parseClauses, parseHyphenated } from './clauses.ts';
import { type Cursor, listWords } from './cursor.ts';
import { SPEC_WORDS } from './keywords.ts';
import { parseExpression } from './parse-expression.ts';

/** The file. Its header is there; see `parse.ts`. */
export function parseSpecFile(cursor: Cursor): Spec {
  const start = cursor.take();
  cursor.reached('file.spec');
  const name = parseHyphenated(cursor, 'the name of the spec');
  const title = cursor.text('the title of the spec');
  const { base, cites } = parseClauses(cursor, {
    base: EXTENDS,
    cites: citesClause('file.spec.cites'),
  });
  const items: SpecItem[] = [];
  while (!cursor.atEnd) {
    cursor.attempt(
      () => items.push(parseSpecItem(cursor)),
      () => cursor.token.first && SPEC_PARSERS.has(cursor.token.text),
    );
  }
  const span = cursor.spanFrom(start);
  return { kind: 'spec', name, title, extends: base, citations: cites ?? [], items, span };
}

const EXTENDS: Clause<Name> = {
  words: ['extends'],
  parse: (cursor) => {
    cursor.reached('file.spec.extends');
    return parseHyphenated(cursor, 'the name of a spec');
  },
};

function parseSpecItem(cursor: Cursor): SpecItem {
  const { kind, text } = cursor.token;
  const parse = kind === 'word' ? SPEC_PARSERS.get(text) : undefined;
  if (parse !== undefined) return parse(cursor);

  const meant = kind === 'word' ? suggest(text, SPEC_WORDS) : undefined;
  const parseMeant = meant === undefined ? undefined : SPEC_PARSERS.get(meant);
  if (meant === undefined || parseMeant === undefined) cursor.unexpected(listWords(SPEC_WORDS));
  cursor.unknownWord('item', meant);
  return parseMeant(cursor);
}

type SpecParser = (cursor: Cursor) => SpecItem;

const SPEC_PARSERS: ReadonlyMap<string, SpecParser> = new Map<string, SpecParser>([
  ['reading', parseReading],
  ['granularity', parseGranularity],
  ['observed', parseObserved],
  ['question', parseQuestion],
  ['class', parseClass],
  ['theorem', parseTheorem],
  ['fact', parseFact],
]);

/** `reading "…"` */
function parseReading(cursor: Cursor): SpecItem {
  const start = cursor.take();
  cursor.reached('spec.reading');
  const text = cursor.text('the reading');
  return { kind: 'reading', text, span: cursor.spanFrom(start) };
}

/** `granularity variant` */
function parseGranularity(cursor: Cursor): SpecItem {
  const start = cursor.take();
  cursor.reached('spec.granularity');
  const value = cursor.oneOf(['variant', 'opcode'], '');
  return { kind: 'granularity', value, span: cursor.spanFrom(start) };
}

/** `observed general, pc, control, storage except time` */
function parseObserved(cursor: Cursor): SpecItem {
  const start = cursor.take();
  cursor.reached('spec.observed');
  const what = cursor.commaSeparated(() => cursor.name('a role'));
  const { except } = parseClauses(cursor, { except: EXCEPT });
  return { kind: 'observed', what, except: except ?? [], span: cursor.spanFrom(start) };
}

const EXCEPT: Clause<readonly Name[]> = {
  words: ['except'],
  parse: (cursor) => {
    cursor.reached('spec.observed.except');
    return cursor.commaSeparated(() => cursor.name('a mark'));
  },
};

/** `question NAME "title" … find state s … such that e` */
function parseQuestion(cursor: Cursor): SpecItem {
  const start = cursor.take();
  cursor.reached('spec.question');
  const name = cursor.name('the name of a question');
  const title = cursor.text('the title of the question');
  const clauses = parseClauses(cursor, {
    cites: citesClause('spec.question.cites'),
    reading: READING,
    find: FIND,
    among: formulasClause('among'),
    unless: formulasClause('unless'),
    suchThat: SUCH_THAT,
  });
  const { find, suchThat } = clauses;
  if (find === undefined)
    missing(cursor, name, '`find`', 'write `find state s` or `find pair s1, s2 differing in …`');
  if (suchThat === undefined)
    missing(cursor, name, '`such that`', 'write `such that` and a formula');
  return {
    kind: 'question',
    name,
    title,
    citations: clauses.cites ?? [],
    reading: clauses.reading,
    states: find?.states ?? [],
    differing: find?.differing ?? [],
    among: clauses.among ?? [],
    unless: clauses.unless ?? [],
    suchThat: suchThat ?? { kind: 'boolean', value: true, span: name.span },
    span: cursor.spanFrom(start),
  };
}

function missing(cursor: Cursor, name: Name, clause: string, help: string): void {
  cursor.report('PG014', name.span, `the question \`${name.text}\` has no ${clause}`, { help });
}

const READING: Clause<string> = {
  words: ['reading'],
  parse: (cursor) => {
    cursor.reached('spec.question.reading');
    return cursor.text('the reading');
  },
};

const FIND: Clause<Pick<Question, 'states' | 'differing'>> = {
  words: ['find'],
  parse: (cursor) => {
    if (cursor.oneOf(['state', 'pair'], '') === 'state') {
      cursor.reached('spec.question.state');
      return { states: [cursor.name('the name of the state')], differing: [] };
    }
    cursor.reached('spec.question.pair');
    const first = cursor.name('the name of a state');
    cursor.expect(',', 'a pair is written `find pair s1, s2 differing in mode`');
    const second = cursor.name('the name of a state');
    cursor.expect('differing', 'say what may differ: `differing in mode, map`');
    cursor.expect('in');
    const differing = cursor.commaSeparated(() => cursor.name('a role'));
    return { states: [first, second], differing };
  },
};

/** `among e`, any number of times. */
function formulasClause(word: 'among' | 'unless'): Clause<readonly Expression[]> {
  return {
    words: [word],
    parse: (cursor) => {
      const formulas: Expression[] = [];
      do {
        cursor.reached(`spec.question.${word}`);
        formulas.push(parseExpression(cursor));
      } while (cursor.takeIf(word) !== undefined);
      return formulas;
    },
  };
}

const SUCH_THAT: Clause<Expression> = {
  words: ['such'],
  parse: (cursor) => {
    cursor.expect('that');
    return parseExpression(cursor);
  },
  // A `reading` behind it is the spec's.
  isLast: true,
};

/** `class sensitive "Sensitive" = found(changes_control) || …` */
function parseClass(cursor: Cursor): SpecItem {
  const start = cursor.take();
  cursor.reached('spec.class');
  const name = cursor.name('the name of a class');
  const title = cursor.text('the title of the class');
  cursor.expect('=');
  const formula = parseExpression(cursor);
  return { kind: 'class', name, title, formula, span: cursor.spanFrom(start) };
}

/** `theorem 1 "…" cites … requires sensitive => privileged` */
function parseTheorem(cursor: Cursor): SpecItem {
  const start = cursor.take();
  cursor.reached('spec.theorem');
  const number = parseOrdinal(cursor, 'the number of the theorem');
  const title = cursor.text('the title of the theorem');
  const { cites } = parseClauses(cursor, { cites: citesClause('spec.theorem.cites') });
  cursor.expect('requires');
  const formula = parseExpression(cursor);
  const span = cursor.spanFrom(start);
  return { kind: 'theorem', number, title, formula, citations: cites ?? [], span };
}

/** `fact 2 "…" given theorem 1 requires privileged => always_traps` */
function parseFact(cursor: Cursor): SpecItem {
  const start = cursor.take();
  cursor.reached('spec.fact');
  const number = parseOrdinal(cursor, 'the number of the fact');
  const title = cursor.text('the title of the fact');
  const { given } = parseClauses(cursor, { given: GIVEN });
  cursor.expect('requires');
  const formula = parseExpression(cursor);
  return { kind: 'fact', number, title, given, formula, span: cursor.spanFrom(start) };
}

const GIVEN: Clause<number> = {
  words: ['given'],
  parse: (cursor) => {
    cursor.expect('theorem');
    cursor.reached('spec.fact.given');
    return parseOrdinal(cursor, 'the number of a theorem');
  },
};

/** `1`, `2`, … */
export function parseOrdinal(cursor: Cursor, what: string): number {
  const { kind, text } = cursor.token;
  if (kind !== 'number' || !/^(?:0|[1-9]\d{0,8})$/u.test(text)) cursor.unexpected(what);
  cursor.take();
  return Number(text);
}
