import { describe, expect, it } from 'vitest';
import { glyphsOf, printable, textWidth } from '../../../src/base/glyphs.ts';

describe('glyphsOf', () => {
  it('gives each character its cells', () => {
    const widths = glyphsOf('a漢é\u0301\u{1F600}§').map(({ width }) => width);

    expect(widths).toStrictEqual([1, 2, 1, 0, 2, 1]);
  });

  it('carries a tab on to the next multiple of four', () => {
    expect(glyphsOf('\ta\t漢\t').map(({ width }) => width)).toStrictEqual([4, 1, 3, 2, 2]);
    expect(glyphsOf('ab\t')[2]?.shown).toBe('  ');
  });

  it('knows where in the text each one stands', () => {
    expect(glyphsOf('\u{1F600}a\uD800b').map(({ offset }) => offset)).toStrictEqual([0, 2, 3, 4]);
  });
});

describe('printable', () => {
  it('shows what would act on a terminal, or deceive a reader, as a sign of it', () => {
    expect(printable('a\x1B[31m\x07\x7F\x9B\u202Eb\uD800')).toBe('a␛[31m␇␡\uFFFD\uFFFDb\uFFFD');
  });
});

describe('textWidth', () => {
  it('adds up the cells', () => {
    expect(textWidth('abc')).toBe(3);
    expect(textWidth('§ 漢字')).toBe(6);
  });
});
