/** The word of an instruction with given operands: the inverse of `decode.ts`. */

import { bitAnd, bitLength, bitNot, bitOr, powerOfTwo, slice } from '../base/bits.ts';
import type { Instruction, Operand } from './machine.ts';

export type Encoded =
  | { readonly kind: 'encoded'; readonly word: bigint }
  /** `reason` completes "operand `rd` …". */
  | { readonly kind: 'unencodable'; readonly operand: string; readonly reason: string };

/** Operands by name. One that is not given is zero; one that the encoding lacks is refused. */
export function encode(
  { encoding }: Pick<Instruction, 'encoding'>,
  operands: ReadonlyMap<string, bigint>,
): Encoded {
  for (const name of operands.keys()) {
    if (encoding.operands.every((operand) => operand.name !== name)) {
      return { kind: 'unencodable', operand: name, reason: 'is not one of this instruction' };
    }
  }
  for (const operand of encoding.operands) {
    const reason = whyUnencodable(operand, operands.get(operand.name) ?? 0n);
    if (reason !== undefined) return { kind: 'unencodable', operand: operand.name, reason };
  }

  let word = encoding.value;
  for (const { operand, hi, lo, at } of encoding.pieces) {
    const value = operands.get(operand) ?? 0n;
    word = bitOr(word, slice(value, hi, lo) * powerOfTwo(at));
  }
  return { kind: 'encoded', word };
}

function whyUnencodable(operand: Operand, value: bigint): string | undefined {
  if (value < 0n || bitLength(value) > operand.width) {
    return `does not fit ${operand.width} bits`;
  }
  const lost = bitAnd(value, bitNot(operand.width, operand.encodedMask));
  if (lost !== 0n) return `has a bit that the encoding does not hold: ${hex(lost)}`;
  if (operand.allowed?.some(({ low, high }) => low <= value && value <= high) === false) {
    return `is none of the allowed values ${rangesText(operand.allowed)}`;
  }
  return undefined;
}

function rangesText(ranges: NonNullable<Operand['allowed']>): string {
  return ranges.map(({ low, high }) => (low === high ? `${low}` : `${low} .. ${high}`)).join(', ');
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}
