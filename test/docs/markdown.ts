/** What the tests of the documents need to know of Markdown. */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Diagnostic } from '../../src/base/diagnostic.ts';
import { renderDiagnostics } from '../../src/base/render-diagnostic.ts';

/** A fenced block: ` ```isa items error=PG102 `. */
export interface Block {
  readonly fence: string;
  readonly language: string;
  /** What stands behind the language, without the attributes. */
  readonly words: readonly string[];
  /** `file=NAME` and the like. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly text: string;
  /** Of the fence, from 1. */
  readonly line: number;
}

export function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^```(?<fence>\S.*)\n(?<text>[\s\S]*?)^```$/gmu)].map((match) => {
    const { fence = '', text = '' } = match.groups ?? {};
    const [language = '', ...rest] = fence.trim().split(/\s+/u);
    const attributes = rest.map((word) => word.split('=')).filter((pair) => pair.length === 2);
    return {
      fence,
      language,
      words: rest.filter((word) => !word.includes('=')),
      attributes: new Map(attributes.map(([name = '', value = '']) => [name, value])),
      text,
      line: markdown.slice(0, match.index).split('\n').length,
    };
  });
}

/** Rows of the tables under a heading, up to the next heading, without their heads. */
export function tableOf(markdown: string, heading: string): string[][] {
  const lines = markdown.split('\n');
  const start = lines.findIndex((line) => /^#+ /u.test(line) && line.replace(/^#+ /u, '') === heading); // prettier-ignore
  if (start < 0) throw new Error(`no heading ${heading}`);
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => line.startsWith('#'));
  const rows = rest.slice(0, end < 0 ? rest.length : end).filter((line) => line.startsWith('|'));
  return rows
    .filter((_, i) => !isRule(rows[i] ?? '') && !isRule(rows[i + 1] ?? ''))
    .map((row) => row.replace(/^\|/u, '').replace(/\|$/u, '').split(/(?<!\\)\|/u).map((cell) => cell.trim())); // prettier-ignore
}

function isRule(row: string): boolean {
  return /^[|\s:-]+$/u.test(row) && row.includes('---');
}

/** Links of a document, within it and to files of the repository, that lead nowhere. */
export function brokenLinks(file: string): string[] {
  const text = withoutBlocks(readFileSync(file, 'utf8'));
  const links = [...text.matchAll(/\]\((?<target>[^)\s]+)\)/gu)].map(({ groups }) => groups?.['target'] ?? ''); // prettier-ignore
  return links.filter((link) => !/^[a-z]+:/u.test(link) && !leadsSomewhere(file, link));
}

function leadsSomewhere(from: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const file = path === '' ? from : join(dirname(from), path);
  if (!existsSync(file)) return false;
  return anchor === undefined || anchorsOf(readFileSync(file, 'utf8')).includes(anchor);
}

/** Headings as GitHub names them. */
function anchorsOf(markdown: string): string[] {
  return [...withoutBlocks(markdown).matchAll(/^#+ (?<title>.*)$/gmu)].map(({ groups }) =>
    (groups?.['title'] ?? '')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function withoutBlocks(markdown: string): string {
  return markdown.replaceAll(/^```[\s\S]*?^```$/gmu, '');
}

/** For the message of a failed expectation. */
export function describeDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
): string {
  return renderDiagnostics(diagnostics, sources);
}
