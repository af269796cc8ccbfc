/** The columns of the main table: one for each class of the spec, with a letter for its head. */

import type { InstructionResult } from '../judge/result.ts';
import type { Truth } from '../judge/truth.ts';
import type { ClassDefinition, Spec } from '../question/spec.ts';
import { reasonsFor } from './reasons.ts';

export interface ClassColumn {
  readonly letter: string;
  readonly definition: ClassDefinition;
}

/** Said in words at the end of a row. */
const IN_WORDS = ['sensitive', 'partly_traps'];

export function classColumns({ classes }: Spec): readonly ClassColumn[] {
  const columns: ClassColumn[] = [];
  for (const definition of classes) {
    if (IN_WORDS.includes(definition.name)) continue;
    const taken = new Set(columns.map((column) => column.letter));
    const letters = `${definition.name.toUpperCase()}ABCDEFGHIJKLMNOPQRSTUVWXYZ`.split('');
    const letter = letters.find((each) => !taken.has(each)) ?? '#';
    columns.push({ letter, definition });
  }
  return columns;
}

export function truthOf(instruction: InstructionResult, className: string): Truth {
  switch (className) {
    case 'privileged':
    case 'control':
    case 'location':
    case 'mode':
    case 'user':
    case 'sensitive':
      return instruction[className];
    case 'partly_traps':
      return instruction.partlyTraps;
    default:
      return instruction.otherClasses.get(className) ?? 'undecided';
  }
}

/** What a cell shows instead of the letter, and what that means. */
export const CELLS = {
  '.': 'no: the terms cannot depend on it',
  '-': 'no: proved',
  x: 'no: it always traps',
  w: 'no: a witness shows it',
  v: 'nothing to look at (vacuous)',
  '?': 'undecided',
} as const;
type CellMark = keyof typeof CELLS;

/** The letter for yes; otherwise why not, for all members of a row. */
export function cellOf(
  { letter, definition }: ClassColumn,
  members: readonly InstructionResult[],
): string {
  const [first] = members;
  if (first === undefined) return ' ';
  const truth = truthOf(first, definition.name);
  if (truth === 'yes') return letter;
  const marks = new Set(members.flatMap((member) => markOf(definition, member, truth)));
  const [only] = marks;
  if (truth === 'undecided') return marks.has('?') ? '?' : (only ?? '?');
  return marks.size === 1 && only !== undefined ? only : marks.has('w') ? 'w' : '-';
}

function markOf(
  { formula }: ClassDefinition,
  instruction: InstructionResult,
  truth: 'no' | 'undecided',
): CellMark {
  if (formula.kind === 'uses') return truth === 'no' ? '.' : '?';
  const evidence = new Set(reasonsFor(formula, instruction).map(({ answer }) => answer.evidence));
  if (truth === 'undecided') return evidence.size === 1 && evidence.has('vacuous') ? 'v' : '?';
  if (evidence.has('witness')) return 'w';
  if (evidence.has('proved')) return '-';
  if (evidence.has('structural')) return '.';
  return evidence.has('always-excused') ? 'x' : '-';
}
