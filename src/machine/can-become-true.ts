/** Whether a condition may come to hold while only some variables change. */

import { bitAnd, bitNot, bitOr, bitXor, join, ones, slice } from '../base/bits.ts';
import { evaluate, type Environment } from '../term/evaluate.ts';
import { widthOf, type Application, type Sort, type Term } from '../term/term.ts';
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
    const certain = (term.kind === 'apply' ? this.#ofOperator(term) : undefined) ?? this.#whole(term); // prettier-ignore
    this.#memo.set(term, certain);
    return certain;
  }

  /** Undefined of an operator that says nothing bit by bit. */
  #ofOperator(term: Application): Certain | undefined {
    const { operator, parameters, arguments: given } = term;
    const at = (index: number): Certain => this.of(argument(given, index));
    const number = (index: number): number => Number(parameters[index]);
    switch (operator) {
      case 'not':
        return complement(1, at(0));
      case 'bvnot':
        return complement(widthOf(term), at(0));
      case 'and':
        return given.map((part) => this.of(part)).reduce(conjunction);
      case 'bvand':
        return conjunction(at(0), at(1));
      case 'or':
        return given.map((part) => this.of(part)).reduce((a, b) => disjunction(1, a, b));
      case 'bvor':
        return disjunction(widthOf(term), at(0), at(1));
      case 'implies':
        return disjunction(1, complement(1, at(0)), at(1));
      case 'bvxor':
        return difference(at(0), at(1));
      case '=':
        return equality(bitsIn(argument(given, 0).sort), at(0), at(1));
      case 'ite': {
        if (bitsIn(term.sort) === 0) return undefined;
        const { known, word } = at(0);
        if (known === 0n) return common(at(1), at(2));
        return word === 1n ? at(1) : at(2);
      }
      case 'concat': {
        const width = widthOf(argument(given, 1));
        const [high, low] = [at(0), at(1)];
        return {
          known: join(high.known, low.known, width),
          word: join(high.word, low.word, width),
        };
      }
      case 'extract': {
        const { known, word } = at(0);
        return {
          known: slice(known, number(0), number(1)),
          word: slice(word, number(0), number(1)),
        };
      }
      case 'zero-extend': {
        const width = widthOf(argument(given, 0));
        const { known, word } = at(0);
        return { known: join(ones(number(0) - width), known, width), word };
      }
      default:
        return undefined;
    }
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

function argument(given: readonly Term[], index: number): Term {
  const term = given[index];
  if (term === undefined) throw new TypeError(`no argument ${index}`);
  return term;
}

function evaluated(term: Term, environment: Environment): bigint | boolean {
  const value = evaluate(term, environment);
  if (typeof value === 'object') throw new TypeError('neither a word nor a truth');
  return value;
}
