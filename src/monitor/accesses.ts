/** The storage accesses that stand in a step's terms. */

import type { Step } from '../isa/machine.ts';
import { and, FALSE, not, or, TRUE, type Access, type Term } from '../term/term.ts';
import { subterms } from '../term/walk.ts';

export interface StepAccess {
  readonly path: string;
  readonly access: Access;
  readonly address: Term;
  readonly units: number;
  /** It is done: no choice on the way to it is taken otherwise. */
  readonly when: Term;
}

/** Every read and write, and when it is done. */
export function accessesOf(step: Step): readonly StepAccess[] {
  const roots = [step.traps, step.after.memory, ...step.after.elements.values()];
  const used = usedWhen(roots);
  return [...used].flatMap(([term, when]) => {
    if (term.kind !== 'apply' || (term.operator !== 'read' && term.operator !== 'write')) return [];
    const [path, units] = term.parameters;
    const [, address] = term.arguments;
    if (address === undefined) return [];
    const access = term.operator === 'write' ? 'store' : path === 'fetch' ? 'execute' : 'load';
    return [{ path: String(path), access, address, units: Number(units), when }];
  });
}

/** For each subterm, arguments first, when its value is asked for. */
function usedWhen(roots: readonly Term[]): ReadonlyMap<Term, Term> {
  const all = subterms(...roots);
  const used = new Map<Term, Term>(all.map((term) => [term, FALSE]));
  const use = (term: Term, when: Term): void => {
    used.set(term, or(used.get(term) ?? FALSE, when));
  };
  for (const root of roots) use(root, TRUE);
  for (const term of all.toReversed()) {
    const when = used.get(term) ?? FALSE;
    if (term.kind !== 'apply') continue;
    const [condition, then, otherwise] = term.arguments;
    if (term.operator === 'ite' && condition && then && otherwise) {
      use(condition, when);
      use(then, and(when, condition));
      use(otherwise, and(when, not(condition)));
    } else for (const argument of term.arguments) use(argument, when);
  }
  return used;
}
