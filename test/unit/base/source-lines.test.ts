import { describe, expect, it } from 'vitest';
import { lineText, positionAt, splitLines } from '../../../src/base/source-lines.ts';

describe('positionAt', () => {
  it('counts lines and characters from 1, whatever ends a line', () => {
    const lines = splitLines('ab\ncd\r\nef\rgh');

    const positions = ['a', 'b', '\n', 'c', 'e', 'g', 'h'].map((text) =>
      positionAt(lines, lines.text.indexOf(text)),
    );

    expect(positions.map(({ line, column }) => `${line}:${column}`)).toStrictEqual([
      '1:1',
      '1:2',
      '1:3',
      '2:1',
      '3:1',
      '4:1',
      '4:2',
    ]);
  });

  it('counts a surrogate pair, a tab and half a pair as one each', () => {
    expect(positionAt(splitLines('\u{1F600}\t\uD800x'), 4)).toStrictEqual({ line: 1, column: 4 });
  });

  it('takes what is outside of the text for its ends', () => {
    const lines = splitLines('ab\n');

    expect(positionAt(lines, -1)).toStrictEqual({ line: 1, column: 1 });
    expect(positionAt(lines, 99)).toStrictEqual({ line: 2, column: 1 });
    expect(positionAt(splitLines(''), 0)).toStrictEqual({ line: 1, column: 1 });
  });
});

describe('lineText', () => {
  it('leaves out the line end', () => {
    const lines = splitLines('ab\r\n\ncd');

    expect([1, 2, 3, 4].map((line) => lineText(lines, line))).toStrictEqual(['ab', '', 'cd', '']);
  });
});
