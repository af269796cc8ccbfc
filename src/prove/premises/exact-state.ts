/** One state with its translations spelled out, for premises that speak of addresses. */

import type { Machine, Pair } from '../../isa/machine.ts';
import { sortOf } from '../../question/copies.ts';
import { exactStorage, exactView, storageOf, type ExactView } from '../../question/exact-view.ts';
import type { StateTerms } from '../../question/compile.ts';
import { modes, type Modes } from '../../question/symbolic-step.ts';
import { lowering, type Lowering } from '../../question/lower.ts';
import type { Context, View } from '../../question/view.ts';
import { bits, variable, type Access, type Term } from '../../term/term.ts';

export interface ExactState {
  readonly view: ExactView;
  readonly context: Context;
  readonly modes: Modes;
  readonly terms: StateTerms;
  /** Where an access lies, and whether it faults. */
  translate(
    path: string,
    access: Access,
    address: Term,
  ): { readonly address: Term; readonly faults: Term };
}

/** Its variables begin with `name`. */
export function exactState(machine: Machine, pair: Pair, name: string): ExactState {
  const view = exactView(machine);
  const elements = new Map(
    machine.elements.map((element): [string, Term] => [
      element.name,
      variable(`${name}.${element.name}`, sortOf(element)),
    ]),
  );
  const storage = exactStorage(machine, name);
  return within(machine, pair, view, { copy: name, elements, storage, others: new Map() });
}

/**
 * A state of which nothing is known that its translations read from storage: each such word is
 * free. What is proved of it holds of every state.
 */
export function looseState(machine: Machine, pair: Pair, name: string): ExactState {
  const exact = exactView(machine);
  let words = 0;
  const loose: View = {
    ...exact,
    read: (_at, _path, units) => {
      words += 1;
      return variable(`${name}.read.${words}`, bits(units * machine.storage.unit));
    },
  };
  const { context, modes: said, terms } = exactState(machine, pair, name);
  const lowered = new Map<Term, Lowering>();
  return {
    view: exact,
    context,
    modes: said,
    terms,
    translate(path, access, address) {
      const translation = machine.paths.find((each) => each.name === path)?.translations[access];
      if (translation === undefined) throw new RangeError(`no path ${path}`);
      const others = new Map([['access.address', address]]);
      const inside =
        lowered.get(address) ?? lowering(loose, { ...context, others }, machine.storage.name);
      lowered.set(address, inside);
      return { address: inside.term(translation.address), faults: inside.term(translation.faults) };
    },
  };
}

/** The same for a state given by its terms. */
export function within(
  machine: Machine,
  pair: Pair,
  view: ExactView,
  context: Context,
): ExactState {
  const { elements, storage } = context;
  return {
    view,
    context,
    modes: modes({ machine, pair }, context, view),
    terms: { elements, storage: storageOf(storage) },
    translate: (path, access, address) => view.translate(context, storage, path, access, address),
  };
}
