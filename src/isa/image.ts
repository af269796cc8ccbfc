/**
 * What stands in storage before a program runs: runs of units at physical addresses.
 *
 * The text form has one unit a line, `address: unit`, both hexadecimal and padded to their widths;
 * `#` begins a comment. The binary form, for byte-addressed storage only, is the bytes from one
 * address on, with zeros where nothing stands.
 */

import { powerOfTwo, toHex } from '../base/bits.ts';
import type { Storage } from './machine.ts';

export interface Segment {
  readonly address: bigint;
  /** In address order. */
  readonly units: readonly bigint[];
}

/** Segments ascend, and between two of them there is a gap. */
export interface Image {
  readonly segments: readonly Segment[];
}

type Shape = Pick<Storage, 'unit' | 'addressWidth'>;

export function imageOf(units: Iterable<readonly [address: bigint, unit: bigint]>): Image {
  const sorted = [...units].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const segments: { readonly address: bigint; readonly units: bigint[] }[] = [];
  for (const [address, unit] of sorted) {
    const last = segments.at(-1);
    if (last !== undefined && last.address + BigInt(last.units.length) === address) {
      last.units.push(unit);
    } else segments.push({ address, units: [unit] });
  }
  return { segments };
}

/** Address and unit, ascending. */
export function* unitsIn(image: Image): Generator<readonly [address: bigint, unit: bigint]> {
  for (const { address, units } of image.segments) {
    for (const [i, unit] of units.entries()) yield [address + BigInt(i), unit];
  }
}

export function imageText(image: Image, { unit: width, addressWidth }: Shape): string {
  return [...unitsIn(image)]
    .map(([address, unit]) => `${toHex(addressWidth, address)}: ${toHex(width, unit)}\n`)
    .join('');
}

export type ParsedImage =
  | { readonly kind: 'image'; readonly image: Image }
  /** `line` counts from 1. */
  | { readonly kind: 'malformed'; readonly line: number; readonly message: string };

/** Reads the text form. */
export function parseImage(text: string, storage: Shape): ParsedImage {
  const units = new Map<bigint, bigint>();
  for (const [index, line] of text.split('\n').entries()) {
    const content = line.replace(/#.*/u, '').trim();
    if (content === '') continue;
    const malformed = (message: string): ParsedImage => {
      return { kind: 'malformed', line: index + 1, message };
    };
    const match = /^(0x[0-9a-f]+)\s*:\s*(0x[0-9a-f]+)$/iu.exec(content);
    if (match?.[1] === undefined || match[2] === undefined) {
      return malformed('expected `0xADDRESS: 0xUNIT`');
    }
    const [address, unit] = [BigInt(match[1]), BigInt(match[2])];
    if (address >= powerOfTwo(storage.addressWidth)) return malformed('address outside storage');
    if (unit >= powerOfTwo(storage.unit)) return malformed(`does not fit ${storage.unit} bits`);
    if (units.has(address)) return malformed('address given twice');
    units.set(address, unit);
  }
  return { kind: 'image', image: imageOf(units) };
}

export interface Binary {
  readonly address: bigint;
  readonly bytes: Uint8Array;
}

/** The bytes from the image's first address to its last; undefined if a unit is no byte. */
export function imageBytes(image: Image, { unit }: Shape): Binary | undefined {
  if (unit !== 8) return undefined;
  const first = image.segments[0];
  const last = image.segments.at(-1);
  if (first === undefined || last === undefined) return { address: 0n, bytes: new Uint8Array() };
  const bytes = new Uint8Array(Number(last.address - first.address) + last.units.length);
  for (const [address, byte] of unitsIn(image)) {
    bytes[Number(address - first.address)] = Number(byte);
  }
  return { address: first.address, bytes };
}

/** The image that has `bytes` from `address` on, in byte-addressed storage. */
export function imageFromBytes(address: bigint, bytes: Uint8Array): Image {
  if (bytes.length === 0) return { segments: [] };
  return { segments: [{ address, units: Array.from(bytes, BigInt) }] };
}
