/** Rules of arrays and of storage. */

import { compareTerms } from '../order.ts';
import { FALSE, type Application, type Term } from '../term.ts';
import type { Make } from './make.ts';
import { argument, branches, isApplied, isConstant, operands } from './match.ts';

export function simplifySelect(term: Application, make: Make): Term {
  const [, index] = operands(term);
  let [file] = operands(term);
  while (isApplied(file, 'store')) {
    if (argument(file, 1) === index) return argument(file, 2);
    if (make.equal(argument(file, 1), index) !== FALSE) break;
    file = argument(file, 0);
  }
  if (isApplied(file, 'ite')) {
    const [condition, then, otherwise] = branches(file);
    return make.ite(condition, make.select(then, index), make.select(otherwise, index));
  }
  return file === term.arguments[0] ? term : make.select(file, index);
}

export function simplifyStore(term: Application, make: Make): Term {
  const file = argument(term, 0);
  const index = argument(term, 1);
  const value = argument(term, 2);
  if (isApplied(value, 'select') && value.arguments[0] === file && value.arguments[1] === index) {
    return file;
  }
  if (!isApplied(file, 'store')) return term;
  const below = argument(file, 0);
  const earlier = argument(file, 1);
  if (earlier === index) return make.store(below, index, value);
  // Stores to different places commute, so that one order stands for both.
  if (isOutOfOrder(earlier, index) && make.equal(earlier, index) === FALSE) {
    return make.store(make.store(below, index, value), earlier, argument(file, 2));
  }
  return term;
}

function isOutOfOrder(first: Term, second: Term): boolean {
  if (isConstant(first) && isConstant(second)) return first.value > second.value;
  return compareTerms(first, second) > 0;
}

/**
 * Only on the path `physical`: on others the write may have changed the translation, and with it
 * where the same address leads.
 */
export function simplifyRead(term: Application, make: Make): Term {
  const [storage, address] = operands(term);
  if (term.parameters[0] !== 'physical') return term;
  if (isSamePlace(term, storage, address)) {
    const written = argument(storage, 2);
    return written.sort === term.sort ? written : term;
  }
  if (!isApplied(storage, 'ite')) return term;
  const [condition, then, otherwise] = branches(storage);
  const inThen = make.rebuild(term, [then, address]);
  const inOtherwise = make.rebuild(term, [otherwise, address]);
  const isUnhelpful = isReadOf(inThen, then) && isReadOf(inOtherwise, otherwise);
  return isUnhelpful ? term : make.ite(condition, inThen, inOtherwise);
}

function isReadOf(term: Term, storage: Term): boolean {
  return isApplied(term, 'read') && term.arguments[0] === storage;
}

export function simplifyWrite(term: Application, make: Make): Term {
  const [storage, address] = operands(term);
  const value = argument(term, 2);
  if (term.parameters[0] !== 'physical') return term;
  if (isSamePlace(term, storage, address)) {
    return make.rebuild(term, [argument(storage, 0), address, value]);
  }
  const isNoChange =
    isApplied(value, 'read') &&
    value.arguments[0] === storage &&
    value.arguments[1] === address &&
    haveSameParameters(value, term);
  return isNoChange ? storage : term;
}

/** Whether the storage was just written where the operator reads or writes, and as much. */
function isSamePlace(term: Application, storage: Term, address: Term): storage is Application {
  return (
    isApplied(storage, 'write') &&
    storage.arguments[1] === address &&
    haveSameParameters(storage, term)
  );
}

function haveSameParameters(a: Application, b: Application): boolean {
  return a.parameters.every((parameter, i) => parameter === b.parameters[i]);
}
