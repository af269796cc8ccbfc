/**
 * Terms over several states at once, compiled: conditions, values and effects.
 *
 * The caller says of every free variable where it lies. Storage is read and written on the path
 * `physical`; a mapped path needs a machine, and the state whose elements its map reads.
 */

import type { Machine } from '../../isa/machine.ts';
import type { Sort, Term, Variable } from '../../term/term.ts';
import { limbsOfStates, stateParameters, storing, type Assignment } from './assignments.ts';
import { slotOf, type FastState, type Layout } from './fast-state.ts';
import { limbsOfSort, type Bound } from './generate.ts';
import { LIMB, putLimbs, wordOfLimbs } from './limbs.ts';
import { argumentAt, Program, zeroOf, type Compiled } from './program.ts';

export type Location =
  /** A scalar or a register file of a state, by its number. */
  | { readonly kind: 'element'; readonly state: number; readonly name: string }
  | { readonly kind: 'storage'; readonly state: number }
  /** What the caller gives, by its place. */
  | { readonly kind: 'argument'; readonly index: number }
  /** Zero, false, or a register file of zeros. */
  | { readonly kind: 'zero' };

export type Bind = (name: string, sort: Sort) => Location;

/** A word of at most 32 bits may be given as a number. */
export type Argument = bigint | number | boolean;

export interface Over {
  /** Of the states, in the order in which they are given to the functions. */
  readonly layouts: readonly Layout[];
  readonly bind: Bind;
  readonly paths?: { readonly machine: Machine; readonly state: number };
}

type States = readonly FastState[];

/** The values of the terms, words as `bigint`. */
export function compileTerms(
  terms: readonly Term[],
  over: Over,
): (states: States, args?: readonly Argument[]) => readonly (bigint | boolean)[] {
  const place = new Arguments(over);
  const sizes = terms.map(({ sort }) => limbsOfSort(sort));
  const results = new Int32Array(sizes.reduce((sum, size) => sum + size, 0));
  const code = place.compile(new Map([['results', results]]), (program, parameters, bound) =>
    program.compile(parameters, bound, (generated) => {
      const { root } = generated;
      generated.need(root, ...terms);
      return () => {
        const computed = generated.statements(root) + generated.values(root, ...terms);
        const limbs = terms.flatMap((term) => generated.limbs(root, term));
        return computed + limbs.map((limb, i) => `results[${i}]=${limb};`).join('');
      };
    }),
  );
  return (states, args = []) => {
    place.call(code, states, args);
    let offset = 0;
    return terms.map(({ sort }, i) => {
      const at = offset;
      offset += sizes[i] ?? 0;
      if (sort.kind === 'bool') return results[at] !== 0;
      if (sort.kind !== 'bits') throw new TypeError('only words and truths are given back');
      return wordOfLimbs(sort.width, results, at);
    });
  };
}

/** Whether a condition holds. */
export function compileCondition(
  term: Term,
  over: Over,
): (states: States, args?: readonly Argument[]) => boolean {
  if (term.sort.kind !== 'bool') throw new TypeError('not a condition');
  const place = new Arguments(over);
  const code = place.compile(new Map(), (program, parameters, bound) =>
    program.compileTerm(parameters, bound, term),
  );
  return (states, args = []) => place.call(code, states, args) === true;
}

/** Stores all values, each computed from the states before. A file's or storage's target is whole. */
export function compileEffect(
  effect: readonly {
    readonly target: Exclude<Location, { kind: 'argument' | 'zero' }>;
    readonly value: Term;
  }[],
  over: Over,
): (states: States, args?: readonly Argument[]) => void {
  const assignments = effect.map(({ target, value }): Assignment => {
    if (target.kind === 'storage') return { target, value };
    const slot = slotOf(layoutAt(over, target.state), target.name);
    return { target: { kind: 'element', state: target.state, slot }, value };
  });
  const place = new Arguments(over);
  const code = place.compile(new Map(), (program, parameters, bound) =>
    program.compile(parameters, bound, (generated) => {
      const { root } = generated;
      generated.need(root, ...assignments.map(({ value }) => value));
      return () =>
        [
          generated.statements(root),
          storing(generated, root, assignments, program.versions.fileNumber),
        ].join('\n');
    }),
  );
  return (states, args = []) => void place.call(code, states, args);
}

/** Where variables lie, and the row of limbs in which arguments are handed over. */
class Arguments {
  readonly #over: Over;
  readonly #program: Program;
  /** By the number of the argument: its place in the row, and its sort. */
  readonly #places = new Map<number, { readonly offset: number; readonly sort: Sort }>();
  #row = new Int32Array(0);
  #used = 0;

  constructor(over: Over) {
    this.#over = over;
    this.#program = new Program({
      layouts: over.layouts,
      ...(over.paths === undefined ? {} : { paths: over.paths }),
    });
  }

  compile(
    imports: Map<string, unknown>,
    make: (
      program: Program,
      parameters: readonly string[],
      bound: (variable: Variable) => Bound,
    ) => Compiled,
  ): Compiled {
    for (const [name, value] of imports) this.#program.share(name, value);
    const parameters = [...stateParameters(this.#over.layouts.length), 'o'];
    const code = make(this.#program, parameters, (variable) => this.#bound(variable));
    this.#row = new Int32Array(this.#used);
    return code;
  }

  call(code: Compiled, states: States, args: readonly Argument[]): unknown {
    const { versions } = this.#program;
    if (states.length !== this.#over.layouts.length) throw new TypeError('a state is missing');
    for (const [i, state] of states.entries()) {
      if (state.layout !== this.#over.layouts[i]) throw new TypeError('a state of another layout');
      versions.states[i] = state;
    }
    versions.reset();
    for (const [index, { offset, sort }] of this.#places) {
      this.#put(args[index], sort, offset);
    }
    return code(...limbsOfStates(states), this.#row);
  }

  #put(given: Argument | undefined, sort: Sort, offset: number): void {
    if (given === undefined) throw new TypeError('an argument is missing');
    if (sort.kind === 'bits' && sort.width > LIMB) {
      putLimbs(sort.width, BigInt.asUintN(sort.width, BigInt(given)), this.#row, offset);
    } else if (sort.kind === 'bits' && sort.width < LIMB) {
      this.#row[offset] = Number(given) & (2 ** sort.width - 1);
    } else this.#row[offset] = Number(given) | 0;
  }

  #bound(variable: Variable): Bound {
    const location = this.#over.bind(variable.name, variable.sort);
    if (location.kind === 'zero') return zeroOf(variable);
    if (location.kind === 'argument') {
      const known = this.#places.get(location.index);
      if (known !== undefined) return argumentAt('o', known.offset, variable);
      const offset = this.#used;
      this.#places.set(location.index, { offset, sort: variable.sort });
      this.#used += limbsOfSort(variable.sort);
      return argumentAt('o', offset, variable);
    }
    const layout = layoutAt(this.#over, location.state);
    const name = location.kind === 'storage' ? layout.storage.name : location.name;
    const found = this.#program.element(location.state, name);
    if (found === undefined) throw new TypeError(`no element ${name}`);
    return found;
  }
}

function layoutAt({ layouts }: Over, state: number): Layout {
  const layout = layouts[state];
  if (layout === undefined) throw new TypeError(`no state ${state}`);
  return layout;
}
