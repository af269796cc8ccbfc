import { describe, expect, it } from 'vitest';
import { imageOf } from '../../../src/isa/image.ts';
import { withImage, zeroState, type State } from '../../../src/isa/state.ts';
import { runJson, runText, traceLine, type Ended } from '../../../src/report/run-report.ts';
import { tinyMachine } from '../../helpers/tiny-machine.ts';

const machine = tinyMachine();
const image = imageOf([[16n, 0x60n]]);
const loaded = withImage(zeroState(machine), image);

describe('runText', () => {
  it('says how it ended, what is not zero, and what of the storage changed', () => {
    const state: State = {
      ...withImage(loaded, imageOf([[32n, 0x2an]])),
      elements: new Map([...loaded.elements, ['M', 1n], ['P', 17n]]),
    };

    expect(runText(machine, image, ended({ exit: { kind: 'halted' }, state }))).toStrictEqual([
      'Halted after 3 steps: 2 completed, 1 trapped.',
      '',
      '  M supervisor       P 0x11',
      '',
      '  1 unit of storage changed:',
      '  E[0x20] 0x2a',
    ]);
  });

  it('names the trap that nobody handled, and knows a budget from an end', () => {
    const trap = { name: 'illegal', resume: 16n };

    expect(runText(machine, image, ended({ exit: { kind: 'unhandled-trap', trap } }))[0]).toBe(
      'Unhandled trap illegal at 0x10, after 3 steps: 2 completed, 1 trapped.',
    );
    expect(runText(machine, image, ended({}))).toStrictEqual([
      'Budget spent after 3 steps: 2 completed, 1 trapped.',
      '',
      '  every element is zero',
    ]);
  });

  it('shortens a long list of units', () => {
    const units = Array.from({ length: 100 }, (_, index) => [BigInt(32 + index), 1n] as const);
    const lines = runText(machine, image, ended({ state: withImage(loaded, imageOf(units)) }));

    expect(lines.at(-1)).toBe('  and 76 more');
  });
});

describe('runJson', () => {
  it('has the same as numbers', () => {
    const seen = { console: 'Hi', trace: ['line'] };
    const json = runJson(machine, image, ended({ exit: { kind: 'halted' } }), seen);

    expect(json).toMatchObject({
      machine: 'tiny',
      ended: 'halted',
      steps: 3,
      storage: {},
      console: 'Hi',
      trace: ['line'],
    });
  });
});

describe('traceLine', () => {
  it('has the address, the instruction, and what it changed but for the program counter', () => {
    const changes = [
      { kind: 'element', name: 'P', element: undefined, before: 0n, after: 1n },
      { kind: 'element', name: 'x[1]', element: undefined, before: 0n, after: 0x2an },
    ] as const;

    expect(traceLine(machine, { address: 16n, text: 'add x1, x2', trap: undefined, changes })).toBe(
      '0x10:  add x1, x2                x[1] 0x2a',
    );
    expect(traceLine(machine, { address: 0n, text: undefined, trap: 'bounds', changes: [] })).toBe(
      '0:                            traps: bounds',
    );
  });
});

// Helpers

function ended(overrides: Partial<Ended>): Ended {
  return {
    exit: { kind: 'budget-spent' },
    state: loaded,
    steps: 3,
    completed: 2,
    trapped: 1,
    ...overrides,
  };
}
