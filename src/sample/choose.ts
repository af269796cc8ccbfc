/** What becomes of what a description leaves undefined: anything, but the same on both sides. */

import { hashText, mixHash, truncate } from '../base/bits.ts';
import type { Sort, Variable } from '../term/term.ts';
import { arrayValue, type Value } from '../term/value.ts';
import type { Chooser } from './engine.ts';

/** The choices of one step of a guest; the same seed and step always give the same ones. */
export function chooserFor(seed: number, step: number): Chooser {
  return (variables) =>
    new Map(variables.map((variable) => [variable.name, chosen(variable, mixHash(seed, step))]));
}

function chosen({ name, sort }: Variable, seed: number): Value {
  return valueOf(sort, mixHash(seed, hashText(name)));
}

function valueOf(sort: Sort, hash: number): Value {
  switch (sort.kind) {
    case 'bool':
      return Math.abs(hash) % 2 === 1;
    case 'bits':
      return wordOf(sort.width, hash);
    case 'array':
      return arrayValue(wordOf(sort.element, hash));
    case 'memory':
      throw new TypeError('storage is never chosen');
  }
}

/** Every third is zero. */
function wordOf(width: number, hash: number): bigint {
  if (Math.abs(hash) % 3 === 0) return 0n;
  let word = 0n;
  let next = hash;
  for (let filled = 0; filled < width; filled += 31) {
    next = mixHash(next, filled);
    word = word * 2n ** 31n + BigInt(Math.abs(next));
  }
  return truncate(width, word);
}
