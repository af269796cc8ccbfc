/**
 * The writes in a storage term, each with the condition under which it is done. What translations
 * write themselves is not among them.
 */

import { TRUE, type Term } from '../term/term.ts';
import { both, either, opposite } from './truth.ts';
import type { StorageWrite } from './view.ts';

/** In the order in which they are done: of two that are both done, the earlier one first. */
export function writesOf(memory: Term): readonly StorageWrite[] {
  const guards = guardsOf(memory);
  return storagesOf(memory).flatMap((term) => {
    if (term.kind !== 'apply' || term.operator !== 'write') return [];
    const [, address, value] = term.arguments;
    const [path, units] = term.parameters;
    if (address === undefined || value === undefined) return [];
    const guard = guards.get(term) ?? TRUE;
    return [{ path: String(path), units: Number(units), address, value, guard }];
  });
}

/** Of every storage term on the way to this one, when the way leads through it. */
function guardsOf(memory: Term): ReadonlyMap<Term, Term> {
  const guards = new Map<Term, Term>([[memory, TRUE]]);
  for (const term of storagesOf(memory).toReversed()) {
    if (term.kind !== 'apply') continue;
    const guard = guards.get(term) ?? TRUE;
    if (term.operator === 'write' || term.operator === 'touch')
      reach(guards, term.arguments[0], guard);
    if (term.operator === 'ite') {
      const [condition, then, otherwise] = term.arguments;
      if (condition === undefined) continue;
      reach(guards, then, both(guard, condition));
      reach(guards, otherwise, both(guard, opposite(condition)));
    }
  }
  return guards;
}

/** The storage terms from the first to this one, each after those it is made from. */
function storagesOf(memory: Term): readonly Term[] {
  const ordered: Term[] = [];
  const seen = new Set<Term>();
  const stack: { readonly term: Term; readonly isLeaving: boolean }[] = [
    { term: memory, isLeaving: false },
  ];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { term, isLeaving } = top;
    if (isLeaving) ordered.push(term);
    if (isLeaving || seen.has(term)) continue;
    seen.add(term);
    stack.push({ term, isLeaving: true });
    for (const earlier of earlierStorage(term).toReversed())
      stack.push({ term: earlier, isLeaving: false });
  }
  return ordered;
}

function earlierStorage(term: Term): readonly Term[] {
  if (term.kind !== 'apply') return [];
  if (term.operator === 'write' || term.operator === 'touch') return term.arguments.slice(0, 1);
  return term.operator === 'ite' ? term.arguments.slice(1) : [];
}

function reach(guards: Map<Term, Term>, term: Term | undefined, guard: Term): void {
  if (term === undefined) return;
  const known = guards.get(term);
  guards.set(term, known === undefined ? guard : either(known, guard));
}
