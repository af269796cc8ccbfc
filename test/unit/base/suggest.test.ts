import { describe, expect, it } from 'vitest';
import { suggest } from '../../../src/base/suggest.ts';

const KEYWORDS = ['instruction', 'interrupt', 'include', 'invariant', 'if', 'on'];

describe('suggest', () => {
  it.each([
    ['instrution', 'instruction'],
    ['instructoin', 'instruction'],
    ['INCLUDE', 'include'],
    ['inclde', 'include'],
  ])('takes %s for %s', (word, meant) => {
    expect(suggest(word, KEYWORDS)).toBe(meant);
  });

  it.each(['', 'i', 'register', 'destruct', 'no'])('has nothing for `%s`', (word) => {
    expect(suggest(word, KEYWORDS)).toBeUndefined();
  });

  it('prefers the closest, then the first', () => {
    expect(suggest('mepcc', ['sepc', 'mepc', 'mepca'])).toBe('mepc');
    expect(suggest('xepc', ['sepc', 'mepc'])).toBe('sepc');
  });

  it('does not suggest the word itself', () => {
    expect(suggest('sepc', ['sepc', 'mepc'])).toBe('mepc');
  });
});
