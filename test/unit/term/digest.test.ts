import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../src/term/digest.ts';
import { bits, constant, equal, variable } from '../../../src/term/term.ts';

const SPAN = { file: 'a.isa', start: 1, end: 2 };

describe('digestOf', () => {
  it('is the same for the same content', () => {
    expect(digestOf(sample())).toBe(digestOf(sample()));
    expect(digestOf(sample())).toMatch(/^[0-9a-f]{64}$/u);
  });

  it.each<[string, unknown, unknown]>([
    ['a number and a word', 1, 1n],
    ['a number and its text', 1, '1'],
    ['a list and its only member', ['a'], 'a'],
    ['two lists of the same texts, cut otherwise', [['a'], ['b']], [['a', 'b']]],
    ['a text with a comma and two texts', ['a,b'], ['a', 'b']],
    ['nothing and an empty list', undefined, []],
    ['a map and a set', new Map([['a', 1]]), new Set(['a'])],
    ['the order of a list', [1, 2], [2, 1]],
    ['a property under another name', { a: 1 }, { b: 1 }],
    ['what stands deep', { a: { b: { c: [1] } } }, { a: { b: { c: [2] } } }],
    ['what stands in a long text', [long(1)], [long(2)]],
    ['two terms', constant(8, 1n), constant(8, 2n)],
    ['two widths', constant(8, 1n), constant(9, 1n)],
    ['two variables', variable('x', bits(8)), variable('y', bits(8))],
  ])('tells %s apart', (_, one, other) => {
    expect(digestOf(one)).not.toBe(digestOf(other));
  });

  it('does not depend on when a term was built', () => {
    const early = equal(variable('digest.early', bits(8)), constant(8, 7n));
    const copy = { ...early, id: early.id + 1000 };

    expect(digestOf(copy)).toBe(digestOf(early));
  });

  it('does not count what is only said of a thing', () => {
    const bare = { name: 'x', width: 8 };
    const places = { span: SPAN, differingSpans: [SPAN] };
    const told = { ...bare, ...places, title: 'X', why: 'so', citations: ['a'] };

    expect(digestOf(told)).toBe(digestOf(bare));
  });

  it('refuses what is no plain data', () => {
    expect(() => digestOf({ f: () => 1 })).toThrow('no plain data');
  });
});

// Helpers

function sample(): unknown {
  return { a: [1, 2n, 'x', true, undefined], b: new Map([['k', new Set([3])]]) };
}

/** Longer than what stands for itself. */
function long(last: number): unknown {
  return { list: Array.from({ length: 300 }, (_, i) => i), last };
}
