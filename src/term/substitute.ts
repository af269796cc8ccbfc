/**
 * Rebuilding terms: a walk from the leaves up that visits each shared subterm once, with an
 * explicit stack, because terms nest deeper than JavaScript may recurse.
 */

import { rebuild, type Term } from './term.ts';

/**
 * The term with every key of the map, wherever it stands, replaced by its value.
 *
 * All at once: what a replacement brings in is not looked at again, nor is anything below a key.
 */
export function substitute(term: Term, map: ReadonlyMap<Term, Term>): Term {
  return substitution(map)(term);
}

/** `substitute` with one map for several terms: what they share is rebuilt once. */
export function substitution(map: ReadonlyMap<Term, Term>): (term: Term) => Term {
  const memo = new Map(map);
  return (term) => (map.size === 0 ? term : rewriteBottomUp(term, (rebuilt) => rebuilt, memo));
}

/**
 * Rebuilds the term from the leaves up, and passes each subterm, rebuilt from its rewritten
 * arguments, through `rewrite`.
 *
 * The memo holds what is known already and is added to, so that calls with the same `rewrite` may
 * share it. A term that is in it is not descended into.
 */
export function rewriteBottomUp(
  term: Term,
  rewrite: (rebuilt: Term, original: Term) => Term,
  memo: Map<Term, Term> = new Map(),
): Term {
  const stack: Term[] = [term];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    if (memo.has(top)) {
      stack.pop();
      continue;
    }
    const waiting = pushMissing(top, memo, stack);
    if (waiting) continue;
    stack.pop();
    memo.set(top, rewrite(rebuiltFrom(top, memo), top));
  }
  return known(term, memo);
}

/** Puts the arguments that are not rewritten yet on the stack, first on top. */
function pushMissing(term: Term, memo: ReadonlyMap<Term, Term>, stack: Term[]): boolean {
  if (term.kind !== 'apply') return false;
  const before = stack.length;
  for (let i = term.arguments.length - 1; i >= 0; i -= 1) {
    const argument = term.arguments[i];
    if (argument !== undefined && !memo.has(argument)) stack.push(argument);
  }
  return stack.length > before;
}

function rebuiltFrom(term: Term, memo: ReadonlyMap<Term, Term>): Term {
  if (term.kind !== 'apply') return term;
  return rebuild(
    term,
    term.arguments.map((argument) => known(argument, memo)),
  );
}

function known(term: Term, memo: ReadonlyMap<Term, Term>): Term {
  const rewritten = memo.get(term);
  if (rewritten === undefined) throw new TypeError('a term was used before it was rewritten');
  return rewritten;
}
