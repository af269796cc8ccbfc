/** The table of rules in `docs/riscv-rules.md` names lines and tests that are there. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const DESCRIPTION = join(ROOT, 'isas', 'riscv');
const TABLE = readFileSync(join(ROOT, 'docs', 'riscv-rules.md'), 'utf8');

interface Rule {
  readonly rule: string;
  readonly file: string;
  readonly line: string;
  readonly test: string;
  readonly title: string;
}

const ROW =
  /^\| (?<rule>.+) \| `(?<file>[^`]+)` \| `(?<line>[^`]+)` \| `(?<test>[^`]+)`: (?<title>.+) \|$/u;

const rows = TABLE.split('\n').filter((line) => /^\| (?!rule |---)/u.test(line));
const rules = rows.flatMap((row): Rule[] => {
  const { rule = '', file = '', line = '', test = '', title = '' } = ROW.exec(row)?.groups ?? {};
  return rule === '' ? [] : [{ rule, file, line, test, title }];
});

describe('the table of rules', () => {
  it('has rows that can be read', () => {
    expect(rules).toHaveLength(rows.length);
    expect(rules.length).toBeGreaterThan(100);
  });

  it('names lines of the description', () => {
    const texts = new Map(
      readdirSync(DESCRIPTION)
        .filter((file) => file.endsWith('.isa'))
        .map((file) => [file, withoutComments(readFileSync(join(DESCRIPTION, file), 'utf8'))]),
    );
    const missing = rules.filter(
      ({ file, line }) => texts.get(file)?.includes(withoutColumns(line)) !== true,
    );

    expect(missing).toStrictEqual([]);
  });

  it('names tests', () => {
    const texts = new Map(
      readdirSync(import.meta.dirname).map((file) => [
        file,
        readFileSync(join(import.meta.dirname, file), 'utf8'),
      ]),
    );
    const missing = rules.filter(
      ({ test, title }) => texts.get(`${test}.test.ts`)?.includes(`'${title}'`) !== true,
    );

    expect(missing).toStrictEqual([]);
  });
});

// Helpers

/** Code, with the formatter's columns as single blanks. Comments behind code stay. */
function withoutComments(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('//'))
    .map(withoutColumns)
    .join('\n');
}

function withoutColumns(line: string): string {
  return line.replaceAll(/ +/gu, ' ');
}
