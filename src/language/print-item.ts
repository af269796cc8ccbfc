/** The items of a description as documents. */

import { assertNever } from '../base/assert-never.ts';
import type { Item } from './ast.ts';
import {
  type Doc,
  flatWidth,
  group,
  hardLine,
  indent,
  INDENT_WIDTH,
  line,
  literal,
  PAGE_WIDTH,
  prose,
  tab,
  withClauses,
} from './doc.ts';
import { LEAVES_OUT } from './keywords.ts';
import { printBodied, printFunction, printParameterOf } from './print-body-item.ts';
import { citesClause, printNames, whyClause } from './print-clauses.ts';
import {
  printCause,
  printElement,
  printPair,
  printParameter,
  printStorage,
  printTypeItem,
} from './print-declaration.ts';
import { printEmptyBraces, printExpression, printHead } from './print-expression.ts';
import { printType } from './print-type.ts';
import { printInstruction } from './print-instruction.ts';
import type { Written } from './written.ts';

/** Items below one another, in lines of `room` columns. */
export function printItems(
  items: readonly Item[],
  written: Written,
  room: number = PAGE_WIDTH,
): Doc {
  const docs = items.map((item) => printItem(item, written, room));
  const isLong = (index: number): boolean => {
    const [item, doc] = [items[index], docs[index]];
    if (item === undefined || doc === undefined) return false;
    return !written.isOneLine(item.span) || flatWidth(doc, room) > room;
  };
  return docs.map((doc, index) => {
    const [before, item] = [items[index - 1], items[index]];
    if (before === undefined || item === undefined) return doc;
    // Instructions are set apart, but for those that make a table.
    const apart =
      isInstruction(before) || isInstruction(item)
        ? isLong(index - 1) || isLong(index)
        : written.groups && (before.kind !== item.kind || hasBody(item));
    return [hardLine(apart ? 'force' : 'keep'), doc];
  });
}

function isInstruction(item: Item): boolean {
  return item.kind === 'instruction' || (item.kind === 'replace' && isInstruction(item.item));
}

function hasBody(item: Item): boolean {
  const isBraced =
    item.kind === 'type' && (item.type.kind === 'enum' || item.type.kind === 'record');
  return isBraced || 'body' in item || item.kind === 'pair' || item.kind === 'when';
}

function printItem(item: Item, written: Written, room: number): Doc {
  switch (item.kind) {
    case 'include':
      return ['include ', literal(item.path)];
    case 'parameter':
      return printParameter(item, written);
    case 'constant': {
      const type: Doc =
        item.type === undefined ? '' : [tab('type', 'const'), ' : ', printType(item.type, written)];
      const value = printExpression(item.value, written);
      return [`const ${item.name.text}`, type, tab('value', 'const'), ' = ', value];
    }
    case 'type':
      return printTypeItem(item, written);
    case 'element':
      return printElement(item, written);
    case 'storage':
      return printStorage(item, written);
    case 'banked': {
      const selection = printExpression(item.selection, written);
      const head = [`banked ${item.name.text}`, tab('value', 'banked'), ' = ', selection];
      return withClauses(head, [citesClause(item.citations, written)]);
    }
    case 'pair':
      return printPair(item, written);
    case 'cause':
      return printCause(item, written);
    case 'group':
      return [
        `cause group ${item.name.text} `,
        group(['{', indent([line('start'), printNames(item.members)]), line('end'), '}']),
      ];
    case 'entry': {
      const values = item.values.map((value) => printParameterOf(value, written));
      return printBodied('trap entry', ['cause', ...values], '', item, written);
    }
    case 'interrupt': {
      const condition = printExpression(item.condition, written);
      const head = [`interrupt ${item.cause.text}`, tab('condition'), ' when ', condition];
      return withClauses(head, [citesClause(item.citations, written)]);
    }
    case 'translate': {
      const parameters = [printParameterOf(item.address, written), item.access.text];
      const head: Doc = ['translate ', indent(printNames(item.paths))];
      const result: Doc = [' -> ', printType(item.result, written)];
      return printBodied(head, parameters, result, item, written);
    }
    case 'covering': {
      const parameters = [item.address, item.target].map((p) => printParameterOf(p, written));
      return printBodied('covering', parameters, '', item, written);
    }
    case 'function':
      return printFunction(item, written);
    case 'instruction':
      return printInstruction(item, written, room);
    case 'before': {
      const { mode, pair } = item;
      const where = mode === undefined ? '' : ` in ${mode}`;
      const whose = pair === undefined ? '' : ` of ${pair.text}`;
      const head = ['before ', indent(printNames(item.instructions)), where, whose];
      return printBodied(head, undefined, '', item, written);
    }
    case 'undecoded':
    case 'reset':
      return printBodied(item.kind, undefined, '', item, written);
    case 'completion':
      return printBodied('on completion', undefined, '', item, written);
    case 'invariant': {
      const head = ['invariant ', printExpression(item.condition, written)];
      return withClauses(head, [
        citesClause(item.citations, written),
        whyClause(item.why, item.span, written),
      ]);
    }
    case 'leaves-out':
      return withClauses(
        ['leaves out ', prose(item.what)],
        [whyClause(item.why, item.span, written)],
      );
    case 'when':
      return printWhen(item, written, room);
    case 'replace':
      return ['replace ', printItem(item.item, written, room - 'replace '.length)];
    case 'remove':
      return item.keyword.text === LEAVES_OUT
        ? [`remove ${LEAVES_OUT} `, prose(item.name.text)]
        : `remove ${item.keyword.text} ${item.name.text}`;
    default:
      return assertNever(item);
  }
}

/** `if XLEN == 64 { … } else { … }` */
function printWhen(item: Extract<Item, { kind: 'when' }>, written: Written, room: number): Doc {
  const { condition, then, otherwise } = item;
  const head = [printHead('if', condition, written), printItemBlock(then, written, room)];
  const [first, ...others] = otherwise;
  if (first === undefined) return head;
  if (first.kind === 'when' && others.length === 0 && written.follows(first.span, 'else', true)) {
    return [...head, ' else ', printWhen(first, written, room)];
  }
  return [...head, ' else ', printItemBlock(otherwise, written, room)];
}

function printItemBlock(items: readonly Item[], written: Written, room: number): Doc {
  if (items.length === 0) return printEmptyBraces();
  const docs = printItems(items, written, room - INDENT_WIDTH);
  return ['{', indent([hardLine('start'), docs]), hardLine('end'), '}'];
}
