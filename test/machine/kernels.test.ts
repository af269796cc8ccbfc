/** The kernels and guests under `isas/`, run bare on the reference evaluator with their platforms. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assemble } from '../../src/isa/assemble.ts';
import type { Machine } from '../../src/isa/machine.ts';
import { scalarIn, unitIn } from '../../src/isa/state.ts';
import { loadPlatform } from '../../src/language/load-platform.ts';
import { fileHost, locateMachine, MACHINES } from '../../src/library/machine-files.ts';
import { run, type Run } from '../../src/machine/run.ts';
import { shippedMachine } from '../helpers/machines.ts';

const plain = shippedMachine('third-generation');
const timer = shippedMachine('third-generation/timer');
const riscv = shippedMachine('riscv', { SSTC: 1n });

describe('the guests of third-generation', () => {
  it('print prints its line and halts', () => {
    expect(running(plain, 'print.s')).toMatchObject({
      printed: 'Hello from the third generation\n',
      ended: { exit: { kind: 'halted' }, trapped: 0 },
    });
  });

  it('loop goes on for ever in user mode', () => {
    const { ended } = running(plain, 'loop.s', { budget: 1000 });

    expect(ended.exit.kind).toBe('budget-spent');
    expect(scalarIn(ended.state, 'M')).toBe(0n);
  });

  it('storm traps for ever', () => {
    const { ended } = running(plain, 'storm.s');

    expect(ended).toMatchObject({ exit: { kind: 'unhandled-trap', trap: { name: 'illegal_operation' } } }); // prettier-ignore
    expect(ended.completed).toBe(0);
  });
});

describe('the kernel cooperative', () => {
  it.each([plain, timer])('lets two processes take turns on $id', (machine) => {
    // With the timer of the variant, which this kernel never sets, every step of a process traps.
    const edits: Settings['edits'] =
      machine === timer ? [['start:', 'start: li r1, -1\n set_timer r1\n']] : [];
    const { printed, ended } = running(machine, 'cooperative.s', { edits });

    expect(printed).toBe('two processes\nababa[killed]a[ended]\nall done\n');
    expect(ended.exit.kind).toBe('halted');
  });
});

describe('the kernel preemptive', () => {
  const FAULT = 'store   r1, size';

  it('takes the processor away, and kills what leaves its window', () => {
    const { printed, ended } = running(timer, 'preemptive.s');

    expect(printed).toBe('two processes\naaaabbbbaaaabbbbaaaa[killed]aaaaaaaa[ended]\nall done\n');
    expect(ended.exit.kind).toBe('halted');
  });

  it('loses nothing, whenever the timer interrupts', () => {
    const triedAgain: number[] = [];
    const outcomes = Array.from({ length: 40 }, (_, i) => {
      const traps = new Map<string, number>();
      const { printed, ended } = running(timer, 'preemptive.s', {
        edits: [['quantum, 300', `quantum, ${80 + 7 * i}`]],
        traps,
      });
      expect(ended.exit.kind).toBe('halted');
      if (traps.get('bounds') === 2) triedAgain.push(i);
      return printed;
    });

    for (const printed of outcomes) expect(processes(printed)).toStrictEqual(alone(20, 8));
    expect(new Set(outcomes).size).toBeGreaterThan(10);
    // In some of them the time ran out while the kernel looked for the cause.
    expect(triedAgain).not.toStrictEqual([]);
  });

  it.each([
    ['reads behind its window', 'load r1, size'],
    ['jumps behind its window', 'jump size'],
    ['halts', 'halt'],
    ['loads a PSW', 'lpsw 0'],
    ['sets the timer', 'set_timer r1'],
    ['executes no instruction', '.word 0xFFFF_FFFF_FFFF_FFFF'],
    ['asks for what there is not', 'svc 3'],
  ])('kills a process that %s', (_, fault) => {
    const { printed } = running(timer, 'preemptive.s', { edits: [[FAULT, fault]] });

    expect(processes(printed)).toStrictEqual(alone(20, 8));
  });

  it('lets the other one end where one of them loops for ever', () => {
    const { printed, ended } = running(timer, 'preemptive.s', {
      edits: [[FAULT, 'jump . - second']],
      budget: 10_000,
    });

    expect(printed).toMatch(/^two processes\n[ab]+\[ended\]$/u);
    expect(printed.replaceAll(/[^a]/gu, '')).toHaveLength(20);
    expect(ended.exit.kind).toBe('budget-spent');
  });
});

describe('the guest print of riscv', () => {
  it('prints its line and stays where it is', () => {
    const { printed, ended } = running(shippedMachine('riscv'), 'print.s');

    expect(printed).toBe('Hello from M-mode\n');
    expect(ended.exit.kind).toBe('halted');
  });
});

describe('the kernel of riscv', () => {
  const FAULT = 'sd      zero, 0(t0)             # `kernel`';

  it('takes the hart away, and kills what leaves its pages', () => {
    const traps = new Map<string, number>();
    const { printed, ended } = running(riscv, 'kernel.s', { traps });

    expect(printed).toBe('two processes\naaaabbbbaaaabbbbaaaa[killed]aaaaaaaa[ended]\nall done\n');
    expect(ended.exit.kind).toBe('halted');
    expect([...traps.keys()].toSorted()).toStrictEqual([
      'environment_call_from_U',
      'store_page_fault',
      'supervisor_timer_interrupt',
    ]);
    expect(traps.get('supervisor_timer_interrupt')).toBeGreaterThan(3);

    // Each counted in a page of its own, at the same address.
    const counters = [0x8001_3000n, 0x8001_7000n].map((page) => unitIn(ended.state, page));
    expect(counters).toStrictEqual([20n, 8n]);
    expect(scalarIn(ended.state, 'satp.MODE')).toBe(8n);
  });

  it.each([200, 1001])('loses nothing, with %i ticks for a turn', (quantum) => {
    const { printed, ended } = running(riscv, 'kernel.s', {
      edits: [['quantum, 600', `quantum, ${quantum}`]],
    });

    expect(processes(printed)).toStrictEqual(alone(20, 8));
    expect(ended.exit.kind).toBe('halted');
  });

  it.each([
    ['writes to its program', 'sd zero, -1000(s0)', 'store_page_fault'],
    ['reads where nothing is', 'lui t0, 5\n ld t0, 0(t0)', 'load_page_fault'],
    ['executes its data', 'jalr zero, 0(s0)', 'instruction_page_fault'],
    ['writes satp', 'csrrw zero, satp, zero', 'illegal_instruction'],
    ['reads a misaligned word', 'ld t0, 1(s0)', 'load_address_misaligned'],
    ['asks for what there is not', 'addi a7, zero, 3\n ecall', 'environment_call_from_U'],
  ])('kills a process that %s', (_, fault, cause) => {
    const traps = new Map<string, number>();
    const { printed } = running(riscv, 'kernel.s', {
      edits: [
        [FAULT, fault],
        ['s1, zero, 20', 's1, zero, 4'],
        ['s1, zero, 8', 's1, zero, 2'],
      ],
      traps,
    });

    expect(processes(printed)).toStrictEqual(alone(4, 2));
    expect(traps.has(cause)).toBe(true);
  });
});

// Helpers

/** What each of two processes leaves in the output, without the order in which they took turns. */
function processes(printed: string): unknown {
  return {
    first: printed.replaceAll(/\[killed\]|^two processes\n|\nall done\n$|b/gu, ''),
    second: printed.replaceAll(/\[ended\]|^two processes\n|\nall done\n$|a/gu, ''),
    frame: /^two processes\n.*\nall done\n$/u.test(printed),
  };
}

/** The same of two processes that print so many letters. */
function alone(a: number, b: number): unknown {
  return { first: `${'a'.repeat(a)}[ended]`, second: `${'b'.repeat(b)}[killed]`, frame: true };
}

interface Settings {
  readonly budget?: number;
  /** Texts of the source, and what stands there instead. */
  readonly edits?: readonly (readonly [string, string])[];
  /** Is told how often each trap was taken. */
  readonly traps?: Map<string, number>;
}

/** Assembles a program of the machine's folder and runs it on the machine's platform. */
function running(
  machine: Machine,
  name: string,
  { budget = 100_000, edits = [], traps }: Settings = {},
): { readonly printed: string; readonly ended: Run } {
  const [folder = ''] = machine.id.split('/');
  let source = readFileSync(join(MACHINES, folder, 'programs', name), 'utf8');
  for (const [before, after] of edits) {
    expect(source.split(before)).toHaveLength(2);
    source = source.replace(before, after);
  }
  const { image, diagnostics } = assemble(machine, source, name);
  expect(diagnostics).toStrictEqual([]);

  const loaded = loadPlatform(locateMachine(machine.id)?.platform ?? '', machine, fileHost);
  expect(loaded.diagnostics).toStrictEqual([]);
  const bytes: number[] = [];
  const ended = run(machine, image, {
    budget,
    platform: loaded.platform,
    onPrint: (byte) => void bytes.push(byte),
    onStep: ({ outcome }) => {
      if (outcome.kind === 'traps') traps?.set(outcome.name, (traps.get(outcome.name) ?? 0) + 1);
    },
  });
  return { printed: String.fromCodePoint(...bytes), ended };
}
