/** Where a query can touch its array variables. */

import type { Term, Variable } from '../term/term.ts';

export interface ArrayAccess {
  readonly file: Variable;
  readonly index: Term;
}

/**
 * Every index of a `select` or `store`, with each array variable that its array may be, through
 * any chain of `store` and `ite`. Arguments come before what is built from them in `terms`.
 */
export function arrayAccesses(terms: readonly Term[]): ArrayAccess[] {
  const filesOf = new Map<Term, ReadonlySet<Variable>>();
  const indicesOf = new Map<Variable, Set<Term>>();
  for (const term of terms) {
    if (term.kind === 'variable' && term.sort.kind === 'array') filesOf.set(term, new Set([term]));
    if (term.kind !== 'apply') continue;
    const files = new Set(term.arguments.flatMap((arg) => [...(filesOf.get(arg) ?? [])]));
    if (term.sort.kind === 'array') filesOf.set(term, files);
    if (term.operator !== 'select' && term.operator !== 'store') continue;
    const [, index] = term.arguments;
    for (const file of files) {
      const indices = indicesOf.get(file) ?? new Set<Term>();
      if (index !== undefined) indices.add(index);
      indicesOf.set(file, indices);
    }
  }
  return [...indicesOf].flatMap(([file, indices]) =>
    [...indices].map((index) => ({ file, index })),
  );
}
