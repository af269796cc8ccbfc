import { describe, expect, it } from 'vitest';
import { assemble } from '../../../src/isa/assemble.ts';
import { disassemble, disassembleWord, instructionText } from '../../../src/isa/disassemble.ts';
import type { AssemblyPart } from '../../../src/isa/machine.ts';
import { encodingOf, instruction, tinyMachine } from '../../helpers/tiny-machine.ts';

const machine = tinyMachine();

describe('disassembleWord', () => {
  it.each([
    [0x16n, 8, 'add x1, x2'],
    [0xf648n, 16, 'li x2, -10'],
    [0x8048n, 16, 'li x2, -128'],
    [0x0450n, 16, 'jump 0x24'],
    [0xe050n, 16, 'jump 0x0'],
    [0xffn, 8, '.unit 0xff'],
  ])('reads %s', (word, width, text) => {
    expect(disassembleWord(machine, word, width, 0x20n)).toMatchObject({ text });
  });
});

describe('disassemble', () => {
  it('goes through an image and gives back what makes it', () => {
    const source = '.org 16\nli x1, -3\nadd x1, x1\n.unit 0xff\njump 0x10\n.org 64\ncall';
    const { image } = assemble(machine, source, 'tiny.s');

    const lines = disassemble(machine, image);

    expect(lines.map(({ address, text }) => `${address} ${text}`)).toStrictEqual([
      '16 li x1, -3',
      '18 add x1, x1',
      '19 .unit 0xff',
      '20 jump 0x10',
      '64 call',
    ]);
    const again = lines.map(({ address, text }) => `.org ${address}\n${text}`).join('\n');
    expect(assemble(machine, again, 'again.s')).toMatchObject({ image, diagnostics: [] });
  });

  it('gives the units of an instruction that is cut off', () => {
    const image = { segments: [{ address: 0n, units: [0x50n] }] };

    expect(disassemble(machine, image)).toMatchObject([{ text: '.unit 0x50' }]);
  });
});

describe('instructionText', () => {
  const named: AssemblyPart = {
    kind: 'named',
    operand: 'a',
    members: [
      { name: 'zero', value: 0n },
      { name: 'one', value: 1n },
      { name: 'first', value: 1n },
    ],
  };
  const move = instruction('move', '', encodingOf('0000 aabb'), {
    assembly: [{ kind: 'text', text: 'move %' }, named],
  });

  it('names values, and gives a number to one without a name', () => {
    expect(text(1n, 0n)).toBe('move %one');
    expect(text(3n, 0n)).toBe('move %3');
  });

  it('has nothing to say where the text would lose an operand', () => {
    expect(text(1n, 2n)).toBeUndefined();
    const tiny = tinyMachine({ instructions: [move] });
    expect(disassembleWord(tiny, 0b0110n, 8, 0n).text).toBe('.unit 0x06');
  });

  it('is read by assemble, name or number', () => {
    const tiny = tinyMachine({ instructions: [move] });

    expect(assemble(tiny, 'move %ONE\nmove %First\nmove %3', 'a.s').image.segments).toStrictEqual([
      { address: 0n, units: [0b0100n, 0b0100n, 0b1100n] },
    ]);
    expect(assemble(tiny, 'move %two', 'a.s').diagnostics).toMatchObject([
      { message: 'expected one of `zero`, `one`' },
    ]);
  });

  function text(a: bigint, b: bigint): string | undefined {
    const operands = new Map([
      ['a', a],
      ['b', b],
    ]);
    return instructionText(machine, move, operands, 0n);
  }
});
