/**
 * Sound rewriting to a normal form, strong enough that many questions are answered by it alone.
 *
 * `simplify(t)` equals `t` in every environment, and has no free variables that `t` has not. It is
 * remembered for as long as the process lives. It is never used by replay, which judges it.
 *
 * The rules are in `simplify/`, one file for a family of operators; the normal form is described
 * in `simplify/make.ts`.
 */

import type { Term } from './term.ts';
import { normalForm } from './simplify/normal-form.ts';

export { simplifyConjunction } from './simplify/conjunction.ts';
export { specialisation } from './simplify/specialise.ts';

export function simplify(term: Term): Term {
  return normalForm(term);
}
