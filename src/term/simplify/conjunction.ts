/**
 * Simplifying what is asserted together: values that some conjuncts fix are put into the others,
 * to a fixpoint.
 *
 * What fixes a value stays in the result, so that models of the result give every variable the
 * value it needs. Equalities count bit by bit: `x[3:0] = 5`, `x[7:4] = y[3:0]` and `x = y` all say
 * what some bits of a variable are.
 */

import { substitution } from '../substitute.ts';
import { FALSE, rebuild, TRUE, type Term } from '../term.ts';
import { addFacts } from './assume.ts';
import { BitClasses } from './bit-classes.ts';
import { isApplied } from './match.ts';
import { normalForm } from './normal-form.ts';

/** Each round uses a fact that the one before did not know; this many are more than enough. */
const ROUNDS = 32;

/**
 * Conjuncts that together say the same as the given ones: `[FALSE]` if one of them is false,
 * nothing if all are true.
 */
export function simplifyConjunction(conjuncts: readonly Term[]): Term[] {
  const classes = new BitClasses();
  const kept: Term[] = [];
  let open = flatten(conjuncts.map(normalForm));
  for (let round = 0; round < ROUNDS; round += 1) {
    const fixing = open.filter((conjunct) => classes.unite(conjunct));
    if (open.includes(FALSE) || classes.isContradiction) return [FALSE];
    kept.push(...fixing);
    const isFixing = new Set(fixing);
    const rest = open.filter((conjunct) => !isFixing.has(conjunct));
    const next = underFacts(rest, classes);
    const isDone = fixing.length === 0 && isSame(next, open);
    open = next;
    if (isDone) break;
  }
  return open.includes(FALSE) ? [FALSE] : [...kept, ...open];
}

/** The conjuncts with the fixed bits of variables put in, and each under what the others say. */
function underFacts(conjuncts: readonly Term[], classes: BitClasses): Term[] {
  const facts = classes.replacements();
  for (const conjunct of conjuncts) {
    const own = new Map<Term, Term>();
    addFacts(conjunct, own);
    for (const [key, value] of own) {
      const known = facts.get(key);
      if (known !== undefined && known !== value && known.kind === 'constant') return [FALSE];
      facts.set(key, value);
    }
  }
  const underAll = substitution(facts);
  return flatten(conjuncts.map((conjunct) => normalForm(underOthers(conjunct, underAll))));
}

/**
 * The conjunct under the facts, but not under those it states itself, which would make it `true`.
 *
 * Using facts on each other goes in no circle: a fact is only used on one that contains it.
 */
function underOthers(conjunct: Term, underAll: (term: Term) => Term): Term {
  const own = new Map<Term, Term>();
  addFacts(conjunct, own);
  const descend = (term: Term): Term => {
    if (!own.has(term) && term !== conjunct) return underAll(term);
    return term.kind === 'apply' ? rebuild(term, term.arguments.map(descend)) : term;
  };
  return descend(conjunct);
}

/** The conjuncts of the conjuncts, each once, without `true`. */
function flatten(conjuncts: readonly Term[]): Term[] {
  const flat = new Set<Term>();
  const pending = conjuncts.toReversed();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (isApplied(next, 'and')) pending.push(...next.arguments.toReversed());
    else if (next !== TRUE) flat.add(next);
  }
  return [...flat];
}

function isSame(a: readonly Term[], b: readonly Term[]): boolean {
  return a.length === b.length && a.every((term, i) => term === b[i]);
}
