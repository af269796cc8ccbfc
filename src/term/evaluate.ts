/**
 * The reference evaluator: what a term means, given what its variables mean.
 *
 * It judges everything else (solver, rewriting, generated machines), so it is written to be
 * plainly right: one case per operator, in the words of the standard, and it shares no code with
 * `simplify.ts` or with the printer of queries. Not for speed.
 *
 * Lazy where it matters: of `ite` only the branch taken, of `and`, `or` and `implies` only the
 * arguments up to the one that decides.
 *
 * Source: [SMTLIB] "Theories: FixedSizeBitVectors, ArraysEx", and "Logics: QF_BV" for the
 * operators that the theory defines by others.
 */

import { assertNever } from '../base/assert-never.ts';
import {
  bitAnd,
  bitNot,
  bitOr,
  bitXor,
  join,
  ones,
  slice,
  toSigned,
  truncate,
} from '../base/bits.ts';
import { definitionOf } from './definition.ts';
import { sortText, widthOf, type Application, type Sort, type Term } from './term.ts';
import {
  arrayOf,
  bitsOf,
  boolOf,
  fitsSort,
  memoryOf,
  type ArrayValue,
  type MemoryValue,
  type Value,
} from './value.ts';
import { withWord, wordAt } from './sparse-map.ts';

/**
 * What the operators on storage mean: paths, translation and storage belong to the machine.
 *
 * `access` is `execute`, `load` or `store`. On the path `physical` a read of what was just written
 * at the same address must give it back, and a write of what is there must change nothing:
 * `simplify` relies on both.
 */
export interface MemoryModel {
  /** `units` consecutive units; unit `i` is bits `[(i+1)*u-1 : i*u]` of the result. */
  read(path: string, units: number, memory: MemoryValue, address: bigint): bigint;
  write(
    path: string,
    units: number,
    memory: MemoryValue,
    address: bigint,
    value: bigint,
  ): MemoryValue;
  /** What the translation of such an access writes itself. */
  touch(path: string, access: string, memory: MemoryValue, address: bigint): MemoryValue;
  fault(path: string, access: string, memory: MemoryValue, address: bigint): boolean;
  faultCause(path: string, access: string, memory: MemoryValue, address: bigint): bigint;
  /** The `k`-th trap value. */
  faultValue(path: string, access: string, k: number, memory: MemoryValue, address: bigint): bigint;
}

export interface Environment {
  variable(name: string, sort: Sort): Value;
  /** May be absent where no term reads or writes storage. */
  readonly memory?: MemoryModel;
}

export function evaluate(term: Term, environment: Environment): Value {
  if (term.kind !== 'apply') return leafValue(term, environment);
  return valueIn(evaluateShared([term], environment), term);
}

/** The values of several terms, each shared subterm evaluated once for all of them. */
export function evaluateAll(terms: readonly Term[], environment: Environment): Value[] {
  const values = evaluateShared(terms, environment);
  return terms.map((term) => valueIn(values, term));
}

/** A term that waits for its arguments, and how many of them it has looked at. */
interface Frame {
  readonly term: Application;
  position: number;
}

/** An explicit stack, because terms nest deeper than JavaScript may recurse. */
function evaluateShared(terms: readonly Term[], environment: Environment): Map<Term, Value> {
  const values = new Map<Term, Value>();
  const stack: Frame[] = [];
  const enter = (term: Term): void => {
    if (values.has(term)) return;
    if (term.kind === 'apply') stack.push({ term, position: 0 });
    else values.set(term, leafValue(term, environment));
  };
  for (const root of terms) {
    enter(root);
    for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
      const next = nextArgument(frame, values);
      if (next !== undefined) {
        frame.position += 1;
        enter(next);
        continue;
      }
      stack.pop();
      values.set(frame.term, apply(frame.term, values, environment));
    }
  }
  return values;
}

/** The argument to evaluate next, or nothing if those evaluated decide. */
function nextArgument(frame: Frame, values: ReadonlyMap<Term, Value>): Term | undefined {
  const { term, position } = frame;
  const { operator } = term;
  if (operator === 'ite') return nextOfIte(term, position, values);
  const isLazy = operator === 'and' || operator === 'or' || operator === 'implies';
  if (isLazy && position > 0) {
    const decides = operator === 'or';
    if (boolOf(valueOf(term, position - 1, values)) === decides) return undefined;
  }
  return term.arguments[position];
}

function nextOfIte(
  term: Application,
  position: number,
  values: ReadonlyMap<Term, Value>,
): Term | undefined {
  if (position === 0) return argumentOf(term, 0);
  if (position > 1) return undefined;
  return argumentOf(term, boolOf(valueOf(term, 0, values)) ? 1 : 2);
}

function leafValue(term: Exclude<Term, Application>, environment: Environment): Value {
  if (term.kind === 'constant') return term.sort.kind === 'bool' ? term.value === 1n : term.value;
  const value = environment.variable(term.name, term.sort);
  if (!fitsSort(value, term.sort)) {
    throw new RangeError(`${term.name} has no value of sort ${sortText(term.sort)}`);
  }
  return value;
}

function apply(
  term: Application,
  values: ReadonlyMap<Term, Value>,
  environment: Environment,
): Value {
  const value = (i: number): Value => valueOf(term, i, values);
  const bool = (i: number): boolean => boolOf(value(i));
  const word = (i: number): bigint => bitsOf(value(i));
  const width = (i: number): number => widthOf(argumentOf(term, i));
  const number = (i: number): number => Number(term.parameters[i]);

  switch (term.operator) {
    case 'not':
      return !bool(0);
    // Arguments are evaluated up to the first that decides; those after it have no value.
    case 'and':
      return term.arguments.every((argument) => boolOf(valueIn(values, argument)));
    case 'or':
      return term.arguments.some((argument) => boolOf(valueIn(values, argument)));
    case 'implies':
      return !bool(0) || bool(1);
    case '=':
      return value(0) === value(1);
    case 'ite':
      return bool(0) ? value(1) : value(2);

    case 'bvnot':
      return bitNot(width(0), word(0));
    case 'bvneg':
      return truncate(width(0), -word(0));
    case 'bvand':
      return bitAnd(word(0), word(1));
    case 'bvor':
      return bitOr(word(0), word(1));
    case 'bvxor':
      return bitXor(word(0), word(1));
    case 'bvadd':
      return truncate(width(0), word(0) + word(1));
    case 'bvsub':
      return truncate(width(0), word(0) - word(1));
    case 'bvmul':
      return truncate(width(0), word(0) * word(1));
    case 'bvudiv':
      return word(1) === 0n ? ones(width(0)) : word(0) / word(1);
    case 'bvurem':
      return word(1) === 0n ? word(0) : word(0) % word(1);
    case 'bvsdiv':
      return signedQuotient(width(0), toSigned(width(0), word(0)), toSigned(width(0), word(1)));
    case 'bvsrem':
      return signedRemainder(width(0), toSigned(width(0), word(0)), toSigned(width(0), word(1)));
    case 'bvshl':
      return word(1) >= BigInt(width(0)) ? 0n : truncate(width(0), word(0) * 2n ** word(1));
    case 'bvlshr':
      return word(1) >= BigInt(width(0)) ? 0n : word(0) / 2n ** word(1);
    case 'bvashr':
      return arithmeticShiftRight(width(0), word(0), word(1));

    case 'bvult':
      return word(0) < word(1);
    case 'bvule':
      return word(0) <= word(1);
    case 'bvslt':
      return toSigned(width(0), word(0)) < toSigned(width(1), word(1));
    case 'bvsle':
      return toSigned(width(0), word(0)) <= toSigned(width(1), word(1));

    case 'concat':
      return join(word(0), word(1), width(1));
    case 'extract':
      return slice(word(0), number(0), number(1));
    case 'zero-extend':
      return word(0);
    case 'sign-extend':
      return truncate(number(0), toSigned(width(0), word(0)));

    case 'select':
      return wordAt(arrayOf(value(0)).words, word(1));
    case 'store':
      return stored(arrayOf(value(0)), word(1), word(2));

    case 'call':
      return called(term, values);

    case 'read':
    case 'write':
    case 'touch':
    case 'fault':
    case 'fault-cause':
    case 'fault-value':
      return onMemory(term, values, environment);
    default:
      return assertNever(term.operator);
  }
}

/** What the function computes of the values of the arguments. */
function called(term: Application, values: ReadonlyMap<Term, Value>): Value {
  const { parameters, body } = definitionOf(term);
  const given = new Map(parameters.map(({ name }, i) => [name, valueOf(term, i, values)]));
  return evaluate(body, {
    variable: (name) => {
      const value = given.get(name);
      if (value === undefined) throw new TypeError(`no argument ${name}`);
      return value;
    },
  });
}

function onMemory(
  term: Application,
  values: ReadonlyMap<Term, Value>,
  environment: Environment,
): Value {
  if (environment.memory === undefined) {
    throw new TypeError(`${term.operator} where there is no storage`);
  }
  const value = storageValue(term, values, environment.memory);
  if (!fitsSort(value, term.sort)) {
    throw new RangeError(`${term.operator} gave no value of sort ${sortText(term.sort)}`);
  }
  return value;
}

function storageValue(
  term: Application,
  values: ReadonlyMap<Term, Value>,
  model: MemoryModel,
): Value {
  const [path, parameter, k] = term.parameters;
  const name = String(path);
  const memory = memoryOf(valueOf(term, 0, values));
  const address = bitsOf(valueOf(term, 1, values));
  const { operator } = term;
  if (operator === 'read') return model.read(name, Number(parameter), memory, address);
  if (operator === 'write') {
    const value = bitsOf(valueOf(term, 2, values));
    return model.write(name, Number(parameter), memory, address, value);
  }
  const access = String(parameter);
  if (operator === 'touch') return model.touch(name, access, memory, address);
  if (operator === 'fault') return model.fault(name, access, memory, address);
  if (operator === 'fault-cause') return model.faultCause(name, access, memory, address);
  return model.faultValue(name, access, Number(k), memory, address);
}

function stored(file: ArrayValue, index: bigint, word: bigint): ArrayValue {
  return { kind: 'array', words: withWord(file.words, index, word) };
}

/** Rounds towards zero; by zero: 1 for a negative number, else -1. */
function signedQuotient(width: number, a: bigint, b: bigint): bigint {
  if (b === 0n) return truncate(width, a < 0n ? 1n : -1n);
  return truncate(width, a / b);
}

/** Has the sign of `a`; by zero it is `a`. */
function signedRemainder(width: number, a: bigint, b: bigint): bigint {
  return truncate(width, b === 0n ? a : a % b);
}

/** Copies of the sign come in from above; a shift by the width or more leaves nothing else. */
function arithmeticShiftRight(width: number, word: bigint, amount: bigint): bigint {
  const negative = toSigned(width, word) < 0n;
  if (amount >= BigInt(width)) return negative ? ones(width) : 0n;
  const shifted = word / 2n ** amount;
  return negative ? ones(width) - ones(width - Number(amount)) + shifted : shifted;
}

function argumentOf(term: Application, i: number): Term {
  const argument = term.arguments[i];
  if (argument === undefined) throw new TypeError(`${term.operator} has no argument ${i}`);
  return argument;
}

function valueOf(term: Application, i: number, values: ReadonlyMap<Term, Value>): Value {
  return valueIn(values, argumentOf(term, i));
}

function valueIn(values: ReadonlyMap<Term, Value>, term: Term): Value {
  const value = values.get(term);
  if (value === undefined) throw new TypeError('a term was used before it was evaluated');
  return value;
}
