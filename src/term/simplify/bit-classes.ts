/**
 * Which bits of variables are known to be equal to each other or to a constant: classes of bits,
 * grown equation by equation.
 */

import { bitAt, join } from '../../base/bits.ts';
import { compareTerms } from '../order.ts';
import { bool, concat, constant, extract, widthOf, type Term, type Variable } from '../term.ts';
import { argument, isApplied, isConstant, parameter, piecesOf } from './match.ts';

/** A bit is an index into `BitClasses`; the first two are the constants. */
type Bit = number;
const ZERO: Bit = 0;
const ONE: Bit = 1;

interface Place {
  readonly variable: Variable;
  readonly position: number;
}

/** Mutable, and local to one simplification. */
export class BitClasses {
  /** Set once 0 and 1 were found equal. */
  isContradiction = false;
  readonly #parents: Bit[] = [ZERO, ONE];
  /** Undefined for the two constants. */
  readonly #places: (Place | undefined)[] = [undefined, undefined];
  readonly #lowestBits = new Map<Variable, Bit>();

  /** Takes in what the conjunct says; false if it is not an equation between bits of variables. */
  unite(conjunct: Term): boolean {
    const sides = this.#equation(conjunct);
    if (sides === undefined) return false;
    const [left, right] = sides;
    for (const [i, bit] of left.entries()) this.#merge(bit, right[i] ?? ZERO);
    return true;
  }

  /** What each variable with a fixed bit is, in terms of constants and other variables. */
  replacements(): Map<Term, Term> {
    const found = new Map<Term, Term>();
    for (const [variable, lowest] of this.#lowestBits) {
      const replacement = this.#replacement(variable, lowest);
      if (replacement !== variable) found.set(variable, replacement);
    }
    return found;
  }

  /** The two sides of an equation as bits, lowest first. */
  #equation(conjunct: Term): readonly [Bit[], Bit[]] | undefined {
    const isNegated = isApplied(conjunct, 'not');
    const atom = isNegated ? argument(conjunct, 0) : conjunct;
    if (isNegated || !isApplied(atom, '=')) {
      // A bool, or a single bit that is not 1.
      const isBit = isApplied(atom, '=') && atom.arguments[1] === constant(1, 1n);
      const bits = this.#bitsOf(isBit ? argument(atom, 0) : atom);
      return bits?.length === 1 ? [bits, [isNegated ? ZERO : ONE]] : undefined;
    }
    const left = this.#bitsOf(argument(atom, 0));
    const right = left && this.#bitsOf(argument(atom, 1));
    return left && right && [left, right];
  }

  /** The bits of a word made of pieces of variables and constants. */
  #bitsOf(term: Term): Bit[] | undefined {
    const all: Bit[] = [];
    for (const piece of piecesOf(term).toReversed()) {
      const bits = this.#bitsOfPiece(piece);
      if (bits === undefined) return undefined;
      all.push(...bits);
    }
    return all;
  }

  #bitsOfPiece(piece: Term): Bit[] | undefined {
    if (isConstant(piece)) {
      const width = piece.sort.kind === 'bool' ? 1 : widthOf(piece);
      return Array.from({ length: width }, (_, i) => (bitAt(piece.value, i) ? ONE : ZERO));
    }
    const isSlice = isApplied(piece, 'extract');
    const word = isSlice ? argument(piece, 0) : piece;
    if (word.kind !== 'variable' || (word.sort.kind !== 'bits' && word.sort.kind !== 'bool')) {
      return undefined;
    }
    const lowest = this.#lowestBit(word);
    const from = isSlice ? parameter(piece, 1) : 0;
    const to = isSlice ? parameter(piece, 0) : bitCount(word) - 1;
    return Array.from({ length: to - from + 1 }, (_, i) => lowest + from + i);
  }

  #lowestBit(variable: Variable): Bit {
    const known = this.#lowestBits.get(variable);
    if (known !== undefined) return known;
    const lowest = this.#parents.length;
    for (let position = 0; position < bitCount(variable); position += 1) {
      this.#parents.push(lowest + position);
      this.#places.push({ variable, position });
    }
    this.#lowestBits.set(variable, lowest);
    return lowest;
  }

  #root(bit: Bit): Bit {
    let root = bit;
    for (let up = this.#parents[root]; up !== undefined && up !== root; up = this.#parents[root]) {
      root = up;
    }
    this.#parents[bit] = root;
    return root;
  }

  #merge(a: Bit, b: Bit): void {
    const [x, y] = [this.#root(a), this.#root(b)];
    if (x === y) return;
    const [first, second] = this.#isBefore(x, y) ? [x, y] : [y, x];
    // Constants come first, so two of them can only meet here.
    if (second <= ONE) this.isContradiction = true;
    else this.#parents[second] = first;
  }

  /** The order decides which bit stands for a class; it depends on names alone. */
  #isBefore(a: Bit, b: Bit): boolean {
    const [x, y] = [this.#places[a], this.#places[b]];
    if (x === undefined || y === undefined) return x === undefined;
    const order = compareTerms(x.variable, y.variable);
    return order < 0 || (order === 0 && x.position < y.position);
  }

  #replacement(variable: Variable, lowest: Bit): Term {
    const width = bitCount(variable);
    const roots = Array.from({ length: width }, (_, i) => this.#root(lowest + i));
    if (roots.every((root, i) => root === lowest + i)) return variable;
    if (variable.sort.kind === 'bool') return this.#boolOf(roots[0] ?? ZERO);

    let whole: Term | undefined;
    for (let from = 0; from < width;) {
      const count = this.#runLength(roots, from);
      const piece = this.#pieceOf(roots.slice(from, from + count));
      whole = whole === undefined ? piece : concat(piece, whole);
      from += count;
    }
    return whole ?? variable;
  }

  #boolOf(root: Bit): Term {
    return this.#places[root]?.variable ?? bool(root === ONE);
  }

  /** How many bits from `from` up are constants, or are neighbours in one variable. */
  #runLength(roots: readonly Bit[], from: number): number {
    const first = roots[from] ?? ZERO;
    const variable = this.#places[first]?.variable;
    let count = 1;
    for (let i = from + 1; i < roots.length; i += 1) {
      const root = roots[i] ?? ZERO;
      const continues = root === first + count || variable === undefined;
      if (!continues || this.#places[root]?.variable !== variable) break;
      count += 1;
    }
    return count;
  }

  /** The word of these bits, lowest first, which are one run. */
  #pieceOf(run: readonly Bit[]): Term {
    const [first] = run;
    const place = first === undefined ? undefined : this.#places[first];
    if (place !== undefined) {
      return extract(place.variable, place.position + run.length - 1, place.position);
    }
    const value = run.toReversed().reduce((word, bit) => join(word, BigInt(bit), 1), 0n);
    return constant(run.length, value);
  }
}

function bitCount(variable: Variable): number {
  return variable.sort.kind === 'bits' ? variable.sort.width : 1;
}
