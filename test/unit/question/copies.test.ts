import { describe, expect, it } from 'vitest';
import { abstractView } from '../../../src/question/abstract-view.ts';
import {
  elementOf,
  mayDiffer,
  oneCopy,
  selectedOf,
  twoCopies,
  unselectedOf,
  type Copies,
} from '../../../src/question/copies.ts';
import { lowering } from '../../../src/question/lower.ts';
import { simplify, simplifyConjunction } from '../../../src/term/simplify.ts';
import { distinct, FALSE, not, type Term } from '../../../src/term/term.ts';
import { littleMachine, machineFromText } from '../../helpers/machines.ts';

const machine = machineFromText(
  littleMachine(
    'general usp : bits(8) why "for tests"  general ssp : bits(8) why "for tests"  banked sp = M == supervisor ? ssp : usp',
  ),
);
const view = abstractView(machine, () => true);

describe('mayDiffer', () => {
  it('goes by role, by mark, by name, and lets time differ only by that mark', () => {
    const counter = { name: 'c', role: 'control', marks: ['time'] } as const;

    expect(mayDiffer({ name: 'M', role: 'mode', marks: [] }, ['mode'])).toBe(true);
    expect(mayDiffer({ name: 'R.l', role: 'map', marks: ['relocation'] }, ['relocation'])).toBe(
      true,
    );
    expect(mayDiffer({ name: 'f', role: 'general', marks: [] }, [{ element: 'f' }])).toBe(true);
    expect(mayDiffer(counter, ['control'])).toBe(false);
    expect(mayDiffer(counter, ['time'])).toBe(true);
  });
});

describe('twoCopies', () => {
  it('makes one variable of what may not differ, and two of what may', () => {
    const [one, two] = elements(twoCopies(machine, ['map'], view));

    expect(elementOf(one, 'M')).toBe(elementOf(two, 'M'));
    expect(elementOf(one, 'r')).toBe(elementOf(two, 'r'));
    expect(elementOf(one, 'R.l')).not.toBe(elementOf(two, 'R.l'));
    expect(twoCopies(machine, ['map'], view).mapMayDiffer).toBe(true);
    expect(twoCopies(machine, ['mode'], view).mapMayDiffer).toBe(false);
  });

  it('shares both registers of a bank where the two states select alike', () => {
    const [one, two] = elements(twoCopies(machine, ['map'], view));

    expect(elementOf(one, 'usp')).toBe(elementOf(two, 'usp'));
    expect(elementOf(one, 'ssp')).toBe(elementOf(two, 'ssp'));
  });

  it('gives the states of different modes one selected register, and each an unselected one', () => {
    const copies = twoCopies(machine, ['mode'], view);
    const [one, two] = elements(copies);
    const [supervisor, user] = [selection(copies, 0), selection(copies, 1)];
    const seen = distinct(selectedOf(bank(), one, supervisor), selectedOf(bank(), two, user));
    const hidden = distinct(unselectedOf(bank(), one, supervisor), unselectedOf(bank(), two, user));

    expect(simplify(seen)).toBe(FALSE);
    expect(simplifyConjunction([supervisor, not(user), hidden])).not.toStrictEqual([FALSE]);
    expect(simplifyConjunction([supervisor, user, hidden])).toStrictEqual([FALSE]);
  });

  it('spells out the relation of banks that overlap', () => {
    const overlapping = machineFromText(
      littleMachine(
        'general a : bits(8) why "for tests"  general b : bits(8) why "for tests"  general c : bits(8) why "for tests"  banked x = M == supervisor ? a : b  banked y = M == supervisor ? b : c',
      ),
    );

    expect(
      twoCopies(
        overlapping,
        ['mode'],
        abstractView(overlapping, () => true),
      ).relations.length,
    ).toBeGreaterThan(0);
  });
});

describe('oneCopy', () => {
  it('has a variable for each element', () => {
    const [only] = oneCopy(machine).copies;

    expect([...(only?.elements.keys() ?? [])]).toStrictEqual(
      machine.elements.map(({ name }) => name),
    );
  });
});

// Helpers

function elements({
  copies,
}: Copies): readonly [ReadonlyMap<string, Term>, ReadonlyMap<string, Term>] {
  const [one, two] = copies;
  if (one === undefined || two === undefined) throw new Error('not two copies');
  return [one.elements, two.elements];
}

function bank(): (typeof machine.banks)[number] {
  const [only] = machine.banks;
  if (only === undefined) throw new Error('no bank');
  return only;
}

function selection(copies: Copies, index: 0 | 1): Term {
  const context = {
    copy: `s${index + 1}`,
    elements: elements(copies)[index],
    storage: new Map(),
    others: new Map(),
  };
  return lowering(view, context, machine.storage.name).term(bank().condition);
}
