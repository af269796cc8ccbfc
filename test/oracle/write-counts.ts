/** The counts of a run as a section of docs/oracle.md. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Asked } from './command-line.ts';
import type { Encodings } from './encodings.ts';
import type { Tally } from './tally.ts';

const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'oracle.md');

interface Row {
  encodings: number;
  otherText: number;
  steps: number;
  explained: number;
  differ: number;
}

/** Replaces what stands between the marks of this machine and these settings, or adds it. */
export function writeCounts(
  asked: Asked,
  encodings: Encodings | undefined,
  tally: Tally | undefined,
): void {
  const name = [asked.machine, ...[...asked.settings].map(([key, value]) => `${key}=${value}`)];
  const title = name.join(' ');
  const [start, end] = [`<!-- counts of ${title} -->`, `<!-- end of ${title} -->`];
  const section = [start, '', ...sectionOf(title, asked, encodings, tally), '', end].join('\n');
  const page = readFileSync(PAGE, 'utf8');
  const [from, to] = [page.indexOf(start), page.indexOf(end)];
  const text =
    from < 0
      ? `${page.trimEnd()}\n\n${section}\n`
      : page.slice(0, from) + section + page.slice(to + end.length);
  writeFileSync(PAGE, text);
}

function sectionOf(
  title: string,
  { line, steps }: Asked,
  encodings: Encodings | undefined,
  tally: Tally | undefined,
): readonly string[] {
  const rows = rowsOf(encodings, tally);
  const table = [...rows].map(
    ([mnemonic, row]) =>
      `| \`${mnemonic}\` | ${row.encodings} | ${row.otherText} | ${row.steps} | ${row.explained} | ${row.differ} |`,
  );
  return [
    `### ${title}`,
    '',
    `\`${line} --steps ${steps} --write\``,
    '',
    ...totalsOf(encodings, tally),
    '',
    '| known difference | how often | settled by | |',
    '| --- | --- | --- | --- |',
    ...[...(encodings?.byExplanation ?? []), ...(tally?.byExplanation ?? [])].map(
      ([{ name, settled, why }, count]) => `| ${name} | ${count} | ${settled} | ${why} |`,
    ),
    '',
    '| mnemonic | encodings agree | other text, explained | steps agree | explained | differ |',
    '| --- | --- | --- | --- | --- | --- |',
    ...table,
  ];
}

function totalsOf(encodings: Encodings | undefined, tally: Tally | undefined): readonly string[] {
  const lines: string[] = [];
  if (encodings !== undefined) {
    const agree = [...encodings.counts.values()].reduce((sum, count) => sum + count.agree, 0);
    const explained = [...encodings.byExplanation.values()].reduce((sum, count) => sum + count, 0);
    const differ = encodings.disagreements.length;
    lines.push(
      `Words: ${agree} have the same text, ${explained} differ as explained, ${differ} otherwise; ${encodings.others} of them are not decoded by the description.`,
    );
  }
  if (tally !== undefined) {
    const { agree, explained, differ, skipped } = tally.total;
    lines.push(
      `Steps: ${agree} agree, ${explained} differ as explained, ${differ} otherwise; ${skipped} were skipped.`,
    );
  }
  return lines;
}

function rowsOf(
  encodings: Encodings | undefined,
  tally: Tally | undefined,
): ReadonlyMap<string, Row> {
  const rows = new Map<string, Row>();
  const rowOf = (mnemonic: string): Row => {
    const known = rows.get(mnemonic);
    if (known !== undefined) return known;
    const row = { encodings: 0, otherText: 0, steps: 0, explained: 0, differ: 0 };
    rows.set(mnemonic, row);
    return row;
  };
  for (const [mnemonic, count] of encodings?.counts ?? []) {
    const row = rowOf(mnemonic);
    row.encodings += count.agree;
    row.otherText += count.explained;
    row.differ += count.disagree;
  }
  for (const { mnemonic, agree, explained, differ } of tally?.counts ?? []) {
    const row = rowOf(mnemonic);
    row.steps += agree;
    row.explained += explained;
    row.differ += differ;
  }
  return new Map([...rows].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
