/** The paper's machine and its variants, on the reference evaluator. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assemble } from '../../src/isa/assemble.ts';
import type { Machine } from '../../src/isa/machine.ts';
import { registerIn, scalarIn, unitIn, withImage, type State } from '../../src/isa/state.ts';
import { parseExpected } from '../../src/language/parse.ts';
import {
  fileHost,
  listMachines,
  locateMachine,
  MACHINES,
} from '../../src/library/machine-files.ts';
import { initialState, run, runFrom, type Run } from '../../src/machine/run.ts';
import { step, stepInstruction, type StepOutcome } from '../../src/machine/step.ts';
import { arrayValue } from '../../src/term/value.ts';
import { shippedMachine } from '../helpers/machines.ts';

const FOLDER = 'third-generation';
const machine = shippedMachine(FOLDER);
const ids = listMachines()
  .map(({ id }) => id)
  .filter((id) => id.startsWith(`${FOLDER}/`));

describe('the program copy', () => {
  const { symbols, ended } = program('copy.s');

  it('copies eight words and halts', () => {
    expect(ended).toMatchObject({ exit: { kind: 'halted' }, steps: 2 + 8 * 4 + 1, trapped: 0 });
    expect(unitsAt(ended.state, symbols.get('to') ?? 0n, 8)).toStrictEqual([
      1n,
      1n,
      2n,
      3n,
      5n,
      8n,
      13n,
      21n,
    ]);
  });
});

describe('the program lookup', () => {
  const { symbols, ended } = program('lookup.s');

  it('finds what the table has, and zero for what it lacks', () => {
    expect(ended.exit.kind).toBe('halted');
    expect(unitsAt(ended.state, symbols.get('answers') ?? 0n, 3)).toStrictEqual([
      codeOf('c'),
      0n,
      codeOf('x'),
    ]);
  });
});

describe('the program supervisor', () => {
  const { symbols, ended } = program('supervisor.s');
  const window = (name: string): readonly bigint[] =>
    unitsAt(ended.state, (symbols.get(name) ?? 0n) + 0x10n, 5);

  it('lets each process write its own pattern in its own window', () => {
    expect(ended.exit.kind).toBe('halted');
    expect(window('first')).toStrictEqual([1n, 2n, 3n, 4n, 0n]);
    expect(window('second')).toStrictEqual([5n, 10n, 15n, 0n, 0n]);
  });

  it('takes a trap for each turn given away and for each end', () => {
    expect(ended.trapped).toBe(4 + 1 + 3 + 1);
    expect(unitIn(ended.state, symbols.get('turns') ?? 0n)).toBe(9n);
  });

  it('does not let a process write behind its window', () => {
    const behind = (symbols.get('second') ?? 0n) + (symbols.get('size') ?? 0n);

    expect(unitIn(ended.state, behind)).toBe(0n);
  });
});

describe('the machine', () => {
  const PRIVILEGED = ['lpsw 0x20', 'setr r1', 'lra r1, 0x20', 'halt'];

  it.each(PRIVILEGED)('traps %s in user mode and nothing else', (statement) => {
    const before = userState(machine, statement);

    const { outcome } = step(machine, before);

    expect(outcome).toMatchObject({
      kind: 'traps',
      name: 'privileged_operation',
      resume: 0n,
      memory: false,
    });
    expect(unitIn(outcome.state, 0n)).toBe(0x0000_0000_0200_0100n);
    expect(scalarIn(outcome.state, 'M')).toBe(1n);
    expect(scalarIn(outcome.state, 'P')).toBe(0x30n);
    expect(scalarIn(outcome.state, 'R.l')).toBe(0n);
    expect(scalarIn(outcome.state, 'R.b')).toBe(0xffffn);
  });

  it.each([...PRIVILEGED, 'nop', 'add r1, r2, r3'])(
    'completes %s in supervisor mode',
    (statement) => {
      const { elements, memory } = userState(machine, statement);
      const state = { elements: new Map([...elements, ['M', 1n]]), memory };

      expect(step(machine, state).outcome.kind).toBe('completes');
    },
  );

  it('traps a supervisor call in both modes, with its own address', () => {
    const user = userState(machine, 'svc 7');
    const supervisor = { ...user, elements: new Map([...user.elements, ['M', 1n]]) };

    expect(step(machine, user).outcome).toMatchObject({ name: 'supervisor_call', resume: 0n });
    expect(step(machine, supervisor).outcome).toMatchObject({
      name: 'supervisor_call',
      resume: 0n,
    });
  });

  it('checks the bounds, and the end of storage without wrapping around', () => {
    expect(step(machine, userState(machine, 'load r1, 0xff')).outcome.kind).toBe('completes');
    expect(step(machine, userState(machine, 'load r1, 0x100')).outcome).toMatchObject({
      name: 'bounds',
      memory: true,
    });

    const small = shippedMachine(FOLDER, { q: 0x250n });
    expect(step(small, userState(small, 'load r1, 0x4f')).outcome.kind).toBe('completes');
    expect(step(small, userState(small, 'load r1, 0x50')).outcome).toMatchObject({
      name: 'bounds',
      memory: true,
    });

    const { elements, memory } = userState(machine, 'load r1, 0xffff');
    const wide = { elements: new Map([...elements, ['R.b', 0xffffn], ['R.l', 0x200n]]), memory };
    expect(step(machine, wide).outcome).toMatchObject({ name: 'bounds' });
  });

  it('traps a word that is no instruction', () => {
    expect(step(machine, userState(machine, '.word -1'))).toMatchObject({
      kind: 'undecoded',
      outcome: { name: 'illegal_operation' },
    });
  });

  it('loads a PSW as a trap saved it', () => {
    const trapped = step(machine, userState(machine, 'svc 1')).outcome.state;

    const { state } = execute(machine, 'load_psw', { a: 0n }, trapped);

    for (const name of ['M', 'P', 'R.l', 'R.b']) {
      expect(scalarIn(state, name)).toBe({ M: 0n, P: 0n, 'R.l': 0x200n, 'R.b': 0x100n }[name]);
    }
  });
});

describe('the variants', () => {
  it.each(ids)('%s loads, and halts like the machine they change', (id) => {
    expect(program('lookup.s', shippedMachine(id)).ended.exit.kind).toBe('halted');
  });

  it.each([FOLDER, ...ids])('%s has expected rows of instructions that it has', (id) => {
    const files = locateMachine(id)?.expected ?? [];
    const names = shippedMachine(id).instructions.map((instruction) => instruction.id);

    expect(files).toHaveLength(1);
    for (const file of files) {
      const { file: parsed, diagnostics } = parseExpected(file, fileHost.readText(file) ?? '');
      expect(diagnostics).toStrictEqual([]);
      for (const { subject } of parsed?.tree.rows ?? []) {
        if (subject.kind !== 'instruction') continue;
        const pattern = new RegExp(
          `^${subject.name.replaceAll('.', '\\.').replaceAll('*', '.*')}$`,
          'u',
        );
        expect(names.filter((name) => pattern.test(name))).not.toStrictEqual([]);
      }
    }
  });

  it('ignored: LPSW only moves on in user mode', () => {
    const variant = shippedMachine(`${FOLDER}/ignored`);

    expect(changesOf(variant, 'lpsw 0x20')).toStrictEqual({ P: 1n });
  });

  it('partial: LPSW loads only P in user mode', () => {
    const variant = shippedMachine(`${FOLDER}/partial`);

    expect(changesOf(variant, 'lpsw 0x20', '.word 0x1_1234_5678_9ABC')).toStrictEqual({
      P: 0x1234n,
    });
  });

  it('popf: the interrupt flag stays in user mode', () => {
    const variant = shippedMachine(`${FOLDER}/popf`);
    const before = userState(variant, 'popf r1', '', 3n);
    const supervisor = { ...before, elements: new Map([...before.elements, ['M', 1n]]) };

    expect(changesOf(variant, 'popf r1', '', 3n)).toStrictEqual({ P: 1n, condition: 1n });
    expect(scalarIn(step(variant, supervisor).outcome.state, 'interrupts_on')).toBe(1n);
  });

  it('exception, trap-after: the saved address tells them apart', () => {
    const exception = shippedMachine(`${FOLDER}/exception`);
    const trap = shippedMachine(`${FOLDER}/trap-after`);

    expect(step(exception, userState(exception, 'lra r1, 0')).outcome).toMatchObject({
      name: 'protection_exception',
      resume: 0n,
    });
    const { outcome } = step(trap, userState(trap, 'lra r1, 0'));
    expect(outcome).toMatchObject({ name: 'emulation_request', resume: 1n });
    expect(scalarIn(outcome.state, 'cause_register')).toBe(
      trap.causes.find(({ name }) => name === 'emulation_request')?.code,
    );
  });

  it('banked: each mode has its own stack pointer', () => {
    const variant = shippedMachine(`${FOLDER}/banked`);

    expect(changesOf(variant, 'set_sp r1', '', 0x40n)).toStrictEqual({ P: 1n, user_sp: 0x40n });
    const before = userState(variant, 'set_sp r1', '', 0x40n);
    const supervisor = { ...before, elements: new Map([...before.elements, ['M', 1n]]) };
    expect(scalarIn(step(variant, supervisor).outcome.state, 'supervisor_sp')).toBe(0x40n);
  });

  it('traps-sometimes: a window within the old one is taken, another traps', () => {
    const variant = shippedMachine(`${FOLDER}/traps-sometimes`);

    expect(changesOf(variant, 'setr r1', '', 0x0210_0010n)).toStrictEqual({
      P: 1n,
      'R.l': 0x210n,
      'R.b': 0x10n,
    });
    expect(step(variant, userState(variant, 'setr r1', '', 0x0100_0010n)).outcome).toMatchObject({
      kind: 'traps',
    });
  });

  it('undefined: the choice decides whether set R traps', () => {
    const variant = shippedMachine(`${FOLDER}/undefined`);
    const state = userState(variant, 'setr r1');
    const setR = variant.instructions.find(({ id }) => id === 'set_r');
    if (setR === undefined) throw new Error('no set_r');

    const outcomes = setR.choices.map(({ name }) => {
      try {
        return stepInstruction(variant, setR, new Map([['x', 1n]]), new Map([[name, true]]), state)
          .kind;
      } catch {
        return 'not a truth value';
      }
    });

    expect(outcomes).toContain('traps');
    expect(outcomes).toContain('completes');
  });

  it('execute: does what the subject does, at its own address', () => {
    const variant = shippedMachine(`${FOLDER}/execute`);

    const add = step(variant, userState(variant, 'execute 0x20', 'add r1, r2, r3', 5n));
    const halt = step(variant, userState(variant, 'execute 0x20', 'halt'));
    const itself = step(variant, userState(variant, 'execute 0'));
    const nothing = step(variant, userState(variant, 'execute 0x20', '.word -1'));
    const outside = step(variant, userState(variant, 'execute 0x100'));

    expect(add).toMatchObject({
      instruction: { id: 'execute.add' },
      outcome: { kind: 'completes' },
    });
    expect(registerIn(add.outcome.state, 'r', 1)).toBe(10n);
    expect(scalarIn(add.outcome.state, 'P')).toBe(1n);
    expect(halt).toMatchObject({
      instruction: { id: 'execute.halt' },
      outcome: { name: 'privileged_operation', resume: 0n },
    });
    expect(itself).toMatchObject({ instruction: { id: 'execute.nested' } });
    expect(nothing).toMatchObject({
      instruction: { id: 'execute.undecoded' },
      outcome: { name: 'illegal_operation' },
    });
    expect(outside).toMatchObject({ outcome: { name: 'bounds', memory: true } });
  });

  it('timer: interrupts a user program after so many instructions', () => {
    const variant = shippedMachine(`${FOLDER}/timer`);
    const { elements, memory } = userState(variant, 'jump 0');
    const start = { elements: new Map([...elements, ['timer', 5n]]), memory };

    const ended = runFrom(variant, start, { budget: 100 });

    expect(ended).toMatchObject({ exit: { kind: 'halted' }, trapped: 1, completed: 5 + 1 });
  });

  it('reads-clock: counts what completed', () => {
    const variant = shippedMachine(`${FOLDER}/reads-clock`);
    const { state } = runFrom(variant, userState(variant, 'nop\nnop\nread_clock r1'), {
      budget: 3,
    });

    expect(registerIn(state, 'r', 1)).toBe(2n);
    expect(scalarIn(state, 'clock')).toBe(3n);
  });
});

// Helpers

function program(
  name: string,
  on: Machine = machine,
): { readonly symbols: ReadonlyMap<string, bigint>; readonly ended: Run } {
  const file = join(MACHINES, FOLDER, 'programs', name);
  const { image, symbols, diagnostics } = assemble(on, readFileSync(file, 'utf8'), file);
  expect(diagnostics).toStrictEqual([]);
  return { symbols, ended: run(on, image, { budget: 2000 }) };
}

/**
 * User mode at program address 0 of a window of 0x100 words at 0x200, with `statement` there and
 * `more` at 0x20, `register` in r1 to r7, and a supervisor at 0x30 that halts.
 */
function userState(on: Machine, statement: string, more = '', register = 0n): State {
  const source = `.org 1\n.word 0x1_0030_0000_FFFF\n.org 0x30\nhalt\n.org 0x200\n${statement}\n.org 0x220\n${more}`;
  const { image, diagnostics } = assemble(on, source, 'user.s');
  expect(diagnostics).toStrictEqual([]);
  const { elements, memory } = withImage(initialState(on), image);
  const registers = Array.from({ length: 7 }, (_, i): [bigint, bigint] => [
    BigInt(i + 1),
    register,
  ]);
  const user = Object.entries({ M: 0n, P: 0n, 'R.l': 0x200n, 'R.b': 0x100n });
  return { elements: new Map([...elements, ...user, ['r', arrayValue(0n, registers)]]), memory };
}

/** The scalar elements that one completing step in user mode changes. */
function changesOf(
  on: Machine,
  statement: string,
  more = '',
  register = 0n,
): Readonly<Record<string, bigint>> {
  const before = userState(on, statement, more, register);
  const { outcome } = step(on, before);
  expect(outcome.kind).toBe('completes');
  const scalars = on.elements.filter(({ file }) => file === undefined).map(({ name }) => name);
  const changed = scalars.filter(
    (name) => scalarIn(before, name) !== scalarIn(outcome.state, name),
  );
  return Object.fromEntries(changed.map((name) => [name, scalarIn(outcome.state, name)]));
}

function execute(
  on: Machine,
  id: string,
  operands: Readonly<Record<string, bigint>>,
  state: State,
): StepOutcome {
  const instruction = on.instructions.find((each) => each.id === id);
  if (instruction === undefined) throw new Error(`no instruction ${id}`);
  return stepInstruction(on, instruction, new Map(Object.entries(operands)), new Map(), state);
}

function unitsAt(state: State, address: bigint, count: number): readonly bigint[] {
  return Array.from({ length: count }, (_, i) => unitIn(state, address + BigInt(i)));
}

function codeOf(letter: string): bigint {
  return BigInt(letter.codePointAt(0) ?? 0);
}
