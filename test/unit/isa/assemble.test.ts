import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assemble } from '../../../src/isa/assemble.ts';
import { encode } from '../../../src/isa/encode.ts';
import { instructionText } from '../../../src/isa/disassemble.ts';
import { unitsIn } from '../../../src/isa/image.ts';
import type { Machine } from '../../../src/isa/machine.ts';
import { unitsOf } from '../../../src/isa/units.ts';
import {
  encodingOf,
  instruction,
  tinyInstructions,
  tinyMachine,
} from '../../helpers/tiny-machine.ts';

describe('assemble', () => {
  it('takes instruction syntax from the description', () => {
    expect(bytesOf('add x1, x2\nload x3,(x1)\ncall')).toStrictEqual([0x16, 0x2d, 0x80]);
  });

  it('takes white space where words end and letters in either case', () => {
    expect(bytesOf('  ADD  X1 ,x2  ')).toStrictEqual([0x16]);
    expect(messagesOf('addx1, x2')).toStrictEqual(['unknown instruction `addx1`']);
    expect(messagesOf('add x 1, x2')).toStrictEqual(['expected a number']);
  });

  it('ignores what follows a comment sign', () => {
    expect(bytesOf('call # now\n; nothing\ncall // again')).toStrictEqual([0x80, 0x80]);
  });

  it('leaves a comment sign to a machine that writes instructions with it', () => {
    const hash = instruction('push', 'push #{a}', encodingOf('0000 aaaa'));
    const machine = tinyMachine({ instructions: [hash] });

    expect(bytesOf('push #5 ; five', machine)).toStrictEqual([5]);
  });

  it('gives labels the address of their statement, forwards and backwards', () => {
    const { symbols } = assembled('.org 0x20\nfirst: call\nsecond: third: call\nlast:');

    expect(symbols).toStrictEqual(
      new Map([
        ['first', 0x20n],
        ['second', 0x21n],
        ['third', 0x21n],
        ['last', 0x22n],
      ]),
    );
    expect(bytesOf('.unit end\n.unit start\nstart: call\nend:')).toStrictEqual([3, 2, 0x80]);
  });

  it('makes distances of addresses where the description says so', () => {
    expect(bytesOf('back: jump back\njump over\nover:')).toStrictEqual([0x50, 0, 0x50, 2]);
    expect(bytesOf('.org 2\njump 0')).toStrictEqual([0x50, 0xfe]);
  });

  it('adds, subtracts, negates and groups', () => {
    expect(bytesOf('.equ a, 10\n.unit a + 2 - (a - 1), -(1), . + 1')).toStrictEqual([3, 255, 1]);
    expect(bytesOf(".unit 0x1F, 0b11, 0o17, 1_0, 'a', '\\n'")).toStrictEqual([31, 3, 15, 10, 97, 10]); // prettier-ignore
  });

  it('multiplies before it adds, adds before it shifts, and shifts before it combines bits', () => {
    expect(bytesOf('.unit 2 + 3 * 4 - 1, -2 * -3')).toStrictEqual([13, 6]);
    expect(bytesOf('.unit 1 << 2 + 1, 0xF0 >> 4 | 0x40, 1 | 2 & 3 << 1')).toStrictEqual([8, 0x4f, 3]); // prettier-ignore
    expect(bytesOf('.unit 0x1234 >> 8 & 0xFF, (0x1234 & 0xFF), 1 << 3 >> 1, (-5 >> 1) + 10')).toStrictEqual([0x12, 0x34, 4, 7]); // prettier-ignore
    expect(bytesOf('.unit 1 >> 1 << 40 >> 1 << 50, 8 << -2, 5 >> (1 << 90)')).toStrictEqual([0, 2, 0]); // prettier-ignore
    expect(messagesOf('.unit 1 << (1 << 90)')).toHaveLength(1);
    expect(messagesOf(`.unit ${'('.repeat(50_000)}`)).toStrictEqual(['expected fewer parentheses']);
  });

  it('has directives for data, text and place', () => {
    const source = '.byte 1, -1\n.half 0x0203\n.string "hi#"\n.align 8\n.space 1, 7\n.ascii "é"';

    const bytes = [1, 255, 3, 2, 104, 105, 35, 0, 7, 0xc3, 0xa9];
    expect(bytesOf(source)).toStrictEqual(bytes);
    expect(assembled('.byte 1\n.space 2\n.byte 2').image.segments).toHaveLength(2);
  });

  it('calls a unit a word where units are no bytes', () => {
    const machine = tinyMachine({ storage: { ...tinyMachine().storage, unit: 36 } });

    const { image } = assemble(machine, '.word 0x8_0000_0001', 'words.s');

    expect(image.segments).toStrictEqual([{ address: 0n, units: [0x800000001n] }]);
  });

  it('gives an operand that the text does not mention its lowest allowed value', () => {
    const rounding = instruction('round', 'round', encodingOf('000000 aa', { a: [{ low: 2n, high: 3n }] })); // prettier-ignore
    const machine = tinyMachine({ instructions: [rounding] });

    expect(bytesOf('round', machine)).toStrictEqual([2]);
  });

  it('takes the shortest form that holds the operand', () => {
    const machine = tinyMachine({
      instructions: [
        instruction('long', 'go {a:pc}', encodingOf('aaaaaaaa 0001 0000')),
        instruction('short', 'go {a:pc}', encodingOf('0000 aaaa')),
      ],
    });

    expect(bytesOf('go . + 7', machine)).toStrictEqual([7]);
    expect(bytesOf('go . + 8', machine)).toStrictEqual([0x10, 8]);
    expect(bytesOf('go far\n.space 5, 0\ngo far\nfar:', machine)).toStrictEqual([
      7, 0, 0, 0, 0, 0, 1,
    ]);
    expect(bytesOf('go far\n.space 6, 0\ngo far\nfar:', machine).slice(0, 2)).toStrictEqual([
      0x10, 9,
    ]);
  });

  it('takes a word for a symbol only if something defines it', () => {
    const machine = tinyMachine({
      instructions: [
        instruction('go', 'go {a}', encodingOf('0000 aaaa')),
        instruction('go_register', 'go r{a}', encodingOf('0001 aaaa')),
      ],
    });

    expect(bytesOf('go r5', machine)).toStrictEqual([0x15]);
    expect(bytesOf('r5: go r5', machine)).toStrictEqual([0x00]);
    expect(assemble(machine, 'go s5', 'tiny.s').diagnostics).toMatchObject([
      { message: 'unknown symbol `s5`' },
    ]);
  });

  it.each([
    ['adb x1, x2', 'PG600', 'unknown instruction `adb`', 'did you mean `add`?'],
    ['(5)', 'PG600', 'expected a statement', undefined],
    ['.bite 1', 'PG601', 'unknown directive `.bite`', 'did you mean `.byte`?'],
    ['add x1 x2', 'PG602', 'expected `,`', 'it is written `add x{d}, x{s}`'],
    ['call 5', 'PG602', 'expected the end of the statement', 'it is written `call`'],
    ['.byte 1 2', 'PG603', 'expected `,` or the end of the statement', undefined],
    ['.ascii 5', 'PG603', 'expected one text in double quotes', undefined],
    ['add x4, x0', 'PG604', '4 for operand `d` does not fit 2 bits', undefined],
    ['li x1, 128', 'PG604', '128 for operand `i` is not in -128 .. 127', undefined],
    ['.byte 256', 'PG604', '256 is not between -128 and 255', undefined],
    ['.align 0', 'PG604', '0 is not between 1 and 256', undefined],
    ['loop: jump lop', 'PG605', 'unknown symbol `lop`', 'did you mean `loop`?'],
    ['.equ a, a', 'PG605', 'unknown symbol `a`', undefined],
    ['.org 256\ncall', 'PG607', 'storage ends at 256, and this is at 256', undefined],
  ])('refuses %j', (source, code, message, help) => {
    const { diagnostics } = assembled(source);

    expect(diagnostics).toMatchObject([{ code, severity: 'error', message }]);
    expect(diagnostics[0]?.help).toBe(help);
  });

  it('points at the words that are wrong', () => {
    const source = 'call\nhere: add x1, x2\n      li x1, 1 + 300\n';

    const { span } = assembled(source).diagnostics[0]?.primary ?? {};

    expect(span?.file).toBe('tiny.s');
    expect(source.slice(span?.start, span?.end)).toBe('1 + 300');
  });

  it('shows both sides of what is there twice', () => {
    const twice = assembled('a: call\na: call').diagnostics;
    const over = assembled('call\n.org 0\ncall').diagnostics;

    expect(twice).toMatchObject([{ code: 'PG606', related: [{ span: { start: 0, end: 1 } }] }]);
    expect(over).toMatchObject([{ code: 'PG608', related: [{ span: { start: 0, end: 4 } }] }]);
  });

  it('says so when addresses contradict themselves', () => {
    expect(messagesOf('.org b\na: .equ b, a + 1')).toContain('addresses do not settle');
  });

  it('reports everything in one run, and assembles the rest', () => {
    const { diagnostics, image } = assembled('nonsense\ncall\n.byte nothing\nli x1, 200');

    expect(diagnostics.map(({ code }) => code)).toStrictEqual(['PG600', 'PG605', 'PG604']);
    expect(image.segments[0]).toStrictEqual({ address: 0n, units: [0x80n, 0n] });
  });

  it('undoes instructionText for random operands of every instruction', () => {
    const machine = tinyMachine();
    const address = 0x40n;

    fc.assert(
      fc.property(
        fc.constantFrom(...tinyInstructions()),
        fc.infiniteStream(fc.nat()),
        (i, some) => {
          const operands = new Map(
            i.encoding.operands.map(({ name, width }) => [
              name,
              BigInt.asUintN(width, BigInt(some.next().value ?? 0)),
            ]),
          );
          const encoded = encode(i, operands);
          const word = encoded.kind === 'encoded' ? encoded.word : undefined;

          const text = instructionText(machine, i, operands, address);
          const { image } = assembled(`.org ${address}\n${text}`);

          expect(image.segments).toStrictEqual([
            { address, units: unitsOf(word ?? -1n, i.encoding.width, machine.storage) },
          ]);
        },
      ),
    );
  });

  it('never throws, whatever the source', () => {
    const words = fc.constantFrom('add', 'x1', ',', '(', ')', '-', '.', '.org', '.equ', 'a', ':', '"', "'", '\\', '7', '\n', ' '); // prettier-ignore

    fc.assert(
      fc.property(fc.array(words, { maxLength: 20 }), (parts) => {
        const source = parts.join('');

        for (const { primary } of assembled(source).diagnostics) {
          expect(primary.span.start).toBeLessThan(primary.span.end);
          expect(primary.span.end).toBeLessThanOrEqual(source.length + 1);
        }
      }),
    );
  });
});

// Helpers

function assembled(source: string, machine: Machine = tinyMachine()): ReturnType<typeof assemble> {
  return assemble(machine, source, 'tiny.s');
}

function bytesOf(source: string, machine?: Machine): readonly number[] {
  const { image, diagnostics } = assembled(source, machine);
  expect(diagnostics).toStrictEqual([]);
  return [...unitsIn(image)].map(([, unit]) => Number(unit));
}

function messagesOf(source: string): readonly string[] {
  return assembled(source).diagnostics.map(({ message }) => message);
}
