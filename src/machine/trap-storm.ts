/** Sees that nobody handles a trap: one leads to the next for ever. */

import type { Machine } from '../isa/machine.ts';
import { sameState, type State } from '../isa/state.ts';
import type { Trap } from './step.ts';

/**
 * A row of traps with no completed step between them.
 *
 * Compares each state with one earlier state of the row, which is renewed ever more seldom, so that
 * a circle of any length is found (Brent's algorithm).
 */
export class TrapStorm {
  readonly #machine: Machine;
  #anchor: State | undefined;
  #length = 0;
  #limit = 1;

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /** Whether the state after a trap was there before, in this row. */
  recurs({ state }: Pick<Trap, 'state'>): boolean {
    if (this.#anchor !== undefined && sameState(this.#machine, this.#anchor, state)) return true;
    this.#length += 1;
    if (this.#length === this.#limit) {
      this.#anchor = state;
      this.#limit *= 2;
    }
    return false;
  }

  /** Another one that has seen the same. */
  copy(): TrapStorm {
    const copy = new TrapStorm(this.#machine);
    copy.#anchor = this.#anchor;
    copy.#length = this.#length;
    copy.#limit = this.#limit;
    return copy;
  }

  ends(): void {
    this.#anchor = undefined;
    this.#length = 0;
    this.#limit = 1;
  }
}
