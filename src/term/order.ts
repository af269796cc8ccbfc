/**
 * A total order of terms that depends on their structure alone.
 *
 * Ids would do for finding equal things, but they tell in which order the process built its terms,
 * and that would leak into the text of queries, which is the key of the cache.
 */

import { sortText, type Term } from './term.ts';

/** Negative if `a` comes first, 0 only if they are one term. Variables come first, by name. */
export function compareTerms(a: Term, b: Term): number {
  if (a === b) return 0;
  if (a.kind === 'variable') return b.kind === 'variable' ? compareVariables(a, b) : -1;
  if (b.kind === 'variable') return 1;
  return a.hash === b.hash ? compareStructure(a, b) : a.hash - b.hash;
}

type VariableTerm = Extract<Term, { kind: 'variable' }>;

function compareVariables(a: VariableTerm, b: VariableTerm): number {
  return compareText(a.name, b.name) || compareText(sortText(a.sort), sortText(b.sort));
}

/** Two different terms whose hashes collide: so rare that it may be slow. */
function compareStructure(a: Term, b: Term): number {
  const head = compareText(headText(a), headText(b));
  if (head !== 0 || a.kind !== 'apply' || b.kind !== 'apply') return head;
  for (const [i, argument] of a.arguments.entries()) {
    const other = b.arguments[i];
    const order = other === undefined ? 1 : compareTerms(argument, other);
    if (order !== 0) return order;
  }
  return a.arguments.length - b.arguments.length;
}

function headText(term: Term): string {
  const sort = sortText(term.sort);
  switch (term.kind) {
    case 'constant':
      return `constant ${sort} ${term.value}`;
    case 'variable':
      return `variable ${sort} ${term.name}`;
    case 'apply':
      return `apply ${sort} ${term.operator} ${term.parameters.join(' ')}`;
  }
}

/** By code units: the order must not depend on anyone's locale. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
