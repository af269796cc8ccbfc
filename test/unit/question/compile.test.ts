import { describe, expect, it } from 'vitest';
import { compileAbstract, compileExact } from '../../../src/question/compile.ts';
import type { Subject } from '../../../src/question/symbolic-step.ts';
import { simplifyConjunction } from '../../../src/term/simplify.ts';
import { FALSE, not, type Term } from '../../../src/term/term.ts';
import { freeVariables } from '../../../src/term/walk.ts';
import { littleMachine, machineFromText } from '../../helpers/machines.ts';
import { shippedSpec } from '../../helpers/specs.ts';

const spec = shippedSpec('pg74');

describe('compileAbstract', () => {
  it('settles by its terms alone that an addition depends on neither mode nor map', () => {
    for (const name of ['sees_mode', 'sees_location', 'sees_either']) {
      expect(settled('f = f + 1', name)).toBe(true);
    }
  });

  it('settles that a load through the map depends on neither', () => {
    expect(settled('f = data[f]', 'sees_mode')).toBe(true);
    expect(settled('f = data[f]', 'sees_location')).toBe(true);
  });

  it('leaves open what depends on the map, on the mode, or on storage past the map', () => {
    expect(settled('f = R.l', 'sees_location')).toBe(false);
    expect(settled('f = zext(bit(M == user), 8)', 'sees_mode')).toBe(false);
    expect(settled('f = E[0]', 'sees_location')).toBe(false);
    expect(settled('f = E[0]', 'sees_mode')).toBe(true);
  });

  it('shares a choice between the two states', () => {
    expect(settled('f = undefined', 'sees_mode')).toBe(true);
  });

  it('takes the other units of a torn access for anything', () => {
    const text = 'let w : bits(16) = data[f, 2]  f = w[15:8]';

    expect(settled(text, 'sees_location', true)).toBe(true);
    expect(settled(text, 'sees_location', false)).toBe(false);
  });

  it('does not take a write through one path for what another path shows', () => {
    expect(settled('data[0] = f  f = E[3]', 'sees_mode')).toBe(false);
  });

  it('mentions no translation', () => {
    const { frame, excused, conclusion } = compileAbstract(
      subject('f = data[f]'),
      question('sees_mode'),
      () => true,
    );

    expect(
      freeVariables(...frame, excused, conclusion).some(({ name }) => name.endsWith('R.l')),
    ).toBe(false);
  });
});

describe('compileExact', () => {
  it('gives the two states one storage unless the map may differ', () => {
    const [one, two] = storages('sees_mode');
    const [first, second] = storages('sees_location');

    expect(one).toBe(two);
    expect(first).not.toBe(second);
  });

  it('has the instruction stand at the program counter', () => {
    const { frame } = compileExact(subject(''), question('completes_in_supervisor'));
    const fetched = frame.filter((term) =>
      freeVariables(term).some(({ name }) => name === 's1.storage'),
    );

    expect(fetched).toHaveLength(1);
  });
});

// Helpers

function subject(body: string): Subject {
  const machine = machineFromText(
    littleMachine(`instruction it "it" encoding 0000_0001 { ${body} }`),
  );
  const [pair] = machine.pairs;
  const [instruction] = machine.instructions;
  if (pair === undefined || instruction === undefined) throw new Error('no machine');
  return { machine, pair, instruction };
}

function storages(name: string): readonly Term[] {
  return compileExact(subject(''), question(name)).states.map(({ storage }) => storage);
}

function question(name: string): (typeof spec.questions)[number] {
  const found = spec.questions.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no question ${name}`);
  return found;
}

/** Whether rewriting alone shows that nothing is as asked. */
function settled(body: string, name: string, isTogether = true): boolean {
  const { frame, excused, conclusion } = compileAbstract(
    subject(body),
    question(name),
    () => isTogether,
  );
  return simplifyConjunction([...frame, not(excused), conclusion]).includes(FALSE);
}
