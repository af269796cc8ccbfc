/**
 * When the value of a term matters: the condition under which the choices above it lead to it.
 *
 * Whether an access faults does not depend on what storage shows, under the abstract view; so no way
 * leads from a fault to the writes before it.
 */

import { TRUE, type Term } from '../term/term.ts';
import { subterms } from '../term/walk.ts';
import { both, either, opposite } from './truth.ts';

/** Of each of the terms wanted; where its guard does not hold, no root depends on its value. */
export function guardsIn(
  roots: readonly Term[],
  wanted: (term: Term) => boolean,
): ReadonlyMap<Term, Term> {
  const ordered = subterms(...roots);
  const leading = new Set<Term>();
  for (const term of ordered)
    if (wanted(term) || argumentsOf(term).some((argument) => leading.has(argument)))
      leading.add(term);

  const guards = new Map<Term, Term>();
  const reach = (term: Term, guard: Term): void => {
    const known = guards.get(term);
    guards.set(term, known === undefined ? guard : either(known, guard));
  };
  for (const root of roots) if (leading.has(root)) reach(root, TRUE);
  // Whatever a term is an argument of comes after it, so before it from behind.
  for (const term of ordered.toReversed()) {
    const guard = guards.get(term);
    if (guard === undefined || term.kind !== 'apply') continue;
    const [condition] = term.arguments;
    for (const argument of argumentsOf(term)) {
      if (!leading.has(argument)) continue;
      if (term.operator !== 'ite' || condition === undefined) reach(argument, guard);
      else {
        // One term may stand in more than one place of a choice.
        if (argument === condition) reach(argument, guard);
        if (argument === term.arguments[1]) reach(argument, both(guard, condition));
        if (argument === term.arguments[2]) reach(argument, both(guard, opposite(condition)));
      }
    }
  }
  return guards;
}

function argumentsOf(term: Term): readonly Term[] {
  if (term.kind !== 'apply') return [];
  return FAULTS.has(term.operator) ? term.arguments.slice(1) : term.arguments;
}

const FAULTS: ReadonlySet<string> = new Set(['fault', 'fault-cause', 'fault-value']);
