import { describe, expect, it } from 'vitest';
import { catalogueText, machineJson, machineText } from '../../../src/report/list-report.ts';
import { tinyMachine } from '../../helpers/tiny-machine.ts';

describe('catalogueText', () => {
  it('puts variants below their machine', () => {
    const text = catalogueText({
      machines: [
        { id: 'one', title: 'The first', changes: undefined },
        { id: 'one/changed', title: 'The first, changed', changes: 'one' },
      ],
      specs: [{ name: 'spec', title: 'A spec' }],
    });

    expect(text.split('\n')).toStrictEqual([
      'MACHINES',
      '  one          The first',
      '    /changed   The first, changed',
      '',
      '  A variant is named with the machine before it: one/changed',
      '',
      'SPECS',
      '  spec         A spec',
      '',
      'Of one machine: popek list MACHINE',
      '',
    ]);
  });
});

describe('machineText', () => {
  it('lists parameters, pairs, storage, state and instructions', () => {
    const parameters = [{ name: 'q', value: 4n, choices: [4n, 8n], isDefault: true }];
    const text = machineText(tinyMachine({ parameters }));

    expect(text).toContain('  q                   4 (default)   one of 4, 8\n');
    expect(text).toContain('  default             supervisor to user\n');
    expect(text).toContain('  E: 256 8-bit units at 8-bit addresses, little endian\n');
    expect(text).toContain('  general   x:8[4]\n');
    expect(text).toContain('INSTRUCTIONS (8)\n  add, load, store, li, jump, idle, user, call\n');
  });

  it('says the same in JSON', () => {
    expect(machineJson(tinyMachine())).toMatchObject({
      machine: 'tiny',
      storage: { size: 256 },
      instructions: [{ id: 'add', opcode: 'add' }, {}, {}, {}, {}, {}, {}, {}],
    });
  });
});
