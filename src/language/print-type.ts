/** Types as documents. */

import { assertNever } from '../base/assert-never.ts';
import type { EnumMember, Expression, RecordField, Type } from './ast.ts';
import { commaFill, type Doc, group, indent, line, literal, tab, withClauses } from './doc.ts';
import { printParts } from './print-encoding.ts';
import { whyClause } from './print-clauses.ts';
import { printBraced, printExpression, printSlice } from './print-expression.ts';
import type { Written } from './written.ts';

export function printType(type: Type, written: Written): Doc {
  switch (type.kind) {
    case 'bool':
      return 'bool';
    case 'bits':
      return printBits(type.width, written);
    case 'named':
      return type.name.text;
    case 'enum':
      return ['enum ', printWidth(type.width, written), printMembers(type.members, written)];
    case 'record':
      return ['record ', printWidth(type.width, written), printFields(type.fields, written)];
    default:
      return assertNever(type);
  }
}

export function printBits(width: Expression, written: Written): Doc {
  return ['bits(', printExpression(width, written), ')'];
}

function printWidth(width: Expression | undefined, written: Written): Doc {
  return width === undefined ? '' : [printBits(width, written), ' '];
}

/**
 * Names stand in lines as their author had them, also if the first has a value; other members with
 * values have one each.
 */
export function printMembers(members: readonly EnumMember[], written: Written): Doc {
  const [first, ...others] = members;
  if (first === undefined || first.form !== undefined || !others.every(isBare)) {
    const parts = members.map((member) => printMember(member, written));
    return printBraced(parts, members, written);
  }
  const names = commaFill(
    members.map((member) => printMember(member, written)),
    'keep',
    (index) => written.startsLine(members[index]?.span ?? first.span),
  );
  const broken = written.startsLine(first.span);
  return group(['{', indent([line('start'), names]), line('end'), '}'], broken);
}

function isBare({ low, form }: EnumMember): boolean {
  return low === undefined && form === undefined;
}

function printMember({ name, aliases, low, high, form }: EnumMember, written: Written): Doc {
  const names = [name, ...aliases].map(({ text }) => text).join(' | ');
  if (form !== undefined) {
    const behind: Doc =
      form.behind.length === 0
        ? ''
        : [tab('where', 'member'), ' behind ', printParts(form.behind, written)];
    return [
      names,
      tab('assembly', 'member'),
      ' ',
      literal(form.assembly),
      tab('encoding', 'member'),
      ' encoding ',
      printParts(form.encoding, written),
      behind,
    ];
  }
  if (low === undefined) return names;
  const doc = [names, tab('value', 'member'), ' = ', printExpression(low, written)];
  return high === undefined ? doc : [...doc, ' .. ', printExpression(high, written)];
}

export function printFields(fields: readonly RecordField[], written: Written): Doc {
  const parts = fields.map((field) => printField(field, written));
  return printBraced(parts, fields, written);
}

function printField(field: RecordField, written: Written): Doc {
  const { hi, lo } = field;
  const name = [field.name.text, tab('type', 'field'), ' : '];
  const head = [name, printType(field.type, written)];
  const [first, ...marks] = [field.role, ...field.marks].filter((word) => word !== undefined);
  return withClauses(head, [
    hi === undefined
      ? undefined
      : { content: ['at [', printPosition(hi, lo, written), ']'], tab: tab('position') },
    first === undefined ? undefined : { content: first, tab: tab('role') },
    ...marks,
    whyClause(field.why, field.span, written),
  ]);
}

function printPosition(hi: Expression, lo: Expression | undefined, written: Written): Doc {
  return lo === undefined ? printExpression(hi, written) : printSlice(hi, lo, written);
}
