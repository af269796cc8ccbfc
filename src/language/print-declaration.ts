/** The items that declare what a machine consists of, as documents. */

import type { Expression, Item } from './ast.ts';
import {
  type Clause,
  commaFill,
  type Doc,
  hardLine,
  indent,
  join,
  literal,
  tab,
  withClauses,
} from './doc.ts';
import { CHOICE_PRECEDENCE } from './parse-expression.ts';
import { citesClause, printHeader, whyClause } from './print-clauses.ts';
import { printExpression, printOperand } from './print-expression.ts';
import { printBits, printFields, printMembers, printType } from './print-type.ts';
import type { Written } from './written.ts';

type ItemOf<Kind extends Item['kind']> = Extract<Item, { kind: Kind }>;

export function printParameter(item: ItemOf<'parameter'>, written: Written): Doc {
  const { name, choices, width, value, why } = item;
  const values =
    width === undefined
      ? join(
          choices.map((choice) => printChoice(choice, written)),
          () => ' | ',
        )
      : printBits(width, written);
  const head = [
    `parameter ${name.text}`,
    tab('type', 'parameter'),
    ' : ',
    values,
    tab('value', 'parameter'),
    ' = ',
    printExpression(value, written),
  ];
  return withClauses(head, [whyClause(why, item.span, written)]);
}

/** In parentheses also if it starts like `bits(…)`, which is a width here. */
function printChoice(choice: Expression, written: Written): Doc {
  const doc = printOperand(choice, CHOICE_PRECEDENCE, written);
  return startsWithBits(choice) ? ['(', doc, ')'] : doc;
}

function startsWithBits(expression: Expression): boolean {
  if (expression.kind === 'call') return expression.callee.text === 'bits';
  if (expression.kind === 'binary') return startsWithBits(expression.left);
  return 'base' in expression && startsWithBits(expression.base);
}

/** `enum` and `record` have a short form. */
export function printTypeItem(item: ItemOf<'type'>, written: Written): Doc {
  const { name, type, citations } = item;
  const isLong = written.startsWith(item.span, 'type', false);
  if ((type.kind !== 'enum' && type.kind !== 'record') || isLong) {
    const head = [`type ${name.text}`, tab('value', 'type'), ' = ', printType(type, written)];
    return withClauses(head, [citesClause(citations, written)]);
  }
  const width: Doc = type.width === undefined ? '' : [' : ', printBits(type.width, written)];
  const body =
    type.kind === 'enum' ? printMembers(type.members, written) : printFields(type.fields, written);
  const head = [`${type.kind} ${name.text}`, width];
  return [printHeader(head, citations, written), body];
}

export function printElement(item: ItemOf<'element'>, written: Written): Doc {
  const { role, name, type, count, hardwired, marks, citations, why } = item;
  const head: Doc[] = [elementHead(role, name.text), printType(type, written)];
  if (count !== undefined) head.push('[', printExpression(count, written), ']');
  const fixed = hardwired.map(({ index, value }) => [
    `${name.text}[`,
    printExpression(index, written),
    '] = ',
    printExpression(value, written),
  ]);
  return withClauses(head, [
    fixed.length === 0 ? undefined : ['with ', indent(commaFill(fixed))],
    ...marks,
    citesClause(citations, written),
    whyClause(why, item.span, written),
  ]);
}

/** `general r : ` */
function elementHead(keyword: string, name: string): Doc {
  return [keyword, tab('name', 'element'), ` ${name}`, tab('type', 'element'), ' : '];
}

export function printStorage(item: ItemOf<'storage'>, written: Written): Doc {
  const { name, unit, address, size, endian, citations } = item;
  const head = [elementHead('storage', name.text), printBits(unit, written)];
  return withClauses(head, [
    ['at ', printBits(address, written)],
    size === undefined ? undefined : ['size ', printExpression(size, written)],
    endian === undefined ? undefined : `${endian} endian`,
    citesClause(citations, written),
  ]);
}

export function printPair(item: ItemOf<'pair'>, written: Written): Doc {
  const { name, title, supervisor, user, holding, within, why } = item;
  const sides: Doc = [
    ['supervisor', tab('condition'), ' when ', printExpression(supervisor, written)],
    hardLine('keep'),
    withClauses(
      ['user', tab('condition'), ' when ', printExpression(user, written)],
      [
        conditionClause('holding', holding, written),
        conditionClause('within', within, written),
        whyClause(why, item.span, written),
      ],
    ),
  ];
  if (name === undefined) return sides;
  const head = [`pair ${name.text} `, literal(title ?? ''), ' {'];
  return [head, indent([hardLine('start'), sides]), hardLine('end'), '}'];
}

function conditionClause(
  keyword: string,
  condition: Expression | undefined,
  written: Written,
): Clause | undefined {
  if (condition === undefined) return undefined;
  return {
    content: [`${keyword} `, printExpression(condition, written)],
    onOwnLine: written.clauseStartsLine(condition.span),
  };
}

export function printCause(item: ItemOf<'cause'>, written: Written): Doc {
  const { name, memory, code, resumes, citations } = item;
  const head: Doc[] = [`${memory ? 'memory ' : ''}trap ${name.text}`];
  if (code !== undefined) head.push(' = ', printExpression(code, written));
  const resuming = resumes === undefined ? undefined : `resumes ${resumes}`;
  return withClauses(head, [resuming, citesClause(citations, written)]);
}
