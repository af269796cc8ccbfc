/** One instruction of RISC-V, assembled and executed in a state of which a test says what matters. */

import { assemble } from '../../src/isa/assemble.ts';
import { imageOf, unitsIn } from '../../src/isa/image.ts';
import type { Machine } from '../../src/isa/machine.ts';
import { registerIn, scalarIn, withImage, type State } from '../../src/isa/state.ts';
import { initialState } from '../../src/machine/run.ts';
import { step, type MachineStep } from '../../src/machine/step.ts';
import { wordAt, withWord } from '../../src/term/sparse-map.ts';
import type { ArrayValue } from '../../src/term/value.ts';
import { shippedMachine } from './machines.ts';

/** Where the instruction lies, unless a test says otherwise; a physical address. */
export const CODE: bigint = 0x8000_0000n;
export const ONES: bigint = 2n ** 64n - 1n;

export interface Given {
  /** Scalars by name. Of `pc` it is where the instruction lies. */
  readonly set?: Readonly<Record<string, bigint>>;
  /** Registers of `x` by number. */
  readonly x?: Readonly<Record<number, bigint>>;
  /** Registers of other files. */
  readonly files?: Readonly<Record<string, Readonly<Record<number, bigint>>>>;
  /** Storage: doublewords, little endian, by physical address. */
  readonly doublewords?: readonly (readonly [address: bigint, value: bigint])[];
  /** Where the instruction is stored, if it is not at the address of `pc`. */
  readonly codeAt?: bigint;
}

export interface Stepped {
  readonly taken: MachineStep;
  readonly state: State;
  /** The name of the cause, or undefined if it completed. */
  readonly trap: string | undefined;
  readonly x: (index: number) => bigint;
  readonly register: (file: string, index: number) => bigint;
  readonly value: (element: string) => bigint;
  readonly doubleword: (address: bigint) => bigint;
}

const machines = new Map<string, Machine>();

/** The shipped machine with these settings, loaded once. */
export function riscv(settings: Readonly<Record<string, bigint>> = {}): Machine {
  const key = JSON.stringify(Object.entries(settings).map(([name, value]) => `${name}=${value}`));
  const machine = machines.get(key) ?? shippedMachine('riscv', settings);
  machines.set(key, machine);
  return machine;
}

/** Executes one instruction, given as assembly text or as its word. */
export function execute(machine: Machine, instruction: string, given: Given = {}): Stepped {
  return executeFrom(machine, stateWith(machine, instruction, given));
}

/** The next step from a state. */
export function executeFrom(machine: Machine, before: State): Stepped {
  const taken = step(machine, before);
  const { state } = taken.outcome;
  return {
    taken,
    state,
    trap: taken.outcome.kind === 'traps' ? taken.outcome.name : undefined,
    x: (index) => registerIn(state, 'x', index),
    register: (file, index) => registerIn(state, file, index),
    value: (element) => scalarIn(state, element),
    doubleword: (address) => doublewordAt(state, address),
  };
}

/** Everything zero or as after reset, but for what is given, with the instruction where it lies. */
export function stateWith(machine: Machine, instruction: string, given: Given): State {
  const pc = given.set?.['pc'] ?? CODE;
  const at = given.codeAt ?? pc;
  const { image, diagnostics } = assemble(machine, `.org ${at}\n${instruction}`, 'test.s');
  const [problem] = diagnostics;
  if (problem !== undefined) throw new Error(`${instruction}: ${problem.message}`);
  let state = withImage(initialState(machine), imageOf(unitsIn(image)));
  let { units } = state.memory;
  for (const [address, value] of given.doublewords ?? []) {
    for (let i = 0n; i < 8n; i += 1n) {
      units = withWord(units, address + i, (value / 256n ** i) % 256n);
    }
  }
  state = { ...state, memory: { kind: 'memory', units } };
  const elements = new Map(state.elements);
  for (const [name, value] of Object.entries({ ...given.set, pc })) {
    if (!elements.has(name)) throw new Error(`no element ${name}`);
    elements.set(name, value);
  }
  for (const [name, registers] of Object.entries({ ...given.files, x: given.x ?? {} })) {
    elements.set(name, withRegisters(elements.get(name), registers));
  }
  return { ...state, elements };
}

function withRegisters(
  file: bigint | ArrayValue | undefined,
  registers: Readonly<Record<number, bigint>>,
): ArrayValue {
  if (typeof file !== 'object') throw new TypeError('no register file');
  let { words } = file;
  for (const [index, value] of Object.entries(registers)) {
    words = withWord(words, BigInt(index), value);
  }
  return { kind: 'array', words };
}

function doublewordAt(state: State, address: bigint): bigint {
  let value = 0n;
  for (let i = 7n; i >= 0n; i -= 1n) value = value * 256n + wordAt(state.memory.units, address + i);
  return value;
}
