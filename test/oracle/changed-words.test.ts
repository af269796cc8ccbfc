import { expect, it } from 'vitest';
import { sparseMap, withWord } from '../../src/term/sparse-map.ts';
import { changedWords } from './changed-words.ts';

it('finds the words that differ, wherever they stand in the tree', () => {
  const before = sparseMap(0n, [[1n, 7n], [33n, 8n], [2n ** 40n, 9n]]); // prettier-ignore
  let after = withWord(before, 33n, 80n);
  after = withWord(after, 65n, 1n);
  after = withWord(after, 1n, 7n);
  after = withWord(after, 2n ** 40n, 0n);

  expect(changedWords(before, after)).toStrictEqual(
    new Map([[33n, 80n], [65n, 1n], [2n ** 40n, 0n]]), // prettier-ignore
  );
  expect(changedWords(before, before).size).toBe(0);
});
