import { describe, expect, it } from 'vitest';
import { constructMonitor, type MonitorMap } from '../../../src/isa/monitor-map.ts';
import { loadMap } from '../../../src/language/load-map.ts';
import { fileHost } from '../../../src/library/machine-files.ts';
import { firstFit, type Place } from '../../../src/machine/allocator.ts';
import { initialState } from '../../../src/machine/run.ts';
import { littleMachine } from '../../helpers/machines.ts';

const BASE = 'kept base : bits(8) why "for tests"\nwindow at kept.base\n';
const OWN = 'allocated (a : bits(8)) when a >= kept.base && zext(a, 9) < zext(kept.base, 9) + 32\n';

describe('firstFit', () => {
  it('takes the least number that the map promises, and then the next ones', () => {
    const map = mapOf(`${BASE}${OWN}placed when kept.base >= 3 why "for tests"`);

    expect(begins(map, 3)).toStrictEqual([3n, 35n, 67n]);
  });

  it('finds a number that has to be aligned, and stops where storage ends', () => {
    const map = mapOf(
      `${BASE}${OWN}placed when kept.base >= 0x50 && kept.base[3:0] == 0 && kept.base <= 0xE0 why "for tests"`,
    );

    expect(begins(map, 6)).toStrictEqual([0x50n, 0x70n, 0x90n, 0xb0n, 0xd0n, undefined]);
  });

  it('knows where the next one begins where the number counts pieces', () => {
    const map = mapOf(`kept base : bits(5) why "for tests"
window at kept.base :: 3'd0
allocated (a : bits(8)) when a[7:3] >= kept.base && zext(a[7:3], 6) < zext(kept.base, 6) + 3
placed when kept.base >= 5 && kept.base <= 29 why "for tests"`);

    expect(begins(map, 4)).toStrictEqual([0x28n, 0x40n, 0x58n, 0x70n]);
  });

  it('puts one guest where nothing is to be chosen, and no second', () => {
    const map = mapOf('window at 0x40\nallocated (a : bits(8)) when a >= 0x40 && a <= 0x5F');

    expect(begins(map, 2)).toStrictEqual([0x40n, undefined]);
  });

  it('refuses what it cannot choose', () => {
    const two = mapOf(
      `kept other : bits(8) why "for tests"\nkept base : bits(8) why "for tests"\nwindow at kept.base + kept.other\n${OWN}`,
    );
    expect(() => begins(two, 1)).toThrow('by kept.other and kept.base, not by one number');

    const behind = mapOf(`${BASE}allocated (a : bits(8)) when a > kept.base`);
    expect(() => begins(behind, 1)).toThrow('not one piece');
  });
});

// Helpers

/** Where so many guests would begin. */
function begins(map: MonitorMap, guests: number): readonly (bigint | undefined)[] {
  const real = initialState(map.real);
  const taken: Place[] = [];
  return Array.from({ length: guests }, () => {
    const place = firstFit(map, real, taken);
    if (place !== undefined) taken.push(place);
    return place?.begin;
  });
}

function mapOf(items: string): MonitorMap {
  const { map, diagnostics } = loadMap(
    {
      machine: { id: 'test', file: 'test.isa', text: littleMachine('') },
      file: 'test.map',
      text: `map "for tests"\n${items}\n`,
    },
    fileHost,
  );
  if (map === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return constructMonitor(map, 'trap-and-emulate').map;
}
