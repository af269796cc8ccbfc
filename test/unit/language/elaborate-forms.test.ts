/** Enum members with forms, and `where` conditions that choose among members. */

import { describe, expect, it } from 'vitest';
import { assemble } from '../../../src/isa/assemble.ts';
import { disassembleWord } from '../../../src/isa/disassemble.ts';
import { littleMachine, loadText, machineFromText } from '../../helpers/machines.ts';
import { instructionNamed, step } from './elaborate-step.ts';

const PLACES = `enum place {
  register "r{x}" encoding 00 :: x[2],
  indexed "{d:signed}(r{x})" encoding 01 :: x[2] behind d[8],
  constant "#{n}" encoding 1100 behind n[8]
}
function value_at (p : place) -> bits(8) = match p {
  register => r[p.x],
  indexed => p.d + r[p.x],
  constant => p.n
}
`;
const MOVE = `instruction move.{to}.{from} "move {from}, {to}" each from in place, to in place
  encoding to :: from where to != constant
{ f = value_at(from) + (to == indexed ? to.d : 0) }`;

function codes(items: string): string[] {
  return loadText(littleMachine(items)).diagnostics.map((diagnostic) => diagnostic.code);
}

describe('forms', () => {
  const machine = machineFromText(littleMachine(PLACES + MOVE).replace('bits(8) at bits(8)', 'bits(8) at bits(8) big endian')); // prettier-ignore

  it('write an instruction out for every member that goes with the others', () => {
    expect(machine.instructions.map(({ id }) => id)).toStrictEqual([
      'move.register.register',
      'move.indexed.register',
      'move.register.indexed',
      'move.indexed.indexed',
      'move.register.constant',
      'move.indexed.constant',
    ]);
  });

  it('put what is behind them at the end, in the order of the variables', () => {
    const { encoding } = instructionNamed(machine, 'move.indexed.indexed');

    expect(encoding.width).toBe(24);
    expect(encoding.pieces).toStrictEqual([
      { operand: 'to.x', hi: 1, lo: 0, at: 20 },
      { operand: 'from.x', hi: 1, lo: 0, at: 16 },
      { operand: 'from.d', hi: 7, lo: 0, at: 8 },
      { operand: 'to.d', hi: 7, lo: 0, at: 0 },
    ]);
  });

  it('are read and written as their texts say', () => {
    const { image, diagnostics } = assemble(machine, 'move #5, -3(r2)', 'forms.s');

    expect(diagnostics).toStrictEqual([]);
    expect(image.segments[0]?.units).toStrictEqual([0b0110_1100n, 5n, 0xfdn]);
    expect(disassembleWord(machine, 0b0110_1100_0000_0101_1111_1101n, 24, 0n).text).toBe('move #5, -3(r2)'); // prettier-ignore
  });

  it('take their operands along into functions', () => {
    const operands = { 'from.x': 1n, 'from.d': 4n, 'to.x': 0n, 'to.d': 2n };

    const outcome = step(machine, 'move.indexed.indexed', { operands, before: { r: [0n, 3n] } });

    expect(outcome.scalar('f')).toBe(9n);
  });

  it('have no operands but their own', () => {
    const wrong =
      'instruction n.{p} "n {p}" each p in place encoding 0000 :: p { f = zext(p.x, 8) }';

    expect(codes(PLACES + wrong)).toContain('PG110');
  });

  it('are had by all members or by none', () => {
    expect(codes('enum e { a "a" encoding 0, b }')).toStrictEqual(['PG104']);
  });
});

describe('where, of members', () => {
  it('leaves out what does not go together', () => {
    expect(family('w == up || s == short')).toStrictEqual(['i.up.short', 'i.up.long', 'i.down.short']); // prettier-ignore
    expect(family('fits(w, s)')).toStrictEqual(['i.up.short', 'i.up.long', 'i.down.short']);
    expect(family('w != up, s == long')).toStrictEqual(['i.down.long']);
  });

  it('stands beside conditions on operands', () => {
    expect(family('w == up, n != 3')).toStrictEqual(['i.up.short', 'i.up.long']);
  });

  it('is decided before execution', () => {
    const item = 'enum way { up, down }  instruction i.{w} "i" each w in way encoding 0000000 :: w where w == up || f == 0 { }'; // prettier-ignore

    expect(codes(item)).toStrictEqual(['PG106']);
  });
});

describe('texts', () => {
  it('count a distance from behind the beginning of the instruction', () => {
    const machine = machineFromText(
      littleMachine('instruction go "go {d:pc+1}" encoding d[8] :: 00000001 { P = pc + 1 + d }'),
    );
    const { image } = assemble(machine, '.org 4\nhere: go here\ngo 0x10', 'go.s');

    expect(image.segments[0]?.units).toStrictEqual([1n, 0xffn, 1n, 9n]);
    expect(disassembleWord(machine, 0x0901n, 16, 6n).text).toBe('go 0x10');
  });

  it('glue names to a word, the longest that fits', () => {
    const machine = machineFromText(
      littleMachine(
        'enum test : bits(2) { c, cc, eq }  instruction b "b{t:test}.s" encoding 000000 :: t[2] { }',
      ),
    );
    const { image, diagnostics } = assemble(machine, 'bcc.s\nbc.s\nBEQ.s', 'b.s');

    expect(diagnostics).toStrictEqual([]);
    expect(image.segments[0]?.units).toStrictEqual([1n, 0n, 2n]);
  });
});

// Helpers

/** The ids of a family with two variables, and an operand `n`. */
function family(where: string): string[] {
  return machineFromText(
    littleMachine(`enum size { short, long }  enum way { up, down }
function fits (w : way, s : size) -> bool = w == up || s == short
instruction i.{w}.{s} "i {w} {s} {n}" each w in way, s in size encoding 0000 :: w :: s :: n[2]
  where ${where} { }`),
  ).instructions.map(({ id }) => id);
}
