/** Where an access lies: found once for states that are the same to the translation, and no others. */

import { describe, expect, it } from 'vitest';
import type { State } from '../../../src/isa/state.ts';
import { placeIn } from '../../../src/prove/run.ts';
import { arrayValue, memoryValue } from '../../../src/term/value.ts';
import { machineFromText } from '../../helpers/machines.ts';

/** An address is looked up in a table in storage, or moved by registers. */
const MACHINE = machineFromText(`isa "looking"
mode M : enum { user, supervisor }
pc P : bits(8)
map l : bits(8)
map k : bits(8)[4]
map isTable : bits(1)
general f : bits(8) why "for tests"
control S : bits(8) why "for tests"
storage E : bits(8) at bits(8)
supervisor when M == supervisor
user when M == user
memory trap bounds
trap entry (cause) { M = supervisor  P = 0  S = resume }
translate fetch, data (a : bits(8), access) -> bits(8) {
  if isTable == 1 { return E[a] }
  if a >= 0x80 { trap bounds }
  return l + k[1] + a
}
undecoded { trap bounds }
leaves out "everything else"
instruction none "none" encoding 0000_0000 { f = f }
`);

describe('the place of an access', () => {
  it('is the same whatever the storage, where that is not looked at', () => {
    expect(place(state({ l: 3n, unit: 1n }), 0x10n)).toBe(0x13n);
    expect(place(state({ l: 3n, unit: 2n }), 0x10n)).toBe(0x13n);
    expect(place(state({ l: 3n, unit: 2n }), 0x90n)).toBeUndefined();
    expect(place(state({ l: 3n, unit: 3n }), 0x90n)).toBeUndefined();
  });

  it('is found anew where the storage that is looked at differs', () => {
    expect(place(state({ isTable: 1n, unit: 0x20n }), 0x10n)).toBe(0x20n);
    expect(place(state({ isTable: 1n, unit: 0x21n }), 0x10n)).toBe(0x21n);
  });

  it('is found anew where what is read of the state differs', () => {
    expect(place(state({ l: 1n }), 0x10n)).toBe(0x11n);
    expect(place(state({ l: 2n }), 0x10n)).toBe(0x12n);
    expect(place(state({ l: 2n, k: 5n }), 0x10n)).toBe(0x17n);
    expect(place(state({ l: 2n, k: 6n }), 0x10n)).toBe(0x18n);
    expect(place(state({ l: 2n, k: 6n }), 0x11n)).toBe(0x19n);
  });
});

// Helpers

function place(of: State, address: bigint): bigint | undefined {
  return placeIn(MACHINE, of, 'data', 'load', address);
}

/** `unit` is everywhere in the storage, and `k` in the second register of the file. */
function state({
  l = 0n,
  k = 0n,
  isTable = 0n,
  unit = 0n,
}: Readonly<Record<string, bigint>>): State {
  return {
    elements: new Map<string, bigint | ReturnType<typeof arrayValue>>([
      ['M', 1n],
      ['P', 0n],
      ['l', l],
      ['k', arrayValue(0n, [[1n, k]])],
      ['isTable', isTable],
      ['f', 0n],
      ['S', 0n],
    ]),
    memory: memoryValue(unit),
  };
}
