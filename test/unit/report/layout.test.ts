import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { count, ends, PAGE_WIDTH, wrap } from '../../../src/report/layout.ts';

describe('wrap', () => {
  it('indents the lines behind the first one like its beginning', () => {
    const words = 'a word '.repeat(20);

    expect(wrap(words, 'LABEL  ')).toStrictEqual([
      `LABEL  ${'a word '.repeat(10)}a`,
      `       ${'word a '.repeat(9)}word`,
    ]);
  });

  it('keeps every word, and the width wherever a word is not longer', () => {
    const text = fc.array(fc.stringMatching(/^[a-z]{1,12}$/u));

    fc.assert(
      fc.property(text, fc.nat({ max: 20 }), (words, indent) => {
        const lines = wrap(words.join(' '), ' '.repeat(indent));

        expect(lines.join(' ').split(/\s+/u).filter(Boolean)).toStrictEqual(words);
        expect(lines.every((line) => line.length <= PAGE_WIDTH)).toBe(true);
      }),
    );
  });
});

describe('ends', () => {
  it('puts the second text at the end of the line, or of the next one', () => {
    expect(ends('left', 'right')).toStrictEqual([`left${' '.repeat(71)}right`]);
    expect(ends('x'.repeat(75), 'right')).toStrictEqual(['x'.repeat(75), 'right'.padStart(80)]);
    expect(ends('left', '')).toStrictEqual(['left']);
  });
});

describe('count', () => {
  it('knows one from many', () => {
    expect([0, 1, 2].map((number) => count(number, 'row'))).toStrictEqual([
      '0 rows',
      '1 row',
      '2 rows',
    ]);
    expect(count(3, 'query', 'queries')).toBe('3 queries');
  });
});
