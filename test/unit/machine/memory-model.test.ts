import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unitIn, zeroState } from '../../../src/isa/state.ts';
import { memoryModelIn, PHYSICAL } from '../../../src/machine/memory-model.ts';
import { memoryValue } from '../../../src/term/value.ts';
import { tinyMachine } from '../../helpers/tiny-machine.ts';

const machine = tinyMachine();
const storage = memoryValue(0n, [
  [0x20n, 0x11n],
  [0x21n, 0x22n],
  [0xffn, 0x33n],
]);
const model = modelWith({ 'R.l': 0x20n, 'R.b': 0x10n });

describe('memoryModelIn', () => {
  it('reads a mapped path where the map of the state puts it', () => {
    expect(model.read('data', 1, storage, 0n)).toBe(0x11n);
    expect(model.read('data', 1, storage, 1n)).toBe(0x22n);
    expect(modelWith({ 'R.l': 0x21n }).read('data', 1, storage, 0n)).toBe(0x22n);
  });

  it('joins units with the first one lowest, and goes on at 0 after the last address', () => {
    expect(model.read('data', 2, storage, 0n)).toBe(0x2211n);
    expect(model.read(PHYSICAL, 2, storage, 0xffn)).toBe(0x0033n);
  });

  it('writes units in the same order', () => {
    const after = model.write('data', 2, storage, 2n, 0xbbaan);

    expect(unitIn({ elements: new Map(), memory: after }, 0x22n)).toBe(0xaan);
    expect(unitIn({ elements: new Map(), memory: after }, 0x23n)).toBe(0xbbn);
    expect(model.read('data', 1, storage, 2n)).toBe(0n);
  });

  it('faults where the translation says so, and never on the physical path', () => {
    expect(model.fault('data', 'load', storage, 0xfn)).toBe(false);
    expect(model.fault('data', 'load', storage, 0x10n)).toBe(true);
    expect(model.fault(PHYSICAL, 'store', storage, 0x10n)).toBe(false);
    expect(model.faultCause('data', 'store', storage, 0x10n)).toBe(0n);
  });

  it('gives back what was written, on every path', () => {
    const word = fc.bigInt({ min: 0n, max: 255n });

    fc.assert(
      fc.property(fc.constantFrom('data', PHYSICAL), word, word, (path, address, value) => {
        const after = model.write(path, 1, storage, address, value);

        expect(model.read(path, 1, after, address)).toBe(value);
      }),
    );
  });

  it('knows no other path', () => {
    expect(() => model.read('system', 1, storage, 0n)).toThrow('no path system');
  });
});

// Helpers

function modelWith(elements: Readonly<Record<string, bigint>>): ReturnType<typeof memoryModelIn> {
  const state = new Map([...zeroState(machine).elements, ...Object.entries(elements)]);
  return memoryModelIn(machine, state);
}
