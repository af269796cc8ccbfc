import { describe, expect, it } from 'vitest';
import { sameTree } from '../../../src/language/same-tree.ts';

describe('sameTree', () => {
  it('looks at everything but spans', () => {
    const tree = { kind: 'a', list: [{ value: 1n, span: { start: 1 } }], none: undefined };

    expect(sameTree(tree, structuredClone(tree))).toBe(true);
    expect(sameTree(tree, { ...tree, list: [{ value: 1n, span: { start: 2 } }] })).toBe(true);
    expect(sameTree(tree, { ...tree, list: [{ value: 2n, span: { start: 1 } }] })).toBe(false);
    expect(sameTree(tree, { ...tree, list: [] })).toBe(false);
    expect(sameTree(tree, { ...tree, list: { 0: tree.list[0] } })).toBe(false);
    expect(sameTree(tree, { kind: 'a', list: tree.list })).toBe(false);
    expect(sameTree(tree, { kind: 'a', list: tree.list, other: undefined })).toBe(false);
    expect(sameTree(tree, undefined)).toBe(false);
  });
});
