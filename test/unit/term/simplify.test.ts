import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../src/term/evaluate.ts';
import { printTerm } from '../../../src/term/print.ts';
import { simplify } from '../../../src/term/simplify.ts';
import * as t from '../../../src/term/term.ts';
import { freeVariables, subterms } from '../../../src/term/walk.ts';
import { anyEnvironment, anyTerm, anyTerms } from '../../helpers/terms.ts';

const p = t.variable('p', t.BOOL);
const q = t.variable('q', t.BOOL);
const x = t.variable('x', t.bits(16));
const y = t.variable('y', t.bits(16));
const z = t.variable('z', t.bits(16));
const bit = t.variable('bit', t.bits(1));
const file = t.variable('file', t.array(3, 16));
const index = t.variable('index', t.bits(3));
const memory = t.variable('memory', t.MEMORY);
const word = (value: number): t.Term => t.constant(16, BigInt(value));
const low = (term: t.Term): t.Term => t.extract(term, 7, 0);
const high = (term: t.Term): t.Term => t.extract(term, 15, 8);
const add = (a: t.Term, b: t.Term): t.Term => t.binary('bvadd', a, b);
const sub = (a: t.Term, b: t.Term): t.Term => t.binary('bvsub', a, b);
const both = (a: t.Term, b: t.Term): t.Term => t.binary('bvand', a, b);
const either = (a: t.Term, b: t.Term): t.Term => t.binary('bvor', a, b);
const differ = (a: t.Term, b: t.Term): t.Term => t.binary('bvxor', a, b);

/** What must become the same term; the property below says that it is the right one. */
const SAME: Readonly<Record<string, readonly (readonly [t.Term, t.Term])[]>> = {
  truth: [
    [t.and(p, t.not(p)), t.FALSE],
    [t.or(p, t.not(p)), t.TRUE],
    [t.and(p, t.and(q, p)), t.and(q, p)],
    [t.not(t.and(p, q)), t.or(t.not(q), t.not(p))],
    [t.implies(p, q), t.or(q, t.not(p))],
    [t.and(p, t.or(p, q)), p],
    [t.and(p, t.or(t.not(p), q)), t.and(p, q)],
    [t.and(p, t.implies(p, q), t.implies(q, t.FALSE)), t.FALSE],
    [t.equal(p, t.not(p)), t.FALSE],
    [t.equal(t.not(p), t.not(q)), t.equal(q, p)],
    [t.equal(p, t.TRUE), p],
  ],
  facts: [
    [t.and(t.equal(x, word(3)), t.equal(add(x, y), word(5))),
      t.and(t.equal(x, word(3)), t.equal(y, word(2)))],
    [t.and(t.equal(x, word(3)), t.equal(x, word(4))), t.FALSE],
    [t.and(t.equal(x, word(3)), t.distinct(x, word(4))), t.equal(x, word(3))],
    [t.and(t.compare('bvult', x, y), t.equal(t.ite(t.compare('bvult', x, y), z, x), y)),
      t.and(t.compare('bvult', x, y), t.equal(z, y))],
    [t.and(t.distinct(bit, t.constant(1, 0n)), t.equal(bit, t.constant(1, 0n))), t.FALSE],
    [t.ite(t.equal(x, word(3)), add(x, y), z), t.ite(t.equal(x, word(3)), add(word(3), y), z)],
  ],
  choices: [
    [t.ite(p, x, x), x],
    [t.ite(t.not(p), x, y), t.ite(p, y, x)],
    [t.ite(p, t.ite(p, x, y), z), t.ite(p, x, z)],
    [t.ite(p, t.ite(q, x, y), y), t.ite(t.and(p, q), x, y)],
    [t.ite(p, x, t.ite(q, x, y)), t.ite(t.or(p, q), x, y)],
    [t.ite(t.equal(x, y), x, y), y],
    [t.ite(p, q, t.FALSE), t.and(p, q)],
    [t.ite(p, t.not(q), q), t.not(t.equal(p, q))],
    [t.equal(t.ite(p, word(1), word(2)), word(1)), p],
    [t.equal(t.ite(p, word(1), word(2)), word(3)), t.FALSE],
    [t.equal(t.ite(p, word(1), t.ite(q, word(2), word(1))), word(2)), t.and(t.not(p), q)],
    [t.equal(t.ite(p, x, y), x), t.or(p, t.equal(x, y))],
    [t.equal(t.ite(p, x, y), t.ite(p, x, z)), t.or(p, t.equal(y, z))],
    [t.ite(p, t.concat(high(x), low(y)), x), t.concat(high(x), t.ite(p, low(y), low(x)))],
  ],
  cutting: [
    [t.concat(high(x), low(x)), x],
    [t.extract(t.concat(x, y), 19, 12), t.concat(t.extract(x, 3, 0), t.extract(y, 15, 12))],
    [t.extract(t.zeroExtend(x, 32), 31, 16), word(0)],
    [t.extract(t.signExtend(x, 32), 15, 0), x],
    [t.extract(t.signExtend(x, 32), 31, 15), t.signExtend(t.extract(x, 15, 15), 17)],
    [t.extract(t.extract(x, 14, 3), 4, 1), t.extract(x, 7, 4)],
    [both(x, word(0x0ff0)), t.concat(t.constant(4, 0n), t.concat(t.extract(x, 11, 4), t.constant(4, 0n)))],
    [either(both(x, word(0xff00)), both(y, word(0x00ff))), t.concat(high(x), low(y))],
    [t.binary('bvlshr', t.binary('bvshl', x, word(8)), word(8)), t.zeroExtend(low(x), 16)],
    [t.binary('bvashr', x, word(20)), t.signExtend(t.extract(x, 15, 15), 16)],
    [t.binary('bvshl', x, word(16)), word(0)],
    [low(add(t.zeroExtend(low(x), 16), t.zeroExtend(low(y), 16))), add(low(x), low(y))],
    [low(t.ite(p, t.concat(high(x), low(y)), t.concat(high(y), low(y)))), low(y)],
    [t.concat(t.ite(p, high(x), high(y)), t.ite(p, low(x), low(y))), t.ite(p, x, y)],
    [t.signExtend(t.concat(t.constant(8, 0x80n), low(x)), 24), t.concat(t.constant(16, 0xff80n), low(x))],
  ],
  bits: [
    [both(x, word(0)), word(0)],
    [both(x, word(0xffff)), x],
    [either(x, x), x],
    [either(x, t.unary('bvnot', x)), word(0xffff)],
    [differ(x, differ(y, x)), y],
    [differ(x, t.unary('bvnot', x)), word(0xffff)],
    [differ(x, word(0xffff)), t.unary('bvnot', x)],
    [t.unary('bvnot', t.unary('bvnot', x)), x],
    [both(both(x, y), z), both(z, both(y, x))],
    [both(both(x, word(0x5555)), word(0x3333)), both(x, word(0x1111))],
  ],
  sums: [
    [add(add(x, word(4)), word(0xfffc)), x],
    [sub(add(x, y), x), y],
    [add(x, add(y, z)), add(add(z, x), y)],
    [sub(x, y), t.unary('bvneg', sub(y, x))],
    [t.binary('bvmul', x, word(4)), t.binary('bvshl', x, word(2))],
    [add(x, x), t.binary('bvmul', word(2), x)],
    [t.binary('bvmul', x, word(0)), word(0)],
    [add(t.binary('bvshl', x, word(2)), word(1)), either(t.binary('bvshl', x, word(2)), word(1))],
    [t.binary('bvudiv', x, word(8)), t.binary('bvlshr', x, word(3))],
    [t.binary('bvudiv', x, word(0)), word(0xffff)],
    [t.binary('bvurem', x, word(8)), both(x, word(7))],
    [t.binary('bvurem', x, word(0)), x],
    [t.binary('bvsrem', x, word(1)), word(0)],
  ],
  equations: [
    [t.equal(x, x), t.TRUE],
    [t.equal(word(3), x), t.equal(x, word(3))],
    [t.equal(add(x, word(3)), word(2)), t.equal(x, word(0xffff))],
    [t.equal(add(x, word(3)), add(x, word(4))), t.FALSE],
    [t.equal(add(x, y), add(z, y)), t.equal(x, z)],
    [t.equal(t.zeroExtend(x, 32), t.constant(32, 0x1_0000n)), t.FALSE],
    [t.equal(t.signExtend(x, 32), t.constant(32, 0xffff_8000n)), t.equal(x, word(0x8000))],
    [t.equal(t.signExtend(x, 32), t.constant(32, 0x8000n)), t.FALSE],
    [t.equal(t.signExtend(x, 32), t.signExtend(y, 32)), t.equal(x, y)],
    [t.equal(t.concat(x, y), t.concat(x, z)), t.equal(y, z)],
    [t.equal(t.unary('bvnot', x), word(0xfff0)), t.equal(x, word(15))],
    [t.equal(x, t.unary('bvnot', x)), t.FALSE],
    [t.equal(both(bit, t.extract(x, 0, 0)), t.constant(1, 1n)),
      t.and(t.equal(bit, t.constant(1, 1n)), t.equal(t.extract(x, 0, 0), t.constant(1, 1n)))],
  ],
  comparisons: [
    [t.compare('bvult', x, x), t.FALSE],
    [t.compare('bvule', x, y), t.not(t.compare('bvult', y, x))],
    [t.compare('bvult', x, word(0)), t.FALSE],
    [t.compare('bvult', x, word(1)), t.equal(x, word(0))],
    [t.compare('bvult', word(0), x), t.distinct(x, word(0))],
    [t.compare('bvule', word(0xffff), x), t.equal(x, word(0xffff))],
    [t.compare('bvult', t.zeroExtend(x, 32), t.constant(32, 0x1_0000n)), t.TRUE],
    [t.compare('bvult', t.zeroExtend(x, 32), t.constant(32, 77n)), t.compare('bvult', x, word(77))],
    [t.compare('bvult', t.zeroExtend(x, 32), t.zeroExtend(y, 32)), t.compare('bvult', x, y)],
    [t.compare('bvslt', t.zeroExtend(x, 32), t.zeroExtend(y, 32)), t.compare('bvult', x, y)],
    [t.compare('bvslt', x, word(0)), t.equal(t.extract(x, 15, 15), t.constant(1, 1n))],
    [t.compare('bvslt', x, word(0x8000)), t.FALSE],
    [t.compare('bvsle', x, word(0x7fff)), t.TRUE],
    [t.compare('bvult', t.ite(p, word(3), word(9)), word(5)), p],
  ],
  arrays: [
    [t.select(t.store(file, index, x), index), x],
    [t.select(t.store(file, t.constant(3, 1n), x), t.constant(3, 2n)),
      t.select(file, t.constant(3, 2n))],
    [t.select(t.ite(p, t.store(file, index, x), file), index), t.ite(p, x, t.select(file, index))],
    [t.store(t.store(file, index, x), index, y), t.store(file, index, y)],
    [t.store(file, index, t.select(file, index)), file],
    [t.store(t.store(file, t.constant(3, 1n), x), t.constant(3, 2n), y),
      t.store(t.store(file, t.constant(3, 2n), y), t.constant(3, 1n), x)],
    [t.ite(p, t.store(file, index, x), t.store(file, index, y)),
      t.store(file, index, t.ite(p, x, y))],
  ],
  storage: [
    [t.read('physical', t.write('physical', memory, x, 2, y), x, 2, 8), y],
    [t.write('physical', t.write('physical', memory, x, 2, y), x, 2, z),
      t.write('physical', memory, x, 2, z)],
    [t.write('physical', memory, x, 2, t.read('physical', memory, x, 2, 8)), memory],
    [t.read('physical', t.ite(p, t.write('physical', memory, x, 2, y), memory), x, 2, 8),
      t.ite(p, y, t.read('physical', memory, x, 2, 8))],
  ],
}; // prettier-ignore

describe('simplify', () => {
  describe.each(Object.entries(SAME))('knows the laws of %s', (_, pairs) => {
    it.each(pairs.map(([a, b]) => [printTerm(a), printTerm(b), a, b] as const))(
      'that %s is %s',
      (_a, _b, a, b) => {
        expect(printTerm(simplify(a))).toBe(printTerm(simplify(b)));
        expect(simplify(a)).toBe(simplify(b));
      },
    );
  });

  it('does not move a read past a write on a path that the write may have changed', () => {
    const written = t.write('mapped', memory, x, 2, y);

    expect(simplify(t.read('mapped', written, x, 2, 8))).toBe(t.read('mapped', written, x, 2, 8));
    expect(simplify(t.read('physical', written, x, 2, 8))).not.toBe(y);
  });

  it('knows which bits can be set in a choice of masks', () => {
    const first = t.ite(p, word(1), word(2));
    const second = t.ite(q, word(4), word(8));
    const mask = either(first, second);
    const environment = { variable: () => true };

    expect(simplify(t.equal(mask, word(16)))).toBe(t.FALSE);
    expect(evaluate(simplify(t.equal(mask, word(5))), environment)).toBe(true);
    expect(evaluate(simplify(t.compare('bvult', mask, word(5))), environment)).toBe(false);
    expect(simplify(t.compare('bvult', mask, word(16)))).toBe(t.TRUE);
  });

  it('decides that a register write hidden from a field does not change it', () => {
    // Two states that differ in mode; the instruction writes one field of a status register.
    const status = t.variable('status', t.bits(32));
    const write = (mode: t.Term): t.Term =>
      t.ite(
        mode,
        either(both(status, t.constant(32, 0xffff_e7ffn)), t.constant(32, 0x1800n)),
        both(status, t.constant(32, 0xffff_e7ffn)),
      );
    const question = t.and(p, t.not(q), t.distinct(bitThree(write(p)), bitThree(write(q))));

    expect(simplify(question)).toBe(t.FALSE);
  });

  it('keeps the value of every term in every environment', () => {
    fc.assert(
      fc.property(anyTerms({ withMemory: true }), anyEnvironment, (terms, environment) => {
        for (const term of terms) {
          expect(evaluate(simplify(term), environment)).toBe(evaluate(term, environment));
        }
      }),
      { numRuns: 300 },
    );
  });

  it.each([1, 2, 3, 8])('keeps the value of words of up to %s bits', (maxWidth) => {
    const terms = anyTerms({ maxWidth, maxSize: 40 });
    fc.assert(
      fc.property(terms, anyEnvironment, (all, environment) => {
        for (const term of all) {
          expect(evaluate(simplify(term), environment)).toBe(evaluate(term, environment));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is done after one time, and brings in no variable', () => {
    fc.assert(
      fc.property(anyTerm({ withMemory: true }), (term) => {
        const simplified = simplify(term);

        expect(simplify(simplified)).toBe(simplified);
        expect(freeVariables(term)).toStrictEqual(
          expect.arrayContaining(freeVariables(simplified)),
        );
      }),
    );
  });

  it('leaves none of the operators that its normal form does without', () => {
    const without = ['or', 'implies', 'bvsub', 'bvule', 'bvsle', 'zero-extend'];
    fc.assert(
      fc.property(anyTerm({ withMemory: true }), (term) => {
        const operators = subterms(simplify(term)).map((part) =>
          part.kind === 'apply' ? part.operator : '',
        );

        expect(operators.filter((operator) => without.includes(operator))).toStrictEqual([]);
      }),
    );
  });

  it.each<[string, (term: t.Term, i: number) => t.Term]>([
    ['bvneg', (term) => t.unary('bvneg', term)],
    ['bvadd', (term, i) => add(term, t.variable(`x${i}`, t.bits(16)))],
    ['bvand', (term, i) => both(term, t.variable(`x${i}`, t.bits(16)))],
    ['ite', (term, i) => t.ite(t.variable(`p${i}`, t.BOOL), term, t.variable(`x${i}`, t.bits(16)))],
    [
      'concat',
      (term) => (low(t.concat(term, term)).sort === x.sort ? term : t.zeroExtend(low(term), 16)),
    ],
  ])('goes into chains of %s deeper than the stack', (_, grow) => {
    let deep: t.Term = x;
    for (let i = 0; i < 20_000; i += 1) deep = grow(deep, i);

    expect(simplify(t.equal(deep, deep))).toBe(t.TRUE);
    expect(freeVariables(simplify(t.extract(deep, 3, 1)))).toContain(x);
  });
});

// Helpers

function bitThree(term: t.Term): t.Term {
  return both(t.binary('bvlshr', term, t.constant(32, 3n)), t.constant(32, 1n));
}
