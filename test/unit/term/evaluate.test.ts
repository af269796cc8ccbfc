import { describe, expect, it } from 'vitest';
import { evaluate, evaluateAll, type Environment } from '../../../src/term/evaluate.ts';
import * as t from '../../../src/term/term.ts';
import { arrayValue, memoryValue, type Value } from '../../../src/term/value.ts';
import { BYTES } from '../../helpers/terms.ts';

const word = (value: bigint): t.Term => t.constant(8, value);

describe('evaluate', () => {
  // Every row is worked out by hand from the definitions in [SMTLIB].
  it.each([
    ['bvneg', 0x80n, 0n, 0x80n],
    ['bvadd', 0xffn, 2n, 1n],
    ['bvsub', 1n, 2n, 0xffn],
    ['bvmul', 0x81n, 2n, 2n],
    ['bvudiv', 200n, 7n, 28n],
    ['bvudiv', 200n, 0n, 0xffn],
    ['bvurem', 200n, 7n, 4n],
    ['bvurem', 200n, 0n, 200n],
    ['bvsdiv', 0xf9n, 2n, 0xfdn],
    ['bvsdiv', 0x80n, 0xffn, 0x80n],
    ['bvsdiv', 5n, 0n, 0xffn],
    ['bvsdiv', 0xfbn, 0n, 1n],
    ['bvsrem', 0xf9n, 2n, 0xffn],
    ['bvsrem', 7n, 0xfen, 1n],
    ['bvsrem', 0xf9n, 0n, 0xf9n],
    ['bvshl', 0x81n, 1n, 2n],
    ['bvshl', 0x81n, 8n, 0n],
    ['bvshl', 0x81n, 0xffn, 0n],
    ['bvlshr', 0x81n, 7n, 1n],
    ['bvlshr', 0x81n, 8n, 0n],
    ['bvashr', 0x81n, 1n, 0xc0n],
    ['bvashr', 0x81n, 0xffn, 0xffn],
    ['bvashr', 0x71n, 8n, 0n],
    ['bvxor', 0b1100n, 0b1010n, 0b0110n],
  ] as const)('gives %s of %s and %s as %s', (operator, a, b, expected) => {
    const term =
      operator === 'bvneg' ? t.unary(operator, word(a)) : t.binary(operator, word(a), word(b));

    expect(evaluate(term, NOTHING)).toBe(expected);
  });

  it.each([
    ['bvult', 0x80n, 0x7fn, false],
    ['bvule', 0x80n, 0x80n, true],
    ['bvslt', 0x80n, 0x7fn, true],
    ['bvsle', 0x7fn, 0x80n, false],
    ['bvsle', 0x80n, 0x80n, true],
  ] as const)('finds %s of %s and %s to be %s', (operator, a, b, expected) => {
    expect(evaluate(t.compare(operator, word(a), word(b)), NOTHING)).toBe(expected);
  });

  it('cuts, joins and extends words', () => {
    const x = word(0xa5n);

    expect(evaluate(t.concat(x, t.constant(4, 3n)), NOTHING)).toBe(0xa53n);
    expect(evaluate(t.extract(x, 6, 2), NOTHING)).toBe(0b01001n);
    expect(evaluate(t.zeroExtend(x, 12), NOTHING)).toBe(0x0a5n);
    expect(evaluate(t.signExtend(x, 12), NOTHING)).toBe(0xfa5n);
  });

  it('reads what was stored, and elsewhere what was there', () => {
    const file = t.variable('A', t.array(3, 8));
    const stored = t.store(file, t.constant(3, 2n), word(9n));
    const environment = environmentOf({ A: arrayValue(1n, [[2n, 4n], [5n, 6n]]) }); // prettier-ignore

    const values = [2n, 5n, 7n].map((i) =>
      evaluate(t.select(stored, t.constant(3, i)), environment),
    );

    expect(values).toStrictEqual([9n, 6n, 1n]);
  });

  it('leaves storage to the memory model', () => {
    const memory = t.variable('m', t.MEMORY);
    const written = t.write('physical', memory, word(3n), 2, t.constant(16, 0x1234n));
    const environment = { ...environmentOf({ m: memoryValue(0n) }), memory: BYTES };

    expect(evaluate(t.read('physical', written, word(3n), 1, 8), environment)).toBe(0x34n);
    expect(evaluate(t.read('physical', written, word(4n), 2, 8), environment)).toBe(0x0012n);
    expect(evaluate(t.fault('mapped', 'load', memory, word(2n)), environment)).toBe(true);
    expect(evaluate(t.faultCause('mapped', 'load', memory, word(2n), 4), environment)).toBe(3n);
    expect(evaluate(t.faultValue('mapped', 'load', 1, memory, word(2n), 8), environment)).toBe(6n);
  });

  it.each([
    ['ite', t.ite(t.TRUE, t.TRUE, absent())],
    ['ite', t.ite(t.FALSE, absent(), t.TRUE)],
    ['or', t.or(t.TRUE, absent())],
    ['not and', t.not(t.and(t.FALSE, absent()))],
    ['implies', t.implies(t.FALSE, absent())],
  ])('does not evaluate the arguments of %s that do not matter', (_, term) => {
    expect(evaluate(term, NOTHING)).toBe(true);
  });

  it('asks for each variable once', () => {
    const asked: string[] = [];
    const x = t.variable('x', t.bits(8));
    const environment: Environment = {
      variable: (name) => {
        asked.push(name);
        return 1n;
      },
    };

    const values = evaluateAll([t.binary('bvadd', x, x), t.unary('bvneg', x), x], environment);

    expect(values).toStrictEqual([2n, 0xffn, 1n]);
    expect(asked).toStrictEqual(['x']);
  });

  it('refuses a value that is not of the sort', () => {
    const x = t.variable('x', t.bits(8));

    expect(() => evaluate(x, environmentOf({ x: 256n }))).toThrow(RangeError);
    expect(() => evaluate(x, environmentOf({ x: true }))).toThrow(RangeError);
    expect(() => evaluate(x, environmentOf({ x: arrayValue(0n) }))).toThrow(RangeError);
  });

  it('evaluates terms nested deeper than the stack, and shared beyond counting', () => {
    const x = t.variable('x', t.bits(8));
    let deep: t.Term = x;
    for (let i = 0; i < 100_001; i += 1) deep = t.unary('bvneg', t.binary('bvadd', deep, word(0n)));
    let shared: t.Term = x;
    for (let i = 0; i < 200; i += 1) shared = t.binary('bvxor', shared, t.unary('bvnot', shared));

    expect(evaluate(deep, environmentOf({ x: 1n }))).toBe(0xffn);
    expect(evaluate(shared, environmentOf({ x: 1n }))).toBe(0xffn);
  });
});

// Helpers

const NOTHING: Environment = environmentOf({});

function environmentOf(values: Readonly<Record<string, Value>>): Environment {
  return {
    variable: (name) => {
      const value = values[name];
      if (value === undefined) throw new Error(`asked for ${name}`);
      return value;
    },
  };
}

function absent(): t.Term {
  return t.variable('absent', t.BOOL);
}
