/** What a run found, as text of at most 80 columns. */

import type { Adapter, Explanation } from './adapter.ts';
import type { Encodings } from './encodings.ts';
import type { Count, Judged, Tally } from './tally.ts';

/** Differences that are printed in full; the others are counted. */
const SHOWN = 20;
/** Cells of one difference that are printed. */
const CELLS = 12;

/** One difference: the instruction, both sides, and the command that shows it again. */
function differenceText(adapter: Adapter, judged: Judged, command: string): string {
  const { step, differences } = judged;
  const before = step?.before.elements;
  const mode = adapter.machine.elements.filter(({ role }) => role === 'mode' || role === 'pc');
  const state = mode.flatMap(({ name }) => {
    const value = before?.get(name);
    return typeof value === 'bigint' ? [`${name}=0x${value.toString(16)}`] : [];
  });
  const word = step === undefined ? '' : `  (word 0x${step.word.toString(16)})`;
  const cells = differences
    .slice(0, CELLS)
    .map(
      ({ cell, ours, theirs }) =>
        `    ${cell}\n      description ${ours}\n      emulator    ${theirs}`,
    );
  const more = differences.length - CELLS;
  return [
    `${judged.text}${word}`,
    `  ${judged.id}: the description ${judged.trap === undefined ? 'completes' : `traps with ${judged.trap}`}`,
    ...wrapped(`in ${state.join(' ')}`),
    ...cells,
    ...(more > 0 ? [`    and ${more} more`] : []),
    `  again: ${command} --case ${judged.number}`,
    '',
  ].join('\n');
}

/** Indented lines of at most 80 columns. */
function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > 80) lines.push(`  ${word}`);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

export function stepsText(adapter: Adapter, tally: Tally, command: string): string {
  const groups = new Map<string, Omit<Count, 'group' | 'mnemonic'>>();
  for (const { group, ...count } of tally.counts) {
    const sum = groups.get(group) ?? { agree: 0, explained: 0, differ: 0, skipped: 0 };
    sum.agree += count.agree;
    sum.explained += count.explained;
    sum.differ += count.differ;
    sum.skipped += count.skipped;
    groups.set(group, sum);
  }
  const rows = [...groups].map(([group, sum]) => row(group, sum));
  const shown = tally.open.slice(0, SHOWN).map((each) => differenceText(adapter, each, command));
  const hidden = tally.open.length - shown.length;
  return [
    ...shown,
    ...(hidden > 0 ? [`and ${hidden} more differences that nothing explains`, ''] : []),
    row('steps', { agree: 'agree', explained: 'explained', differ: 'differ', skipped: 'skipped' }),
    ...rows,
    row('all', tally.total),
    '',
    ...[...tally.reasons].map(([reason, count]) => `skipped ${count}: ${reason}`),
    ...explanationLines(tally.byExplanation),
    '',
    ...adapter.notCompared.map(({ element, why }) => `not compared: ${element}: ${why}`),
    ...adapter.notes,
    '',
  ].join('\n');
}

function explanationLines(
  counts: ReadonlyMap<Pick<Explanation, 'name' | 'settled'>, number>,
): readonly string[] {
  return [...counts].map(
    ([{ name, settled }, count]) => `explained ${count}: ${name}\n  ${settled}`,
  );
}

function row(
  name: string,
  count: Record<'agree' | 'explained' | 'differ' | 'skipped', number | string>,
): string {
  const cells = [count.agree, count.explained, count.differ, count.skipped];
  return name.padEnd(24) + cells.map((each) => String(each).padStart(11)).join('');
}

export function encodingsText(encodings: Encodings): string {
  const counts = [...encodings.counts.values()];
  const agree = counts.reduce((sum, count) => sum + count.agree, 0);
  const explained = [...encodings.byExplanation.values()].reduce((sum, count) => sum + count, 0);
  const shown = encodings.disagreements
    .slice(0, SHOWN)
    .map(
      ({ word, ours, theirs }) =>
        `${word}\n      description ${ours}\n      objdump     ${theirs ?? '(no instruction)'}`,
    );
  const hidden = encodings.disagreements.length - shown.length;
  return [
    ...shown,
    ...(hidden > 0 ? [`and ${hidden} more disagreements`] : []),
    ...explanationLines(encodings.byExplanation),
    `encodings: ${agree} agree, ${explained} explained, ${encodings.disagreements.length} disagree;`,
    `among them ${encodings.others} words that the description does not decode`,
    '',
  ].join('\n');
}
