/**
 * What a step uses whatever its operands and state: which mapped paths it takes, and which marked
 * elements it touches. Read off the terms, so a use that can never happen is one too.
 */

import type { Element, Instruction } from '../isa/machine.ts';
import type { Term } from '../term/term.ts';
import { freeVariables, subterms } from '../term/walk.ts';

/** Names of paths, and marks; without repetition, in order of the alphabet. */
export function usesOf(
  instructions: readonly Pick<Instruction, 'constraint' | 'step'>[],
  elements: readonly Pick<Element, 'name' | 'marks'>[],
): readonly string[] {
  const uses = new Set<string>();
  for (const instruction of instructions) {
    const terms = termsOf(instruction);
    for (const path of pathsIn(terms)) uses.add(path);
    const touched = new Set([
      ...freeVariables(...terms).map(({ name }) => name),
      ...instruction.step.after.elements.keys(),
      ...instruction.step.kept.keys(),
    ]);
    for (const { name, marks } of elements) {
      if (touched.has(name)) for (const mark of marks) uses.add(mark);
    }
  }
  return [...uses].toSorted((a, b) => (a < b ? -1 : 1));
}

function termsOf({ constraint, step }: Pick<Instruction, 'constraint' | 'step'>): readonly Term[] {
  return [
    constraint,
    step.traps,
    step.cause,
    step.resume,
    ...step.values,
    ...step.kept.values(),
    ...step.after.elements.values(),
    step.after.memory,
  ];
}

/** The physical path is not mapped, and is none. */
function pathsIn(terms: readonly Term[]): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const term of subterms(...terms)) {
    if (term.kind !== 'apply' || !OPERATORS.has(term.operator)) continue;
    const path = String(term.parameters[0]);
    if (path !== 'physical') paths.add(path);
  }
  return paths;
}

const OPERATORS: ReadonlySet<string> = new Set(['read', 'write', 'fault']);
