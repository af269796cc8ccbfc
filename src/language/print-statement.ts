/** Statements and blocks as documents. */

import { assertNever } from '../base/assert-never.ts';
import type { Block, Expression, MatchArm, Statement, Type } from './ast.ts';
import {
  type Doc,
  group,
  hardLine,
  indent,
  join,
  line,
  type Tab,
  tab,
  withClauses,
} from './doc.ts';
import {
  printArguments,
  printEmptyBraces,
  printExpression,
  printHead,
  printOperand,
  printPatterns,
} from './print-expression.ts';
import { printType } from './print-type.ts';
import { printNames, whyClause } from './print-clauses.ts';
import { TARGET_PRECEDENCE } from './parse-expression.ts';
import type { Written } from './written.ts';

/** `{ … }`, on one line if it is one short statement and the author has not broken it. */
export function printBlock(block: Block, written: Written): Doc {
  return group(printBraces(block, written));
}

/** The same, to be broken together with what stands beside it. */
function printBraces(block: Block, written: Written, mayBeShort = true): Doc {
  const { statements } = block;
  const [first] = statements;
  if (first === undefined) return printEmptyBraces();
  if (mayBeShort && isShort(block, written)) {
    return ['{', indent([line('start'), printStatement(first, written)]), line('end'), '}'];
  }
  const tabs = tabsOf(statements, written);
  const lines = statements.map((statement, index) =>
    printStatement(statement, written, tabs[index]),
  );
  const body = join(lines, () => hardLine('keep'));
  return ['{', indent([hardLine('start'), body]), hardLine('end'), '}'];
}

/** One simple statement, or none. One `if` is only simple enough if its author had it on one line. */
function isShort({ statements: [first, ...others] }: Block, written: Written): boolean {
  if (first === undefined) return true;
  if (others.length > 0 || written.startsLine(first.span)) return false;
  if (first.kind !== 'if') return first.kind !== 'match' && first.kind !== 'for';
  return !written.groups && first.otherwise === undefined && isShort(first.then, written);
}

/** For each statement the tab before its `=`: the same one for those that the author aligned. */
function tabsOf(statements: readonly Statement[], written: Written): readonly (Tab | undefined)[] {
  let before: { readonly column: number; readonly at: Tab } | undefined;
  return statements.map((statement) => {
    const column =
      'value' in statement && statement.value !== undefined
        ? written.columnOfEquals(statement.span, statement.value.span)
        : undefined;
    if (column === undefined) before = undefined;
    else if (before?.column !== column) before = { column, at: tab('assigned', Symbol('table')) };
    return before?.at;
  });
}

function printStatement(statement: Statement, written: Written, equals: Tab | '' = ''): Doc {
  switch (statement.kind) {
    case 'let':
    case 'var': {
      const type = printTypeOfLocal(statement.type, written);
      const value = printExpression(statement.value, written);
      return [`${statement.kind} ${statement.name.text}`, type, equals, ' = ', value];
    }
    case 'assign':
      return [
        printOperand(statement.target, TARGET_PRECEDENCE, written),
        equals,
        ' = ',
        printExpression(statement.value, written),
      ];
    case 'if':
      return group(printIf(statement, written));
    case 'match':
      return printMatch(statement, written);
    case 'for':
      return [
        `for ${statement.variable.text} in `,
        printExpression(statement.from, written),
        ' .. ',
        printExpression(statement.to, written),
        ' ',
        printBlock(statement.body, written),
      ];
    case 'trap':
      return printTrap(statement, written);
    case 'return':
      if (statement.value === undefined) return 'return';
      return ['return ', printExpression(statement.value, written)];
    case 'call':
      return printExpression(statement.call, written);
    case 'execute':
      return ['execute at ', printExpression(statement.address, written)];
    case 'undefined':
      return printUndefined(statement, written);
    default:
      return assertNever(statement);
  }
}

function printTypeOfLocal(type: Type | undefined, written: Written): Doc {
  return type === undefined ? '' : [' : ', printType(type, written)];
}

/** All branches on one line, or each on its own; more than two are never on one. */
function printIf(statement: Extract<Statement, { kind: 'if' }>, written: Written): Doc {
  const { condition, then, otherwise } = statement;
  const head = printHead('if', condition, written);
  if (otherwise === undefined) return [head, printBraces(then, written)];

  const nested = nestedIf(otherwise, written);
  if (nested !== undefined) {
    return [head, printBraces(then, written, false), ' else ', printIf(nested, written)];
  }
  const mayBeShort = isShort(then, written) && isShort(otherwise, written);
  return [
    head,
    printBraces(then, written, mayBeShort),
    ' else ',
    printBraces(otherwise, written, mayBeShort),
  ];
}

/** The statement of `else if`. */
function nestedIf(
  { statements: [first, ...others] }: Block,
  written: Written,
): Extract<Statement, { kind: 'if' }> | undefined {
  if (first?.kind !== 'if' || others.length > 0) return undefined;
  return written.follows(first.span, 'else', true) ? first : undefined;
}

function printMatch(statement: Extract<Statement, { kind: 'match' }>, written: Written): Doc {
  const { subject, arms } = statement;
  const head: Doc = ['match ', printExpression(subject, written), ' '];
  if (arms.length === 0) return [head, printEmptyBraces()];

  const lines = join(
    arms.map((arm) => printArm(arm, written)),
    () => hardLine('keep'),
  );
  return [head, '{', indent([hardLine('start'), lines]), hardLine('end'), '}'];
}

function printArm(arm: MatchArm<Block>, written: Written): Doc {
  return [printPatterns(arm, written), tab('arm'), ' => ', printBlock(arm.body, written)];
}

function printTrap(statement: Extract<Statement, { kind: 'trap' }>, written: Written): Doc {
  const { cause, arguments: values, resumes, keeping } = statement;
  const head: Doc = [
    'trap ',
    printCause(cause, written),
    values.length === 0 ? '' : [cause.kind === 'name' ? '' : ' ', printArguments(values, written)],
  ];
  return withClauses(head, [
    resumes === undefined ? undefined : `resumes ${resumes}`,
    keeping.length === 0 ? undefined : ['keeping ', indent(printNames(keeping))],
  ]);
}

function printCause(cause: Expression, written: Written): Doc {
  const doc = printExpression(cause, written);
  return cause.kind === 'name' || cause.kind === 'match' ? doc : ['(', doc, ')'];
}

function printUndefined(
  { widened, why, span }: Extract<Statement, { kind: 'undefined' }>,
  written: Written,
): Doc {
  const frame: Doc | undefined =
    widened.length === 0 ? undefined : ['widened to ', indent(printNames(widened))];
  return withClauses('undefined', [frame, whyClause(why, span, written)]);
}
