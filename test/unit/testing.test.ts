/** The arbitraries of `popek/testing`, on a little machine and on the shipped ones. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decoderOf } from '../../src/isa/decode.ts';
import type { Machine } from '../../src/isa/machine.ts';
import {
  assemblesWhatItDisassembles,
  choicesFor,
  decodesWhatItEncodes,
  instructionOf,
  isValid,
  operandsOf,
  programOf,
  registerIn,
  sameState,
  scalarIn,
  stateOf,
  stepInstruction,
  stepOf,
  wordOf,
} from '../../src/testing.ts';
import { fitsSort } from '../../src/term/value.ts';
import { choicesOf } from '../../src/isa/choices.ts';
import { littleMachine, machineFromText, shippedMachine } from '../helpers/machines.ts';

const SEED = 7;
const LITTLE = machineFromText(
  littleMachine(`
general z : bits(8)[4] with z[1] = 5 why "for tests"
invariant T != 0xFF why "for tests"
instruction add "add {d}, {s}" encoding 0001 :: d[2] :: s[2] { r[d] = r[d] + r[s] }
instruction even "even {d}" encoding 0010 :: d[4] where d in { 2, 4 .. 6 } { f = zext(d, 8) }
instruction what "what" encoding 0011_0000 { f = undefined }
instruction svc "svc" encoding 0100_0000 { trap call }
`),
);

describe('stateOf', () => {
  it('gives a value that fits for every element, members for enums, and the fixed registers', () => {
    fc.assert(
      fc.property(stateOf(LITTLE), (state) => {
        for (const { name, width, file } of LITTLE.elements) {
          if (file !== undefined) continue;
          expect(fitsSort(scalarIn(state, name), { kind: 'bits', width })).toBe(true);
        }
        expect(scalarIn(state, 'M')).toBeLessThan(2n);
        expect(registerIn(state, 'z', 1)).toBe(5n);
      }),
      { seed: SEED },
    );
  });

  it('gives states in which the invariants hold and others, and isValid tells', () => {
    const states = fc.sample(stateOf(LITTLE), { numRuns: 200, seed: SEED });

    for (const state of states) {
      expect(isValid(LITTLE, state)).toBe(scalarIn(state, 'T') !== 0xffn);
    }
    expect(new Set(states.map((state) => isValid(LITTLE, state)))).toStrictEqual(
      new Set([true, false]),
    );
  });

  it('gives every mode', () => {
    const states = fc.sample(stateOf(LITTLE), { numRuns: 100, seed: SEED });

    expect(new Set(states.map((state) => scalarIn(state, 'M'))).size).toBe(2);
  });
});

describe('instructionOf', () => {
  it('gives every instruction, with operands that its encoding holds', () => {
    const samples = fc.sample(instructionOf(LITTLE), { numRuns: 200, seed: SEED });

    expect(new Set(samples.map(({ instruction }) => instruction.id)).size).toBe(4);
    expect(
      new Set(
        samples
          .filter(({ instruction }) => instruction.id === 'even')
          .map(({ operands }) => operands.get('d')),
      ),
    ).toStrictEqual(new Set([2n, 4n, 5n, 6n]));
  });
});

describe('wordOf', () => {
  it('gives words of instructions and words of none', () => {
    const kinds = fc
      .sample(wordOf(LITTLE), { numRuns: 100, seed: SEED })
      .map(({ word, width }) => decoderOf(LITTLE).decode(word, width).kind);

    expect(new Set(kinds)).toStrictEqual(new Set(['decoded', 'undecoded']));
  });
});

describe('programOf', () => {
  it('gives the text and the image of a program from its origin on', () => {
    fc.assert(
      fc.property(programOf(LITTLE, { origin: 0x20n, maxLength: 4 }), (program) => {
        const { samples, source, image } = program;

        expect(source.trimEnd().split('\n')).toHaveLength(samples.length + 1);
        expect(image.segments.map(({ address, units }) => [address, units.length])).toStrictEqual([
          [0x20n, samples.length],
        ]);
      }),
      { seed: SEED },
    );
  });
});

describe('stepOf', () => {
  it('gives steps as the evaluator takes them', () => {
    fc.assert(
      fc.property(stepOf(LITTLE), ({ instruction, operands, choices, before, outcome }) => {
        const again = stepInstruction(LITTLE, instruction, operands, choices, before);

        expect(again.kind).toBe(outcome.kind);
        expect(sameState(LITTLE, again.state, outcome.state)).toBe(true);
        if (instruction.id === 'what' && outcome.kind === 'completes') {
          expect([...choices.values()]).toContain(scalarIn(outcome.state, 'f'));
        }
      }),
      { seed: SEED },
    );
  });
});

describe('choicesFor', () => {
  it('gives a value of its sort for every choice', () => {
    for (const machine of [LITTLE, shippedMachine('third-generation/undefined')]) {
      for (const instruction of machine.instructions) {
        const [choices] = fc.sample(choicesFor(instruction), { numRuns: 1, seed: SEED });
        for (const { name, sort } of choicesOf(instruction)) {
          const value = choices?.get(name);
          expect(value !== undefined && fitsSort(value, sort)).toBe(true);
        }
      }
    }
  });
});

describe('the properties of a codec', () => {
  it('hold of a machine that is right', () => {
    fc.assert(decodesWhatItEncodes(LITTLE), { seed: SEED });
    fc.assert(assemblesWhatItDisassembles(LITTLE), { seed: SEED });
  });

  it('fail where two encodings overlap', () => {
    const [first, ...others] = LITTLE.instructions;
    const same = others.find(({ id }) => id === 'what');
    if (first === undefined || same === undefined) throw new Error('not the machine');
    // `what` takes a word that belongs to `add`.
    const encoding = { ...same.encoding, value: first.encoding.value };
    const broken: Machine = { ...LITTLE, instructions: [first, { ...same, encoding }] };

    expect(fc.check(decodesWhatItEncodes(broken), { seed: SEED }).failed).toBe(true);
  });
});

describe('operandsOf', () => {
  it('gives operands that shrink', () => {
    const [add] = LITTLE.instructions;
    if (add === undefined) throw new Error('not the machine');
    const found = fc.check(
      fc.property(operandsOf(add), (operands) => (operands.get('s') ?? 0n) < 2n),
      { seed: SEED },
    );

    expect(found.counterexample?.[0]).toStrictEqual(new Map([['d', 0n], ['s', 2n]])); // prettier-ignore
  });
});
