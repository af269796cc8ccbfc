/**
 * Typed terms: the one form in which semantics exists between the description and everything
 * that uses it (solver, evaluator, reports).
 *
 * Terms are immutable and hash-consed: two terms built alike are the same object, so equality is
 * `===` and a shared subterm is stored once. Builders check sorts and widths and *do not rewrite*:
 * what a description says is what the term says. Rewriting is `simplify.ts`, and replay never
 * uses it.
 *
 * Widths, positions and counts are `number`; words are `bigint` in `[0, 2^width)`. Operators have
 * the meaning of the SMT-LIB operators of the same name (division by zero included).
 *
 * Source: [SMTLIB] "Theories: FixedSizeBitVectors, ArraysEx".
 */

import { hashText, mixHash } from '../base/bits.ts';

export type Sort =
  | { readonly kind: 'bool' }
  | { readonly kind: 'bits'; readonly width: number }
  /** A total map from words of `index` bits to words of `element` bits: a register file, a view. */
  | { readonly kind: 'array'; readonly index: number; readonly element: number }
  /** The whole storage, as a value. Read and written only through a path; see `isa/machine.ts`. */
  | { readonly kind: 'memory' };

/** Operators without parameters, by what they take and give. */
export const BOOL_OPERATORS = ['not', 'and', 'or', 'implies'] as const;
export const UNARY_BIT_OPERATORS = ['bvnot', 'bvneg'] as const;
export const BINARY_BIT_OPERATORS = [
  'bvand', 'bvor', 'bvxor', 'bvadd', 'bvsub', 'bvmul', 'bvudiv', 'bvurem', 'bvsdiv', 'bvsrem',
  'bvshl', 'bvlshr', 'bvashr',
] as const; // prettier-ignore
export const COMPARISON_OPERATORS = ['bvult', 'bvule', 'bvslt', 'bvsle'] as const;

/**
 * Operators on storage. `parameters` are strings and numbers as listed.
 *
 * - `read` [path, units]: the `units` consecutive storage units that path `path` shows at an
 *   address; unit `i` is bits `[(i+1)*u-1 : i*u]`.   (memory, address) -> bits(units * u)
 * - `write` [path, units]: storage after writing them.  (memory, address, value) -> memory
 * - `touch` [path, access]: storage after what the path's translation itself writes for such an
 *   access, its own marks in its tables; meaningful where it does not fault.
 *                                                             (memory, address) -> memory
 * - `fault` [path, access]: the path's translation traps here.  (memory, address) -> bool
 * - `fault-cause` [path, access]: with this cause.  (memory, address) -> bits(causeWidth)
 * - `fault-value` [path, access, k]: and this k-th trap value.  (memory, address) -> bits
 *
 * A path is the name of a `translate` of the machine, or `physical` (identity, never faults).
 * The translation reads the state elements of the *context* in which the term stands.
 */
export const MEMORY_OPERATORS = [
  'read', 'write', 'touch', 'fault', 'fault-cause', 'fault-value',
] as const; // prettier-ignore

export type Operator =
  | (typeof BOOL_OPERATORS)[number]
  | (typeof UNARY_BIT_OPERATORS)[number]
  | (typeof BINARY_BIT_OPERATORS)[number]
  | (typeof COMPARISON_OPERATORS)[number]
  | (typeof MEMORY_OPERATORS)[number]
  /** Equality of two terms of one sort (bool or bits). */
  | '='
  | 'ite'
  | 'concat'
  /** parameters [hi, lo] */
  | 'extract'
  /** parameters [width of the result] */
  | 'zero-extend'
  /** parameters [width of the result] */
  | 'sign-extend'
  | 'select'
  | 'store'
  /** parameters [symbol]: a function of its own, see `definition.ts` */
  | 'call';

export type Parameter = number | string;

/**
 * `id` counts terms in the order in which this process built them; `hash` depends on structure
 * alone, so it is the same in every process and fit for ordering (see `order.ts`). `depth` is how
 * deep the term nests; a leaf has 0.
 */
export interface Constant {
  readonly kind: 'constant';
  readonly id: number;
  readonly hash: number;
  readonly depth: number;
  readonly sort: Sort;
  /** A bool is 0n or 1n. */
  readonly value: bigint;
}

export interface Variable {
  readonly kind: 'variable';
  readonly id: number;
  readonly hash: number;
  readonly depth: number;
  readonly sort: Sort;
  readonly name: string;
}

export interface Application {
  readonly kind: 'apply';
  readonly id: number;
  readonly hash: number;
  readonly depth: number;
  readonly sort: Sort;
  readonly operator: Operator;
  readonly parameters: readonly Parameter[];
  readonly arguments: readonly Term[];
}

export type Term = Constant | Variable | Application;

// Everything built so far, so that comparing is `===`. Above its users: `TRUE` is built on load.
const bitsSorts: Sort[] = [];
const arraySorts = new Map<string, Sort>();
const variables = new Map<string, Variable>();
const operatorHashes = new Map<string, number>();
let slots: (Term | undefined)[] = emptySlots(2 ** 14);
let used = 0;
let created = 0;

export const BOOL: Sort = { kind: 'bool' };
export const MEMORY: Sort = { kind: 'memory' };

/** The sort of words of `width` bits. Sorts are interned: equal ones are the same object. */
export function bits(width: number): Sort {
  const known = bitsSorts[width];
  if (known !== undefined) return known;
  if (!Number.isInteger(width) || width < 1) throw new RangeError(`not a width: ${width}`);
  const sort: Sort = { kind: 'bits', width };
  bitsSorts[width] = sort;
  return sort;
}

export function array(index: number, element: number): Sort {
  const key = `${index} ${element}`;
  const known = arraySorts.get(key);
  if (known !== undefined) return known;
  // Asking for the two sorts of words is the check of the two widths.
  bits(index);
  bits(element);
  const sort: Sort = { kind: 'array', index, element };
  arraySorts.set(key, sort);
  return sort;
}

/** Text of a sort, equal for equal sorts: `bool`, `bits(8)`, `array(5, 64)`, `memory`. */
export function sortText(sort: Sort): string {
  switch (sort.kind) {
    case 'bool':
    case 'memory':
      return sort.kind;
    case 'bits':
      return `bits(${sort.width})`;
    case 'array':
      return `array(${sort.index}, ${sort.element})`;
  }
}

/** Also for sorts written as literals; two sorts *of terms* may be compared by `===`. */
export function sameSort(a: Sort, b: Sort): boolean {
  return a === b || internSort(a) === internSort(b);
}

/** The width of a bits term. Throws on another sort: a mistake of ours, never of an input. */
export function widthOf(term: Term): number {
  if (term.sort.kind !== 'bits') throw new TypeError(`not bits but ${sortText(term.sort)}`);
  return term.sort.width;
}

// Leaves.

export function constant(width: number, value: bigint): Term {
  const sort = bits(width);
  const word = BigInt.asUintN(width, value);
  const hash = mixHash(mixHash(11, width), Number(BigInt.asUintN(31, word)) + hashOfHighBits(word));
  return intern(
    hash,
    (known) => known.kind === 'constant' && known.sort === sort && known.value === word,
    (id) => ({ kind: 'constant', id, hash, depth: 0, sort, value: word }),
  );
}

export function bool(value: boolean): Term {
  return value ? TRUE : FALSE;
}

export const TRUE: Term = truth(1n);
export const FALSE: Term = truth(0n);

/** A free variable. The same name with another sort is another variable. */
export function variable(name: string, sort: Sort): Variable {
  const own = internSort(sort);
  const key = `${sortText(own)}:${name}`;
  const known = variables.get(key);
  if (known !== undefined) return known;
  const term: Variable = {
    kind: 'variable',
    id: nextId(),
    hash: hashText(key),
    depth: 0,
    sort: own,
    name,
  };
  variables.set(key, term);
  return term;
}

// Applications.

/** Conjunction; of nothing `true`, of one term that term. */
export function and(...terms: readonly Term[]): Term {
  return nary('and', TRUE, terms);
}

/** Disjunction; of nothing `false`, of one term that term. */
export function or(...terms: readonly Term[]): Term {
  return nary('or', FALSE, terms);
}

export function not(term: Term): Term {
  expectSort(term, BOOL);
  return build('not', [], [term], BOOL);
}

export function implies(premise: Term, conclusion: Term): Term {
  expectSort(premise, BOOL);
  expectSort(conclusion, BOOL);
  return build('implies', [], [premise, conclusion], BOOL);
}

export function equal(a: Term, b: Term): Term {
  if (a.sort.kind !== 'bool' && a.sort.kind !== 'bits')
    throw new TypeError(`= on ${sortText(a.sort)}`);
  expectSort(b, a.sort);
  return build('=', [], [a, b], BOOL);
}

export function distinct(a: Term, b: Term): Term {
  return not(equal(a, b));
}

/** `condition ? then : otherwise`, on any sort. */
export function ite(condition: Term, then: Term, otherwise: Term): Term {
  expectSort(condition, BOOL);
  expectSort(otherwise, then.sort);
  return build('ite', [], [condition, then, otherwise], then.sort);
}

export function unary(operator: (typeof UNARY_BIT_OPERATORS)[number], term: Term): Term {
  return build(operator, [], [term], bits(widthOf(term)));
}

export function binary(operator: (typeof BINARY_BIT_OPERATORS)[number], a: Term, b: Term): Term {
  const width = widthOf(a);
  expectSort(b, bits(width));
  return build(operator, [], [a, b], bits(width));
}

export function compare(operator: (typeof COMPARISON_OPERATORS)[number], a: Term, b: Term): Term {
  expectSort(b, bits(widthOf(a)));
  return build(operator, [], [a, b], BOOL);
}

/** `a` above `b`: `a` gives the high bits. */
export function concat(a: Term, b: Term): Term {
  return build('concat', [], [a, b], bits(widthOf(a) + widthOf(b)));
}

/** Bits `hi` down to `lo`, both inclusive. */
export function extract(term: Term, hi: number, lo: number): Term {
  if (lo < 0 || hi < lo || hi >= widthOf(term))
    throw new RangeError(`[${hi}:${lo}] of ${widthOf(term)} bits`);
  return build('extract', [hi, lo], [term], bits(hi - lo + 1));
}

/** Extends to `width` bits in all; the same width gives the term itself. */
export function zeroExtend(term: Term, width: number): Term {
  return extend('zero-extend', term, width);
}

/** Extends to `width` bits in all; the same width gives the term itself. */
export function signExtend(term: Term, width: number): Term {
  return extend('sign-extend', term, width);
}

export function select(file: Term, index: Term): Term {
  const sort = arraySort(file);
  expectSort(index, bits(sort.index));
  return build('select', [], [file, index], bits(sort.element));
}

export function store(file: Term, index: Term, value: Term): Term {
  const sort = arraySort(file);
  expectSort(index, bits(sort.index));
  expectSort(value, bits(sort.element));
  return build('store', [], [file, index, value], sort);
}

/** Of words and truths; `applied` in `definition.ts` checks that they fit the function. */
export function call(symbol: string, args: readonly Term[], sort: Sort): Term {
  for (const arg of args) if (arg.sort.kind !== 'bool') widthOf(arg);
  return build('call', [symbol], args, internSort(sort));
}

/** See `MEMORY_OPERATORS`. `unit` is the width of one storage unit. */
export function read(path: string, memory: Term, address: Term, units: number, unit: number): Term {
  expectSort(memory, MEMORY);
  return build('read', [path, units], [memory, address], bits(units * unit));
}

/** See `MEMORY_OPERATORS`. The value is `units` whole storage units wide. */
export function write(path: string, memory: Term, address: Term, units: number, value: Term): Term {
  expectSort(memory, MEMORY);
  if (widthOf(value) % units !== 0)
    throw new RangeError(`${widthOf(value)} bits in ${units} units`);
  return build('write', [path, units], [memory, address, value], MEMORY);
}

export type Access = 'execute' | 'load' | 'store';

/** See `MEMORY_OPERATORS`. */
export function touch(path: string, access: Access, memory: Term, address: Term): Term {
  expectSort(memory, MEMORY);
  return build('touch', [path, access], [memory, address], MEMORY);
}

export function fault(path: string, access: Access, memory: Term, address: Term): Term {
  expectSort(memory, MEMORY);
  return build('fault', [path, access], [memory, address], BOOL);
}

export function faultCause(
  path: string,
  access: Access,
  memory: Term,
  address: Term,
  width: number,
): Term {
  expectSort(memory, MEMORY);
  return build('fault-cause', [path, access], [memory, address], bits(width));
}

export function faultValue(
  path: string,
  access: Access,
  k: number,
  memory: Term,
  address: Term,
  width: number,
): Term {
  expectSort(memory, MEMORY);
  return build('fault-value', [path, access, k], [memory, address], bits(width));
}

/** The same operator and parameters on other arguments of the same sorts. */
export function rebuild(term: Application, args: readonly Term[]): Term {
  if (args.length === term.arguments.length && args.every((arg, i) => arg === term.arguments[i]))
    return term;
  if (args.length !== term.arguments.length) throw new TypeError(`arity of ${term.operator}`);
  args.forEach((arg, i) => expectSort(arg, (term.arguments[i] as Term).sort)); // oxlint-disable-line typescript/no-unsafe-type-assertion -- same length
  return build(term.operator, term.parameters, args, term.sort);
}

export function isTrue(term: Term): boolean {
  return term === TRUE;
}

export function isFalse(term: Term): boolean {
  return term === FALSE;
}

function nary(operator: 'and' | 'or', unit: Term, terms: readonly Term[]): Term {
  for (const term of terms) expectSort(term, BOOL);
  if (terms.length === 0) return unit;
  return terms.length === 1 && terms[0] !== undefined ? terms[0] : build(operator, [], terms, BOOL);
}

function extend(operator: 'zero-extend' | 'sign-extend', term: Term, width: number): Term {
  if (width < widthOf(term)) throw new RangeError(`${widthOf(term)} bits do not fit ${width}`);
  return width === widthOf(term) ? term : build(operator, [width], [term], bits(width));
}

function arraySort(term: Term): Extract<Sort, { kind: 'array' }> {
  if (term.sort.kind !== 'array') throw new TypeError(`not an array but ${sortText(term.sort)}`);
  return term.sort;
}

function expectSort(term: Term, sort: Sort): void {
  if (term.sort !== sort && !sameSort(term.sort, sort)) {
    throw new TypeError(`expected ${sortText(sort)}, got ${sortText(term.sort)}`);
  }
}

function internSort(sort: Sort): Sort {
  switch (sort.kind) {
    case 'bool':
      return BOOL;
    case 'memory':
      return MEMORY;
    case 'bits':
      return bits(sort.width);
    case 'array':
      return array(sort.index, sort.element);
  }
}

// Hash-consing. The tables live as long as the process: terms are small and heavily shared.

function truth(value: bigint): Term {
  return {
    kind: 'constant',
    id: nextId(),
    hash: value === 0n ? 5 : 7,
    depth: 0,
    sort: BOOL,
    value,
  };
}

function build(
  operator: Operator,
  parameters: readonly Parameter[],
  args: readonly Term[],
  sort: Sort,
): Term {
  let hash = operatorHash(operator);
  for (const parameter of parameters) {
    hash = mixHash(hash, typeof parameter === 'number' ? parameter : hashText(parameter));
  }
  let depth = 0;
  for (const arg of args) {
    hash = mixHash(hash, arg.hash);
    if (arg.depth >= depth) depth = arg.depth + 1;
  }
  // Without the depth, hashes of long chains of one operator would run into a cycle.
  hash = mixHash(hash, depth);
  // The width of the result, because `read` and `fault-cause` do not have it in their parameters.
  if (sort.kind === 'bits') hash = mixHash(hash, sort.width);
  return intern(
    hash,
    (known) =>
      known.kind === 'apply' &&
      known.operator === operator &&
      known.sort === sort &&
      sameItems(known.arguments, args) &&
      sameItems(known.parameters, parameters),
    (id) => ({ kind: 'apply', id, hash, depth, sort, operator, parameters, arguments: args }),
  );
}

/** Finds the term with this hash that `matches`, or makes it. A table with open addressing. */
function intern(hash: number, matches: (known: Term) => boolean, make: (id: number) => Term): Term {
  let slot = hash % slots.length;
  for (let known = slots[slot]; known !== undefined; known = slots[slot]) {
    if (known.hash === hash && matches(known)) return known;
    slot = slot + 1 === slots.length ? 0 : slot + 1;
  }
  const term = make(nextId());
  slots[slot] = term;
  used += 1;
  if (used * 2 > slots.length) grow();
  return term;
}

function grow(): void {
  const old = slots;
  slots = emptySlots(old.length * 2);
  for (const term of old) {
    if (term === undefined) continue;
    let slot = term.hash % slots.length;
    while (slots[slot] !== undefined) slot = slot + 1 === slots.length ? 0 : slot + 1;
    slots[slot] = term;
  }
}

function emptySlots(count: number): (Term | undefined)[] {
  // oxlint-disable-next-line unicorn/no-new-array -- `Array.from` takes a millisecond or more
  return new Array<Term | undefined>(count).fill(undefined);
}

function nextId(): number {
  created += 1;
  return created - 1;
}

function operatorHash(operator: Operator): number {
  const known = operatorHashes.get(operator);
  if (known !== undefined) return known;
  const hash = hashText(operator);
  operatorHashes.set(operator, hash);
  return hash;
}

function hashOfHighBits(word: bigint): number {
  return word < 2147483648n ? 0 : hashText(word.toString(16));
}

function sameItems<Item>(a: readonly Item[], b: readonly Item[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}
