import { describe, expect, it } from 'vitest';
import { machineArgument } from '../../../src/cli/machine-argument.ts';

describe('machineArgument', () => {
  it('takes a name, a path and -', () => {
    for (const name of ['one', 'one/two', './one', '/a/b.isa', '-', 'mail@home', './a@b/c=d/e']) {
      expect(machineArgument(name, [])).toStrictEqual({ name, settings: new Map() });
    }
  });

  it('takes settings behind an @, after those of --set', () => {
    const { name, settings } = machineArgument('one@A=2,B=0x1F', ['A=1', 'C=0b11', 'D=1_000']);

    expect(name).toBe('one');
    expect([...settings]).toStrictEqual([
      ['A', 2n],
      ['C', 3n],
      ['D', 1000n],
      ['B', 31n],
    ]);
  });

  it('refuses what sets nothing', () => {
    for (const wrong of ['A', 'A=', '=1', 'A=x', 'A=-1', 'A=0x', 'A=0x_', '1A=1', 'A=1.5']) {
      expect(() => machineArgument('one', [wrong])).toThrow(`\`${wrong}\` sets no parameter`);
    }
    expect(() => machineArgument('one@A=1,B', [])).toThrow('`B` sets no parameter');
  });
});
