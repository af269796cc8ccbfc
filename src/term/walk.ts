/** Walks over the distinct subterms of terms. */

import type { Term, Variable } from './term.ts';

/** Every distinct subterm once, arguments before what is built from them, left before right. */
export function subterms(...roots: readonly Term[]): Term[] {
  const seen = new Set<Term>();
  const ordered: Term[] = [];
  const stack: { readonly term: Term; readonly isLeaving: boolean }[] = [];
  for (const root of roots) {
    stack.push({ term: root, isLeaving: false });
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      const { term, isLeaving } = top;
      if (isLeaving) {
        ordered.push(term);
        continue;
      }
      if (seen.has(term)) continue;
      seen.add(term);
      stack.push({ term, isLeaving: true });
      if (term.kind !== 'apply') continue;
      for (const argument of term.arguments.toReversed()) {
        if (!seen.has(argument)) stack.push({ term: argument, isLeaving: false });
      }
    }
  }
  return ordered;
}

/** The variables of the terms, by first use. */
export function freeVariables(...roots: readonly Term[]): Variable[] {
  return subterms(...roots).filter((term) => term.kind === 'variable');
}

/** How many distinct subterms there are: what the terms cost, since sharing is free. */
export function size(...roots: readonly Term[]): number {
  return subterms(...roots).length;
}
