import { describe, expect, it } from 'vitest';
import { usesOf } from '../../../src/judge/uses.ts';
import { littleMachine, machineFromText } from '../../helpers/machines.ts';

describe('usesOf', () => {
  it('gives the mapped paths that a step reads, writes or may fault on', () => {
    expect(uses('f = data[f]')).toStrictEqual(['data']);
    expect(uses('other[0] = f')).toStrictEqual(['other']);
    expect(uses('if f == 0 { f = other[0] }  r[0] = data[1]')).toStrictEqual(['data', 'other']);
  });

  it('gives no path for what stays in registers, or is physical', () => {
    expect(uses('f = r[0] + 1')).toStrictEqual([]);
    expect(uses('E[0x10] = f  r[0] = E[0x11]')).toStrictEqual([]);
  });

  it('gives the marks of elements that a step reads or writes', () => {
    expect(uses('f = D')).toStrictEqual(['io']);
    expect(uses('D = f')).toStrictEqual(['io']);
    expect(uses('if L == 3 { trap privileged }')).toStrictEqual(['privilege']);
    expect(uses('f = R.l')).toStrictEqual(['relocation']);
  });

  it('gives what any variant of an opcode uses', () => {
    const machine = machineOf('f = data[f]', 'D = f');

    expect(usesOf(machine.instructions, machine.elements)).toStrictEqual(['data', 'io']);
  });
});

// Helpers.

function uses(body: string): readonly string[] {
  const machine = machineOf(body);
  return usesOf(machine.instructions, machine.elements);
}

function machineOf(...bodies: readonly string[]): ReturnType<typeof machineFromText> {
  const instructions = bodies.map(
    (body, i) => `instruction i${i} "i${i}" encoding 0000_00${i}1 { ${body} }`,
  );
  return machineFromText(
    littleMachine(`general L : bits(2) privilege why "for tests"
general D : bits(8) io why "for tests"
translate other (a : bits(8), access) -> bits(8) { return a }
${instructions.join('\n')}`),
  );
}
