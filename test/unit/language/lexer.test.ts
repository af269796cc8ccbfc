import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lex } from '../../../src/language/lexer.ts';

describe('lex', () => {
  it('cuts text into words, numbers, strings and symbols', () => {
    expect(kindsAndTexts(`let x_1 = 8'hFF<<0b01 :: "a b"[3..5]§`)).toStrictEqual([
      'word let', 'word x_1', 'symbol =', "number 8'hFF", 'symbol <<', 'number 0b01', 'symbol ::',
      'string a b', 'symbol [', 'number 3', 'symbol ..', 'number 5', 'symbol ]', 'symbol §', 'end ',
    ]); // prettier-ignore
  });

  it('takes the longer symbol', () => {
    expect(kindsAndTexts('=>===<=<<->..|||')).toStrictEqual([
      'symbol =>', 'symbol ==', 'symbol =', 'symbol <=', 'symbol <<', 'symbol ->', 'symbol ..',
      'symbol ||', 'symbol |', 'end ',
    ]); // prettier-ignore
  });

  it('knows which token is the first of its line', () => {
    const { tokens } = lex('', 'a b // c\nd\r\n  e "x\n y" f /* \n */ g');

    expect(tokens.filter(({ first }) => first).map(({ text }) => text)).toStrictEqual([
      'a',
      'd',
      'e',
      'g',
    ]);
  });

  it('keeps comments, without the line end and the white space before it', () => {
    const { comments } = lex('f', '// a\r\nx // b // c \t\n"// no" //');

    expect(comments.map(({ text }) => text)).toStrictEqual(['// a', '// b // c', '//']);
    expect(comments[1]?.span).toStrictEqual({ file: 'f', start: 8, end: 17 });
  });

  it('passes over a byte order mark, and white space of every kind', () => {
    expect(kindsAndTexts('\uFEFFa\u00A0b\fc\vd\re')).toStrictEqual([
      'word a',
      'word b',
      'word c',
      'word d',
      'word e',
      'end ',
    ]);
  });

  it('makes one token and one diagnostic of a run of rubbish', () => {
    const { tokens, diagnostics } = lex('', 'a @$é漢\u{1F600} b');

    expect(tokens.map(({ kind }) => kind)).toStrictEqual(['word', 'unknown', 'word', 'end']);
    expect(diagnostics.map(({ message }) => message)).toStrictEqual([
      'unexpected `@$é漢\u{1F600}`',
    ]);
  });

  it('covers every text with its tokens, in order', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const { tokens } = lex('', text);

        const bounds = tokens.flatMap(({ start, end }) => [start, end]);
        expect(bounds).toStrictEqual(bounds.toSorted((a, b) => a - b));
        expect(bounds.at(-1)).toBe(text.length);
      }),
    );
  });
});

// Helpers

function kindsAndTexts(text: string): readonly string[] {
  return lex('', text).tokens.map((token) => `${token.kind} ${token.text}`);
}
