/** The report of a check as text, 80 columns wide. */

import type { PairResult } from '../judge/result.ts';
import { closing, evidenceText, timeText } from './closing.ts';
import { expectedSection } from './expected-section.ts';
import { factsSection } from './facts-section.ts';
import { heading, pairHeading, readings } from './heading.ts';
import { instructionTable, tableLegend } from './instruction-table.ts';
import { wrap } from './layout.ts';
import { leavesOutSection } from './leaves-out-section.ts';
import { membersText } from './members.ts';
import { obstructionsSection } from './obstructions.ts';
import { premisesSection } from './premises-section.ts';
import type { Reported } from './reported.ts';
import { resultsSection } from './results-section.ts';
import { PLAIN, type Style } from './style.ts';
import { undecidedSection } from './undecided-section.ts';

export interface TextOptions {
  /** Every row and every reason. */
  readonly all: boolean;
  readonly style: Style;
}

export function textReport(
  reported: Reported,
  options: TextOptions = { all: false, style: PLAIN },
): string {
  const { result } = reported;
  const several = result.pairs.length > 1;
  const sections = [
    heading(result, options.style),
    interruption(result, options.style),
    ...result.pairs.flatMap((pair, index) => [
      ...(several ? [[pairHeading(pair, options.style)]] : []),
      resultsSection(pair, options.style),
      obstructionsSection(reported, pair, options),
      premisesSection(reported, pair, options),
      undecidedSection(pair, options),
      factsSection(pair, options),
      tableSection(reported, pair, index === 0 ? undefined : result.pairs[0], options),
    ]),
    expectedSection(reported, options),
    leavesOutSection(result, options),
    options.all ? readings(result, options.style) : [],
    closing(reported, options.style),
  ];
  return joinSections(sections);
}

/** Only the rows of instructions, and what is open. */
export function classifyReport(
  reported: Reported,
  options: TextOptions = { all: false, style: PLAIN },
): string {
  const { result, again } = reported;
  const { style } = options;
  const several = result.pairs.length > 1;
  return joinSections([
    heading(result, style),
    interruption(result, style),
    ...result.pairs.flatMap((pair, index) => [
      ...(several ? [[pairHeading(pair, style)]] : []),
      tableSection(reported, pair, index === 0 ? undefined : result.pairs[0], options),
      undecidedSection(pair, options),
    ]),
    [...wrap(evidenceText(result)), ...wrap(timeText(result)), style.strong(`Again: ${again}`)],
  ]);
}

function interruption({ isComplete }: Reported['result'], style: Style): readonly string[] {
  if (isComplete) return [];
  return [style.bad('INTERRUPTED: what was not decided by then is undecided.')];
}

/** Sections with a blank line between them; empty ones are left out. */
export function joinSections(sections: readonly (readonly string[])[]): string {
  const blocks = sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${blocks.join('\n\n')}\n`;
}

function membersLines(machine: Reported['machine']): readonly string[] {
  const text = membersText(machine);
  return text === undefined ? [] : wrap(text, '  ', '  ');
}

/** For a pair that is not the first, only the rows that differ from the first one's. */
function tableSection(
  { machine, spec, result }: Reported,
  pair: PairResult,
  first: PairResult | undefined,
  { all, style }: TextOptions,
): readonly string[] {
  const instructions = all || first === undefined ? pair.instructions : changedRows(pair, first);
  const same = pair.instructions.length - instructions.length;
  const title =
    same === 0
      ? 'INSTRUCTIONS'
      : `INSTRUCTIONS: ${instructions.length} differ from pair ${first?.name ?? ''}`;
  if (instructions.length === 0) {
    return wrap(`INSTRUCTIONS: all as for pair ${first?.name ?? ''}`);
  }
  return [
    style.strong(title),
    ...instructionTable(machine, spec, instructions, {
      grouped: !all,
      obstructing: pair.theorems[0]?.obstructing ?? [],
      style,
    }),
    ...(first === undefined
      ? [
          ...membersLines(machine),
          '',
          ...tableLegend(
            spec,
            result.pairs.flatMap((each) => each.instructions),
            result.pairs.some(({ theorems }) => (theorems[0]?.obstructing.length ?? 0) > 0),
          ),
        ]
      : []),
  ];
}

function changedRows(pair: PairResult, first: PairResult): PairResult['instructions'] {
  const before = new Map(first.instructions.map((each) => [each.id, cells(each)]));
  return pair.instructions.filter((each) => before.get(each.id) !== cells(each));
}

function cells(instruction: PairResult['instructions'][number]): string {
  const { answers: _answers, evidence: _evidence, otherClasses, ...rest } = instruction;
  return JSON.stringify([rest, [...otherClasses]]);
}
