import { describe, expect, it } from 'vitest';
import { assemble } from '../../../src/isa/assemble.ts';
import type { Machine } from '../../../src/isa/machine.ts';
import { changeText } from '../../../src/isa/state-text.ts';
import { registerIn, unitIn } from '../../../src/isa/state.ts';
import {
  initialState,
  run,
  traceRecord,
  type Run,
  type TraceRecord,
} from '../../../src/machine/run.ts';
import * as t from '../../../src/term/term.ts';
import {
  byte,
  completes,
  encodingOf,
  instruction,
  M,
  tinyMachine,
} from '../../helpers/tiny-machine.ts';

const T = t.variable('T', t.bits(8));
const machine = tinyMachine();

/** `idle` and `jump` let the clock run. */
const clocked = tinyMachine({
  instructions: machine.instructions.map((each) => ({
    ...each,
    step: {
      ...each.step,
      after: {
        ...each.step.after,
        elements: new Map([...each.step.after.elements, ['T', t.binary('bvadd', T, byte(1))]]),
      },
    },
  })),
});

describe('initialState', () => {
  it('is what reset says, and zero elsewhere', () => {
    const state = initialState(machine);

    expect(state.elements.get('P')).toBe(16n);
    expect(state.elements.get('R.l')).toBe(0n);
    expect(registerIn(state, 'x', 3)).toBe(0n);
    expect(unitIn(state, 16n)).toBe(0n);
  });
});

describe('run', () => {
  it('goes on until a step changes nothing', () => {
    const { exit, state, steps, completed, trapped } = running(
      'li x1, 20\nadd x1, x1\nadd x1, x1\nidle',
    );

    expect(exit).toStrictEqual({ kind: 'halted' });
    expect({ steps, completed, trapped }).toStrictEqual({ steps: 4, completed: 4, trapped: 0 });
    expect(registerIn(state, 'x', 1)).toBe(80n);
  });

  it('takes a jump to itself for a halt', () => {
    expect(running('jump .').exit.kind).toBe('halted');
  });

  it('is not halted by a step that changes nothing but storage', () => {
    const push = instruction('push', 'push', encodingOf('0000 0000'), {
      step: completes(
        1,
        { P: t.variable('P', t.bits(8)) },
        t.write('physical', t.variable('E', t.MEMORY), byte(99), 1, byte(1)),
      ),
    });

    expect(running('push', tinyMachine({ instructions: [push] })).steps).toBe(2);
  });

  it('stops when the budget is spent', () => {
    const { exit, steps } = running('again: add x1, x1\njump again');

    expect(exit.kind).toBe('budget-spent');
    expect(steps).toBe(100);
  });

  it('halts also where time goes on', () => {
    expect(running('jump .', clocked)).toMatchObject({ exit: { kind: 'halted' }, steps: 1 });
  });

  it('does not halt as long as time may bring an interrupt', () => {
    const due = t.equal(T, byte(10));
    const timer = { cause: 'timer', condition: due };
    const inUser = { cause: 'timer', condition: t.and(t.equal(M, t.constant(1, 0n)), due) };
    const handled = 'jump .\n.org 2\n.byte 64\n.org 64\nidle';

    const interrupted = running(handled, { ...clocked, interrupts: [timer] });
    const masked = running(handled, { ...clocked, interrupts: [inUser] });

    expect(interrupted).toMatchObject({
      exit: { kind: 'unhandled-trap', trap: { name: 'timer' } },
      completed: 10,
    });
    expect(masked).toMatchObject({ exit: { kind: 'halted' }, steps: 1 });
  });

  it('ends where trap follows trap and nothing comes of it', () => {
    const { exit, trapped } = running('.org 2\n.byte 64\n.org 64\n.byte 0xff');

    expect(exit).toMatchObject({ kind: 'unhandled-trap', trap: { name: 'illegal', resume: 64n } });
    expect(trapped).toBeLessThan(5);
  });

  it('lets a handler run', () => {
    const { exit, state, trapped } = running(
      'call\nidle\n.org 2\n.byte 64\n.org 64\nli x1, 7\nidle',
    );

    expect(exit.kind).toBe('halted');
    expect(trapped).toBe(1);
    expect(registerIn(state, 'x', 1)).toBe(7n);
  });
});

describe('traceRecord', () => {
  it('says what was executed where, and what it changed', () => {
    const records: TraceRecord[] = [];

    running('li x1, 6\ncall\n.org 2\n.byte 64\n.org 64\nidle', machine, records);

    expect(records.map(({ address, text, trap }) => [address, text, trap])).toStrictEqual([
      [16n, 'li x1, 6', undefined],
      [18n, 'call', 'call'],
      [64n, 'idle', undefined],
    ]);
    const changes = records[1]?.changes.map((change) => changeText(machine, change));
    expect(changes).toStrictEqual(['P 0x12 → 0x40', 'E[0x0] 0x00 → 0x13', 'E[0x1] 0x00 → 0x03']);
  });
});

// Helpers

/** Runs a program that stands at 16, where the machine starts. */
function running(source: string, on: Machine = machine, records: TraceRecord[] = []): Run {
  const { image, diagnostics } = assemble(on, `.org 16\n${source}`, 'tiny.s');
  expect(diagnostics).toStrictEqual([]);
  return run(on, image, {
    budget: 100,
    onStep: (taken, before) => records.push(traceRecord(on, taken, before)),
  });
}
