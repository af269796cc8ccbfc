import { describe, expect, it } from 'vitest';
import { assemble } from '../../../src/isa/assemble.ts';
import type { Platform } from '../../../src/isa/platform.ts';
import { scalarIn, unitIn, withImage, zeroState } from '../../../src/isa/state.ts';
import { imageOf } from '../../../src/isa/image.ts';
import { platformStep } from '../../../src/machine/platform.ts';
import { run, type Run } from '../../../src/machine/run.ts';
import { littleMachine, machineFromText } from '../../helpers/machines.ts';

const machine = machineFromText(
  littleMachine(`control ticks : bits(4) time why "for tests"
instruction put  "put {n}, {a}" encoding n[8] :: a[8] :: 0x01[8] { data[a] = n }
instruction here "here"         encoding 0x02[8]                { P = pc }
instruction loop "loop {n}"     encoding n[8] :: 0x03[8]         { data[0x40] = n  P = pc }
reset { M = supervisor  R.b = 0xFF }`),
);

const CONSOLE: Platform = { title: 'a console', console: 0x40n, clocks: [] };
const CLOCK: Platform = { title: 'a clock', console: undefined, clocks: ['ticks'] };
const NOTHING: Platform = { title: 'nothing', console: undefined, clocks: [] };

describe('platformStep', () => {
  const letter = withImage(zeroState(machine), imageOf([[0x40n, 0x41n], [0x41n, 0x42n]])); // prettier-ignore

  it('takes the character and empties its mailbox, and nothing else', () => {
    const { state, printed } = platformStep(machine, CONSOLE, letter);

    expect(printed).toBe(0x41);
    expect(unitIn(state, 0x40n)).toBe(0n);
    expect(unitIn(state, 0x41n)).toBe(0x42n);
    expect(state.elements).toBe(letter.elements);
  });

  it('leaves an empty mailbox alone', () => {
    const empty = zeroState(machine);

    expect(platformStep(machine, CONSOLE, empty)).toStrictEqual({ state: empty, printed: undefined }); // prettier-ignore
  });

  it('lets a clock go on, and wrap around', () => {
    const full = { ...letter, elements: new Map([...letter.elements, ['ticks', 15n] as const]) };

    expect(scalarIn(platformStep(machine, CLOCK, letter).state, 'ticks')).toBe(1n);
    expect(scalarIn(platformStep(machine, CLOCK, full).state, 'ticks')).toBe(0n);
  });

  it('does nothing without a rule', () => {
    expect(platformStep(machine, NOTHING, letter).state).toBe(letter);
  });
});

describe('run with a platform', () => {
  it('prints what is put into the mailbox, and halts', () => {
    const { ended, printed } = running("put 'H', 0x40\nput 'i', 0x40\nhere", CONSOLE);

    expect(printed).toBe('Hi');
    expect(ended).toMatchObject({ exit: { kind: 'halted' }, completed: 3 });
    expect(unitIn(ended.state, 0x40n)).toBe(0n);
  });

  it('is not taken in by a step that the platform undoes', () => {
    const { ended, printed } = running("loop 'x'", CONSOLE);

    expect(ended.exit.kind).toBe('budget-spent');
    expect(printed).toBe('x'.repeat(20));
  });

  it('counts the steps that complete', () => {
    const { ended } = running('put 1, 2\nput 1, 2\nhere', CLOCK);

    expect(scalarIn(ended.state, 'ticks')).toBe(3n);
    expect(ended.exit.kind).toBe('halted');
  });

  it('does nothing after a trap', () => {
    const { ended } = running('.unit 0xFF\n.org 0x80\n.unit 0xFF', CLOCK);

    expect(scalarIn(ended.state, 'ticks')).toBe(0n);
    expect(ended.exit.kind).toBe('unhandled-trap');
  });
});

// Helpers

function running(source: string, platform: Platform): { ended: Run; printed: string } {
  const { image, diagnostics } = assemble(machine, source, 'test.s');
  expect(diagnostics).toStrictEqual([]);
  const printed: number[] = [];
  const ended = run(machine, image, {
    budget: 20,
    platform,
    onPrint: (byte) => void printed.push(byte),
  });
  return { ended, printed: String.fromCodePoint(...printed) };
}
