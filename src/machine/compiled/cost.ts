/** What computing a term costs, roughly: whether it is worth a jump, or a function of its own. */

import type { Term } from '../../term/term.ts';

/** Computed where it is needed only. */
export const COSTLY = 12;
/** Computed again rather than kept. */
export const CHEAP = 3;

const LIMIT = 1000;

/** Of terms whose arguments were asked for before. Shared subterms count as often as they stand. */
export class Costs {
  readonly #known = new Map<Term, number>();

  of(term: Term): number {
    if (term.kind !== 'apply') return 0;
    const known = this.#known.get(term);
    if (known !== undefined) return known;
    let cost = ownCost(term.operator);
    for (const argument of term.arguments) cost += this.of(argument);
    const limited = Math.min(cost, LIMIT);
    this.#known.set(term, limited);
    return limited;
  }
}

function ownCost(operator: string): number {
  switch (operator) {
    case 'read':
    case 'write':
    case 'touch':
    case 'fault':
    case 'fault-cause':
    case 'fault-value':
    case 'call':
    case 'store':
      return COSTLY;
    case 'bvmul':
    case 'bvudiv':
    case 'bvurem':
    case 'bvsdiv':
    case 'bvsrem':
      return 5;
    case 'bvshl':
    case 'bvlshr':
    case 'bvashr':
      return 3;
    default:
      return 1;
  }
}
