/**
 * The compiled engine against the small evaluator, which judges: terms of all operators, every
 * instruction on random states, and shipped programs step by step.
 *
 * `AGREE=all` takes more terms, more states and every variant of every machine.
 */

import * as fc from 'fast-check';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assemble } from '../../src/isa/assemble.ts';
import { encode } from '../../src/isa/encode.ts';
import type { Instruction, Machine } from '../../src/isa/machine.ts';
import {
  changesBetween,
  sameState,
  scalarIn,
  type ElementValue,
  type State,
} from '../../src/isa/state.ts';
import { unitsOf } from '../../src/isa/units.ts';
import { listMachines, MACHINES } from '../../src/library/machine-files.ts';
import {
  compileMachine,
  type CompiledMachine,
} from '../../src/machine/compiled/compile-machine.ts';
import { compileCondition, compileEffect, compileTerms } from '../../src/machine/compiled/compile-terms.ts'; // prettier-ignore
import { fromFast, layoutOf, toFast, FastState } from '../../src/machine/compiled/fast-state.ts';
import { runCompiled } from '../../src/machine/compiled/run.ts';
import { initialState, run, type Run } from '../../src/machine/run.ts';
import { step, stepInstruction, type MachineStep, type Trap } from '../../src/machine/step.ts';
import { evaluate, evaluateAll } from '../../src/term/evaluate.ts';
import { withWord, wordsOf } from '../../src/term/sparse-map.ts';
import * as t from '../../src/term/term.ts';
import { memoryValue } from '../../src/term/value.ts';
import { subterms } from '../../src/term/walk.ts';
import { operandsOf, stateOf } from '../../src/testing.ts';
import { laidOut } from '../helpers/laid-out.ts';
import { littleMachine, machineFromText, shippedMachine } from '../helpers/machines.ts';
import { pagedStateOf } from '../helpers/paged-states.ts';
import { anyEnvironment, anyTerms } from '../helpers/terms.ts';

const EVERYTHING = process.env['AGREE'] === 'all';
const SEED = 20_261_122;

describe('compiled terms', () => {
  it('are worth what the evaluator says, for every operator', () => {
    const seen = new Set<string>();
    const samples = fc.sample(
      fc.tuple(anyTerms({ maxSize: 120, withMemory: true }), anyEnvironment),
      { numRuns: EVERYTHING ? 3000 : 150, seed: SEED },
    );

    for (const [all, environment] of samples) {
      const terms = all.filter(isPhysical);
      for (const term of subterms(...terms)) if (term.kind === 'apply') seen.add(term.operator);
      const { layout, bind, args, state } = laidOut(terms, environment);
      const values = compileTerms(terms, { layouts: [layout], bind });
      expect(values([state], args)).toStrictEqual(evaluateAll(terms, environment));
    }
    expect(OPERATORS.filter((operator) => !seen.has(operator))).toStrictEqual([]);
  });

  it('are worth it where only one is asked for, and branches are not taken', () => {
    const samples = fc.sample(
      fc.tuple(anyTerms({ maxSize: 120, withMemory: true }), anyEnvironment),
      { numRuns: EVERYTHING ? 1500 : 80, seed: SEED + 1 },
    );

    for (const [all, environment] of samples) {
      const conditions = all.filter(isPhysical).filter(({ sort }) => sort.kind === 'bool');
      const last = conditions.at(-1);
      if (last === undefined) continue;
      const { layout, bind, args, state } = laidOut([last], environment);
      const holds = compileCondition(last, { layouts: [layout], bind });
      expect(holds([state], args)).toBe(evaluate(last, environment));
    }
  });

  it('may nest deeply, and share so much that written out they would have no end', () => {
    const x = t.variable('a64', t.bits(64));
    const p = t.variable('p', t.BOOL);
    const [chain, choices, doubled] = [0, 1, 2].map((kind) => {
      let term: t.Term = x;
      for (let i = 0; i < 10_000; i += 1) {
        const next = t.binary('bvadd', term, t.constant(64, BigInt(i)));
        if (kind === 0) term = t.binary('bvxor', next, x);
        else if (kind === 1) term = t.ite(t.equal(t.extract(x, 7, 0), t.constant(8, BigInt(i % 256))), t.binary('bvmul', next, next), term); // prettier-ignore
        else term = t.ite(t.compare('bvult', term, next), t.binary('bvmul', term, next), t.binary('bvsub', next, term)); // prettier-ignore
      }
      return term;
    });
    if (chain === undefined || choices === undefined || doubled === undefined) throw new Error();
    const environment = { variable: () => 0x1234_5678_9ABC_DEF7n }; // prettier-ignore
    const terms = [chain, choices, doubled];
    const { layout, bind, args, state } = laidOut([...terms, t.ite(p, x, x)].slice(0, 3), environment); // prettier-ignore

    for (const term of terms) {
      const values = compileTerms([term], { layouts: [layout], bind });
      expect(values([state], args)).toStrictEqual([evaluate(term, environment)]);
    }
  });
});

describe('effects over two states', () => {
  const machine = shippedMachine('third-generation');
  const layout = layoutOf(machine);
  const [E, r] = [t.variable('E', t.MEMORY), t.variable('r', t.array(3, 64))];
  const [E2, r2] = [t.variable('E2', t.MEMORY), t.variable('r2', t.array(3, 64))];
  const [P, P2, n] = [t.variable('P', t.bits(16)), t.variable('P2', t.bits(16)), t.variable('n', t.bits(16))]; // prettier-ignore
  const over = {
    layouts: [layout, layout],
    bind: (name: string) => {
      const state = name.endsWith('2') ? 1 : 0;
      const plain = name.replace('2', '');
      if (plain === 'n') return { kind: 'argument', index: 0 } as const;
      if (plain === 'E') return { kind: 'storage', state } as const;
      return { kind: 'element', state, name: plain } as const;
    },
  };
  const [first, second] = fc.sample(stateOf(machine), { numRuns: 2, seed: SEED });
  if (first === undefined || second === undefined) throw new Error('no states');

  it('exchange scalars, files and storages at once', () => {
    const exchange = compileEffect(
      [
        { target: { kind: 'element', state: 0, name: 'P' }, value: P2 },
        { target: { kind: 'element', state: 1, name: 'P' }, value: P },
        { target: { kind: 'element', state: 0, name: 'R.l' }, value: t.binary('bvadd', P, n) },
        { target: { kind: 'element', state: 0, name: 'r' }, value: r2 },
        { target: { kind: 'element', state: 1, name: 'r' }, value: r },
        { target: { kind: 'storage', state: 0 }, value: E2 },
        { target: { kind: 'storage', state: 1 }, value: E },
      ],
      over,
    );
    const states = [toFast(machine, first), toFast(machine, second)];

    exchange(states, [3]);

    const sum = (scalarIn(first, 'P') + 3n) % 65_536n;
    const expected: readonly State[] = [
      {
        elements: new Map([...first.elements, ...exchanged(second), ['R.l', sum]]),
        memory: second.memory,
      },
      { elements: new Map([...second.elements, ...exchanged(first)]), memory: first.memory },
    ];
    for (const [i, state] of states.entries()) {
      expect(differences(machine, pick(expected, i), state)).toStrictEqual([]);
    }
  });

  it('read the one storage and write the other', () => {
    const word = t.read('physical', E2, n, 1, 64);
    const copy = compileEffect(
      [
        { target: { kind: 'storage', state: 0 }, value: t.write('physical', E, P, 1, t.binary('bvadd', word, t.select(r2, t.constant(3, 5n)))) }, // prettier-ignore
        { target: { kind: 'element', state: 0, name: 'r' }, value: t.store(r, t.constant(3, 1n), t.read('physical', E, P, 1, 64)) }, // prettier-ignore
      ],
      over,
    );
    const states = [toFast(machine, first), toFast(machine, second)];
    const before = states.map((state) => state.get('r', 5));
    const at = states[0]?.get('P') ?? 0n;
    const [old] = compileTerms([t.read('physical', E, P, 1, 64), word], over)(states, [77]);

    copy(states, [77]);

    const [written, source] = compileTerms([t.read('physical', E, n, 1, 64), t.read('physical', E2, n, 1, 64)], over)(states, [at]); // prettier-ignore
    const [read] = compileTerms([word], over)(states, [77]);
    expect(source).toBeTypeOf('bigint');
    expect(written).toBe(BigInt.asUintN(64, BigInt(read ?? 0n) + (before[1] ?? 0n)));
    expect(states[0]?.get('r', 1)).toBe(old);
  });
});

interface Compared {
  readonly name: string;
  readonly machine: Machine;
  readonly only?: RegExp;
}

const ALL_EXTENSIONS = { M: 1n, A: 1n, B: 1n, C: 1n, D: 1n, N: 1n, SSTC: 1n, WFI_IN_U: 2n };

const COMPARED: readonly Compared[] = [
  ...listMachines()
    .filter(({ id }) => id !== 'riscv')
    .map(({ id }) => ({ name: id, machine: shippedMachine(id) })),
  { name: 'riscv', machine: shippedMachine('riscv') },
  {
    name: 'riscv with XLEN=32',
    machine: shippedMachine('riscv', { ...ALL_EXTENSIONS, XLEN: 32n }),
  },
  {
    name: 'riscv with everything',
    machine: shippedMachine('riscv', { ...ALL_EXTENSIONS, PMP: 16n, SVADU: 1n, MISALIGNED: 1n }),
  },
];

describe.each(COMPARED)('$name', ({ machine }) => {
  const engine = compileMachine(machine);
  const states = fc
    .sample(randomStates(machine), { numRuns: EVERYTHING ? 200 : 24, seed: SEED })
    .map((state) => ({ state, fast: toFast(machine, state) }));

  it('does in every instruction what the evaluator does', () => {
    const outcomes = new Set<string>();
    for (const [i, instruction] of chosenOf(machine).entries()) {
      const runs = EVERYTHING ? 20 : 3;
      const samples = fc.sample(operandsOf(instruction), { numRuns: runs, seed: SEED + i });
      for (const [k, operands] of samples.entries()) {
        const { state, fast: start } = pick(states, i * runs + k);
        const expected = stepInstruction(machine, instruction, operands, new Map(), state);
        const fast = copyOf(start);
        const trapped = engine.execute(fast, instruction, operands);
        outcomes.add(expected.kind);
        expect([instruction.id, trapped]).toStrictEqual([
          instruction.id,
          expected.kind === 'traps',
        ]);
        if (expected.kind === 'traps') expectSameTrap(engine, expected);
        expect([instruction.id, ...differences(machine, expected.state, fast)]).toStrictEqual([
          instruction.id,
        ]);
      }
    }
    expect([...outcomes].toSorted()).toStrictEqual(['completes', 'traps']);
  }, 600_000);

  it('fetches, decodes and interrupts as the evaluator does', () => {
    const kinds = new Set<string>();
    for (const [i, instruction] of chosenOf(machine).entries()) {
      const runs = EVERYTHING ? 8 : 1;
      const samples = fc.sample(operandsOf(instruction), { numRuns: runs, seed: SEED - 1 - i });
      for (const [k, operands] of samples.entries()) {
        // Every now and then a word at random, which nothing may match.
        const { state } = pick(states, i * runs + k);
        const isAtRandom = (i + k) % 8 === 7;
        const start = isAtRandom ? state : withInstruction(machine, instruction, operands, state);
        kinds.add(compareStep(machine, engine, start).kind);
      }
    }
    expect(kinds).toContain('instruction');
    expect(kinds.size).toBeGreaterThan(1);
  }, 600_000);
});

describe('a little machine', () => {
  const machine = machineFromText(
    littleMachine(`
      instruction swap "swap"  encoding 0000_0001 { let a = r[0]  r[0] = r[1]  r[1] = a  f = T  T = f }
      instruction bump "bump"  encoding 0000_0010 { data[r[0]] = r[1]  r[2] = data[r[0]]  data[r[0]] = r[2] + 1 }
      instruction chain "chain" encoding 0000_0011 { r[r[0][1:0]] = 7  r[r[1][1:0]] = r[r[0][1:0]] + 1 }
      reset { M = supervisor }`),
  );
  const engine = compileMachine(machine);

  it('assigns all at once, and sees its own writes', () => {
    for (const instruction of machine.instructions) {
      for (const state of fc.sample(stateOf(machine), { numRuns: 50, seed: SEED })) {
        const expected = stepInstruction(machine, instruction, new Map(), new Map(), state);
        const fast = toFast(machine, state);
        engine.execute(fast, instruction, new Map());
        expect(differences(machine, expected.state, fast)).toStrictEqual([]);
      }
    }
  });

  it('takes every kind of step', () => {
    const kinds = new Set<string>();
    for (const state of fc.sample(stateOf(machine), { numRuns: 200, seed: SEED })) {
      kinds.add(compareStep(machine, engine, state).kind);
    }
    expect([...kinds].toSorted()).toStrictEqual(['fetch', 'instruction', 'undecoded']);
  });
});

describe('a map that marks its entries', () => {
  const machine = machineFromText(
    littleMachine(`
      instruction load  "load"  encoding 0000_0001 { r[1] = data[r[0]] }
      instruction store "store" encoding 0000_0010 { data[r[0]] = r[1] }
      instruction call  "call"  encoding 0000_0011 { r[2] = data[r[0]]  trap privileged }
      reset { M = supervisor }`).replace(
      /translate [^}]*\}[^}]*\}/u,
      `translate fetch, data (a : bits(8), access) -> bits(8) {
        let at = R.l + zext(a[7:4], 8)
        if E[at] == R.b { trap bounds(a) }
        if E[at][7] == 0 { E[at] = E[at] | 0x80 }
        return E[at][3:0] :: a[3:0]
      }`,
    ),
  );
  const engine = compileMachine(machine);

  it('keeps the marks of a fetch, and of an access that completes', () => {
    const marked = new Set<string>();
    for (const state of fc.sample(stateOf(machine), { numRuns: 300, seed: SEED })) {
      // Entries are small numbers, and every word is one of the instructions.
      const entries = memoryValue(1n + (state.memory.units.default % 3n), [...wordsOf(state.memory.units)]); // prettier-ignore
      const { kind, outcome } = compareStep(machine, engine, { ...state, memory: entries });
      marked.add(`${kind} ${outcome.kind}`);
    }
    expect(marked).toContain('instruction completes');
    expect(marked).toContain('instruction traps');
  });
});

describe.each(programs())('the program $file of $folder', ({ folder, file, text }) => {
  const ids = listMachines()
    .map(({ id }) => id)
    .filter((id) => id === folder || id.startsWith(`${folder}/`))
    // A program for a variant says so by an instruction that only the variant has.
    .filter((id) => assemble(shippedMachine(id), text, file).diagnostics.length === 0)
    .slice(0, EVERYTHING ? undefined : 1);

  it.each(ids)('runs on %s step by step as on the evaluator', (id) => {
    const machine = shippedMachine(id);
    const { image, diagnostics } = assemble(machine, text, file);
    expect(diagnostics).toStrictEqual([]);
    const start = initialState(machine, image);

    const steps = runBoth(machine, start, 400);

    expect(steps.length).toBe(400);
  });

  it.each(ids)('ends on %s as on the evaluator', (id) => {
    const machine = shippedMachine(id);
    const { image } = assemble(machine, text, file);

    for (const budget of [50, 5000]) {
      expectSameRun(
        machine,
        runCompiled(machine, image, { budget }),
        run(machine, image, { budget }),
      );
    }
  });
});

describe('the end of a run', () => {
  const ends = new Set<string>();

  it.each([
    ['third-generation', 'jump 2'],
    ['third-generation', '.org 1\n.word 5\nstart: svc 1'],
    ['third-generation', '.org 2\nli r1, 1\nstore r1, 0\nsvc 1'],
    ['third-generation', '.org 0\n.word 0\n.word 0x1_0002_0000_FFFF\nsvc 1'],
    ['third-generation', '.org 2\nhalt'],
    ['third-generation/timer', '.org 2\nhalt'],
    ['third-generation/timer', '.org 2\nagain: jump again'],
    ['riscv', '.org 0x80000000\nwfi\nagain: jal x0, again'],
    ['riscv', '.org 0x80000000\naddi x1, x0, 1\necall'],
  ])('is the same on %s for %j', (id, text) => {
    const machine = shippedMachine(id);
    const { image, diagnostics } = assemble(machine, text, 'end.s');
    expect(diagnostics).toStrictEqual([]);
    for (const budget of [3, 300]) {
      const found = runCompiled(machine, image, { budget });
      expectSameRun(machine, found, run(machine, image, { budget }));
      ends.add(found.exit.kind);
    }
  });

  it('is the same where a step writes storage and takes it back', () => {
    const machine = machineFromText(
      littleMachine(`
        instruction back "back" encoding 0000_0001 {
          let old = E[r[0]]
          E[r[0]] = old + 1
          E[r[0]] = old
          P = pc
        }
        instruction count "count" encoding 0000_0010 { E[9] = E[9] + 1  P = pc }
        reset { M = supervisor  R.b = 0xFF }`),
    );
    for (const text of ['back', 'count', 'trap_at: .byte 7']) {
      const { image } = assemble(machine, text, 'end.s');
      const found = runCompiled(machine, image, { budget: 30 });
      expectSameRun(machine, found, run(machine, image, { budget: 30 }));
    }
  });

  it('was each of the three', () => {
    expect([...ends].toSorted()).toStrictEqual(['budget-spent', 'halted', 'unhandled-trap']);
  });
});

describe('a program that traps and is interrupted', () => {
  it('runs on riscv step by step as on the evaluator', () => {
    const machine = shippedMachine('riscv', { SSTC: 1n });
    const { image, diagnostics } = assemble(machine, INTERRUPTED, 'interrupted.s');
    expect(diagnostics).toStrictEqual([]);

    const kinds = runBoth(machine, initialState(machine, image), 300);

    expect([...new Set(kinds)].toSorted()).toStrictEqual(['fetch', 'instruction', 'interrupt', 'undecoded']); // prettier-ignore
  });
});

// Helpers

const OPERATORS: readonly string[] = [
  ...t.BOOL_OPERATORS,
  ...t.UNARY_BIT_OPERATORS,
  ...t.BINARY_BIT_OPERATORS,
  ...t.COMPARISON_OPERATORS,
  '=', 'ite', 'concat', 'extract', 'zero-extend', 'sign-extend', 'select', 'store', 'read', 'write',
]; // prettier-ignore

/** The handler goes on behind what trapped; the program asks for an interrupt, and traps in three ways. */
const INTERRUPTED = `
        jal x0, start
        .org 0x100
        csrrs x5, mepc, x0
        addi x6, x6, 1
        csrrs x7, mcause, x0
        blt x7, x0, interrupt
        addi x5, x5, 4
        bne x8, x0, far
        csrrw x0, mepc, x5
        mret
far:    csrrw x0, mepc, x8
        addi x8, x0, 0
        mret
interrupt:
        addi x9, x0, 2
        csrrc x0, mip, x9
        mret
        .org 0x200
start:  addi x5, x0, 0x100
        csrrw x0, mtvec, x5
again:  addi x9, x0, 2
        csrrs x0, mie, x9
        csrrsi x0, mstatus, 8
        ecall
        csrrs x0, mip, x9
        addi x1, x1, 1
        .word 0
        ld x2, 1(x0)
        addi x8, x0, 0
        auipc x8, 0
        addi x8, x8, 20
        addi x10, x0, -8
        jalr x0, 0(x10)
        sd x1, 0x600(x0)
        jal x0, again
`;

function isPhysical(term: t.Term): boolean {
  return subterms(term).every(
    (each) =>
      each.kind !== 'apply' ||
      !t.MEMORY_OPERATORS.some((operator) => operator === each.operator) ||
      (each.parameters[0] === 'physical' && !each.operator.startsWith('fault-')),
  );
}

function randomStates(machine: Machine): fc.Arbitrary<State> {
  const plain = stateOf(machine);
  const isPaged = machine.elements.some(({ name }) => name === 'satp.PPN');
  return isPaged ? fc.oneof(plain, pagedStateOf(machine)) : plain;
}

function pick<Item>(items: readonly Item[], i: number): Item {
  const found = items[i % items.length];
  if (found === undefined) throw new Error('nothing to take');
  return found;
}

function copyOf(state: FastState): FastState {
  const copy = new FastState(state.layout);
  copy.copyFrom(state);
  return copy;
}

/** One of each opcode, but all where that is asked for or quick. */
function chosenOf(machine: Machine): readonly Instruction[] {
  if (EVERYTHING || machine.instructions.length < 100) return machine.instructions;
  const byOpcode = new Map(machine.instructions.map((each) => [each.opcode, each]));
  return [...byOpcode.values()];
}

/** The state with an instruction where it is fetched, if the map is the identity or an offset. */
function withInstruction(
  machine: Machine,
  instruction: Instruction,
  operands: ReadonlyMap<string, bigint>,
  state: State,
): State {
  const encoded = encode(instruction, operands);
  if (encoded.kind !== 'encoded') throw new Error(encoded.reason);
  const pc = machine.elements.find(({ role }) => role === 'pc')?.name ?? '';
  // On RISC-V most states could neither fetch nor leave an interrupt pending.
  const isBare = state.elements.has('mstatus.MIE');
  const first = isBare ? BigInt.asUintN(20, scalarIn(state, pc)) - (scalarIn(state, pc) % 4n) : scalarIn(state, pc); // prettier-ignore
  const settings: readonly [string, bigint][] = isBare
    ? [[pc, first], ['priv', 3n], ['mstatus.MIE', 0n]] // prettier-ignore
    : [];
  const offset = state.elements.has('R.l') ? scalarIn(state, 'R.l') : 0n;
  let { units } = state.memory;
  const word = unitsOf(encoded.word, instruction.encoding.width, machine.storage);
  for (const [i, unit] of word.entries()) {
    const address = BigInt.asUintN(machine.storage.addressWidth, first + BigInt(i) + offset);
    units = withWord(units, address, unit);
  }
  return {
    elements: new Map([...state.elements, ...settings]),
    memory: { kind: 'memory', units },
  };
}

function compareStep(machine: Machine, engine: CompiledMachine, state: State): MachineStep {
  const fast = toFast(machine, state);
  const taken = step(machine, state);
  const trapped = engine.step(fast);
  const { last } = engine;
  expect([last.kind, trapped]).toStrictEqual([taken.kind, taken.outcome.kind === 'traps']);
  expect(last.instruction?.id).toBe(
    taken.kind === 'instruction' ? taken.instruction.id : undefined,
  );
  if (taken.outcome.kind === 'traps') expectSameTrap(engine, taken.outcome);
  expect(differences(machine, taken.outcome.state, fast)).toStrictEqual([]);
  return taken;
}

/** Telling them apart is quick, saying how they differ is not. */
function differences(machine: Machine, expected: State, found: FastState): readonly string[] {
  if (toFast(machine, expected).equals(found)) return [];
  const changes = changesBetween(machine, expected, fromFast(found));
  return changes.map(({ name, before, after }) => `${name} is ${after} for ${before}`);
}

function expectSameTrap({ last }: CompiledMachine, { cause, resume, values, memory }: Trap): void {
  const found = { cause: last.cause, resume: last.resume, values: last.values, memory: last.isMemoryTrap }; // prettier-ignore
  expect(found).toStrictEqual({ cause, resume, values, memory });
}

function expectSameRun(machine: Machine, found: Run, expected: Run): void {
  const { state, exit, ...counts } = found;
  expect({ ...counts, kind: exit.kind }).toStrictEqual({
    steps: expected.steps,
    completed: expected.completed,
    trapped: expected.trapped,
    kind: expected.exit.kind,
  });
  expect(sameState(machine, state, expected.state)).toBe(true);
  if (exit.kind !== 'unhandled-trap' || expected.exit.kind !== 'unhandled-trap') return;
  const [one, other] = [exit.trap, expected.exit.trap];
  expect([one.name, one.cause, one.values, one.resume, one.memory]).toStrictEqual([other.name, other.cause, other.values, other.resume, other.memory]); // prettier-ignore
  expect(sameState(machine, one.before, other.before)).toBe(true);
}

function exchanged({ elements }: State): readonly (readonly [string, ElementValue])[] {
  return [...elements].filter(([name]) => name === 'P' || name === 'r');
}

/** The kinds of the steps, after each of which both states are the same. */
function runBoth(machine: Machine, start: State, steps: number): readonly string[] {
  const engine = compileMachine(machine);
  const fast = toFast(machine, start);
  let state = start;
  return Array.from({ length: steps }, () => {
    const taken = step(machine, state);
    ({ state } = taken.outcome);
    const trapped = engine.step(fast);
    expect([engine.last.kind, trapped]).toStrictEqual([taken.kind, taken.outcome.kind === 'traps']);
    if (taken.outcome.kind === 'traps') expectSameTrap(engine, taken.outcome);
    expect(differences(machine, state, fast)).toStrictEqual([]);
    return taken.kind;
  });
}

function programs(): readonly {
  readonly folder: string;
  readonly file: string;
  readonly text: string;
}[] {
  return ['third-generation', '68000'].flatMap((folder) => {
    const path = join(MACHINES, folder, 'programs');
    return readdirSync(path)
      .filter((file) => file.endsWith('.s'))
      .map((file) => ({ folder, file, text: readFileSync(join(path, file), 'utf8') }));
  });
}
