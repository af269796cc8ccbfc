import { describe, expect, it } from 'vitest';
import { encode } from '../../../src/isa/encode.ts';
import { encodingOf } from '../../helpers/tiny-machine.ts';

const allowed = [
  { low: 1n, high: 2n },
  { low: 7n, high: 7n },
];
const instruction = { encoding: encodingOf('1010 a bbb', { b: allowed }) };
const even = {
  encoding: {
    ...encodingOf('0000 aaaa'),
    pieces: [{ operand: 'a', hi: 4, lo: 1, at: 0 }],
    operands: [{ name: 'a', width: 5, encodedMask: 0b11110n, allowed: undefined }],
  },
};

describe('encode', () => {
  it('puts operands in their places among the fixed bits', () => {
    expect(encode(instruction, operands({ a: 1n, b: 7n }))).toStrictEqual({
      kind: 'encoded',
      word: 0b1010_1_111n,
    });
  });

  it('takes an operand that is not given as zero', () => {
    expect(encode(instruction, operands({ b: 2n }))).toMatchObject({ word: 0b1010_0_010n });
  });

  it('refuses a value that does not fit', () => {
    const refusal = { kind: 'unencodable', operand: 'a', reason: 'does not fit 1 bits' };

    expect(encode(instruction, operands({ a: 2n, b: 1n }))).toStrictEqual(refusal);
    expect(encode(instruction, operands({ a: -1n, b: 1n }))).toStrictEqual(refusal);
  });

  it('refuses a value outside the allowed ranges', () => {
    expect(encode(instruction, operands({ a: 0n, b: 3n }))).toStrictEqual({
      kind: 'unencodable',
      operand: 'b',
      reason: 'is none of the allowed values 1 .. 2, 7',
    });
  });

  it('refuses a bit that the encoding has no place for', () => {
    expect(encode(even, operands({ a: 6n }))).toStrictEqual({ kind: 'encoded', word: 3n });
    expect(encode(even, operands({ a: 7n }))).toMatchObject({
      reason: 'has a bit that the encoding does not hold: 0x1',
    });
  });

  it('refuses an operand of another instruction', () => {
    expect(encode(instruction, operands({ b: 1n, z: 0n }))).toMatchObject({ operand: 'z' });
  });
});

// Helpers

function operands(values: Readonly<Record<string, bigint>>): ReadonlyMap<string, bigint> {
  return new Map(Object.entries(values));
}
