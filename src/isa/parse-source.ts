/** The statements of assembly source, each with the instruction forms that it may mean. */

import type { Span } from '../base/span.ts';
import { suggest } from '../base/suggest.ts';
import type { Diagnostic, DiagnosticCode } from '../base/diagnostic.ts';
import { assemblyError } from './assembly-diagnostic.ts';
import { directiveNames, parseDirective, type Directive } from './directive.ts';
import { matchAt } from './expression.ts';
import type { Machine } from './machine.ts';
import { commentSignsFor, splitLines, type SourceLine } from './source-line.ts';
import {
  matchTemplate,
  MNEMONIC,
  templateOf,
  templateText,
  type OperandText,
  type Template,
} from './template.ts';

/** An instruction that the statement's text may mean. */
export interface Form {
  readonly template: Template;
  readonly operands: ReadonlyMap<string, OperandText>;
}

export type Statement = StatementKind & {
  readonly span: Span;
  /** What offsets in expressions are counted from. */
  readonly lineStart: number;
};

type StatementKind =
  | { readonly kind: 'label'; readonly name: string }
  | { readonly kind: 'directive'; readonly directive: Directive }
  /** In order of the description; at least one. */
  | { readonly kind: 'instruction'; readonly forms: readonly Form[] };

export interface ParsedSource {
  readonly statements: readonly Statement[];
  readonly diagnostics: readonly Diagnostic[];
}

export function parseSource(machine: Machine, source: string, file: string): ParsedSource {
  const syntax = syntaxOf(machine);
  const statements: Statement[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const line of splitLines(source, commentSignsFor(machine.instructions))) {
    const lineStart = line.offset;
    for (const { name, start } of line.labels) {
      const span = { file, start, end: start + name.length };
      statements.push({ kind: 'label', name, span, lineStart });
    }
    if (line.statement === line.text.length) continue;
    const parsed = parseStatement(syntax, line, file);
    if (parsed.kind === 'refused') {
      diagnostics.push(parsed.diagnostic);
      continue;
    }
    const span = { file, start: lineStart + line.statement, end: lineStart + line.text.length };
    statements.push({ ...parsed, span, lineStart });
  }
  return { statements, diagnostics };
}

/** What a machine's statements look like. */
interface Syntax {
  readonly unit: number;
  readonly byMnemonic: ReadonlyMap<string, readonly Template[]>;
  /** Those whose first word is not all text. */
  readonly others: readonly Template[];
}

function syntaxOf({ instructions, storage }: Machine): Syntax {
  const byMnemonic = new Map<string, Template[]>();
  const others: Template[] = [];
  for (const template of instructions.map(templateOf)) {
    const { mnemonic } = template;
    const known = mnemonic === undefined ? others : byMnemonic.get(mnemonic);
    if (known !== undefined) known.push(template);
    else if (mnemonic !== undefined) byMnemonic.set(mnemonic, [template]);
  }
  return { unit: storage.unit, byMnemonic, others };
}

interface Refused {
  readonly kind: 'refused';
  readonly diagnostic: Diagnostic;
}

function parseStatement(syntax: Syntax, line: SourceLine, file: string): StatementKind | Refused {
  const { text, statement, offset } = line;
  const word = matchAt(MNEMONIC, text, statement) ?? '';
  const templates = [...(syntax.byMnemonic.get(word.toLowerCase()) ?? []), ...syntax.others];

  const forms: Form[] = [];
  let furthest: { readonly at: number; readonly expected: string; readonly template: Template } | undefined; // prettier-ignore
  for (const template of templates) {
    const match = matchTemplate(template, text, statement);
    if (match.kind === 'match') forms.push({ template, operands: match.operands });
    else if (furthest === undefined || match.at > furthest.at) furthest = { ...match, template };
  }
  if (forms.length > 0) return { kind: 'instruction', forms };

  const spanAt = (at: number): Span => {
    const end = Math.max(at + 1, at + (matchAt(MNEMONIC, text, at)?.length ?? 1));
    return { file, start: offset + at, end: offset + end };
  };
  if (word.startsWith('.')) {
    const parsed = parseDirective(word, text, statement + word.length, syntax.unit);
    if (parsed?.kind === 'directive') return parsed;
    const known = suggest(word, directiveNames(syntax.unit));
    if (parsed === undefined) {
      return refuse('PG601', spanAt(statement), `unknown directive \`${word}\``, didYouMean(known));
    }
    return refuse('PG603', spanAt(parsed.at), `expected ${parsed.expected}`, undefined);
  }
  if (furthest !== undefined && furthest.at > statement) {
    const help = `it is written \`${templateText(furthest.template)}\``;
    return refuse('PG602', spanAt(furthest.at), `expected ${furthest.expected}`, help);
  }
  if (word === '') return refuse('PG600', spanAt(statement), 'expected a statement', undefined);
  const known = suggest(word, syntax.byMnemonic.keys());
  return refuse('PG600', spanAt(statement), `unknown instruction \`${word}\``, didYouMean(known));
}

function didYouMean(name: string | undefined): string | undefined {
  return name === undefined ? undefined : `did you mean \`${name}\`?`;
}

function refuse(
  code: DiagnosticCode,
  span: Span,
  message: string,
  help: string | undefined,
): Refused {
  return { kind: 'refused', diagnostic: assemblyError(code, span, message, { help }) };
}
