/** Loads files of expected rows, checked against the specs there are; the machine is not looked at. */

import type { Diagnostic } from '../base/diagnostic.ts';
import type { ExpectedRow } from '../question/expected.ts';
import { PREMISES } from '../question/premise-id.ts';
import type { ExpectedFile, ExpectedRow as Row } from './ast.ts';
import { parseExpected } from './parse.ts';
import { complain, complainUnknown, type SpecContext } from './spec-context.ts';

export interface ExpectedHost {
  readText(path: string): string | undefined;
  specNames(): readonly string[];
  /** Classes that a row may claim of an instruction, by the spec's name. */
  classNames(spec: string): readonly string[];
}

export interface LoadedExpected {
  readonly rows: readonly ExpectedRow[];
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;
}

/** Claims about an instruction that are no classes of a spec. */
const OTHER_CLAIMS = ['innocuous', 'same', 'ignored', 'partial', 'exception', 'trap'] as const;
const TRUTHS = ['yes', 'no'] as const;
const PREMISE_NAMES = PREMISES.map((id) => id.replaceAll('-', '_'));

export function loadExpected(files: readonly string[], asked: ExpectedHost): LoadedExpected {
  const host = askedOnce(asked);
  const sources = new Map<string, string>();
  const context: SpecContext = { diagnostics: [], sources };
  const rows = files.flatMap((file) => {
    const text = host.readText(file);
    if (text === undefined) {
      complain(context, 'PG501', { file, start: 0, end: 0 }, `cannot read \`${file}\``);
      return [];
    }
    sources.set(file, text);
    const { file: parsed, diagnostics } = parseExpected(file, text);
    context.diagnostics.push(...diagnostics);
    const tree = parsed?.tree;
    return tree === undefined ? [] : tree.rows.map((row) => checkedRow(context, host, tree, row));
  });
  return { rows, diagnostics: context.diagnostics, sources };
}

/** Rows of one spec stand by the hundred, and a host may load the spec to tell its classes. */
function askedOnce(host: ExpectedHost): ExpectedHost {
  const specNames = host.specNames();
  const classNames = new Map<string, readonly string[]>();
  return {
    readText: (path) => host.readText(path),
    specNames: () => specNames,
    classNames(spec) {
      const names = classNames.get(spec) ?? host.classNames(spec);
      classNames.set(spec, names);
      return names;
    },
  };
}

function checkedRow(
  context: SpecContext,
  host: ExpectedHost,
  tree: ExpectedFile,
  row: Row,
): ExpectedRow {
  const { spec, claims } = row;
  if (host.specNames().includes(spec.text)) {
    const known = [...host.classNames(spec.text), ...OTHER_CLAIMS];
    for (const { name, value } of claims) {
      if (row.subject.kind === 'instruction') checkClaim(context, known, name, value);
      else if (value.text !== 'holds' && value.text !== 'fails') {
        const span = { ...name.span, end: value.span.end };
        const claim = `\`${name.text} ${value.text}\``;
        const message = `a ${row.subject.kind} \`holds\` or \`fails\`, not ${claim}`;
        complain(context, 'PG407', span, message);
      }
    }
  } else complainUnknown(context, 'spec', spec.text, spec.span, host.specNames());

  if (row.subject.kind === 'premise' && !PREMISE_NAMES.some((name) => name === row.subject.name)) {
    complainUnknown(context, 'premise', row.subject.name, row.span, PREMISE_NAMES);
  }
  return {
    source: tree.source.text,
    title: tree.title,
    subject: subjectOf(row),
    spec: spec.text,
    pair: row.pair?.text,
    settings: row.settings.map(({ name, value }) => ({ name: name.text, value: BigInt(value) })),
    claims: claims.map(({ name, value }) => ({ name: name.text, value: value.text })),
    status: row.status,
    confidence: row.confidence,
    why: row.why,
    span: row.span,
  };
}

function checkClaim(
  context: SpecContext,
  known: readonly string[],
  name: Row['claims'][number]['name'],
  value: Row['claims'][number]['value'],
): void {
  if (!known.includes(name.text)) complainUnknown(context, 'claim', name.text, name.span, known);
  if (!TRUTHS.some((truth) => truth === value.text)) {
    complain(
      context,
      'PG407',
      value.span,
      `\`${name.text}\` is \`yes\` or \`no\`, not \`${value.text}\``,
    );
  }
}

function subjectOf({ subject }: Row): ExpectedRow['subject'] {
  switch (subject.kind) {
    case 'instruction':
      return { kind: 'instruction', pattern: subject.name };
    case 'theorem':
      return { kind: 'theorem', number: Number(subject.name) };
    case 'premise':
      return { kind: 'premise', name: subject.name };
  }
}
