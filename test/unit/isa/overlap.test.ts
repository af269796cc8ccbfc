import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bitAnd } from '../../../src/base/bits.ts';
import { makeDecoder, operandsIn } from '../../../src/isa/decode.ts';
import type { Instruction, Operand } from '../../../src/isa/machine.ts';
import { findGaps, findOverlaps } from '../../../src/isa/overlap.ts';
import { BOOL, variable } from '../../../src/term/term.ts';
import {
  encodingOf,
  instruction,
  tinyInstructions,
  tinyMachine,
} from '../../helpers/tiny-machine.ts';

const LITTLE = { unit: 8, endian: 'little' } as const;
const BYTES = Array.from({ length: 256 }, (_, word) => BigInt(word));
const BIG = { unit: 8, endian: 'big' } as const;

describe('findOverlaps', () => {
  it('finds none where fixed bits differ', () => {
    expect(findOverlaps(tinyInstructions(), LITTLE)).toStrictEqual([]);
  });

  it('names both instructions, in order of the text, with an example', () => {
    const wide = instruction('wide', 'wide {a}', encodingOf('01 aaaaaa'));
    const narrow = instruction('narrow', 'narrow {a}', encodingOf('0101 aaaa'));

    expect(findOverlaps([wide, narrow], LITTLE)).toMatchObject([
      { first: { id: 'wide' }, second: { id: 'narrow' }, word: 0b0101_0000n, units: [0x50n] },
    ]);
  });

  it('looks at the beginning of the longer one, by byte order', () => {
    const short = instruction('short', 'short', encodingOf('0001 0000'));
    const long = instruction('long', 'long {a}', encodingOf('aaaaaaaa 0001 0000'));

    expect(findOverlaps([short, long], BIG)).toMatchObject([{ word: 0x1010n }]);
    expect(findOverlaps([short, long], LITTLE)).toMatchObject([
      { word: 0x0010n, units: [0x10n, 0x00n] },
    ]);
  });

  it('finds none where the allowed values keep them apart', () => {
    const low = instruction('low', '', encodingOf('0000 aaaa', { a: [{ low: 0n, high: 8n }] }));
    const high = instruction('high', '', encodingOf('0000 bbbb', { b: [{ low: 9n, high: 15n }] }));
    const odd = instruction('odd', '', encodingOf('0000 ccc1', { c: [{ low: 4n, high: 4n }] }));

    expect(findOverlaps([low, high], LITTLE)).toStrictEqual([]);
    expect(findOverlaps([low, odd], LITTLE)).toStrictEqual([]);
    expect(findOverlaps([high, odd], LITTLE)).toMatchObject([{ word: 9n }]);
  });

  it('takes variants that only their constraint tells apart for one', () => {
    const encoding = encodingOf('0000 aaaa');
    const one = instruction('ex.one', '', encoding, { opcode: 'ex' });
    const two = instruction('ex.two', '', encoding, {
      opcode: 'ex',
      constraint: variable('v', BOOL),
    });
    const other = instruction('other', '', encoding);

    expect(findOverlaps([one, two], LITTLE)).toStrictEqual([]);
    expect(findOverlaps([one, other], LITTLE)).toHaveLength(1);
  });

  it('agrees with a look at every word', () => {
    fc.assert(
      fc.property(fc.array(anEncoding(), { maxLength: 6 }), (encodings) => {
        const all = encodings.map((encoding, i) => instruction(`i${i}`, '', encoding));

        const overlaps = findOverlaps(all, LITTLE);

        for (const { first, second, word } of overlaps) {
          expect(matches(first, word)).toBe(true);
          expect(matches(second, word)).toBe(true);
        }
        const pairs = overlaps.map(({ first, second }) => `${first.id} ${second.id}`);
        expect(pairs).toStrictEqual(overlappingPairs(all));
      }),
    );
  });

  it('is done with 600 encodings at once', () => {
    const all = Array.from({ length: 600 }, (_, i) =>
      instruction(`i${i}`, '', encodingOf(`${i.toString(2).padStart(10, '0')} aaaaaaa bbbbbbb`)),
    );
    const started = performance.now();

    expect(findOverlaps(all, BIG)).toStrictEqual([]);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('findGaps', () => {
  it('counts the words that are nothing, and shows the lowest', () => {
    const a = instruction('a', '', encodingOf('0000 aaaa'));
    const b = instruction('b', '', encodingOf('0001 bbbb', { b: [{ low: 0n, high: 2n }] }));

    expect(findGaps([a, b], LITTLE)).toStrictEqual({
      width: 8,
      undecoded: 237n,
      total: 256n,
      example: [0b0001_0011n],
    });
  });

  it('counts a short encoding with whatever follows it', () => {
    const short = instruction('short', '', encodingOf('1 aaaaaaa'));
    const long = instruction('long', '', encodingOf('aaaaaaaa 0 bbbbbbb'));

    expect(findGaps([short, long], LITTLE)).toStrictEqual({
      width: 16,
      undecoded: 0n,
      total: 65536n,
      example: undefined,
    });
  });

  it('counts what the decoder leaves undecoded', () => {
    const machine = tinyMachine();
    const decoder = makeDecoder(machine);
    let undecoded = 0n;
    for (let word = 0n; word < 65536n; word += 1n) {
      if (decoder.decode(word, 16).kind === 'undecoded') undecoded += 1n;
    }

    expect(findGaps(machine.instructions, machine.storage)).toMatchObject({ undecoded });
  });
});

// Helpers

/** 8 bits, each fixed or of operand `a` or `b`, which may have a range. */
function anEncoding(): fc.Arbitrary<Instruction['encoding']> {
  const limits = fc.option(fc.tuple(fc.nat(255), fc.nat(255)), { nil: undefined });
  const drawing = fc.array(fc.constantFrom('0', '1', 'a', 'b'), { minLength: 8, maxLength: 8 });
  return fc.tuple(drawing, limits, limits).map(([bits, a, b]) => {
    const rangeOf = (name: string, ends: typeof a): Operand['allowed'] => {
      const width = bits.filter((bit) => bit === name).length;
      const [low, high] = (ends ?? []).map((end) => BigInt.asUintN(width, BigInt(end)));
      if (low === undefined || high === undefined) return undefined;
      return [low < high ? { low, high } : { low: high, high: low }];
    };
    return encodingOf(bits.join(''), { a: rangeOf('a', a), b: rangeOf('b', b) });
  });
}

function overlappingPairs(all: readonly Instruction[]): readonly string[] {
  const words = all.map((one) => new Set(BYTES.filter((word) => matches(one, word))));
  return all.flatMap((a, i) =>
    all
      .slice(i + 1)
      .filter((_, j) =>
        BYTES.some((word) => words[i]?.has(word) === true && words[i + 1 + j]?.has(word) === true),
      )
      .map((b) => `${a.id} ${b.id}`),
  );
}

function matches({ encoding }: Instruction, word: bigint): boolean {
  const hasFixedBits = bitAnd(word, encoding.mask) === encoding.value;
  return hasFixedBits && operandsIn(encoding, word) !== undefined;
}
