import { describe, expect, it } from 'vitest';
import {
  imageBytes,
  imageFromBytes,
  imageOf,
  imageText,
  parseImage,
} from '../../../src/isa/image.ts';

const BYTES = { unit: 8, addressWidth: 16 };
const WORDS = { unit: 36, addressWidth: 18 };

const image = imageOf([
  [0x11n, 2n],
  [0x10n, 1n],
  [0x20n, 3n],
]);

describe('imageOf', () => {
  it('joins neighbours and sorts', () => {
    expect(image.segments).toStrictEqual([
      { address: 0x10n, units: [1n, 2n] },
      { address: 0x20n, units: [3n] },
    ]);
  });
});

describe('imageText', () => {
  it('writes a unit a line, padded to the widths of the storage', () => {
    expect(imageText(image, BYTES)).toBe('0x0010: 0x01\n0x0011: 0x02\n0x0020: 0x03\n');
    expect(imageText(image, WORDS)).toContain('0x00010: 0x000000001\n');
  });

  it('is read back by parseImage', () => {
    expect(parseImage(imageText(image, WORDS), WORDS)).toStrictEqual({ kind: 'image', image });
  });
});

describe('parseImage', () => {
  it('ignores comments and blank lines', () => {
    const parsed = parseImage('# a program\n\n0x1: 0xff # its only byte\n', BYTES);

    expect(parsed).toMatchObject({ image: { segments: [{ address: 1n, units: [255n] }] } });
  });

  it.each([
    ['0x1 0x2', 'expected `0xADDRESS: 0xUNIT`'],
    ['0x10000: 0x2', 'address outside storage'],
    ['0x1: 0x100', 'does not fit 8 bits'],
    ['0x1: 0x0\n0x01: 0x0', 'address given twice'],
  ])('refuses %j', (text, message) => {
    const line = text.split('\n').length;

    expect(parseImage(text, BYTES)).toStrictEqual({ kind: 'malformed', line, message });
  });
});

describe('imageBytes', () => {
  it('fills gaps with zeros', () => {
    const bytes = new Uint8Array(17);
    bytes.set([1, 2], 0);
    bytes.set([3], 16);

    expect(imageBytes(image, BYTES)).toStrictEqual({ address: 0x10n, bytes });
  });

  it('is undone by imageFromBytes', () => {
    const { segments } = imageFromBytes(5n, Uint8Array.of(9, 0, 8));

    expect(imageBytes({ segments }, BYTES)).toStrictEqual({
      address: 5n,
      bytes: Uint8Array.of(9, 0, 8),
    });
  });

  it('is not for storage whose units are no bytes', () => {
    expect(imageBytes(image, WORDS)).toBeUndefined();
  });
});
