/** Whether a condition may come to hold while only some variables change. */

import { bitAnd, bitNot, bitOr, bitXor, join, ones, slice } from '../base/bits.ts';
import { evaluate, type Environment } from '../term/evaluate.ts';
import { widthOf, type Application, type Operator, type Sort, type Term } from '../term/term.ts';
import { freeVariables } from '../term/walk.ts';

/**
 * False only if `condition` is false whatever the variables named by `changing` are worth and the
 * others as in `environment`. True may be wrong: of arithmetic and storage no more is known than of
 * what goes into them.
 */
export function canBecomeTrue(
  condition: Term,
  environment: Environment,
  changing: (name: string) => boolean,
): boolean {
  const { known, word } = new Partly(environment, changing).of(condition);
  return known === 0n || word === 1n;
}

/** The bits that are certain, and what they are; the others are 0 in `word`. A bool is one bit. */
interface Certain {
  readonly known: bigint;
  readonly word: bigint;
}

const NOTHING: Certain = { known: 0n, word: 0n };

class Partly {
  readonly #environment: Environment;
  readonly #changing: (name: string) => boolean;
  readonly #memo = new Map<Term, Certain>();

  constructor(environment: Environment, changing: (name: string) => boolean) {
    this.#environment = environment;
    this.#changing = changing;
  }

  of(term: Term): Certain {
    const remembered = this.#memo.get(term);
    if (remembered !== undefined) return remembered;
    const certain = this.#bitByBit(term) ?? this.#whole(term);
    this.#memo.set(term, certain);
    return certain;
  }

  #bitByBit(term: Term): Certain | undefined {
    if (term.kind !== 'apply') return undefined;
    return RULES[term.operator]?.(term, (index) => this.of(argument(term, index)));
  }

  /** Everything, where nothing that the term is made of changes; else nothing. */
  #whole(term: Term): Certain {
    const width = bitsIn(term.sort);
    const parts = term.kind === 'apply' ? term.arguments : [];
    const isCertain =
      !freeVariables(term).some(({ name }) => this.#changing(name)) ||
      (parts.length > 0 && parts.every((part) => this.#isWhole(part)));
    if (width === 0 || !isCertain) return NOTHING;
    return { known: ones(width), word: BigInt(evaluated(term, this.#environment)) };
  }

  #isWhole(part: Term): boolean {
    const width = bitsIn(part.sort);
    return width !== 0 && this.of(part).known === ones(width);
  }
}

/** What is certain of a term, given what is of its arguments; undefined if it takes more to tell. */
type Rule = (term: Application, at: (index: number) => Certain) => Certain | undefined;

/** Operators of which one bit of the result hangs on few bits of the arguments. */
const RULES: Partial<Record<Operator, Rule>> = {
  not: (_, at) => complement(1, at(0)),
  bvnot: (term, at) => complement(widthOf(term), at(0)),
  and: (term, at) => term.arguments.map((_, index) => at(index)).reduce(conjunction),
  bvand: (_, at) => conjunction(at(0), at(1)),
  or: (term, at) =>
    term.arguments.map((_, index) => at(index)).reduce((a, b) => disjunction(1, a, b)),
  bvor: (term, at) => disjunction(widthOf(term), at(0), at(1)),
  implies: (_, at) => disjunction(1, complement(1, at(0)), at(1)),
  bvxor: (_, at) => difference(at(0), at(1)),
  '=': (term, at) => equality(bitsIn(argument(term, 0).sort), at(0), at(1)),
  ite(term, at) {
    if (bitsIn(term.sort) === 0) return undefined;
    const { known, word } = at(0);
    if (known === 0n) return common(at(1), at(2));
    return word === 1n ? at(1) : at(2);
  },
  concat(term, at) {
    const width = widthOf(argument(term, 1));
    const [high, low] = [at(0), at(1)];
    return { known: join(high.known, low.known, width), word: join(high.word, low.word, width) };
  },
  extract(term, at) {
    const [hi, lo] = [parameter(term, 0), parameter(term, 1)];
    const { known, word } = at(0);
    return { known: slice(known, hi, lo), word: slice(word, hi, lo) };
  },
  'zero-extend'(term, at) {
    const width = widthOf(argument(term, 0));
    const { known, word } = at(0);
    return { known: join(ones(parameter(term, 0) - width), known, width), word };
  },
};

function complement(width: number, { known, word }: Certain): Certain {
  return { known, word: bitAnd(known, bitNot(width, word)) };
}

/** Zero where one of both is zero. */
function conjunction(a: Certain, b: Certain): Certain {
  const word = bitAnd(a.word, b.word);
  const zeros = bitOr(bitXor(a.known, a.word), bitXor(b.known, b.word));
  return { known: bitOr(word, zeros), word };
}

function disjunction(width: number, a: Certain, b: Certain): Certain {
  return complement(width, conjunction(complement(width, a), complement(width, b)));
}

function difference(a: Certain, b: Certain): Certain {
  const known = bitAnd(a.known, b.known);
  return { known, word: bitAnd(known, bitXor(a.word, b.word)) };
}

/** What both agree on. */
function common(a: Certain, b: Certain): Certain {
  const { known, word } = difference(a, b);
  const same = bitXor(known, word); // known in both, and no difference
  return { known: same, word: bitAnd(same, a.word) };
}

function equality(width: number, a: Certain, b: Certain): Certain {
  const { known, word } = difference(a, b);
  if (word !== 0n) return { known: 1n, word: 0n };
  return known === ones(width) ? { known: 1n, word: 1n } : NOTHING;
}

/** None of what is no word and no truth. */
function bitsIn(sort: Sort): number {
  if (sort.kind === 'bool') return 1;
  return sort.kind === 'bits' ? sort.width : 0;
}

function argument(term: Application, index: number): Term {
  const found = term.arguments[index];
  if (found === undefined) throw new TypeError(`no argument ${index}`);
  return found;
}

function parameter(term: Application, index: number): number {
  const found = term.parameters[index];
  if (typeof found !== 'number') throw new TypeError(`no parameter ${index}`);
  return found;
}

function evaluated(term: Term, environment: Environment): bigint | boolean {
  const value = evaluate(term, environment);
  if (typeof value === 'object') throw new TypeError('neither a word nor a truth');
  return value;
}
