/** Statements and blocks. */

import { suggest } from '../base/suggest.ts';
import type { Block, Expression, Name, Statement, Type } from './ast.ts';
import { type Cursor, listWords } from './cursor.ts';
import { RESERVED_WORDS, STATEMENT_WORDS } from './keywords.ts';
import {
  parseArguments,
  parseArms,
  parseBinary,
  parseExpression,
  TARGET_PRECEDENCE,
} from './parse-expression.ts';
import { parseType } from './parse-type.ts';
import type { Token } from './token.ts';

/** `{ … }`, of `what`: ``the instruction `lpsw` ``. */
export function parseBlock(cursor: Cursor, what: string): Block {
  const open = cursor.token;
  if (!cursor.at('{')) cursor.unexpected(`\`{\` and the body of ${what}`);
  cursor.take();
  cursor.deeper();
  const statements: Statement[] = [];
  while (!cursor.at('}') && !cursor.atEnd && !cursor.atItem) {
    if (cursor.takeSemicolons()) continue;
    cursor.attempt(
      () => statements.push(parseStatement(cursor)),
      () => cursor.token.first && cursor.token.kind === 'word',
    );
  }
  cursor.closeBrace(open);
  cursor.shallower();
  return { statements, span: cursor.spanFrom(open) };
}

function parseStatement(cursor: Cursor): Statement {
  const start = cursor.token;
  if (start.kind !== 'word') {
    if (cursor.at('=') && cursor.returnToLineStart()) return parseStatement(cursor);
    cursor.unexpected('a statement');
  }
  // What reads like an assignment is one, whatever the name.
  if (ASSIGNING.has(cursor.ahead().text) && cursor.ahead().kind === 'symbol') {
    return parseAssignment(cursor);
  }
  return parseKeyword(cursor, start.text) ?? parseAssignment(cursor);
}

/** What may follow a name that starts an assignment, but never a keyword that starts a statement. */
const ASSIGNING: ReadonlySet<string> = new Set(['=', '.', '[', '::']);

/** The statement that starts with `keyword`, the text of this token; undefined if none does. */
function parseKeyword(cursor: Cursor, keyword: string): Statement | undefined {
  const start = cursor.token;
  switch (keyword) {
    case 'let':
    case 'var':
      return parseLocal(cursor, keyword);
    case 'if':
      return parseIf(cursor);
    case 'match': {
      cursor.take();
      cursor.reached('statement.match');
      const subject = parseExpression(cursor);
      const { arms } = parseArms(
        cursor,
        () => parseBlock(cursor, 'the arm'),
        () => cursor.takeIf(','),
      );
      return { kind: 'match', subject, arms, span: cursor.spanFrom(start) };
    }
    case 'for':
      return parseFor(cursor);
    case 'trap':
      return parseTrap(cursor);
    case 'return': {
      cursor.take();
      cursor.reached('statement.return');
      const value = cursor.at('}') ? undefined : parseExpression(cursor);
      if (value !== undefined) cursor.reached('statement.return.value');
      return { kind: 'return', value, span: cursor.spanFrom(start) };
    }
    case 'execute': {
      // A function may have this name.
      if (cursor.ahead().text === '(') return undefined;
      cursor.take();
      cursor.expect('at');
      cursor.reached('statement.execute');
      const address = parseExpression(cursor);
      return { kind: 'execute', address, span: cursor.spanFrom(start) };
    }
    case 'undefined':
      return parseUndefined(cursor);
    default:
      return undefined;
  }
}

function parseLocal(cursor: Cursor, kind: 'let' | 'var'): Statement {
  const start = cursor.take();
  cursor.reached(`statement.${kind}`);
  const name = cursor.name('the name of a local');
  let type: Type | undefined;
  if (cursor.takeIf(':') !== undefined) {
    cursor.reached(`statement.${kind}.type`);
    type = parseType(cursor);
  }
  cursor.expect('=', `a local has a value from the start: \`${kind} ${name.text} = …\``);
  const value = parseExpression(cursor);
  return { kind, name, type, value, span: cursor.spanFrom(start) };
}

function parseIf(cursor: Cursor): Statement {
  const start = cursor.take();
  cursor.reached('statement.if');
  const condition = parseExpression(cursor);
  if (cursor.at('=')) cursor.unexpected('`{` and the body of the `if`', '`==` compares');
  const then = parseBlock(cursor, 'the `if`');
  const otherwise = parseElse(cursor);
  // oxlint-disable-next-line unicorn/no-thenable -- nobody awaits a tree
  return { kind: 'if', condition, then, otherwise, span: cursor.spanFrom(start) };
}

function parseElse(cursor: Cursor): Block | undefined {
  if (cursor.takeIf('else') === undefined) return undefined;
  if (!cursor.at('if')) {
    cursor.reached('statement.if.else');
    return parseBlock(cursor, 'the `else`');
  }
  cursor.reached('statement.if.else-if');
  cursor.deeper();
  const nested = parseIf(cursor);
  cursor.shallower();
  return { statements: [nested], span: nested.span };
}

function parseFor(cursor: Cursor): Statement {
  const start = cursor.take();
  cursor.reached('statement.for');
  const help = 'a loop is written `for i in 0 .. 3 { … }`';
  const variable = cursor.name('the name of a variable');
  cursor.expect('in', help);
  const from = parseExpression(cursor);
  cursor.expect('..', help);
  const to = parseExpression(cursor);
  const body = parseBlock(cursor, 'the loop');
  return { kind: 'for', variable, from, to, body, span: cursor.spanFrom(start) };
}

/** The cause is a name, a `match`, or anything in parentheses; then come its values. */
function parseTrap(cursor: Cursor): Statement {
  const start = cursor.take();
  cursor.reached('statement.trap');
  const cause = parseCause(cursor);
  let values: readonly Expression[] = [];
  if (cursor.at('(')) {
    cursor.reached('statement.trap.values');
    values = parseArguments(cursor);
  }
  let resumes: 'next' | undefined;
  if (cursor.at('resumes') && cursor.ahead().kind === 'word') {
    cursor.take();
    cursor.expect('next');
    cursor.reached('statement.trap.resumes');
    resumes = 'next';
  }
  let keeping: readonly Name[] = [];
  if (cursor.at('keeping') && cursor.ahead().kind === 'word') {
    cursor.take();
    cursor.reached('statement.trap.keeping');
    keeping = cursor.commaSeparated(() => cursor.name('the name of an element'));
  }
  const span = cursor.spanFrom(start);
  return { kind: 'trap', cause, arguments: values, resumes, keeping, span };
}

function parseCause(cursor: Cursor): Expression {
  const start = cursor.token;
  if (cursor.at('match')) return parseExpression(cursor);
  if (cursor.takeIf('(') !== undefined) {
    const cause = parseExpression(cursor);
    cursor.expectClosing(start, ')', 'an operator or ');
    return cause;
  }
  if (RESERVED_WORDS.has(start.text)) cursor.unexpected('a cause');
  const name = cursor.name('a cause');
  return { kind: 'name', name: name.text, span: name.span };
}

function parseUndefined(cursor: Cursor): Statement {
  const start = cursor.take();
  cursor.reached('statement.undefined');
  let widened: readonly Name[] = [];
  let why: string | undefined;
  if (cursor.at('widened') && cursor.ahead().kind === 'word') {
    cursor.take();
    cursor.expect('to');
    cursor.reached('statement.undefined.widened');
    widened = cursor.commaSeparated(() => cursor.name('the name of an element'));
    cursor.expect('why', 'say where the manual allows more: `why "…"`');
    why = cursor.text('the reason');
  }
  return { kind: 'undefined', widened, why, span: cursor.spanFrom(start) };
}

/** `target = e`, or a call. */
function parseAssignment(cursor: Cursor): Statement {
  const start = cursor.token;
  const target = parseBinary(cursor, TARGET_PRECEDENCE);
  if (cursor.takeIf('=') !== undefined) {
    checkTarget(cursor, target);
    cursor.reached(target.kind === 'binary' ? 'statement.assign.join' : 'statement.assign');
    const value = parseExpression(cursor);
    return { kind: 'assign', target, value, span: cursor.spanFrom(start) };
  }
  if (target.kind === 'call' && !cursor.parenthesized.has(target)) {
    cursor.reached('statement.call');
    return { kind: 'call', call: target, span: cursor.spanFrom(start) };
  }
  return notAStatement(cursor, start, target);
}

/** Reports an expression where a statement should be. */
function notAStatement(cursor: Cursor, start: Token, target: Expression): never {
  const help = helpOnStatement(start.text);
  if (target.kind === 'name') {
    const meant = suggest(start.text, STATEMENT_WORDS);
    if (meant !== undefined && !cursor.token.first) {
      cursor.report('PG011', cursor.spanOf(start), `unknown statement \`${start.text}\``, {
        help: help ?? `did you mean \`${meant}\`?`,
      });
    }
  }
  const equals = cursor.at('==') ? '`=` assigns, `==` compares' : undefined;
  return cursor.unexpected('`=`', help ?? equals);
}

/** For readers of other languages. */
function helpOnStatement(word: string): string | undefined {
  switch (word) {
    case 'while':
    case 'loop':
    case 'foreach':
      return 'the only loop is `for i in 0 .. 3 { … }`';
    case 'switch':
    case 'case':
      return 'the choice among several is `match e { A => { … } else => { … } }`';
    case 'raise':
    case 'throw':
    case 'exception':
      return 'a trap is taken by `trap cause`';
    case 'elif':
    case 'elsif':
    case 'elseif':
      return 'write `else if`';
    default:
      return undefined;
  }
}

function checkTarget(cursor: Cursor, target: Expression): void {
  const wrong = findNoTarget(target);
  if (wrong === undefined) return;
  const forms = ['name', 'x[i]', 'v.field', 'v[hi:lo]', 'a :: b'];
  cursor.report('PG017', wrong.span, 'this cannot be assigned to', {
    help: `a target is ${listWords(forms)}`,
  });
}

/** The part of `target` that makes it none. */
function findNoTarget(target: Expression): Expression | undefined {
  if (target.kind === 'index' || target.kind === 'slice' || target.kind === 'field') {
    return target.base.kind === 'binary' ? target.base : findNoTarget(target.base);
  }
  if (target.kind === 'binary' && target.operator === '::') {
    return findNoTarget(target.left) ?? findNoTarget(target.right);
  }
  return target.kind === 'name' ? undefined : target;
}
