import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findStringEnd, readString, writeString } from '../../../src/language/string-literal.ts';

describe('findStringEnd', () => {
  it.each([
    ['"a"', ' b'],
    ['""', ' x'],
    [String.raw`"a\"b"`, ' c'],
    ['"a\n  b"', ' c'],
    ['"a\r\nb"', '\n'],
    ['"a\n b"', ' cites pg74 § "c"'],
    ['"a\n b"', ' // a "quote'],
  ])('finds the end of %j before %j', (literal, behind) => {
    expect(findStringEnd(literal + behind, 0)).toStrictEqual({
      end: literal.length,
      isClosed: true,
    });
  });

  it.each([
    ['at the end of the file', '"a', ''],
    ['before an empty line', '"a', '\n\nb"'],
    ['before a line of blanks', '"a', '\r\n \t\r\nb"'],
    ['where a later quote touches a word', '"a', '\n  cites pg74 § "Traps"'],
    ['where a later line leaves a string open', '"a', '\n why " "b'],
    ['behind a lone backslash', '"a\\', ''],
  ])('gives up %s', (_, literal, behind) => {
    expect(findStringEnd(literal + behind, 0)).toStrictEqual({
      end: literal.length,
      isClosed: false,
    });
  });
});

describe('readString', () => {
  it('makes one space of a line end and the white space around it', () => {
    expect(readString('some  words \t\r\n\t go\non').value).toBe('some  words go on');
  });

  it('decodes escapes', () => {
    expect(readString(String.raw`\"\\\n\t\u{41}\u{1F600}\\n`)).toStrictEqual({
      value: '"\\\n\tA\u{1F600}\\n',
      problems: [],
    });
  });

  it('finds unknown escapes and invisible characters', () => {
    expect(readString('\\q \x07 \\u{110000} \\\u202E\t').problems).toStrictEqual([
      { at: 0, text: '\\q', isEscape: true },
      { at: 3, text: '\x07', isEscape: false },
      { at: 5, text: '\\u{110000}', isEscape: true },
      { at: 16, text: '\\\u202E', isEscape: true },
    ]);
  });

  it('takes time in proportion to the text', () => {
    const start = performance.now();
    readString(`${' '.repeat(200_000)}\\${' '.repeat(200_000)}`);

    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe('writeString', () => {
  it('writes what readString reads, whatever it is, on one line', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (value) => {
        const written = writeString(value);

        expect(written).not.toMatch(/[\n\r]/u);
        expect(findStringEnd(written, 0)).toStrictEqual({ end: written.length, isClosed: true });
        expect(readString(written.slice(1, -1))).toStrictEqual({ value, problems: [] });
      }),
    );
  });
});

// Helpers

const anyCharacter = fc.oneof(
  fc.constantFrom('"', '\\', '\n', '\r', '\t', ' ', 'n', 'u', '{', '}'),
  fc.nat({ max: 0xffff }).map((code) => String.fromCharCode(code)),
);
