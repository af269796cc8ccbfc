/** The variables of terms as elements of a state, so that compiled terms can read them. */

import type { Element } from '../../src/isa/machine.ts';
import type { Argument, Bind } from '../../src/machine/compiled/compile-terms.ts';
import {
  layoutOf,
  toFast,
  type FastState,
  type Layout,
} from '../../src/machine/compiled/fast-state.ts';
import type { Environment } from '../../src/term/evaluate.ts';
import type { Term, Variable } from '../../src/term/term.ts';
import { arrayOf, memoryOf, memoryValue, type ArrayValue } from '../../src/term/value.ts';
import { freeVariables } from '../../src/term/walk.ts';

export interface LaidOut {
  readonly layout: Layout;
  readonly bind: Bind;
  readonly args: readonly Argument[];
  readonly state: FastState;
}

/** Truths are arguments; words and arrays elements; storage has bytes at addresses of 8 bits. */
export function laidOut(terms: readonly Term[], environment: Environment): LaidOut {
  const variables = freeVariables(...terms);
  const truths = variables.filter(({ sort }) => sort.kind === 'bool');
  const inState = variables.filter(({ sort }) => sort.kind === 'bits' || sort.kind === 'array');
  const stored = variables.find(({ sort }) => sort.kind === 'memory');
  const shape = {
    elements: inState.map(elementOf),
    storage: { name: 'memory', unit: 8, addressWidth: 8, size: 256n, endian: 'little' },
  } as const;
  const elements = new Map(
    inState.map(({ name, sort }): [string, bigint | ArrayValue] => {
      const value = environment.variable(name, sort);
      return [name, typeof value === 'bigint' ? value : arrayOf(value)];
    }),
  );
  const memory =
    stored === undefined
      ? memoryValue(0n)
      : memoryOf(environment.variable(stored.name, stored.sort));
  return {
    layout: layoutOf(shape),
    bind: (name, sort) => {
      if (sort.kind === 'bool') {
        return { kind: 'argument', index: truths.findIndex((each) => each.name === name) };
      }
      if (sort.kind === 'memory') return { kind: 'storage', state: 0 };
      return { kind: 'element', state: 0, name };
    },
    args: truths.map(({ name, sort }) => environment.variable(name, sort) === true),
    state: toFast(shape, { elements, memory }),
  };
}

function elementOf({ name, sort }: Variable): Element {
  const file =
    sort.kind === 'array'
      ? { indexWidth: sort.index, count: 2 ** sort.index, hardwired: [] }
      : undefined;
  const width = sort.kind === 'array' ? sort.element : sort.kind === 'bits' ? sort.width : 1;
  return {
    name, role: 'general', marks: [], width, file, members: undefined, why: undefined,
    citations: [], span: { file: 'test', start: 0, end: 0 },
  }; // prettier-ignore
}
