/** Rules of truth: `not`, `and`, `or`, `implies`. */

import { compareTerms } from '../order.ts';
import { and, FALSE, TRUE, type Application, type Term } from '../term.ts';
import { assumeEachOther, contradict } from './assume.ts';
import type { Make } from './make.ts';
import { argument, isApplied, isConstant, operands } from './match.ts';

/** A longer conjunction stays whole inside another: flattening a chain of them would be quadratic. */
const FLATTEN = 64;

export function simplifyNot(term: Application): Term {
  const inner = argument(term, 0);
  if (isConstant(inner)) return inner === TRUE ? FALSE : TRUE;
  return isApplied(inner, 'not') ? argument(inner, 0) : term;
}

export function simplifyOr(term: Application, make: Make): Term {
  return make.not(make.and(term.arguments.map(make.not)));
}

export function simplifyImplies(term: Application, make: Make): Term {
  const [premise, conclusion] = operands(term);
  return make.not(make.and([premise, make.not(conclusion)]));
}

export function simplifyAnd(term: Application, make: Make): Term {
  const conjuncts = new Set<Term>();
  for (const arg of term.arguments) {
    const parts = isApplied(arg, 'and') && arg.arguments.length <= FLATTEN ? arg.arguments : [arg];
    for (const part of parts) conjuncts.add(part);
  }
  conjuncts.delete(TRUE);
  if (conjuncts.has(FALSE) || contradict(conjuncts)) return FALSE;

  const ordered = [...conjuncts].toSorted(compareTerms);
  const simplified = assumeEachOther(ordered, make);
  if (simplified !== undefined) return make.and(simplified);
  const [only] = ordered;
  if (ordered.length === 1 && only !== undefined) return only;
  return make.settled(and(...ordered));
}
