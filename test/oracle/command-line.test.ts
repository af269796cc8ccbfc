import { describe, expect, it } from 'vitest';
import { parseCommandLine } from './command-line.ts';

describe('the command line of the oracle', () => {
  it('takes a machine, and says how to ask the same again', () => {
    const asked = parseCommandLine(['riscv', '--set', 'XLEN=32', '--seed', '7', '--steps', '10']);

    expect(asked).toMatchObject({
      machine: 'riscv',
      settings: new Map([['XLEN', 32n]]),
      steps: 10,
      encodings: true,
      stepping: true,
      line: 'npm run oracle -- riscv --set XLEN=32 --seed 7',
    });
  });

  it('takes one half only if asked to', () => {
    expect(parseCommandLine(['68000', '--encodings'])).toMatchObject({ stepping: false });
    expect(parseCommandLine(['68000', '--steps-only'])).toMatchObject({ encodings: false });
    expect(parseCommandLine(['68000', '--case', '3'])).toMatchObject({ encodings: false, case: 3 });
  });

  it.each([
    [[], 'name one machine'],
    [['a', 'b'], 'name one machine'],
    [['a', '--set', 'XLEN'], 'no setting: XLEN'],
    [['a', '--steps', 'many'], 'no number of steps: many'],
    [['a', '--encodings', '--steps-only'], '--encodings and --steps-only exclude each other'],
  ])('refuses %j', (line, message) => {
    expect(parseCommandLine(line)).toBe(message);
  });
});
