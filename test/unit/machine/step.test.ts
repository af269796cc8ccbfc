import { describe, expect, it } from 'vitest';
import { assemble } from '../../../src/isa/assemble.ts';
import type { Machine } from '../../../src/isa/machine.ts';
import { registerIn, scalarIn, unitIn, withImage, type State } from '../../../src/isa/state.ts';
import { initialState } from '../../../src/machine/run.ts';
import { step, stepInstruction } from '../../../src/machine/step.ts';
import * as t from '../../../src/term/term.ts';
import { arrayValue } from '../../../src/term/value.ts';
import {
  byte,
  completes,
  E,
  encodingOf,
  instruction,
  M,
  operand,
  P,
  tinyInstructions,
  tinyMachine,
  trapStep,
} from '../../helpers/tiny-machine.ts';

const machine = tinyMachine();

describe('step', () => {
  it('completes an instruction', () => {
    const { kind, outcome } = step(machine, stateOf('li x1, -3'));

    expect(kind).toBe('instruction');
    expect(outcome.kind).toBe('completes');
    expect(registerIn(outcome.state, 'x', 1)).toBe(0xfdn);
    expect(scalarIn(outcome.state, 'P')).toBe(18n);
  });

  it('reads the state before the instruction only', () => {
    const swap = instruction('swap', 'swap', encodingOf('0000 0000'), {
      step: completes(1, {
        'R.l': t.variable('R.b', t.bits(8)),
        'R.b': t.variable('R.l', t.bits(8)),
      }),
    });
    const swapping = tinyMachine({ instructions: [swap] });

    const { outcome } = step(swapping, stateOf('swap', { 'R.b': 0xf0n }, swapping));

    expect(scalarIn(outcome.state, 'R.l')).toBe(0xf0n);
    expect(scalarIn(outcome.state, 'R.b')).toBe(0n);
  });

  it('enters the supervisor on a trap, with everything else undone', () => {
    const before = stateOf('user 5', { M: 0n }, machine, '.org 2\n.byte 0x44');

    const { outcome } = step(machine, before);

    expect(outcome).toMatchObject({
      kind: 'traps',
      name: 'privileged',
      resume: 16n,
      memory: false,
      before,
    });
    expect(scalarIn(outcome.state, 'M')).toBe(1n);
    expect(scalarIn(outcome.state, 'P')).toBe(0x44n);
    expect(scalarIn(outcome.state, 'R.b')).toBe(0xffn);
    expect(unitIn(outcome.state, 0n)).toBe(16n);
    expect(unitIn(outcome.state, 1n)).toBe(1n);
  });

  it('saves the address that the trap chose', () => {
    expect(step(machine, stateOf('call')).outcome).toMatchObject({ name: 'call', resume: 17n });
  });

  it('keeps what a trap keeps, and lets the trap entry see it', () => {
    const kept = instruction('kept', 'kept', encodingOf('0000 0000'), {
      step: { ...trapStep('call', P), kept: new Map([['T', byte(7)], ['P', byte(9)]]) }, // prettier-ignore
    });
    const keeping = tinyMachine({
      instructions: [kept],
      trapEntry: { elements: new Map([['R.l', t.variable('T', t.bits(8))]]), memory: E },
    });

    const { outcome } = step(keeping, stateOf('kept', {}, keeping));

    expect(scalarIn(outcome.state, 'T')).toBe(7n);
    expect(scalarIn(outcome.state, 'R.l')).toBe(7n);
    expect(scalarIn(outcome.state, 'P')).toBe(9n);
  });

  it('takes a memory trap of an access', () => {
    const { kind, outcome } = step(
      machine,
      stateOf('load x1, (x2)', { 'R.b': 17n }, machine, '', 20n),
    );

    expect(kind).toBe('instruction');
    expect(outcome).toMatchObject({ kind: 'traps', name: 'bounds', memory: true, resume: 16n });
  });

  it('takes a memory trap where an instruction cannot be fetched', () => {
    expect(step(machine, stateOf('call', { 'R.b': 16n }))).toMatchObject({
      kind: 'fetch',
      outcome: { name: 'bounds', memory: true, resume: 16n },
    });
  });

  it('fetches no more units than the instruction has, each through the map', () => {
    expect(step(machine, stateOf('idle', { 'R.b': 17n })).kind).toBe('instruction');
    expect(step(machine, stateOf('li x1, 0', { 'R.b': 17n })).kind).toBe('fetch');
  });

  it('does what the description says of a word that is no instruction', () => {
    expect(step(machine, stateOf('.byte 0xff'))).toMatchObject({
      kind: 'undecoded',
      units: [0xffn],
      outcome: { name: 'illegal', resume: 16n },
    });
  });

  it('takes the first interrupt whose condition holds, before anything is fetched', () => {
    const never = { cause: 'bounds', condition: t.FALSE };
    const timer = { cause: 'timer', condition: t.equal(t.variable('T', t.bits(8)), byte(0)) };
    const always = { cause: 'call', condition: t.TRUE };
    const interrupted = tinyMachine({ interrupts: [never, timer, always] });

    const due = step(interrupted, stateOf('call', { 'R.b': 0n }, interrupted));
    const later = step(interrupted, stateOf('call', { T: 1n }, interrupted));

    expect(due).toMatchObject({
      kind: 'interrupt',
      outcome: { name: 'timer', resume: 16n, memory: false },
    });
    expect(later).toMatchObject({ kind: 'interrupt', outcome: { name: 'call', resume: 16n } });
  });

  it('takes the variant whose constraint holds', () => {
    const encoding = encodingOf('0000 000a');
    const isUser = t.equal(M, t.constant(1, 0n));
    const variants = [
      instruction('one', 'ex {a}', encoding, { opcode: 'ex', constraint: isUser }),
      instruction('two', 'ex {a}', encoding, { opcode: 'ex', constraint: t.not(isUser) }),
    ];
    const executing = tinyMachine({ instructions: variants });

    expect(step(executing, stateOf('ex 1', {}, executing))).toMatchObject({
      instruction: { id: 'two' },
    });
    expect(step(executing, stateOf('ex 1', { M: 0n }, executing))).toMatchObject({
      instruction: { id: 'one' },
    });
  });
});

describe('stepInstruction', () => {
  const choosing = instruction('choose', 'choose {a}', encodingOf('0000 000a'), {
    choices: [{ name: 'choice.0', span: { file: 'tiny', start: 0, end: 0 } }],
    step: {
      ...completes(1, { T: t.zeroExtend(operand('a', 1), 8) }),
      traps: t.variable('choice.0', t.BOOL),
    },
  });

  it('uses the choices it is given, and false or zero for others', () => {
    const operands = new Map([['a', 1n]]);
    const state = stateOf('idle');

    const chosen = stepInstruction(
      machine,
      choosing,
      operands,
      new Map([['choice.0', true]]),
      state,
    );
    const other = stepInstruction(machine, choosing, operands, new Map(), state);

    expect(chosen.kind).toBe('traps');
    expect(other.kind).toBe('completes');
    expect(scalarIn(other.state, 'T')).toBe(1n);
  });

  it('executes the instruction whatever stands at the program counter', () => {
    const add = tinyInstructions()[0] ?? choosing;
    const operands = new Map([['d', 1n], ['s', 1n]]); // prettier-ignore

    const { state } = stepInstruction(
      machine,
      add,
      operands,
      new Map(),
      stateOf('call', {}, machine, '', 21n),
    );

    expect(registerIn(state, 'x', 1)).toBe(42n);
  });

  it('needs every operand', () => {
    const add = tinyInstructions()[0] ?? choosing;

    expect(() => stepInstruction(machine, add, new Map(), new Map(), stateOf('call'))).toThrow(
      'op.',
    );
  });
});

// Helpers

/** After reset, with the statement at the program counter 16 and one value in x1, x2 and x3. */
function stateOf(
  statement: string,
  elements: Readonly<Record<string, bigint>> = {},
  on: Machine = machine,
  more = '',
  registers = 0n,
): State {
  const { image, diagnostics } = assemble(on, `.org 16\n${statement}\n${more}`, 'tiny.s');
  expect(diagnostics).toStrictEqual([]);
  const state = withImage(initialState(on), image);
  const entries = [1n, 2n, 3n].map((i): [bigint, bigint] => [i, registers]);
  return {
    ...state,
    elements: new Map([
      ...state.elements,
      ['x', arrayValue(0n, entries)],
      ...Object.entries(elements),
    ]),
  };
}
