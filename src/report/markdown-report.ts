/** The report of a check as Markdown, for a page or the summary of a CI run. */

import type { InstructionResult, PairResult } from '../judge/result.ts';
import { cellOf, CELLS, classColumns } from './class-columns.ts';
import { evidenceText, timeText } from './closing.ts';
import { parameterText } from './heading.ts';
import { instructionRows } from './instruction-rows.ts';
import { membersText } from './members.ts';
import { obstructionsSection } from './obstructions.ts';
import type { Reported } from './reported.ts';
import { premisesVerdict } from './results-section.ts';
import { PLAIN } from './style.ts';
import { classWords, verdictWord } from './words.ts';

export function markdownReport(reported: Reported, { all }: { readonly all: boolean }): string {
  const { result, again } = reported;
  const { machine, parameters, spec, leavesOut } = result;
  return [
    `# ${escaped(machine.id)}: ${escaped(machine.title)}`,
    `${escaped(parameterText(parameters))}; spec \`${spec.name}\`.`,
    ...(result.isComplete ? [] : ['**Interrupted: what was not decided by then is undecided.**']),
    ...result.pairs.flatMap((pair) => pairParts(reported, pair, all)),
    ...expectedParts(reported),
    '## Leaves out',
    leavesOut.map(({ what }) => `- ${escaped(what)}`).join('\n') || 'The description does not say.',
    '## How sure',
    `${evidenceText(result)}\n${timeText(result)}`,
    `Again: \`${again}\``,
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/u, '\n');
}

/** Only the rows of instructions. */
export function classifyMarkdown(reported: Reported, { all }: { readonly all: boolean }): string {
  const { machine, parameters, spec, pairs } = reported.result;
  return [
    `# ${escaped(machine.id)}: ${escaped(machine.title)}`,
    `${escaped(parameterText(parameters))}; spec \`${spec.name}\`.`,
    ...pairs.flatMap((pair) => [
      `## ${escaped(pair.title)} (pair \`${pair.name}\`)`,
      instructionsTable(reported, pair.instructions, all),
    ]),
    `Again: \`${reported.again}\`\n`,
  ].join('\n\n');
}

function pairParts(reported: Reported, pair: PairResult, all: boolean): readonly string[] {
  const obstructions = obstructionsSection(reported, pair, { all, style: PLAIN });
  return [
    `## ${escaped(pair.title)} (pair \`${pair.name}\`)`,
    table(
      ['result', 'verdict', ''],
      [
        ['premises', verdictWord(premisesVerdict(pair)), ''],
        ...pair.theorems.map(({ number, title, verdict, obstructing }) => [
          `subset test, theorem ${number}`,
          verdictWord(verdict),
          escaped(
            obstructing.length === 0 ? title : `${title}; obstructing: ${obstructing.length}`,
          ),
        ]),
        ['one-step simulation', verdictWord('not-run'), ''],
      ],
    ),
    table(
      ['premise', 'verdict', 'why'],
      pair.premises.map(({ id, verdict, why, listed }) => [
        id,
        verdictWord(verdict),
        escaped([why, listed.join(', ')].filter((text) => text !== '').join(': ')),
      ]),
    ),
    ...(obstructions.length === 0
      ? []
      : [`### Obstructing`, `\`\`\`text\n${obstructions.slice(2).join('\n')}\n\`\`\``]),
    ...factParts(pair),
    `### Instructions`,
    instructionsTable(reported, pair.instructions, all),
  ];
}

function factParts({ facts }: PairResult): readonly string[] {
  if (facts.length === 0) return [];
  const rows = facts.map(({ number, title, verdict, contradictedBy }) => [
    `${number}: ${escaped(title)}`,
    verdictWord(verdict),
    escaped(contradictedBy.join(', ')),
  ]);
  return [table(['fact', 'verdict', 'contradicted by'], rows)];
}

function instructionsTable(
  { machine, spec }: Reported,
  instructions: readonly InstructionResult[],
  all: boolean,
): string {
  const columns = classColumns(spec);
  const rows = instructionRows(machine, instructions, { grouped: !all });
  const together = membersText(machine);
  const legend = Object.entries(CELLS).map(([mark, meaning]) => `\`${mark}\` ${meaning}`);
  return [
    table(
      [
        'instruction',
        ...columns.map(({ definition }) => escaped(definition.title.toLowerCase())),
        'in user mode',
        'class',
      ],
      rows.map(({ name, members }) => [
        `\`${name}\``,
        ...columns.map((column) => `\`${cellOf(column, members)}\``),
        members[0].inUserMode.join(', ') || '-',
        classWords(spec, members[0]),
      ]),
    ),
    `A letter: yes, proved or with a replayed witness; ${legend.join('; ')}.`,
    ...(together === undefined ? [] : [escaped(together)]),
  ].join('\n\n');
}

function expectedParts({ result: { expected } }: Reported): readonly string[] {
  if (expected.length === 0) return [];
  const rows = expected.map(({ subject, pair, outcome, claims, status, confidence, source }) => [
    escaped(subject),
    pair,
    outcome,
    escaped(
      claims
        .map(
          ({ name, expected: wanted, found }) =>
            `${name} ${wanted}${found === wanted ? '' : ` (found ${found ?? 'nothing'})`}`,
        )
        .join(', '),
    ),
    `${status}, ${confidence.replace('_', ' ')}, ${source}`,
  ]);
  return ['## Expected', table(['subject', 'pair', 'outcome', 'claims', 'who says so'], rows)];
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Text that is not to be read as Markdown. */
function escaped(text: string): string {
  return text.replaceAll(/[\\|`*_<>[\]]/gu, String.raw`\$&`).replaceAll(/\s+/gu, ' ');
}
