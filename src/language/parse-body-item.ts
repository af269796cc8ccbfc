/** Traps, and the items that say what happens: translation, functions, and what is always done. */

import type { Expression, FunctionParameter, Item, Name } from './ast.ts';
import { citesClause, type Clause, parseClauses } from './clauses.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression } from './parse-expression.ts';
import { parseInstructionId } from './parse-instruction.ts';
import { parseBlock } from './parse-statement.ts';
import { parseType } from './parse-type.ts';
import type { Production } from './productions.ts';

// Traps.

/** `memory trap load_page_fault = 13`, `trap svc resumes next` */
export function parseCause(cursor: Cursor, memory: boolean): Item {
  const start = cursor.token;
  if (memory) cursor.take();
  cursor.expect('trap');
  cursor.reached(memory ? 'item.cause.memory' : 'item.cause');
  const name = cursor.name('the name of a cause');
  let code: Expression | undefined;
  if (cursor.takeIf('=') !== undefined) {
    cursor.reached('item.cause.code');
    code = parseExpression(cursor);
  }
  const { resumes, cites } = parseClauses(cursor, {
    resumes: RESUMES,
    cites: citesClause('item.cause.cites'),
  });
  const span = cursor.spanFrom(start);
  return { kind: 'cause', name, memory, code, resumes, citations: cites ?? [], span };
}

const RESUMES: Clause<'next'> = {
  words: ['resumes'],
  parse: (cursor) => {
    cursor.expect('next');
    cursor.reached('item.cause.resumes');
    return 'next';
  },
};

/** `cause group environment_call { a, b }` */
export function parseGroup(cursor: Cursor): Item {
  const start = cursor.take();
  cursor.reached('item.group');
  cursor.expect('group');
  const name = cursor.name('the name of a group');
  const open = cursor.expect('{');
  const members = cursor.commaSeparated(() => cursor.name('the name of a cause'));
  cursor.expectClosing(open, '}', '`,` or ');
  return { kind: 'group', name, members, span: cursor.spanFrom(start) };
}

/** Tells the trap entry from a cause of the name `entry`. */
export function isEntry(cursor: Cursor): boolean {
  return cursor.atAll('trap', 'entry', '(');
}

/** `trap entry (cause, value : bits(XLEN)) { … }` */
export function parseEntry(cursor: Cursor): Item {
  const start = cursor.take();
  cursor.reached('item.entry');
  cursor.expect('entry');
  const open = cursor.expect('(');
  cursor.expect('cause', 'the first parameter of the trap entry is `cause`');
  const values: FunctionParameter[] = [];
  while (cursor.takeIf(',') !== undefined) values.push(parseFunctionParameter(cursor));
  if (values.length > 0) cursor.reached('item.entry.values');
  cursor.expectClosing(open, ')', '`,` or ');
  const { cites } = parseClauses(cursor, { cites: citesClause('item.entry.cites') });
  const body = parseBlock(cursor, 'the trap entry');
  return { kind: 'entry', values, body, citations: cites ?? [], span: cursor.spanFrom(start) };
}

/** `interrupt timer when pending` */
export function parseInterrupt(cursor: Cursor): Item {
  const start = cursor.take();
  cursor.reached('item.interrupt');
  const cause = cursor.name('the name of a cause');
  cursor.expect('when');
  const condition = parseExpression(cursor);
  const { cites } = parseClauses(cursor, { cites: citesClause('item.interrupt.cites') });
  const span = cursor.spanFrom(start);
  return { kind: 'interrupt', cause, condition, citations: cites ?? [], span };
}

// Translation, functions, and bodies.

/** `translate fetch, data (a : bits(16), access) -> bits(16) { … }` */
export function parseTranslate(cursor: Cursor): Item {
  const start = cursor.take();
  cursor.reached('item.translate');
  const paths = cursor.commaSeparated(() => cursor.name('the name of a path'));
  const open = cursor.expect('(');
  const address = parseFunctionParameter(cursor);
  cursor.expect(
    ',',
    'a translation takes an address and the kind of access: `(a : bits(16), access)`',
  );
  const access = cursor.name('the name of the kind of access');
  cursor.expectClosing(open, ')');
  cursor.expect('->', 'a translation gives a storage address: `-> bits(16)`');
  const result = parseType(cursor);
  const { cites } = parseClauses(cursor, { cites: citesClause('item.translate.cites') });
  const citations = cites ?? [];
  const body = parseBlock(cursor, 'the translation');
  const span = cursor.spanFrom(start);
  return { kind: 'translate', paths, address, access, result, body, citations, span };
}

/** `covering (a : bits(16), to : bits(16)) { … }` */
export function parseCovering(cursor: Cursor): Item {
  const start = cursor.take();
  cursor.reached('item.covering');
  const open = cursor.expect('(');
  const address = parseFunctionParameter(cursor);
  cursor.expect(',', 'a covering takes a program address and a storage address');
  const target = parseFunctionParameter(cursor);
  cursor.expectClosing(open, ')');
  const { cites } = parseClauses(cursor, { cites: citesClause('item.covering.cites') });
  const citations = cites ?? [];
  const body = parseBlock(cursor, 'the covering');
  return { kind: 'covering', address, target, body, citations, span: cursor.spanFrom(start) };
}

/** `function f(a : bits(8)) -> bits(8) { … }`, or `… -> bits(8) = e`; `opaque` may stand before it. */
export function parseFunction(cursor: Cursor): Extract<Item, { kind: 'function' }> {
  const start = cursor.take();
  const isOpaque = start.text === 'opaque';
  if (isOpaque) {
    cursor.expect('function', 'only functions are opaque');
    cursor.reached('item.function.opaque');
  }
  cursor.reached('item.function');
  const name = cursor.name('the name of a function');
  const open = cursor.expect('(');
  const parameters: FunctionParameter[] = [];
  if (!cursor.at(')'))
    parameters.push(...cursor.commaSeparated(() => parseFunctionParameter(cursor)));
  cursor.expectClosing(open, ')', '`,` or ');
  const typed = cursor.takeIf('->') !== undefined;
  if (isOpaque && !typed) cursor.unexpected('`->` and the type of the result');
  if (typed) cursor.reached('item.function.result');
  const result = typed ? parseType(cursor) : undefined;
  const { cites } = parseClauses(cursor, { cites: citesClause('item.function.cites') });
  const citations = cites ?? [];
  const rest = { isOpaque, name, parameters, result, citations };

  if (cursor.at('=')) {
    if (!typed) cursor.unexpected('`->` and the type of the result');
    cursor.take();
    cursor.reached('item.function.short');
    const value = parseExpression(cursor);
    const body = {
      statements: [{ kind: 'return', value, span: value.span } as const],
      span: value.span,
    };
    return { kind: 'function', ...rest, body, span: cursor.spanFrom(start) };
  }
  const body = parseBlock(cursor, `the function \`${name.text}\``);
  return { kind: 'function', ...rest, body, span: cursor.spanFrom(start) };
}

export function parseFunctionParameter(cursor: Cursor): FunctionParameter {
  const name = cursor.name('the name of a parameter');
  cursor.expect(':', `a parameter has a type: \`${name.text} : bits(16)\``);
  return { name, type: parseType(cursor) };
}

const MODES = ['supervisor', 'user'] as const;

/** `before uret, csrrw.uepc in user of s_u { … }` */
export function parseBefore(cursor: Cursor): Item {
  const start = cursor.take();
  cursor.reached('item.before');
  const instructions = cursor.commaSeparated(() =>
    parseInstructionId(cursor, 'the id of an instruction', true),
  );
  let mode: 'supervisor' | 'user' | undefined;
  let pair: Name | undefined;
  if (cursor.takeIf('in') !== undefined) {
    cursor.reached('item.before.mode');
    mode = cursor.oneOf(MODES, 'mode');
    if (cursor.takeIf('of') !== undefined) {
      cursor.reached('item.before.pair');
      pair = cursor.name('the name of a pair');
    }
  }
  const { cites } = parseClauses(cursor, { cites: citesClause('item.before.cites') });
  const body = parseBlock(cursor, 'what runs before');
  const citations = cites ?? [];
  return {
    kind: 'before',
    instructions,
    mode,
    pair,
    body,
    citations,
    span: cursor.spanFrom(start),
  };
}

const BODY_ITEMS = {
  undecoded: { what: '`undecoded`', cites: 'item.undecoded.cites' },
  completion: { what: '`on completion`', cites: 'item.completion.cites' },
  reset: { what: '`reset`', cites: 'item.reset.cites' },
} as const satisfies Record<string, { what: string; cites: Production }>;

/** `undecoded { … }`, `on completion { … }`, `reset { … }` */
export function parseBodyItem(cursor: Cursor, kind: 'undecoded' | 'completion' | 'reset'): Item {
  const start = cursor.take();
  if (kind === 'completion') cursor.expect('completion');
  cursor.reached(`item.${kind}`);
  const { cites } = parseClauses(cursor, { cites: citesClause(BODY_ITEMS[kind].cites) });
  const body = parseBlock(cursor, BODY_ITEMS[kind].what);
  return { kind, body, citations: cites ?? [], span: cursor.spanFrom(start) };
}
