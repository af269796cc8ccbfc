/**
 * Loads a spec: its files, what it extends, and the checked model of `question/spec.ts`.
 *
 * A spec that extends another says only what differs: its questions, classes, theorems and facts
 * replace those of the same name or number, and everything is resolved after that, so a class of
 * the base means the extension's questions.
 */

import type { Diagnostic } from '../base/diagnostic.ts';
import type { Span } from '../base/span.ts';
import { suggest } from '../base/suggest.ts';
import type { Mark, Role } from '../isa/machine.ts';
import {
  PARTS,
  type Clause,
  type Observation,
  type Question,
  type Spec,
} from '../question/spec.ts';
import {
  MARKS,
  ROLES,
  type Citation,
  type Expression,
  type Name,
  type Spec as SpecTree,
  type SpecItem,
} from './ast.ts';
import { classFormula, type ClassNames } from './class-formula.ts';
import { citationTexts } from './machine-parts.ts';
import { parseSpec } from './parse.ts';
import { complain, complainUnknown, textOf, type SpecContext } from './spec-context.ts';
import { stateFormula } from './state-formula.ts';

/** How specs are found. */
export interface SpecHost {
  /** The files of a spec by its name, the one with its header first; undefined if there is none. */
  specFiles(name: string): readonly string[] | undefined;
  /** Every spec's name, for did-you-mean. */
  specNames(): readonly string[];
  readText(path: string): string | undefined;
}

export interface LoadedSpec {
  /** Undefined if there is an error among the diagnostics. */
  readonly spec: Spec | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;
}

/** A spec by its name, with everything it extends. */
export function loadSpec(name: string, host: SpecHost): LoadedSpec {
  const sources = new Map<string, string>();
  const context: SpecContext = { diagnostics: [], sources };
  const gathered = gather(
    context,
    sources,
    host,
    { text: name, span: { file: name, start: 0, end: 0 } },
    [],
  );
  const spec =
    gathered === undefined || context.diagnostics.length > 0
      ? undefined
      : checked(context, gathered);
  return {
    spec: context.diagnostics.length > 0 ? undefined : spec,
    diagnostics: context.diagnostics,
    sources,
  };
}

interface Gathered {
  readonly header: SpecTree;
  readonly ancestors: readonly string[];
  readonly citations: readonly Citation[];
  readonly items: readonly SpecItem[];
}

function gather(
  context: SpecContext,
  sources: Map<string, string>,
  host: SpecHost,
  name: Name,
  within: readonly string[],
): Gathered | undefined {
  if (within.includes(name.text)) {
    complain(context, 'PG402', name.span, `the spec \`${name.text}\` extends itself`);
    return undefined;
  }
  const files = host.specFiles(name.text);
  if (files === undefined) {
    const meant = suggest(name.text, host.specNames());
    const help =
      meant === undefined
        ? `specs are: ${host.specNames().join(', ')}`
        : `did you mean \`${meant}\`?`;
    complain(context, 'PG403', name.span, `unknown spec \`${name.text}\``, { help });
    return undefined;
  }
  const trees = files.flatMap((file) => read(context, sources, host, file));
  const [header] = trees;
  if (header === undefined) return undefined;
  const own = trees.flatMap(({ items }) => items);
  complainTwice(context, own);
  const base =
    header.extends === undefined
      ? undefined
      : gather(context, sources, host, header.extends, [...within, name.text]);
  return {
    header,
    ancestors: base === undefined ? [] : [base.header.name.text, ...base.ancestors],
    citations: [...header.citations, ...(base?.citations ?? [])],
    items: overlay(base?.items ?? [], own),
  };
}

function read(
  context: SpecContext,
  sources: Map<string, string>,
  host: SpecHost,
  file: string,
): readonly SpecTree[] {
  const text = host.readText(file);
  if (text === undefined) {
    complain(context, 'PG501', { file, start: 0, end: 0 }, `cannot read \`${file}\``);
    return [];
  }
  sources.set(file, text);
  const { file: parsed, diagnostics } = parseSpec(file, text);
  context.diagnostics.push(...diagnostics);
  return parsed === undefined ? [] : [parsed.tree];
}

/** Items with the same key stand for one another. Readings have none: all of them are kept. */
function keyOf(item: SpecItem): string | undefined {
  switch (item.kind) {
    case 'reading':
      return undefined;
    case 'granularity':
    case 'observed':
      return item.kind;
    case 'question':
    case 'class':
      return `${item.kind} ${item.name.text}`;
    case 'theorem':
    case 'fact':
      return `${item.kind} ${item.number}`;
  }
}

function complainTwice(context: SpecContext, items: readonly SpecItem[]): void {
  const first = new Map<string, Span>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const known = first.get(key);
    const span = headOf(item, key);
    if (known === undefined) first.set(key, span);
    else
      complain(context, 'PG103', span, `a second \`${key}\``, {
        related: [{ span: known, text: 'the first one' }],
      });
  }
}

/** What tells the item from others: its name, or its keyword and number. */
function headOf(item: SpecItem, key: string): Span {
  if ('name' in item) return item.name.span;
  return 'number' in item ? { ...item.span, end: item.span.start + key.length } : item.span;
}

function overlay(base: readonly SpecItem[], own: readonly SpecItem[]): readonly SpecItem[] {
  const replacements = new Map(
    own.flatMap((item): [string, SpecItem][] => {
      const key = keyOf(item);
      return key === undefined ? [] : [[key, item]];
    }),
  );
  const keys = new Set(base.flatMap((item) => keyOf(item) ?? []));
  return [
    ...base.map((item) => replacements.get(keyOf(item) ?? '') ?? item),
    ...own.filter((item) => !keys.has(keyOf(item) ?? '')),
  ];
}

function checked(context: SpecContext, { header, ancestors, citations, items }: Gathered): Spec {
  const observation = observationOf(context, items);
  const questionItems = items.filter((item) => item.kind === 'question');
  const names: ClassNames = {
    questions: questionItems.map(({ name }) => name.text),
    classes: new Map(
      items.flatMap((item) => (item.kind === 'class' ? [[item.name.text, item]] : [])),
    ),
  };
  const theorems = items.filter((item) => item.kind === 'theorem');
  const facts = items.filter((item) => item.kind === 'fact');
  for (const { number, given, span } of facts) {
    if (given === undefined || theorems.some((theorem) => theorem.number === given)) continue;
    const head = { ...span, end: span.start + `fact ${number}`.length };
    const known = theorems.map((theorem) => theorem.number).join(', ');
    complain(context, 'PG401', head, `unknown theorem ${given}`, {
      help: known === '' ? 'there is none' : `one of ${known}`,
    });
  }
  return {
    name: header.name.text,
    title: header.title,
    citations: [...new Set(citationTexts(citations))],
    ancestors,
    readings: items.flatMap((item) => (item.kind === 'reading' ? [item.text] : [])),
    granularity: items.find((item) => item.kind === 'granularity')?.value ?? 'variant',
    questions: questionItems.map((item) => checkedQuestion(context, item, observation)),
    classes: [...names.classes.values()].map(({ name, title, formula }) => ({
      name: name.text,
      title,
      formula: classFormula(context, formula, names, [name.text]),
    })),
    theorems: theorems.map(({ number, title, citations: cited, formula, span }) => ({
      number,
      title,
      citations: citationTexts(cited),
      requires: classFormula(context, formula, names),
      span,
    })),
    facts: facts.map(({ number, title, given, formula, span }) => ({
      number,
      title,
      given,
      requires: classFormula(context, formula, names),
      span,
    })),
  };
}

type ObservedPart = Observation['parts'][number];

function observationOf(context: SpecContext, items: readonly SpecItem[]): Observation {
  const item = items.find((each) => each.kind === 'observed');
  if (item === undefined)
    return { parts: ['general', 'pc', 'control', 'storage'], except: ['time'] };
  const candidates = PARTS.filter((part): part is ObservedPart => part !== 'observed');
  return {
    parts: item.what.flatMap((name) => named(context, 'part of a state', name, candidates)),
    except: item.except.flatMap((name) => named<Mark>(context, 'mark', name, MARKS)),
  };
}

function checkedQuestion(
  context: SpecContext,
  item: Extract<SpecItem, { kind: 'question' }>,
  observation: Observation,
): Question {
  const { name, title, citations, reading, states, span } = item;
  const clause = (expression: Expression): Clause => ({
    formula: stateFormula(context, expression, states),
    text: textOf(context, expression.span),
    span: expression.span,
  });
  const differing: readonly (Role | Mark)[] = [...ROLES, ...MARKS];
  if (states.length === 2 && states[0]?.text === states[1]?.text) {
    complain(context, 'PG103', states[1]?.span ?? span, 'the two states have one name');
  }
  return {
    name: name.text,
    title,
    citations: citationTexts(citations),
    reading,
    states: states.length === 2 ? 2 : 1,
    differing: item.differing.flatMap((what) =>
      named<Role | Mark>(context, 'role or mark', what, differing),
    ),
    differingSpans: item.differing.map((what) => what.span),
    among: item.among.map(clause),
    unless: item.unless.map(clause),
    suchThat: clause(item.suchThat),
    observation,
    span,
  };
}

function named<Known extends string>(
  context: SpecContext,
  what: string,
  name: Name,
  candidates: readonly Known[],
): readonly Known[] {
  const known = candidates.find((each) => each === name.text);
  if (known !== undefined) return [known];
  complainUnknown(context, what, name.text, name.span, candidates);
  return [];
}
