import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeDecoder } from '../../../src/isa/decode.ts';
import { encode } from '../../../src/isa/encode.ts';
import type { Instruction } from '../../../src/isa/machine.ts';
import { bool, variable, BOOL } from '../../../src/term/term.ts';
import {
  encodingOf,
  instruction,
  tinyInstructions,
  tinyMachine,
} from '../../helpers/tiny-machine.ts';

const decoder = makeDecoder(tinyMachine());

describe('makeDecoder', () => {
  it('gives the instruction and its operands', () => {
    const decoded = decoder.decode(0b0001_10_11n, 8);

    expect(decoded).toMatchObject({
      kind: 'decoded',
      instructions: [{ id: 'add' }],
      operands: new Map([
        ['d', 2n],
        ['s', 3n],
      ]),
    });
  });

  it('undoes encode for random operands of every instruction', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...tinyInstructions()),
        fc.infiniteStream(fc.nat()),
        (i, some) => {
          const operands = new Map(
            i.encoding.operands.map(({ name, width }) => [
              name,
              BigInt.asUintN(width, BigInt(some.next().value ?? 0)),
            ]),
          );

          const encoded = encode(i, operands);

          expect(encoded.kind).toBe('encoded');
          if (encoded.kind !== 'encoded') return;
          expect(decoder.decode(encoded.word, i.encoding.width)).toMatchObject({
            kind: 'decoded',
            instructions: [{ id: i.id }],
            operands,
            word: encoded.word,
          });
        },
      ),
    );
  });

  it('reads a second unit only where an encoding goes on', () => {
    expect(unitsReadOf([0x1bn, 0x99n])).toBe(1);
    expect(unitsReadOf([0x50n, 0x99n])).toBe(2);
    expect(unitsReadOf([0xffn, 0x99n])).toBe(1);
  });

  it('leaves a word that nothing matches undecoded, with the units it read', () => {
    expect(decoder.decode(0xf0n, 8)).toStrictEqual({ kind: 'undecoded', units: [0xf0n] });
  });

  it('says so when a unit that it needs cannot be read', () => {
    const decoded = decoder.fetchAndDecode((index) => (index === 0 ? 0x50n : undefined));

    expect(decoded).toStrictEqual({ kind: 'unreadable', units: [0x50n] });
  });

  it('starts with the highest unit of a big-endian machine', () => {
    const big = makeDecoder({
      instructions: [
        instruction('short', 'short', encodingOf('0001 0000')),
        instruction('long', 'long {a}', encodingOf('0010 0000 aaaa_aaaa')),
      ],
      storage: { ...tinyMachine().storage, endian: 'big' },
    });

    expect(big.decode(0x2042n, 16)).toMatchObject({ instructions: [{ id: 'long' }] });
    expect(big.decode(0x1042n, 16)).toMatchObject({
      instructions: [{ id: 'short' }],
      units: [0x10n],
    });
  });

  it('tells encodings apart by the allowed values of their operands', () => {
    const decode = decoderOf(
      instruction('low', 'low {a}', encodingOf('0000 aaaa', { a: [{ low: 0n, high: 8n }] })),
      instruction('high', 'high {a}', encodingOf('0000 aaaa', { a: [{ low: 10n, high: 15n }] })),
    );

    expect(decode(8n)).toMatchObject({ instructions: [{ id: 'low' }] });
    expect(decode(9n)).toMatchObject({ kind: 'undecoded' });
    expect(decode(10n)).toMatchObject({ instructions: [{ id: 'high' }] });
  });

  it('joins the pieces of an operand, and gives zero for bits without a piece', () => {
    const pieces = [
      { operand: 'a', hi: 7, lo: 5, at: 0 },
      { operand: 'a', hi: 3, lo: 2, at: 6 },
    ];
    const operands = [{ name: 'a', width: 8, encodedMask: 0b1110_1100n, allowed: undefined }];
    const scattered = instruction('scattered', 'scattered {a}', {
      ...encodingOf('00 000 000'),
      mask: 0b00_111_000n,
      pieces,
      operands,
    });

    expect(decoderOf(scattered)(0b10_000_011n)).toMatchObject({
      operands: new Map([['a', 0b0110_1000n]]),
    });
  });

  it('gives every instruction of one encoding, for their constraints to tell apart', () => {
    const encoding = encodingOf('0000 aaaa');
    const decode = decoderOf(
      instruction('ex.one', 'ex {a}', encoding, { opcode: 'ex', constraint: bool(false) }),
      instruction('ex.two', 'ex {a}', encoding, { opcode: 'ex', constraint: variable('v', BOOL) }),
    );

    expect(decode(5n)).toMatchObject({ instructions: [{ id: 'ex.one' }, { id: 'ex.two' }] });
  });
});

// Helpers

function unitsReadOf(units: readonly bigint[]): number {
  let read = 0;
  decoder.fetchAndDecode((index) => {
    read += 1;
    return units[index];
  });
  return read;
}

function decoderOf(...instructions: readonly Instruction[]) {
  const { decode } = makeDecoder({ instructions, storage: tinyMachine().storage });
  return (word: bigint): ReturnType<typeof decode> => decode(word, 8);
}
