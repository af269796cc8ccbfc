import { describe, expect, it } from 'vitest';
import { changeText, stateText } from '../../../src/isa/state-text.ts';
import {
  changesBetween,
  registerIn,
  sameState,
  scalarIn,
  unitIn,
  withImage,
  zeroState,
  type State,
} from '../../../src/isa/state.ts';
import { arrayValue } from '../../../src/term/value.ts';
import { element, tinyMachine } from '../../helpers/tiny-machine.ts';

const machine = tinyMachine();
const zero = zeroState(machine);

describe('zeroState', () => {
  it('has every element, and what is hardwired', () => {
    const one = { index: 1, value: 7n };
    const wired = tinyMachine({
      elements: [
        element('x', 'general', 8, { file: { indexWidth: 2, count: 4, hardwired: [one] } }),
      ],
    });

    expect([...zero.elements.keys()]).toStrictEqual(['M', 'P', 'R.l', 'R.b', 'x', 'T']);
    expect(registerIn(zeroState(wired), 'x', 1)).toBe(7n);
    expect(registerIn(zeroState(wired), 'x', 2)).toBe(0n);
  });
});

describe('scalarIn and registerIn', () => {
  it('throw on an element of the other kind', () => {
    expect(() => scalarIn(zero, 'x')).toThrow('no scalar element x');
    expect(() => registerIn(zero, 'P', 0)).toThrow('no register file P');
  });
});

describe('withImage', () => {
  it('puts units into storage and leaves the others', () => {
    const loaded = withImage(zero, { segments: [{ address: 4n, units: [1n, 2n] }] });
    const again = withImage(loaded, { segments: [{ address: 5n, units: [3n] }] });

    expect([4n, 5n, 6n].map((address) => unitIn(again, address))).toStrictEqual([1n, 3n, 0n]);
    expect(unitIn(zero, 4n)).toBe(0n);
  });
});

describe('changesBetween', () => {
  it('names scalars, registers and storage units', () => {
    const after = withImage(
      stateWith({ M: 1n, 'R.l': 2n, x: arrayValue(0n, [[3n, 9n]]) }),
      { segments: [{ address: 0x20n, units: [5n] }, { address: 8n, units: [6n] }] }, // prettier-ignore
    );

    const changes = changesBetween(machine, zero, after).map((change) =>
      changeText(machine, change),
    );

    expect(changes).toStrictEqual([
      'M user → supervisor',
      'R.l 0x00 → 0x02',
      'x[3] 0x00 → 0x09',
      'E[0x8] 0x00 → 0x06',
      'E[0x20] 0x00 → 0x05',
    ]);
  });

  it('sees nothing in what was written as it was', () => {
    const same = withImage(stateWith({ x: arrayValue(0n, [[2n, 0n]]) }), {
      segments: [{ address: 1n, units: [0n] }],
    });

    expect(changesBetween(machine, zero, same)).toStrictEqual([]);
    expect(sameState(machine, zero, same)).toBe(true);
  });
});

describe('sameState', () => {
  it('compares what counts, and storage', () => {
    const later = stateWith({ T: 1n });
    const written = withImage(zero, { segments: [{ address: 1n, units: [1n] }] });

    expect(sameState(machine, zero, later)).toBe(false);
    expect(sameState(machine, zero, later, ({ name }) => name !== 'T')).toBe(true);
    expect(sameState(machine, zero, written)).toBe(false);
  });
});

describe('stateText', () => {
  it('writes records with their fields, values by name, and registers that are not zero', () => {
    const state = stateWith({ M: 1n, 'R.b': 0xffn, x: arrayValue(0n, [[1n, 2n]]) });

    expect(stateText(machine, state)).toBe(
      'M supervisor\nP 0x00\nR (l 0x00, b 0xff)\nx[1] 0x02\nT 0x00\n',
    );
    expect(stateText(machine, zero)).toContain('\nx all zero\n');
  });
});

// Helpers

function stateWith(
  elements: Readonly<Record<string, bigint | ReturnType<typeof arrayValue>>>,
): State {
  return { ...zero, elements: new Map([...zero.elements, ...Object.entries(elements)]) };
}
