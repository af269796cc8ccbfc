import { describe, expect, it } from 'vitest';
import { DIAGNOSTIC_CODES } from '../../../src/base/diagnostic.ts';

describe('DIAGNOSTIC_CODES', () => {
  const codes = Object.keys(DIAGNOSTIC_CODES);

  it('are sorted', () => {
    expect(codes).toStrictEqual(codes.toSorted());
  });

  it('are PG and three digits', () => {
    expect(codes.filter((code) => !/^PG\d{3}$/u.test(code))).toStrictEqual([]);
  });

  it('mean different things', () => {
    const meanings = Object.values(DIAGNOSTIC_CODES);

    expect(new Set(meanings).size).toBe(meanings.length);
  });
});
