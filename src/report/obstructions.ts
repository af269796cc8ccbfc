/**
 * The instructions that stand in the way of a theorem, each with the smallest true story of why.
 *
 * Variants of one opcode whose answers agree are told as one.
 */

import type { Instruction, Machine, Pair } from '../isa/machine.ts';
import type { InstructionResult, PairResult, TheoremResult } from '../judge/result.ts';
import type { ClassFormula, Question, Theorem } from '../question/spec.ts';
import { instructionRows, type InstructionRow } from './instruction-rows.ts';
import { blank, count, ends, wrap } from './layout.ts';
import { listing } from './listing.ts';
import { reasonsFor, usesFor, type Reason } from './reasons.ts';
import type { Reported } from './reported.ts';
import { sourcePlace } from './source-place.ts';
import { storyOf } from './story.ts';
import type { Style } from './style.ts';

/** Stories told unless all are asked for. */
const MOST = 6;

export function obstructionsSection(
  reported: Reported,
  pairResult: PairResult,
  { all, style }: { readonly all: boolean; readonly style: Style },
): readonly string[] {
  const failing = pairResult.theorems.find(({ verdict }) => verdict === 'fails');
  const theorem = reported.spec.theorems.find(({ number }) => number === failing?.number);
  const pair = reported.machine.pairs.find(({ name }) => name === pairResult.name);
  if (failing === undefined || theorem === undefined || pair === undefined) return [];
  const culprits = pairResult.instructions.filter(({ id }) => failing.obstructing.includes(id));
  return [
    style.strong(`OBSTRUCTING THEOREM ${failing.number}: ${share(failing, pairResult)}`),
    ...obstructionStories(reported, pair, theorem, culprits, { all, style }),
  ];
}

/** Why each of the instructions obstructs the theorem, those of one opcode told as one. */
export function obstructionStories(
  reported: Reported,
  pair: Pair,
  theorem: Theorem,
  culprits: readonly InstructionResult[],
  { all, style }: { readonly all: boolean; readonly style: Style },
): readonly string[] {
  const rows = instructionRows(reported.machine, culprits, { grouped: !all });
  const shown = all ? rows : rows.slice(0, MOST);
  const hidden = rows.slice(shown.length).map(({ name }) => name);
  return [
    ...shown.flatMap((row) => ['', ...storyLines(reported, pair, theorem, row, style)]),
    ...(hidden.length === 0 ? [] : ['', ...wrap(`Shown with --all: ${hidden.join(', ')}.`)]),
  ];
}

function share({ obstructing }: TheoremResult, { instructions }: PairResult): string {
  return `${obstructing.length} of ${count(instructions.length, 'instruction')}`;
}

function storyLines(
  reported: Reported,
  pair: Pair,
  theorem: Theorem,
  { name, members: [first] }: InstructionRow,
  style: Style,
): readonly string[] {
  const { machine, sources, spec } = reported;
  const declared = machine.instructions.find(({ id }) => id === first.variants[0]);
  const place = declared === undefined ? '' : sourcePlace(declared.span, sources);
  const { told, also, uses } = telling(theorem.requires, first, spec.questions);
  const [head = '', ...more] = ends(name, place);
  return [
    style.strong(head),
    ...more,
    ...stories(machine, pair, declared, told),
    ...(uses.length === 0 ? [] : wrap(`${uses.join(', ')}.`, '  Uses: ')),
    ...(also.length === 0 ? [] : wrap(`${also.join('; ')}.`, '  Also: ')),
    ...wrap(`More: ${reported.explain(first.id, pair.name)}`, '  '),
  ];
}

interface Told {
  readonly question: Question;
  readonly reason: Reason;
}

/**
 * What has to be told: of the reasons why an implication's condition holds the first one, because
 * one is enough, and every reason why its conclusion does not. The others are named.
 */
function telling(
  requires: ClassFormula,
  instruction: InstructionResult,
  questions: readonly Question[],
): {
  readonly told: readonly Told[];
  readonly also: readonly string[];
  readonly uses: readonly string[];
} {
  const asked = (formula: ClassFormula): readonly Told[] =>
    reasonsFor(formula, instruction).flatMap((reason) => {
      const question = questions.find(({ name }) => name === reason.question);
      return question === undefined ? [] : [{ question, reason }];
    });
  if (requires.kind !== 'implies') return { told: asked(requires), also: [], uses: [] };
  const [first, ...others] = asked(requires.left);
  return {
    told: [...(first === undefined ? [] : [first]), ...asked(requires.right)],
    also: others.map(({ question }) => lower(question.title)),
    uses: usesFor(requires.left, instruction),
  };
}

/** Stories that read alike are told once, under both titles. */
function stories(
  machine: Machine,
  pair: Pair,
  instruction: Instruction | undefined,
  told: readonly Told[],
): readonly string[] {
  const byText = new Map<
    string,
    { readonly titles: string[]; readonly lines: readonly string[] }
  >();
  const never: string[] = [];
  for (const { question, reason } of told) {
    if (reason.answer.kind !== 'found') {
      never.push(`  Never: ${lower(question.title)} (${reason.answer.evidence})`);
      continue;
    }
    const { witness } = reason.answer;
    const lines = [
      ...listing(machine, instruction, witness),
      ...storyOf(machine, pair, witness, blank(4)),
      ...(witness.smallest === true ? ['    (no smaller one works: proved)'] : []),
    ];
    const known = byText.get(lines.join('\n'));
    if (known === undefined) byText.set(lines.join('\n'), { titles: [question.title], lines });
    else known.titles.push(lower(question.title));
  }
  const all = [...byText.values()];
  return [
    ...all.flatMap(({ titles, lines }) => [...wrap(`${titles.join('; ')}:`, '  '), ...lines]),
    ...never,
  ];
}

function lower(title: string): string {
  return title.charAt(0).toLowerCase() + title.slice(1);
}
