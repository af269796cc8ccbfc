/** The MC68000 and MC68010 on the reference evaluator, against values worked out from the manual. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assemble } from '../../src/isa/assemble.ts';
import type { Machine } from '../../src/isa/machine.ts';
import { registerIn, scalarIn, unitIn, withImage, type State } from '../../src/isa/state.ts';
import { MACHINES } from '../../src/library/machine-files.ts';
import { initialState, run } from '../../src/machine/run.ts';
import { step, type StepOutcome } from '../../src/machine/step.ts';
import { arrayValue } from '../../src/term/value.ts';
import { shippedMachine } from '../helpers/machines.ts';

const MC68000 = shippedMachine('68000');
const MC68010 = shippedMachine('68010');
const BOTH = [
  { id: '68000', machine: MC68000 },
  { id: '68010', machine: MC68010 },
];

/** Where statements stand, the stacks begin, and every vector leads to. */
const HERE = 0x1000n;
const SSP = 0x8000n;
const USP = 0x7000n;
const HANDLER = 0x2000n;

describe.each(BOTH)('programs on the $id', ({ machine }) => {
  it('copies eight words', () => {
    const { symbols, ended } = program(machine, 'copy.s');

    expect(ended).toMatchObject({ exit: { kind: 'halted' }, trapped: 0 });
    const to = symbols.get('to') ?? 0n;
    expect(
      Array.from({ length: 8 }, (_, i) => wordIn(ended.state, to + BigInt(2 * i))),
    ).toStrictEqual([1n, 1n, 2n, 3n, 5n, 8n, 13n, 21n]);
  });

  it('adds eight decimal digits', () => {
    const { symbols, ended } = program(machine, 'decimal.s');

    expect(longIn(ended.state, symbols.get('second') ?? 0n)).toBe(0x00000077n);
    expect(unitIn(ended.state, symbols.get('carry') ?? 0n)).toBe(0xffn);
    expect(unitIn(ended.state, symbols.get('zero') ?? 0n)).toBe(0n);
  });
});

describe('the program supervisor on the 68000', () => {
  const { symbols, ended } = program(MC68000, 'supervisor.s');

  it('lets two processes take turns until both have ended', () => {
    expect(ended.exit.kind).toBe('halted');
    expect(ended.trapped).toBe(4 + 1 + 3 + 1);
    expect(wordIn(ended.state, symbols.get('turns') ?? 0n)).toBe(9n);
    expect(pushed(0x2000n, 4)).toStrictEqual([1n, 2n, 3n, 4n]);
    expect(pushed(0x3000n, 4)).toStrictEqual([5n, 10n, 15n, 0n]);
  });

  function pushed(stack: bigint, count: number): readonly bigint[] {
    return Array.from({ length: count }, (_, i) => wordIn(ended.state, stack - BigInt(2 * i + 2)));
  }
});

/** Registers before, as `d1`, `a2`, `usp`, flags as letters of `XNZVC`; after, those that are of interest. */
type Row = readonly [statement: string, before: Values, after: Values];
interface Values {
  readonly [register: string]: bigint | string;
}

describe.each(BOTH)('registers and condition codes on the $id', ({ machine }) => {
  const rows: readonly Row[] = [
    // Integer arithmetic; a quick 8 is written 0, as it is encoded
    ['add.b d0, d1', { d0: 0x7fn, d1: 0xaabbcc01n }, { d1: 0xaabbcc80n, flags: 'NV' }],
    ['add.b d0, d1', { d0: 0x80n, d1: 0x80n }, { d1: 0n, flags: 'XZVC' }],
    ['add.w #1, d1', { d1: 0x1234ffffn }, { d1: 0x12340000n, flags: 'XZC' }],
    ['add.l d0, d1', { d0: 0x7fffffffn, d1: 1n }, { d1: 0x80000000n, flags: 'NV' }],
    ['sub.w d0, d1', { d0: 1n, d1: 0n }, { d1: 0xffffn, flags: 'XNC' }],
    ['sub.l d0, d1', { d0: 1n, d1: 0x80000000n }, { d1: 0x7fffffffn, flags: 'V' }],
    ['cmp.b d0, d1', { d0: 5n, d1: 5n, flags: 'XC' }, { d1: 5n, flags: 'XZ' }],
    ['cmpa.w d0, a1', { d0: 0xffffn, a1: 0xffffffffn }, { flags: 'Z' }],
    ['adda.w d0, a1', { d0: 0x8000n, a1: 0n, flags: 'XNZVC' }, { a1: 0xffff8000n, flags: 'XNZVC' }],
    ['addq.b #0, d1', { d1: 0xf8n }, { d1: 0n, flags: 'XZC' }],
    ['addq.w #1, a1', { a1: 0xffffn, flags: 'Z' }, { a1: 0x10000n, flags: 'Z' }],
    ['addx.b d0, d1', { d0: 0n, d1: 0xffn, flags: 'XZ' }, { d1: 0n, flags: 'XZC' }],
    ['addx.b d0, d1', { d0: 0n, d1: 0xffn, flags: 'X' }, { d1: 0n, flags: 'XC' }],
    ['subx.l d0, d1', { d0: 0n, d1: 0n, flags: 'XZ' }, { d1: 0xffffffffn, flags: 'XNC' }],
    ['neg.b d1', { d1: 0x80n }, { d1: 0x80n, flags: 'XNVC' }],
    ['neg.w d1', { d1: 0n, flags: 'XC' }, { d1: 0n, flags: 'Z' }],
    ['negx.b d1', { d1: 0n, flags: 'XZ' }, { d1: 0xffn, flags: 'XNC' }],
    ['clr.l d1', { d1: 1n, flags: 'XNVC' }, { d1: 0n, flags: 'XZ' }],
    ['ext.w d1', { d1: 0x12340080n }, { d1: 0x1234ff80n, flags: 'N' }],
    ['ext.l d1', { d1: 0x12348000n }, { d1: 0xffff8000n, flags: 'N' }],
    ['mulu.w d0, d1', { d0: 0xffffn, d1: 0xffffn }, { d1: 0xfffe0001n, flags: 'N' }],
    ['muls.w d0, d1', { d0: 0xffffn, d1: 3n }, { d1: 0xfffffffdn, flags: 'N' }],
    ['divu.w d0, d1', { d0: 7n, d1: 100n }, { d1: 0x0002000en, flags: '' }],
    ['divs.w d0, d1', { d0: 0xfff9n, d1: 100n }, { d1: 0x0002fff2n, flags: 'N' }],
    ['divs.w d0, d1', { d0: 7n, d1: 0xffffff9cn }, { d1: 0xfffefff2n, flags: 'N' }],
    ['divu.w d0, d1', { d0: 1n, d1: 0x10000n }, { d1: 0x10000n }],
    // Shifts: the count of a register is taken modulo 64
    ['asl.b #1, d1', { d1: 0x40n }, { d1: 0x80n, flags: 'NV' }],
    ['asl.w d0, d1', { d0: 16n, d1: 1n }, { d1: 0n, flags: 'XZVC' }],
    ['asl.w d0, d1', { d0: 17n, d1: 1n }, { d1: 0n, flags: 'ZV' }],
    ['asl.l d0, d1', { d0: 64n, d1: 5n, flags: 'XC' }, { d1: 5n, flags: 'X' }],
    ['asr.b #0, d1', { d1: 0x80n }, { d1: 0xffn, flags: 'XNC' }],
    ['asr.l d0, d1', { d0: 63n, d1: 0x80000000n }, { d1: 0xffffffffn, flags: 'XNC' }],
    ['lsr.w #1, d1', { d1: 0x80008001n }, { d1: 0x80004000n, flags: 'XC' }],
    ['lsl.b d0, d1', { d0: 9n, d1: 0xffn }, { d1: 0n, flags: 'Z' }],
    ['rol.b #1, d1', { d1: 0x81n, flags: 'X' }, { d1: 0x03n, flags: 'XC' }],
    ['ror.w d0, d1', { d0: 16n, d1: 0x8000n }, { d1: 0x8000n, flags: 'NC' }],
    ['roxl.b #1, d1', { d1: 0x80n, flags: 'X' }, { d1: 0x01n, flags: 'XC' }],
    ['roxr.l d0, d1', { d0: 33n, d1: 0x12345678n, flags: 'X' }, { d1: 0x12345678n, flags: 'XC' }],
    ['roxr.w d0, d1', { d0: 0n, d1: 1n, flags: 'X' }, { d1: 1n, flags: 'XC' }],
    ['swap d1', { d1: 0x12348765n }, { d1: 0x87651234n, flags: 'N' }],
    // Logic and bits
    ['and.b d0, d1', { d0: 0xf0n, d1: 0xff0fn, flags: 'XVC' }, { d1: 0xff00n, flags: 'XZ' }],
    ['not.w d1', { d1: 0x7fffn }, { d1: 0x8000n, flags: 'N' }],
    ['btst d0, d1', { d0: 33n, d1: 2n, flags: 'Z' }, { flags: '' }],
    ['bset #31, d1', { d1: 0n }, { d1: 0x80000000n, flags: 'Z' }],
    ['bchg d0, d1', { d0: 0n, d1: 1n }, { d1: 0n, flags: '' }],
    ['tas d1', { d1: 0n, flags: 'XC' }, { d1: 0x80n, flags: 'XZ' }],
    // Moves
    ['moveq #-1, d1', { flags: 'XVC' }, { d1: 0xffffffffn, flags: 'XN' }],
    ['movea.w d0, a1', { d0: 0x8000n, flags: 'XZ' }, { a1: 0xffff8000n, flags: 'XZ' }],
    ['exg d1, a1', { d1: 1n, a1: 2n }, { d1: 2n, a1: 1n }],
    ['lea 4(a0,d1.w), a1', { a0: 0x100n, d1: 0x1fffen }, { a1: 0x102n }],
    ['lea 6(pc), a1', {}, { a1: HERE + 2n + 6n }],
    ['move.w #0xFF, ccr', {}, { flags: 'XNZVC' }],
    ['eori.b #0x11, ccr', { flags: 'XN' }, { flags: 'NC' }],
    // Conditions
    ['sgt d1', { flags: 'NV' }, { d1: 0xffn, flags: 'NV' }],
    ['sls d1', { d1: 0x1234n, flags: '' }, { d1: 0x1200n }],
    ['dbeq d1, 0x1800', { d1: 0n, flags: '' }, { d1: 0xffffn, P: HERE + 4n }],
    ['dbeq d1, 0x1800', { d1: 1n, flags: '' }, { d1: 0n, P: 0x1800n }],
    ['dbeq d1, 0x1800', { d1: 1n, flags: 'Z' }, { d1: 1n, P: HERE + 4n }],
    ['bhi.s 0x1010', { flags: 'C' }, { P: HERE + 2n }],
    ['blt.w 0x800', { flags: 'V' }, { P: 0x800n }],
    // Decimal
    ['abcd d0, d1', { d0: 0x19n, d1: 0x28n, flags: 'XZ' }, { d1: 0x48n, X: 0n, Z: 0n, C: 0n }],
    ['abcd d0, d1', { d0: 0x99n, d1: 0x01n, flags: 'Z' }, { d1: 0n, X: 1n, Z: 1n, C: 1n }],
    ['sbcd d0, d1', { d0: 0x01n, d1: 0x00n }, { d1: 0x99n, X: 1n, C: 1n }],
    ['sbcd d0, d1', { d0: 0x29n, d1: 0x51n }, { d1: 0x22n, X: 0n, C: 0n }],
    ['nbcd d1', { d1: 0x01n, flags: 'X' }, { d1: 0x98n, X: 1n, C: 1n }],
  ];

  it.each(rows)('%s', (statement, before, after) => {
    const { outcome } = step(machine, stateFor(machine, statement, before));

    expect(outcome.kind).toBe('completes');
    expect(valuesIn(outcome.state, after)).toStrictEqual(after);
  });
});

describe('memory operands', () => {
  it('keeps the stack pointer even where bytes are pushed and popped', () => {
    const pushed = complete('move.b d0, -(a7)', { d0: 0x12n });
    const popped = complete('move.b (a7)+, d0', {});

    expect(scalarIn(pushed, 'ssp')).toBe(SSP - 2n);
    expect(unitIn(pushed, SSP - 2n)).toBe(0x12n);
    expect(scalarIn(popped, 'ssp')).toBe(SSP + 2n);
  });

  it('reads the source before it changes the destination', () => {
    const state = complete('move.l a0, -(a0)', { a0: 0x3004n });

    expect(longIn(state, 0x3000n)).toBe(0x3004n);
  });

  it('stores registers in the order of the mask, and downwards in the opposite one', () => {
    const values = { d0: 1n, d7: 2n, a0: 0x3000n, a6: 3n };
    const up = complete('movem.l #0x4081, (a0)', values);
    const down = complete('movem.w #0x8102, -(a0)', values);

    expect([0n, 4n, 8n].map((i) => longIn(up, 0x3000n + i))).toStrictEqual([1n, 2n, 3n]);
    expect([6n, 4n, 2n].map((i) => wordIn(down, 0x3000n - i))).toStrictEqual([1n, 2n, 3n]);
    expect(registerIn(down, 'a', 0)).toBe(0x2ffan);
  });

  it('loads words into whole registers, and lets the increment win over what was loaded', () => {
    const state = complete('movem.w (a0)+, #0x0101', { a0: 0x3000n }, [0x8000n, 0x1234n]);

    expect(registerIn(state, 'd', 0)).toBe(0xffff8000n);
    expect(registerIn(state, 'a', 0)).toBe(0x3004n);
  });

  it('moves bytes to every second address', () => {
    const state = complete('movep.l d1, 1(a0)', { d1: 0x12345678n, a0: 0x3000n });

    expect([1n, 3n, 5n, 7n].map((i) => unitIn(state, 0x3000n + i))).toStrictEqual([
      0x12n,
      0x34n,
      0x56n,
      0x78n,
    ]);
  });

  it('links and unlinks a frame', () => {
    const linked = complete('link a6, #-8', { a6: 0x1234n });
    const unlinked = complete('unlk a6', { a6: 0x3000n }, [0n, 0x1234n]);

    expect(longIn(linked, SSP - 4n)).toBe(0x1234n);
    expect(registerIn(linked, 'a', 6)).toBe(SSP - 4n);
    expect(scalarIn(linked, 'ssp')).toBe(SSP - 12n);
    expect(registerIn(unlinked, 'a', 6)).toBe(0x1234n);
    expect(scalarIn(unlinked, 'ssp')).toBe(0x3004n);
  });

  it('calls and returns', () => {
    const called = complete('jsr (0x1800).w', {});
    const returned = complete('rtr', { ssp: 0x3000n }, [0xff1fn, 0n, 0x1800n]);

    expect(longIn(called, SSP - 4n)).toBe(HERE + 4n);
    expect(valuesIn(called, { P: 0n })).toStrictEqual({ P: 0x1800n });
    expect(valuesIn(returned, { P: 0n, flags: '', ssp: 0n })).toStrictEqual({
      P: 0x1800n,
      flags: 'XNZVC',
      ssp: 0x3006n,
    });
  });
});

describe('exceptions', () => {
  const PRIVILEGED = ['move.w d0, sr', 'andi.w #0, sr', 'ori.w #0, sr', 'eori.w #0, sr', 'rte', 'reset', 'stop #0x2700', 'move.l usp, a0', 'move.l a0, usp']; // prettier-ignore
  const ADDED = ['move.w sr, d0', 'movec vbr, d0', 'movec d0, sfc', 'moves.w (a0), d0'];

  it.each(PRIVILEGED)('%s is a privilege violation in user mode', (statement) => {
    for (const { machine } of BOTH) {
      const outcome = trapOf(machine, statement, { S: 0n, flags: 'XC' });

      expect(outcome).toMatchObject({ name: 'privilege_violation', resume: HERE });
      expect(scalarIn(outcome.state, 'P')).toBe(HANDLER);
      expect(scalarIn(outcome.state, 'sr.S')).toBe(1n);
    }
  });

  it.each(ADDED)('%s is one on the 68010', (statement) => {
    expect(trapOf(MC68010, statement, { S: 0n })).toMatchObject({ name: 'privilege_violation' });
    const inSupervisorMode = step(MC68010, stateFor(MC68010, statement, { a0: 0x3000n })).outcome;
    expect(inSupervisorMode.kind).toBe('completes');
  });

  it('shows the mode to a user program on the 68000, and its codes alone on the 68010', () => {
    const user = { S: 0n, I: 5n, T: 1n, flags: 'XZ' };
    const sr = step(MC68000, stateFor(MC68000, 'move.w sr, d0', user)).outcome;
    const ccr = step(MC68010, stateFor(MC68010, 'move.w ccr, d0', user)).outcome;

    expect(registerIn(sr.state, 'd', 0)).toBe(0x8514n);
    expect(registerIn(ccr.state, 'd', 0)).toBe(0x14n);
  });

  it.each([
    ['trap #7', 'trap_7', HERE + 2n],
    ['trapv', 'trapv_instruction', HERE + 2n],
    ['chk.w #10, d1', 'chk_instruction', HERE + 4n],
    ['divu.w #0, d1', 'zero_divide', HERE + 4n],
    ['illegal', 'illegal_instruction', HERE],
    ['line_a #5', 'line_1010_emulator', HERE],
    ['line_f #5', 'line_1111_emulator', HERE],
    ['.half 0x4afb', 'illegal_instruction', HERE],
  ])('%s pushes status register and program counter', (statement, name, resume) => {
    const outcome = trapOf(MC68000, statement, { d1: 11n, flags: 'XVC', I: 2n, S: 0n, T: 1n });

    expect(outcome).toMatchObject({ name, resume });
    const { state } = outcome;
    expect(scalarIn(state, 'ssp')).toBe(SSP - 6n);
    expect(unitIn(state, SSP - 6n)).toBe(0x82n);
    expect(longIn(state, SSP - 4n)).toBe(resume);
    expect(valuesIn(state, { S: 0n, T: 0n, I: 0n, P: 0n })).toStrictEqual({ S: 1n, T: 0n, I: 2n, P: HANDLER }); // prettier-ignore
  });

  it('takes a trap through its own vector', () => {
    const state = stateFor(MC68000, '.org 0x9C\n.word 0x2222\n.org 0x1000\ntrap #7', {});

    expect(scalarIn(step(MC68000, state).outcome.state, 'P')).toBe(0x2222n);
  });

  it('tells what an address error was about', () => {
    const { state } = trapOf(MC68000, 'move.w 2(a0), d0', { a0: 0xab003001n, flags: 'C' });

    expect(scalarIn(state, 'ssp')).toBe(SSP - 14n);
    expect(wordIn(state, SSP - 14n) % 32n).toBe(0b10101n); // a read, not of a program, by the supervisor
    expect(longIn(state, SSP - 12n)).toBe(0xab003003n);
    expect(wordIn(state, SSP - 8n)).toBe(0x3028n);
    expect(wordIn(state, SSP - 6n)).toBe(0x2001n);
  });

  it.each(['jmp (a0)', 'rts', 'bra.s 0x1011', 'move.w (a0), d0', 'move.l d0, (a0)', 'clr.w (a0)'])(
    '%s with an odd address is an address error',
    (statement) => {
      for (const { machine } of BOTH) {
        const before = stateFor(machine, statement, { a0: 0x3001n });
        const { memory } = withImage(before, {
          segments: [{ address: SSP, units: [0n, 0n, 0x10n, 1n] }],
        });
        const outcome = step(machine, { ...before, memory }).outcome;

        expect(outcome).toMatchObject({ name: 'address_error', memory: false });
      }
    },
  );

  it('returns as the trap came', () => {
    for (const { machine } of BOTH) {
      const values = { S: 0n, flags: 'NC', usp: USP };
      const trapped = trapOf(machine, 'trap #1', values).state;
      const back = step(machine, {
        elements: new Map([...trapped.elements, ['P', 0x1800n]]),
        memory: withWord(trapped, 0x1800n, 0x4e73n),
      }).outcome;

      expect(back.kind).toBe('completes');
      expect(valuesIn(back.state, { ...values, P: 0n, ssp: 0n })).toStrictEqual({
        ...values,
        P: HERE + 2n,
        ssp: SSP,
      });
    }
  });

  it('has a format word on the 68010, and finds vectors at the vector base register', () => {
    const state = stateFor(MC68010, '.org 0x484\n.word 0x2222\n.org 0x1000\ntrap #1', {
      vbr: 0x400n,
    });
    const after = step(MC68010, state).outcome.state;

    expect(scalarIn(after, 'P')).toBe(0x2222n);
    expect(scalarIn(after, 'ssp')).toBe(SSP - 8n);
    expect(wordIn(after, SSP - 2n)).toBe(0x0084n);
  });

  it('refuses a frame of another format', () => {
    const words = [0x2000n, 0n, 0x1800n, 0x1000n];
    const outcome = step(MC68010, stateFor(MC68010, 'rte', { ssp: 0x3000n }, words)).outcome;

    expect(outcome).toMatchObject({ name: 'format_error', resume: HERE });
  });

  it('resumes a bus error on the 68010 at the instruction itself', () => {
    const outcome = trapOf(MC68010, 'move.w (a0), d0', { S: 0n, last: 0x7fn, a0: 0x8000n });

    expect(outcome).toMatchObject({ name: 'bus_error', memory: true });
    expect(longIn(outcome.state, SSP - 56n)).toBe(HERE);
    expect(wordIn(outcome.state, SSP - 52n)).toBe(0x8008n);
    expect(longIn(outcome.state, SSP - 48n)).toBe(0x8000n);
    expect(valuesIn(outcome.state, { base: 0n, last: 0n })).toStrictEqual({
      base: 0n,
      last: 0xffffn,
    });
  });

  it('stands still in STOP until an interrupt above the mask comes', () => {
    const stopped = complete('stop #0x2300', {});
    const asked = (level: bigint): State => ({ ...stopped, elements: new Map([...stopped.elements, ['requested', level]]) }); // prettier-ignore

    expect(valuesIn(stopped, { P: 0n, I: 0n })).toStrictEqual({ P: HERE, I: 3n });
    expect(step(MC68000, asked(3n)).kind).toBe('instruction');
    const { kind, outcome } = step(MC68000, asked(4n));
    expect(kind).toBe('interrupt');
    expect(longIn(outcome.state, SSP - 4n)).toBe(HERE + 4n);
    expect(valuesIn(outcome.state, { I: 0n, P: 0n, stopped: 0n })).toStrictEqual({ I: 4n, P: HANDLER, stopped: 0n }); // prettier-ignore
  });
});

// Helpers

function program(
  machine: Machine,
  name: string,
): { symbols: ReadonlyMap<string, bigint>; ended: ReturnType<typeof run> } {
  // prettier-ignore
  const file = join(MACHINES, '68000', 'programs', name);
  const { image, symbols, diagnostics } = assemble(machine, readFileSync(file, 'utf8'), file);
  expect(diagnostics).toStrictEqual([]);
  return { symbols, ended: run(machine, image, { budget: 2000 }) };
}

/** Supervisor mode, the statement at HERE, `words` at 0x3000, and all vectors leading to HANDLER. */
function stateFor(
  machine: Machine,
  statement: string,
  values: Values,
  words: readonly bigint[] = [],
): State {
  const vectors = Array.from({ length: 64 }, () => HANDLER.toString()).join(', ');
  const stored = words.length === 0 ? '' : `.org 0x3000\n.half ${words.join(', ')}\n`;
  const hasPlace = statement.startsWith('.org');
  const table = hasPlace ? '' : `.org 0\n.word ${vectors}\n`;
  const source = `${table}${stored}${hasPlace ? '' : '.org 0x1000\n'}${statement}\n`;
  const { image, diagnostics } = assemble(machine, source, 'statement.s');
  expect(diagnostics).toStrictEqual([]);
  const { elements, memory } = withImage(initialState(machine), image);
  const changed = new Map(elements);
  const all: Values = { ssp: SSP, usp: USP, P: HERE, I: 0n, ...values };
  for (const [name, value] of Object.entries(all)) {
    if (typeof value === 'string')
      for (const flag of 'XNZVC') changed.set(`sr.${flag}`, value.includes(flag) ? 1n : 0n);
    else if (!/^[ad]\d$/u.test(name)) changed.set(elementOf(name), value);
  }
  for (const file of ['a', 'd']) {
    const registers = Object.entries(values).flatMap(([name, value]): [bigint, bigint][] =>
      name.startsWith(file) && /\d$/u.test(name) && typeof value === 'bigint'
        ? [[BigInt(name.slice(1)), value]]
        : [],
    );
    changed.set(file, arrayValue(0n, registers));
  }
  return { elements: changed, memory };
}

function elementOf(name: string): string {
  if (/^[A-Z]$/u.test(name) && name !== 'P') return `sr.${name}`;
  return name === 'base' || name === 'last' ? `R.${name}` : name;
}

/** What is there now under the names of `values`. */
function valuesIn(state: State, values: Values): Values {
  return Object.fromEntries(
    Object.keys(values).map((name) => {
      if (name === 'flags')
        return [
          name,
          'XNZVC'
            .split('')
            .filter((flag) => scalarIn(state, `sr.${flag}`) === 1n)
            .join(''),
        ];
      if (/^[ad]\d$/u.test(name)) return [name, registerIn(state, name.charAt(0), Number(name[1]))];
      return [name, scalarIn(state, elementOf(name))];
    }),
  );
}

function complete(statement: string, values: Values, words: readonly bigint[] = []): State {
  const { outcome } = step(MC68000, stateFor(MC68000, statement, values, words));
  expect(outcome.kind).toBe('completes');
  return outcome.state;
}

function trapOf(machine: Machine, statement: string, values: Values): StepOutcome {
  const { outcome } = step(machine, stateFor(machine, statement, values));
  expect(outcome.kind).toBe('traps');
  return outcome;
}

function withWord(state: State, address: bigint, word: bigint): State['memory'] {
  const units = [word >> 8n, word & 0xffn]; // oxlint-disable-line no-bitwise -- two bytes
  return withImage(state, { segments: [{ address, units }] }).memory;
}

function wordIn(state: State, address: bigint): bigint {
  return unitIn(state, address) * 256n + unitIn(state, address + 1n);
}

function longIn(state: State, address: bigint): bigint {
  return wordIn(state, address) * 65536n + wordIn(state, address + 2n);
}
