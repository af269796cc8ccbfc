/**
 * Whether every supervisor state has a partner in user mode, equal but for the mode: those without
 * one are compared with nothing, which a report must not hide.
 *
 * A user state's own modes are tried for all: more is not looked for.
 */

import { ownQuestion, said } from '../../question/own-questions.ts';
import { modes } from '../../question/symbolic-step.ts';
import { abstractStorage, abstractView } from '../../question/abstract-view.ts';
import { oneCopy } from '../../question/copies.ts';
import { scalarIn } from '../../isa/state.ts';
import { and, constant, not, type Term } from '../../term/term.ts';
import type { PremiseRequest } from './premise.ts';

export interface Partners {
  readonly verdict: 'holds' | 'fails' | 'undecided';
  readonly why: string;
}

export async function partners({
  prover,
  machine,
  pair,
  bases,
}: PremiseRequest): Promise<Partners> {
  const [base] = await bases.of(
    ownQuestion('user_state', { among: [said('user', 0)], suchThat: said('user', 0) }),
  );
  const user = base?.[0];
  if (user === undefined) return { verdict: 'undecided', why: 'no user state was found' };
  const view = abstractView(machine, () => true);
  const [copy] = oneCopy(machine).copies;
  if (copy === undefined) return { verdict: 'undecided', why: 'no state' };
  const storage = abstractStorage(machine, { mapped: copy.name, physical: copy.name });
  const context = { copy: copy.name, elements: copy.elements, storage, others: new Map() };
  const before = modes({ machine, pair }, context, view);
  const elements = new Map<string, Term>(copy.elements);
  for (const { name, role, width, file } of machine.elements) {
    if (role === 'mode' && file === undefined)
      elements.set(name, constant(width, scalarIn(user, name)));
  }
  const after = modes({ machine, pair }, { ...context, elements }, view);
  const solved = await prover.solve(`${machine.id}/${pair.name}/partners`, [
    before.supervisor,
    ...before.invariants,
    not(and(after.user, ...after.invariants)),
  ]);
  if (solved.kind === 'unknown') return { verdict: 'undecided', why: solved.reason };
  if (solved.kind === 'unsat')
    return {
      verdict: 'holds',
      why: 'every supervisor state has a user state equal but for the mode',
    };
  return {
    verdict: 'fails',
    why: 'some supervisor states have no user state equal but for the mode, and are compared with none',
  };
}
