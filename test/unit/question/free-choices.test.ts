import { describe, expect, it } from 'vitest';
import { withFreeChoices } from '../../../src/question/free-choices.ts';
import { freeVariables } from '../../../src/term/walk.ts';
import { littleMachine, machineFromText } from '../../helpers/machines.ts';

describe('withFreeChoices', () => {
  it('leaves an instruction without choices as it is', () => {
    const { machine, instruction } = only('f = 1');

    expect(withFreeChoices(machine, instruction)).toStrictEqual({
      machine,
      instruction,
      chosen: [],
    });
  });

  it('makes an element of each choice, a truth of one bit', () => {
    const { machine, instruction } = only('f = undefined  if undefined { r[0] = 1 }');
    const freed = withFreeChoices(machine, instruction);
    const names = freeVariables(...freed.instruction.step.after.elements.values()).map(
      ({ name }) => name,
    );

    expect(freed.chosen).toHaveLength(2);
    expect(
      freed.machine.elements
        .slice(machine.elements.length)
        .map(({ width }) => width)
        .toSorted((a, b) => a - b),
    ).toStrictEqual([1, 8]);
    expect(names.some((name) => name.startsWith('choice.'))).toBe(false);
    expect(names).toStrictEqual(expect.arrayContaining([...freed.chosen]));
  });
});

// Helpers

function only(body: string): {
  readonly machine: ReturnType<typeof machineFromText>;
  readonly instruction: ReturnType<typeof machineFromText>['instructions'][number];
} {
  const machine = machineFromText(
    littleMachine(`instruction it "it" encoding 0000_0001 { ${body} }`),
  );
  const [instruction] = machine.instructions;
  if (instruction === undefined) throw new Error('no instruction');
  return { machine, instruction };
}
