import { describe, expect, it } from 'vitest';
import { consoleExamples, firstMissing } from './console-examples.ts';

describe('consoleExamples', () => {
  it('finds commands with their output and exit codes, and nothing else', () => {
    const markdown = [
      'text',
      '```sh',
      '$ no',
      '```',
      '```console',
      '$ one    # exits 2',
      'a',
      '$ two',
      '```',
    ];

    expect(consoleExamples(markdown.join('\n'))).toStrictEqual([
      { line: 6, command: 'one', code: 2, expected: ['a'] },
      { line: 8, command: 'two', code: 0, expected: [] },
    ]);
  });
});

describe('firstMissing', () => {
  it('takes ... for any lines, and only there', () => {
    expect(firstMissing(['a', 'b'], ['a', 'b'])).toBeUndefined();
    expect(firstMissing(['a', '...', 'd'], ['a', 'b', 'c', 'd'])).toBeUndefined();
    expect(firstMissing(['a', '...'], ['a', 'b'])).toBeUndefined();
    expect(firstMissing(['a', 'c'], ['a', 'b', 'c'])).toBe('c');
    expect(firstMissing(['...', 'd'], ['a', 'd', 'e'])).toContain('e');
    expect(firstMissing(['...', 'x', '...'], ['a', 'd', 'e'])).toBe('x');
  });
});
