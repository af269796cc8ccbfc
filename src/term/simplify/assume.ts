/**
 * Simplifying a term where something is known to hold: next to the other conjuncts, or in a branch
 * whose condition is decided.
 *
 * Looking is bounded, so a fact that stands far down in a large term is left there; that costs
 * strength, never soundness.
 */

import { rewriteBottomUp } from '../substitute.ts';
import { constant, FALSE, TRUE, type Term } from '../term.ts';
import type { Make } from './make.ts';
import { argument, isApplied, isConstant, operands } from './match.ts';

/** Terms and what each is worth: a constant. */
export type Facts = ReadonlyMap<Term, Term>;

/** How many subterms of one term to look at. */
const VISITS = 200;
/** Longer conjunctions are for `simplifyConjunction`. */
const CONJUNCTS = 200;

/**
 * Adds what the truth of the literal says: that it is true, its negation false, and of
 * `t = constant` what `t` is. Of a conjunction, the same of each part.
 */
export function addFacts(literal: Term, facts: Map<Term, Term>): void {
  addFact(literal, facts);
  // A conjunction within a conjunction is a long one, left whole to save this very work.
  if (isApplied(literal, 'and')) for (const part of literal.arguments) addFact(part, facts);
}

function addFact(literal: Term, facts: Map<Term, Term>): void {
  const isNegated = isApplied(literal, 'not');
  const atom = isNegated ? argument(literal, 0) : literal;
  facts.set(atom, isNegated ? FALSE : TRUE);
  if (!isApplied(atom, '=')) return;
  const [word, value] = operands(atom);
  if (!isConstant(value)) return;
  if (!isNegated) facts.set(word, value);
  // A single bit that is not the one is the other.
  else if (value.sort.kind === 'bits' && value.sort.width === 1) {
    facts.set(word, constant(1, 1n - value.value));
  }
}

/** The term under the facts. Keys that are among `own` stay, but what is below them does not. */
export function assume(term: Term, facts: Facts, make: Make, own: Facts = NONE): Term {
  if (facts.size === 0 || !mentions(term, facts, own)) return term;
  const memo = new Map(facts);
  for (const key of own.keys()) memo.delete(key);
  return rewriteBottomUp(term, make.normal, memo);
}

const NONE: Facts = new Map();

/** Whether a fact applies somewhere in the term, and the term is small enough to tell. */
function mentions(term: Term, facts: Facts, own: Facts): boolean {
  const seen = new Set<Term>([term]);
  let isMentioned = false;
  // A set grows while it is iterated over, so this is a queue.
  for (const part of seen) {
    if (facts.has(part) && !own.has(part)) {
      isMentioned = true;
      continue;
    }
    if (part.kind !== 'apply') continue;
    for (const arg of part.arguments) seen.add(arg);
    if (seen.size > VISITS) return false;
  }
  return isMentioned;
}

/**
 * The conjuncts, each simplified under the others; `undefined` if that changes nothing.
 *
 * A conjunct that is a fact is simplified under the others too. That is no circle: of two facts
 * only the one that is part of the other can be used on it.
 */
export function assumeEachOther(conjuncts: readonly Term[], make: Make): Term[] | undefined {
  if (conjuncts.length > CONJUNCTS) return undefined;
  const facts = new Map<Term, Term>();
  const factsOf = conjuncts.map((conjunct) => {
    const own = new Map<Term, Term>();
    addFacts(conjunct, own);
    return own;
  });
  for (const own of factsOf) {
    for (const [key, value] of own) {
      const known = facts.get(key);
      if (known !== undefined && known !== value) return [FALSE];
      facts.set(key, value);
    }
  }
  let hasChanged = false;
  const simplified = conjuncts.map((conjunct, i) => {
    if (isVariable(conjunct)) return conjunct;
    const result = assume(conjunct, facts, make, factsOf[i]);
    if (result !== conjunct) hasChanged = true;
    return result;
  });
  return hasChanged ? simplified : undefined;
}

/** Nothing can be put into a variable or its negation that it does not say itself. */
function isVariable(literal: Term): boolean {
  return (isApplied(literal, 'not') ? argument(literal, 0) : literal).kind === 'variable';
}

/** Whether the conjuncts contain a term and its negation. */
export function contradict(conjuncts: ReadonlySet<Term>): boolean {
  for (const conjunct of conjuncts) {
    if (isApplied(conjunct, 'not') && conjuncts.has(argument(conjunct, 0))) return true;
  }
  return false;
}
