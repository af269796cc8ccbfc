import { describe, expect, it } from 'vitest';
import * as t from '../../../src/term/term.ts';
import { freeVariables, size, subterms } from '../../../src/term/walk.ts';

const x = t.variable('x', t.bits(8));
const y = t.variable('y', t.bits(8));
const sum = t.binary('bvadd', y, x);
const term = t.equal(sum, t.binary('bvsub', sum, y));

describe('subterms', () => {
  it('lists each once, arguments before what is built from them, left before right', () => {
    expect(subterms(term, sum)).toStrictEqual([y, x, sum, t.binary('bvsub', sum, y), term]);
  });
});

describe('freeVariables', () => {
  it('lists variables by first use', () => {
    expect(freeVariables(term)).toStrictEqual([y, x]);
    expect(freeVariables(t.TRUE)).toStrictEqual([]);
  });
});

describe('size', () => {
  it('counts what is shared once, however deep and often', () => {
    let shared: t.Term = x;
    for (let i = 0; i < 100_000; i += 1) shared = t.binary('bvadd', shared, shared);

    expect(size(term)).toBe(5);
    expect(size(shared)).toBe(100_001);
  });
});
