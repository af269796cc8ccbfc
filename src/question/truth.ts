/** Truth builders that drop constants, so that what is plain stays plain without a simplifier. */

import { and, equal, FALSE, not, or, TRUE, type Term } from '../term/term.ts';

export function both(...terms: readonly Term[]): Term {
  const kept = new Set<Term>();
  for (const term of terms) {
    if (term === FALSE) return FALSE;
    if (term !== TRUE) kept.add(term);
  }
  return and(...kept);
}

export function either(...terms: readonly Term[]): Term {
  const kept = new Set<Term>();
  for (const term of terms) {
    if (term === TRUE) return TRUE;
    if (term !== FALSE) kept.add(term);
  }
  return or(...kept);
}

export function opposite(term: Term): Term {
  if (term === TRUE) return FALSE;
  if (term === FALSE) return TRUE;
  return not(term);
}

export function implied(premise: Term, conclusion: Term): Term {
  return either(opposite(premise), conclusion);
}

/** Equality of two words or truths. */
export function same(a: Term, b: Term): Term {
  return a === b ? TRUE : equal(a, b);
}
