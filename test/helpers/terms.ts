/**
 * Arbitraries of well-typed terms over every operator, and of environments to evaluate them in.
 *
 * A term is grown by a recipe: each instruction applies one operator to terms that are there
 * already, so terms are graphs with sharing, and a failing one shrinks by leaving instructions out.
 */

import * as fc from 'fast-check';
import { truncate } from '../../src/base/bits.ts';
import type { Environment, MemoryModel } from '../../src/term/evaluate.ts';
import { wordAt, withWord } from '../../src/term/sparse-map.ts';
import * as t from '../../src/term/term.ts';
import { arrayValue, memoryValue, type Value } from '../../src/term/value.ts';

export interface TermOptions {
  /** Widths are in `1 … maxWidth`. */
  readonly maxWidth: number;
  /** How many operators a term has at most. */
  readonly maxSize: number;
  /** Whether terms may read and write storage. */
  readonly withMemory: boolean;
  /** Wider multiplications and divisions are left out: they are hard for solvers. */
  readonly maxProductWidth: number;
}

const DEFAULTS: TermOptions = {
  maxWidth: 70,
  maxSize: 25,
  withMemory: false,
  maxProductWidth: 70,
};

/** A term of any sort that can be compared: bool or bits. */
export function anyTerm(options: Partial<TermOptions> = {}): fc.Arbitrary<t.Term> {
  const all = { ...DEFAULTS, ...options };
  return recipe(all).map((steps) => last(grow(steps, all), isComparable));
}

/** A term of sort bool. */
export function anyBoolTerm(options: Partial<TermOptions> = {}): fc.Arbitrary<t.Term> {
  return anyTerm(options).map((term) =>
    term.sort.kind === 'bool'
      ? term
      : t.compare('bvslt', term, t.variable(`b${t.widthOf(term)}`, term.sort)),
  );
}

/** Several terms that share subterms. */
export function anyTerms(options: Partial<TermOptions> = {}): fc.Arbitrary<t.Term[]> {
  const all = { ...DEFAULTS, ...options };
  return recipe(all).map((steps) => grow(steps, all).filter(isComparable));
}

/** Values for whatever variables a term has; storage is made of bytes at 8-bit addresses. */
export const anyEnvironment: fc.Arbitrary<Environment> = fc
  .array(fc.oneof(edgeWord(), fc.bigInt({ min: 0n, max: 2n ** 70n })), {
    minLength: 24,
    maxLength: 24,
  })
  .map((words) => ({
    variable: (name, sort) => valueFrom(words, name, sort),
    memory: BYTES,
  }));

/** The constant that is worth `value`. */
export function constantOf(term: t.Term, value: Value): t.Term {
  if (typeof value === 'boolean') return t.bool(value);
  if (typeof value === 'bigint') return t.constant(t.widthOf(term), value);
  throw new TypeError('not a value that a constant has');
}

/** A memory of bytes at 8-bit addresses, wrapping; paths but `physical` swap neighbours. */
export const BYTES: MemoryModel = {
  read: (path, units, memory, address) => {
    let word = 0n;
    for (let i = units - 1; i >= 0; i -= 1) {
      word = word * 256n + wordAt(memory.units, place(path, address, i));
    }
    return word;
  },
  write: (path, units, memory, address, value) => {
    let changed = memory.units;
    for (let i = 0; i < units; i += 1) {
      const byte = truncate(8, value / 256n ** BigInt(i));
      changed = withWord(changed, place(path, address, i), byte);
    }
    return { kind: 'memory', units: changed };
  },
  touch: (path, access, memory, address) =>
    path === 'physical'
      ? memory
      : {
          kind: 'memory',
          units: withWord(memory.units, place(path, address, 0), BigInt(access.length)),
        },
  fault: (path, access, memory, address) =>
    path !== 'physical' && (wordAt(memory.units, 0n) + address + BigInt(access.length)) % 3n === 0n,
  faultCause: (_path, access, _memory, address) =>
    truncate(4, address + (access === 'load' ? 1n : 0n)),
  faultValue: (_path, _access, k, _memory, address) => truncate(8, address * BigInt(k + 2)),
};

// Helpers

interface Step {
  readonly operator: number;
  readonly picks: readonly [number, number, number];
  readonly numbers: readonly [number, number];
  readonly word: bigint;
}

const OPERATORS = [
  ...t.BOOL_OPERATORS,
  ...t.UNARY_BIT_OPERATORS,
  ...t.BINARY_BIT_OPERATORS,
  ...t.COMPARISON_OPERATORS,
  '=', 'ite', 'concat', 'extract', 'zero-extend', 'sign-extend', 'select', 'store',
  // What most rules of rewriting are about, once more.
  '=', 'and', 'ite', 'ite', 'concat', 'concat', 'extract', 'extract', 'store', 'bvadd',
] as const; // prettier-ignore

const PICKS = 1000;

const PRODUCTS: readonly string[] = ['bvmul', 'bvudiv', 'bvurem', 'bvsdiv', 'bvsrem'];

/** Index widths are small, so that every entry of an array can be listed. */
const ARRAYS = [t.array(1, 1), t.array(2, 8), t.array(3, 5)];

const UNIT = 8;
const ADDRESS = 8;

function edgeWord(): fc.Arbitrary<bigint> {
  return fc.constantFrom(0n, 1n, 2n, 3n, 2n ** 70n - 1n, 2n ** 31n, 2n ** 63n, 127n, 128n, 255n);
}

function recipe(options: TermOptions): fc.Arbitrary<Step[]> {
  const step = fc.record({
    operator: fc.nat(OPERATORS.length - 1 + (options.withMemory ? t.MEMORY_OPERATORS.length : 0)),
    picks: fc.tuple(fc.nat(PICKS), fc.nat(PICKS), fc.nat(PICKS)),
    numbers: fc.tuple(fc.nat(1000), fc.nat(1000)),
    word: fc.oneof(edgeWord(), fc.bigInt({ min: 0n, max: 2n ** 70n })),
  });
  return fc.array(step, { minLength: 1, maxLength: options.maxSize, size: 'max' });
}

function grow(steps: readonly Step[], options: TermOptions): t.Term[] {
  const pool = seeds(options);
  for (const step of steps) pool.push(apply(step, pool, options));
  return pool;
}

function seeds({ maxWidth, withMemory }: TermOptions): t.Term[] {
  const widths = [1, 2, 3, 4, 5, 7, 8, 16, 31, 32, 33, 64, 65, maxWidth];
  const usable = [...new Set(widths.filter((width) => width <= maxWidth))];
  return [
    ...['p', 'q', 'r'].map((name) => t.variable(name, t.BOOL)),
    ...usable.flatMap((width) => [
      t.variable(`a${width}`, t.bits(width)),
      t.variable(`b${width}`, t.bits(width)),
    ]),
    ...ARRAYS.map((sort, i) => t.variable(`A${i}`, sort)),
    ...(withMemory ? [t.variable('memory', t.MEMORY)] : []),
  ];
}

function apply(step: Step, pool: readonly t.Term[], options: TermOptions): t.Term {
  const [first, second, third] = step.picks;
  const [number, other] = step.numbers;
  const operator = OPERATORS[step.operator];
  const bool = (pick: number): t.Term => choose(pool, pick, (term) => term.sort.kind === 'bool');
  const bits = (pick: number): t.Term => choose(pool, pick, (term) => term.sort.kind === 'bits');
  const like = (sort: t.Sort, pick: number): t.Term => coerce(pool, pick, sort, step.word);
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the rest is alike
  switch (operator) {
    case undefined:
      return onMemory(t.MEMORY_OPERATORS[step.operator - OPERATORS.length] ?? 'read', step, pool);
    case 'not':
      return t.not(bool(first));
    case 'and':
    case 'or': {
      const args = [bool(first), bool(second), bool(third)].slice(0, 2 + (number % 2));
      return operator === 'and' ? t.and(...args) : t.or(...args);
    }
    case 'implies':
      return t.implies(bool(first), bool(second));
    case 'bvnot':
    case 'bvneg':
      return t.unary(operator, bits(first));
    case 'bvult':
    case 'bvule':
    case 'bvslt':
    case 'bvsle': {
      const a = bits(first);
      return t.compare(operator, a, like(a.sort, second));
    }
    case '=': {
      const a = choose(pool, first, isComparable);
      return t.equal(a, like(a.sort, second));
    }
    case 'ite': {
      const then = choose(pool, second, () => true);
      return t.ite(bool(first), then, like(then.sort, third));
    }
    case 'concat': {
      const [high, low] = [bits(first), bits(second)];
      const fits = t.widthOf(high) + t.widthOf(low) <= options.maxWidth;
      return fits ? t.concat(high, low) : high;
    }
    case 'extract': {
      const word = bits(first);
      const lo = number % t.widthOf(word);
      return t.extract(word, lo + (other % (t.widthOf(word) - lo)), lo);
    }
    case 'zero-extend':
    case 'sign-extend': {
      const word = bits(first);
      const room = Math.max(options.maxWidth - t.widthOf(word), 0);
      const width = t.widthOf(word) + (number % (room + 1));
      return operator === 'zero-extend' ? t.zeroExtend(word, width) : t.signExtend(word, width);
    }
    case 'select': {
      const file = choose(pool, first, isArray);
      return t.select(file, like(t.bits(arraySort(file).index), second));
    }
    case 'store': {
      const file = choose(pool, first, isArray);
      const { index, element } = arraySort(file);
      return t.store(file, like(t.bits(index), second), like(t.bits(element), third));
    }
    default: {
      const a = bits(first);
      const isTooWide = PRODUCTS.includes(operator) && t.widthOf(a) > options.maxProductWidth;
      return isTooWide ? a : t.binary(operator, a, like(a.sort, second));
    }
  }
}

function onMemory(
  operator: (typeof t.MEMORY_OPERATORS)[number],
  step: Step,
  pool: readonly t.Term[],
): t.Term {
  const [first, second, third] = step.picks;
  const [number, other] = step.numbers;
  const memory = choose(pool, first, (term) => term.sort.kind === 'memory');
  const address = coerce(pool, second, t.bits(ADDRESS), step.word);
  const path = number % 3 === 0 ? 'mapped' : 'physical';
  const units = 1 + (other % 4);
  const access = other % 2 === 0 ? 'load' : 'store';
  switch (operator) {
    case 'read':
      return t.read(path, memory, address, units, UNIT);
    case 'write':
      return t.write(path, memory, address, units, coerce(pool, third, t.bits(units * UNIT), 0n));
    case 'touch':
      return t.touch(path, access, memory, address);
    case 'fault':
      return t.fault(path, access, memory, address);
    case 'fault-cause':
      return t.faultCause(path, access, memory, address, 4);
    case 'fault-value':
      return t.faultValue(path, access, number % 2, memory, address, 8);
  }
}

/** A term of the sort: from the pool where there is one, cut or extended, or a constant. */
function coerce(pool: readonly t.Term[], pick: number, sort: t.Sort, word: bigint): t.Term {
  if (sort.kind !== 'bits') return choose(pool, pick, (term) => t.sameSort(term.sort, sort));
  if (pick % 5 === 0) return t.constant(sort.width, word);
  const alike = pool.filter((term) => t.sameSort(term.sort, sort));
  if (pick % 5 < 4 && alike.length > 0) return choose(alike, pick, () => true);
  const found = choose(pool, pick, (term) => term.sort.kind === 'bits');
  const width = t.widthOf(found);
  if (width > sort.width) return t.extract(found, sort.width - 1, 0);
  return pick % 2 === 0 ? t.zeroExtend(found, sort.width) : t.signExtend(found, sort.width);
}

/** Prefers recent terms, so that terms grow deep; small numbers, which shrinking prefers, mean those. */
function choose(pool: readonly t.Term[], pick: number, fits: (term: t.Term) => boolean): t.Term {
  const usable = pool.filter(fits);
  const age = Math.floor((pick / (PICKS + 1)) ** 5 * usable.length);
  const found = usable[usable.length - 1 - age];
  if (found === undefined) throw new TypeError('nothing of the sort to pick');
  return found;
}

function last(pool: readonly t.Term[], fits: (term: t.Term) => boolean): t.Term {
  return choose(pool, 0, fits);
}

function isComparable(term: t.Term): boolean {
  return term.sort.kind === 'bool' || term.sort.kind === 'bits';
}

function isArray(term: t.Term): boolean {
  return term.sort.kind === 'array';
}

function arraySort(term: t.Term): { readonly index: number; readonly element: number } {
  if (term.sort.kind !== 'array') throw new TypeError('not an array');
  return term.sort;
}

function place(path: string, address: bigint, offset: number): bigint {
  const physical = truncate(ADDRESS, address + BigInt(offset));
  if (path === 'physical') return physical;
  return physical % 2n === 0n ? physical + 1n : physical - 1n;
}

function valueFrom(words: readonly bigint[], name: string, sort: t.Sort): Value {
  let start = 0;
  for (const character of name) start = (start * 7 + character.charCodeAt(0)) % words.length;
  const word = (i: number): bigint => words[(start + i) % words.length] ?? 0n;
  switch (sort.kind) {
    case 'bool':
      return word(0) % 2n === 1n;
    case 'bits':
      return truncate(sort.width, word(0));
    case 'array': {
      const entries = Array.from(
        { length: 2 ** Math.min(sort.index, 4) },
        (_, i) => [BigInt(i), truncate(sort.element, word(i + 1))] as const,
      );
      return arrayValue(truncate(sort.element, word(0)), entries);
    }
    case 'memory':
      return memoryValue(
        truncate(UNIT, word(0)),
        [0n, 1n, 2n, 255n].map((at, i) => [at, truncate(UNIT, word(i + 1))] as const),
      );
  }
}
