/** Several specs side by side, as text and as Markdown. */

import { PAGE_WIDTH, blank, count, ends, wrap } from './layout.ts';
import { evidenceText } from './closing.ts';
import {
  compareSpecs,
  type Disagreement,
  type PairComparison,
  type SpecVerdict,
} from './compare-specs.ts';
import { pairHeading, parameterText } from './heading.ts';
import type { Reported } from './reported.ts';
import { premisesVerdict } from './results-section.ts';
import { PLAIN, type Style } from './style.ts';
import { joinSections } from './text-report.ts';
import { verdictWord } from './words.ts';

/** What was compared, the default first. */
export interface ComparedSpecs {
  readonly sides: readonly Reported[];
  /** Specs that cannot be asked of the machine, with the reason. */
  readonly leftOut: readonly { readonly name: string; readonly why: string }[];
  /** The command that makes the report again. */
  readonly again: string;
}

export function compareSpecsReport(
  { sides, leftOut, again }: ComparedSpecs,
  { all, style }: { readonly all: boolean; readonly style: Style } = { all: false, style: PLAIN },
): string {
  const [first] = sides;
  if (first === undefined) return '';
  const names = sides.map(({ spec }) => spec.name);
  const pairs = compareSpecs(sides);
  const { machine, parameters } = first.result;
  return joinSections([
    [
      style.strong(machine.id),
      ...wrap(machine.title),
      ...ends(parameterText(parameters), count(sides.length, 'spec')),
    ],
    ...(sides.every(({ result }) => result.isComplete)
      ? []
      : [[style.bad('INTERRUPTED: what was not decided by then is undecided.')]]),
    ...pairs.flatMap((comparison) => [
      ...(pairs.length > 1 ? [[pairHeading(comparison.pair, style)]] : []),
      theoremLines(names, comparison, style),
      ...disagreementSections(names, comparison, all, style),
    ]),
    leftOut.flatMap(({ name, why }) => wrap(`${name} is left out: ${why}.`)),
    [
      ...sides.flatMap(({ spec, result }) => wrap(evidenceText(result), `${spec.name}: `, '  ')),
      ...wrap(
        `The exit code is that of ${names[0] ?? ''}. The theorems are sufficient conditions: that one does not hold does not show that no virtual machine monitor exists.`,
      ),
      style.strong(`Again: ${again}`),
    ],
  ]);
}

// Theorems.

function theoremLines(
  names: readonly string[],
  { pair, theorems }: PairComparison,
  style: Style,
): readonly string[] {
  const rows = theorems.map(({ number, verdicts }) => ({
    name: `Theorem ${number}`,
    cells: verdicts.map((verdict) => (verdict === undefined ? '-' : THEOREM_CELLS[verdict])),
  }));
  return [
    style.strong('THEOREMS'),
    ...tableLines(names, rows),
    ...wrap(
      pair.premises.length === 0
        ? 'The premises were not asked.'
        : `The premises, asked under ${names[0] ?? ''}: ${verdictWord(premisesVerdict(pair))}.`,
    ),
  ];
}

const THEOREM_CELLS = { holds: 'holds', fails: 'NOT', undecided: '?' } as const;

// Instructions.

function disagreementSections(
  names: readonly string[],
  { disagreements, agreeing }: PairComparison,
  all: boolean,
  style: Style,
): readonly (readonly string[])[] {
  const title = `INSTRUCTIONS: the specs disagree on ${disagreements.length} of ${disagreements.length + agreeing}`;
  if (disagreements.length === 0) return [[style.strong(title)]];
  const rows = grouped(disagreements, all);
  return [
    [
      style.strong(title),
      ...tableLines(
        names,
        rows.map(({ name, member: { verdicts } }) => ({ name, cells: verdicts.map(cellOf) })),
      ),
      '',
      ...wrap(LEGEND, '  ', '  '),
    ],
    [
      style.strong('WHY'),
      ...rows.flatMap(({ name, member: { why } }) => [
        `  ${style.strong(name)}`,
        ...why.flatMap(({ specs, text }) =>
          wrap(`${specs.join(', ')}: ${text}`, blank(4), blank(6)),
        ),
      ]),
    ],
  ];
}

/** `.` is the usual case, and what obstructs stands out. */
function cellOf({ sensitive, obstructing }: SpecVerdict): string {
  if (obstructing === 'yes') return sensitive === 'yes' ? 'NOT' : 'not';
  if (sensitive === 'undecided' || obstructing === 'undecided') return '?';
  return sensitive === 'yes' ? 's' : '.';
}

const LEGEND =
  '. not sensitive; s sensitive, and the first theorem of the spec holds of it; NOT sensitive, and it obstructs that theorem; not: not sensitive, and it does; ? undecided.';

interface Row {
  readonly name: string;
  readonly member: Disagreement;
}

/** Variants of one opcode of which the same is said are one row. */
function grouped(disagreements: readonly Disagreement[], all: boolean): readonly Row[] {
  const groups = new Map<string, Disagreement[]>();
  for (const each of disagreements) {
    const said = all ? each.id : JSON.stringify([each.opcode, each.verdicts.map(cellOf), each.why]);
    groups.set(said, [...(groups.get(said) ?? []), each]);
  }
  return [...groups.values()].flatMap((members): Row[] => {
    const [member] = members;
    if (member === undefined) return [];
    const name =
      members.length === 1 ? member.id : `${member.opcode}.* (${members.length} variants)`;
    return [{ name, member }];
  });
}

// Tables.

const MOST_NAME = 24;
const LEAST_NAME = 14;

/** A column for each spec; side by side as many as fit, the others in a table of their own below. */
function tableLines(
  names: readonly string[],
  rows: readonly { readonly name: string; readonly cells: readonly string[] }[],
): readonly string[] {
  const heads = names.map(headOf);
  const widths = heads.map((lines) => Math.max(5, ...lines.map(({ length }) => length)));
  const longest = Math.max(LEAST_NAME, ...rows.map(({ name }) => name.length));
  const room = Math.min(longest, MOST_NAME);
  const chunks: number[][] = [[]];
  let used = room + 2;
  for (const [i, width] of widths.entries()) {
    if (used + 2 + width > PAGE_WIDTH && (chunks.at(-1)?.length ?? 0) > 0) {
      chunks.push([]);
      used = room + 2;
    }
    chunks.at(-1)?.push(i);
    used += 2 + width;
  }
  const line = (label: string, chunk: readonly number[], cell: (i: number) => string): string =>
    `  ${label.padEnd(room)}${chunk.map((i) => `  ${cell(i).padEnd(widths[i] ?? 0)}`).join('')}`.trimEnd();
  return chunks.flatMap((chunk, k) => {
    const height = Math.max(...chunk.map((i) => heads[i]?.length ?? 1));
    return [
      ...(k === 0 ? [] : ['']),
      ...Array.from({ length: height }, (_, at) => line('', chunk, (i) => heads[i]?.[at] ?? '')),
      ...rows.flatMap(({ name, cells }) =>
        name.length > room
          ? [`  ${name}`, line('', chunk, (i) => cells[i] ?? '-')]
          : [line(name, chunk, (i) => cells[i] ?? '-')],
      ),
    ];
  });
}

/** `robin-irvine` on two lines: columns are narrow. */
function headOf(name: string): readonly string[] {
  return name.split(/(?<=-)/u);
}

// Markdown.

export function compareSpecsMarkdown(
  { sides, leftOut, again }: ComparedSpecs,
  all: boolean,
): string {
  const [first] = sides;
  if (first === undefined) return '';
  const names = sides.map(({ spec }) => spec.name);
  const { machine, parameters } = first.result;
  const head = (label: string): readonly string[] => [label, ...names.map((name) => `\`${name}\``)];
  const parts = compareSpecs(sides).flatMap((comparison) => {
    const { pair, theorems, disagreements, agreeing } = comparison;
    const rows = grouped(disagreements, all);
    return [
      `## ${escaped(pair.title)} (pair \`${pair.name}\`)`,
      markdownTable(
        head('theorem'),
        theorems.map(({ number, verdicts }) => [
          String(number),
          ...verdicts.map((verdict) => (verdict === undefined ? '-' : verdictWord(verdict))),
        ]),
      ),
      `The specs disagree on ${disagreements.length} of ${disagreements.length + agreeing} instructions.`,
      ...(rows.length === 0
        ? []
        : [
            markdownTable(
              head('instruction'),
              rows.map(({ name, member }) => [escaped(name), ...member.verdicts.map(cellOf)]),
            ),
            LEGEND,
            rows
              .flatMap(({ name, member }) =>
                member.why.map(
                  ({ specs, text }) =>
                    `- **${escaped(name)}**, ${specs.join(', ')}: ${escaped(text)}`,
                ),
              )
              .join('\n'),
          ]),
    ];
  });
  return [
    `# ${escaped(machine.id)}: ${escaped(machine.title)}`,
    `${escaped(parameterText(parameters))}; ${count(sides.length, 'spec')}.`,
    ...parts,
    ...leftOut.map(({ name, why }) => `\`${name}\` is left out: ${escaped(why)}.`),
    `Again: \`${again}\`\n`,
  ].join('\n\n');
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map(markdownLine).join('\n');
}

function markdownLine(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function escaped(text: string): string {
  return text.replaceAll(/[|<>*_`\\]/gu, String.raw`\$&`);
}
