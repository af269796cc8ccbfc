/** Specs and expected rows as documents. */

import { assertNever } from '../base/assert-never.ts';
import type { ExpectedFile, ExpectedRow, Expression, Question, Spec, SpecItem } from './ast.ts';
import {
  commaFill,
  type Doc,
  group,
  hardLine,
  indent,
  line,
  literal,
  prose,
  withClauses,
} from './doc.ts';
import { printExpression, printFlush } from './print-expression.ts';
import { printCites, printNames, whyClause } from './print-clauses.ts';
import type { Written } from './written.ts';

export function printSpec(spec: Spec, written: Written): Doc {
  const base =
    spec.extends === undefined
      ? undefined
      : {
          content: `extends ${spec.extends.text}`,
          onOwnLine: written.clauseStartsLine(spec.extends.span),
        };
  const header = onLines(withClauses([`spec ${spec.name.text} `, literal(spec.title)], [base]), [
    printCites(spec.citations),
  ]);
  const items = spec.items.map((item, index): Doc => {
    const apart = index === 0 || isSetApart(item, spec.items[index - 1], written.groups);
    return [hardLine(apart ? 'force' : 'keep'), printSpecItem(item, written)];
  });
  return [header, ...items];
}

/** Questions always are; without an author to say, so are items of different kinds. */
function isSetApart(item: SpecItem, before: SpecItem | undefined, groups: boolean): boolean {
  if (item.kind === 'question' || before?.kind === 'question') return true;
  return groups && before?.kind !== item.kind && !SETTINGS.has(item.kind);
}

/** At the head of a spec, they belong together. */
const SETTINGS: ReadonlySet<string> = new Set(['reading', 'granularity', 'observed']);

/** `head`, and each clause on a line of its own. */
function onLines(head: Doc, clauses: readonly (Doc | undefined)[]): Doc {
  const present = clauses.filter((clause) => clause !== undefined);
  return [head, indent(present.map((clause) => [hardLine(), clause]))];
}

function printSpecItem(item: SpecItem, written: Written): Doc {
  switch (item.kind) {
    case 'reading':
      return ['reading ', prose(item.text)];
    case 'granularity':
      return `granularity ${item.value}`;
    case 'observed': {
      const except: Doc | undefined =
        item.except.length === 0 ? undefined : ['except ', printNames(item.except)];
      return withClauses(['observed ', indent(printNames(item.what))], [except]);
    }
    case 'question':
      return printQuestion(item, written);
    case 'class': {
      const head = [`class ${item.name.text} `, literal(item.title), ' ='];
      return group([head, indent([line(), printFlush(item.formula, written)])]);
    }
    case 'theorem':
      return onLines(
        [`theorem ${item.number} `, literal(item.title)],
        [printCites(item.citations), ['requires ', printExpression(item.formula, written)]],
      );
    case 'fact':
      return onLines(
        [`fact ${item.number} `, literal(item.title)],
        [
          item.given === undefined ? undefined : `given theorem ${item.given}`,
          ['requires ', printExpression(item.formula, written)],
        ],
      );
    default:
      return assertNever(item);
  }
}

function printQuestion(item: Question, written: Written): Doc {
  const formula = (keyword: string, e: Expression): Doc => [
    `${keyword} `,
    printExpression(e, written),
  ];
  return onLines(
    [`question ${item.name.text} `, literal(item.title)],
    [
      printCites(item.citations),
      item.reading === undefined ? undefined : ['reading ', prose(item.reading)],
      printFind(item),
      ...item.among.map((e) => formula('among', e)),
      ...item.unless.map((e) => formula('unless', e)),
      formula('such that', item.suchThat),
    ],
  );
}

function printFind({ states, differing }: Question): Doc {
  const names = states.map(({ text }) => text).join(', ');
  if (states.length === 1) return `find state ${names}`;
  return [`find pair ${names} differing in `, indent(printNames(differing))];
}

export function printExpected({ source, title, rows }: ExpectedFile, written: Written): Doc {
  const header = [`source ${source.text} `, literal(title)];
  const lines = rows.map((row, index): Doc => {
    const blank = index === 0 ? 'force' : 'keep';
    return [hardLine(blank), printRow(row, written)];
  });
  return [header, ...lines];
}

function printRow(row: ExpectedRow, written: Written): Doc {
  const { subject, spec, pair, settings, claims, status, confidence, why } = row;
  const kind = subject.kind === 'instruction' ? '' : `${subject.kind} `;
  const ofPair = pair === undefined ? '' : ` pair ${pair.text}`;
  const set = settings.map(({ name, value }) => `${name.text} = ${value}`);
  const under = ` under ${spec.text}${ofPair}${set.length === 0 ? '' : ` with ${set.join(', ')}`} `;
  const shown = claims.map(({ name, value }) =>
    isVerdict(name.text) ? name.text : `${name.text} ${value.text}`,
  );
  const braces = group(['{', indent([line('start'), commaFill(shown)]), line('end'), '}']);
  return withClauses(
    [`expect ${kind}${subject.name}${under}`, braces],
    [`${status} ${confidence}`, whyClause(why, row.span, written)],
  );
}

/** `holds` and `fails` are claims without a value. */
function isVerdict(name: string): boolean {
  return name === 'holds' || name === 'fails';
}
