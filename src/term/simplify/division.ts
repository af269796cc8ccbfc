/** Rules of division by constants. Constants by constants are folded before. */

import { exponentOf, ones } from '../../base/bits.ts';
import { constant, widthOf, type Application, type Term } from '../term.ts';
import type { Make } from './make.ts';
import { constantValue, operands } from './match.ts';

export function simplifyBvudiv(term: Application, make: Make): Term {
  const [word, by] = operands(term);
  const width = widthOf(word);
  const divisor = constantValue(by);
  if (divisor === undefined) return term;
  if (divisor === 0n) return constant(width, ones(width));
  const shift = exponentOf(divisor);
  if (shift === undefined) return term;
  if (shift === 0) return word;
  return make.concat([constant(shift, 0n), make.extract(word, width - 1, shift)]);
}

export function simplifyBvurem(term: Application, make: Make): Term {
  const [word, by] = operands(term);
  const width = widthOf(word);
  const divisor = constantValue(by);
  if (divisor === undefined) return term;
  if (divisor === 0n) return word;
  const shift = exponentOf(divisor);
  if (shift === undefined) return term;
  if (shift === 0) return constant(width, 0n);
  return make.concat([constant(width - shift, 0n), make.extract(word, shift - 1, 0)]);
}

/** Of one bit, `1` as a divisor is -1, and by that a word is itself too. */
export function simplifyBvsdiv(term: Application): Term {
  const [word, by] = operands(term);
  return constantValue(by) === 1n ? word : term;
}

export function simplifyBvsrem(term: Application): Term {
  const [word, by] = operands(term);
  const divisor = constantValue(by);
  if (divisor === 0n) return word;
  return divisor === 1n ? constant(widthOf(word), 0n) : term;
}
