/**
 * The normal form of a term in which some variables have values, found without looking at what the
 * values rule out: of an `ite` whose condition they decide only one branch, and so on.
 */

import { isApplied } from './match.ts';
import { normalForm } from './normal-form.ts';
import { FALSE, isFalse, isTrue, rebuild, TRUE, type Application, type Term } from '../term.ts';

/** Several terms under the same values; what they share is looked at once. */
export function specialisation(values: ReadonlyMap<Term, Term>): (term: Term) => Term {
  const memo = new Map<Term, Term>();
  return (root) => {
    const stack: Term[] = [root];
    for (let term = stack.at(-1); term !== undefined; term = stack.at(-1)) {
      const next = memo.has(term) ? undefined : step(term, values, memo);
      if (next === undefined) stack.pop();
      else stack.push(next);
    }
    return knownIn(memo, root);
  };
}

/** The argument to look at next; undefined if the term is in the memo now. */
function step(
  term: Term,
  values: ReadonlyMap<Term, Term>,
  memo: Map<Term, Term>,
): Term | undefined {
  if (term.kind !== 'apply') {
    memo.set(term, values.get(term) ?? term);
    return undefined;
  }
  const chosen = decided(term, memo);
  if (chosen !== undefined) {
    if (!memo.has(chosen)) return chosen;
    memo.set(term, knownIn(memo, chosen));
    return undefined;
  }
  const missing = term.arguments.find((argument) => !memo.has(argument));
  if (missing !== undefined) return missing;
  memo.set(
    term,
    normalForm(
      rebuild(
        term,
        term.arguments.map((each) => knownIn(memo, each)),
      ),
    ),
  );
  return undefined;
}

/** The term that this one is, if what is known of its arguments decides it. */
function decided(term: Application, memo: ReadonlyMap<Term, Term>): Term | undefined {
  if (isApplied(term, 'ite')) {
    const [condition, then, otherwise] = term.arguments;
    const known = condition === undefined ? undefined : memo.get(condition);
    if (known === undefined || then === undefined || otherwise === undefined) return undefined;
    if (isTrue(known)) return then;
    return isFalse(known) ? otherwise : undefined;
  }
  for (const argument of term.arguments) {
    const known = memo.get(argument);
    if (known === undefined) return undefined;
    if (term.operator === 'and' && isFalse(known)) return FALSE;
    if (term.operator === 'or' && isTrue(known)) return TRUE;
  }
  return undefined;
}

function knownIn(memo: ReadonlyMap<Term, Term>, term: Term): Term {
  const known = memo.get(term);
  if (known === undefined) throw new TypeError('a term was used before it was specialised');
  return known;
}
