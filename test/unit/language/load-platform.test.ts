import { describe, expect, it } from 'vitest';
import { BARE } from '../../../src/isa/platform.ts';
import { loadPlatform, type LoadedPlatform } from '../../../src/language/load-platform.ts';
import { littleMachine, machineFromText } from '../../helpers/machines.ts';

const machine = machineFromText(
  littleMachine('control ticks : bits(8) time why "for tests"\nreset { M = supervisor }'),
);

describe('loadPlatform', () => {
  it('reads a console and clocks', () => {
    const { platform, diagnostics } = loaded('console at 0xF0\nclock ticks');

    expect(diagnostics).toStrictEqual([]);
    expect(platform).toStrictEqual({ title: 'a board', console: 0xf0n, clocks: ['ticks'] });
  });

  it('may have nothing', () => {
    expect(loaded('')).toMatchObject({ platform: { console: undefined, clocks: [] }, diagnostics: [] }); // prettier-ignore
  });

  it.each([
    ['PG105', 'console at 0x100', 'addresses of `E` have 8 bits'],
    ['PG103', 'console at 1\nconsole at 1', undefined],
    ['PG103', 'clock ticks\nclock ticks', undefined],
    ['PG101', 'clock tick', 'did you mean `ticks`?'],
    ['PG302', 'clock T', 'a clock is one word, which the description marks `time`'],
    ['PG302', 'clock r', 'a clock is one word, which the description marks `time`'],
    ['PG011', 'consol at 1', 'did you mean `console`?'],
  ])('refuses what it cannot mean: %s %s', (code, items, help) => {
    expect(loaded(items).diagnostics).toMatchObject([{ code, help }]);
  });

  it('leaves out what it refuses', () => {
    const { platform } = loaded('console at 0x100\nclock T\nclock ticks\nclock ticks');

    expect(platform).toMatchObject({ console: undefined, clocks: ['ticks'] });
  });

  it('refuses a file that is not there', () => {
    const { platform, diagnostics } = loadPlatform('gone', machine, { readText: () => undefined });

    expect(platform).toBe(BARE);
    expect(diagnostics).toMatchObject([{ code: 'PG501' }]);
  });
});

// Helpers

function loaded(items: string): LoadedPlatform {
  return loadPlatform('a.platform', machine, {
    readText: () => `platform "a board"\n\n${items}\n`,
  });
}
