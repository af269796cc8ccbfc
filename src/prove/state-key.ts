/**
 * What a state has of some elements, as a text: equal only where all their values are. By it is kept
 * what follows from these values alone, for the many states that have the same.
 */

import type { ElementValue, State } from '../isa/state.ts';
import { wordsOf } from '../term/sparse-map.ts';
import type { ArrayValue } from '../term/value.ts';

/** Texts by the list of names; a state's elements never change. */
const known = new WeakMap<State['elements'], Map<readonly string[], string>>();

/** `names` should be the same list each time. */
export function stateKey({ elements }: State, names: readonly string[]): string {
  const ofElements = known.get(elements) ?? new Map<readonly string[], string>();
  known.set(elements, ofElements);
  const before = ofElements.get(names);
  if (before !== undefined) return before;
  const key = names.map((name) => textOf(elements.get(name))).join(' ');
  ofElements.set(names, key);
  return key;
}

const files = new WeakMap<ArrayValue, string>();

function textOf(value: ElementValue | undefined): string {
  if (typeof value !== 'object') return String(value);
  const before = files.get(value);
  if (before !== undefined) return before;
  const { words } = value;
  const written = [...wordsOf(words)].map(([index, word]) => `${index}=${word.toString(16)}`);
  const text = `${words.default.toString(16)}[${written.toSorted().join()}]`;
  files.set(value, text);
  return text;
}
