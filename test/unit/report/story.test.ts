import { describe, expect, it } from 'vitest';
import { storyOf } from '../../../src/report/story.ts';
import { PAGE_WIDTH } from '../../../src/report/layout.ts';
import type { Witness } from '../../../src/question/witness.ts';
import { element, tinyMachine } from '../../helpers/tiny-machine.ts';
import { leavesSupervisor, seesMode, trapsInUserMode } from './sample-check.ts';

describe('storyOf', () => {
  it('tells what was before and what after', () => {
    expect(story(leavesSupervisor)).toStrictEqual([
      '  before   M supervisor   P 2   R.b 0xff',
      '  after    M user         P 4   R.b 0x10',
    ]);
  });

  it('tells of two states what differed before and what is seen after', () => {
    expect(story(seesMode)).toStrictEqual([
      '  before   s1   M supervisor   P 2',
      '           s2   M user         P 2',
      '  after    s1   x[1] 0x81   E[0x20] 1',
      '           s2   x[1] 0      E[0x20] 0',
    ]);
  });

  it('says how a step ended that did not complete', () => {
    expect(story(trapsInUserMode).slice(2)).toStrictEqual([
      '  after    s1   M supervisor   P 2',
      '           s2   traps: privileged, resumes at 2',
    ]);
    const trapped = { ...leavesSupervisor, outcomes: trapsInUserMode.outcomes.slice(1) };
    expect(story(trapped)).toStrictEqual([
      '  before   M supervisor   P 2',
      '  after    traps: privileged, resumes at 2',
    ]);
  });

  it('goes on in a second block where one is too narrow', () => {
    const names = Array.from({ length: 9 }, (_, index) => `register${index}`);
    const machine = tinyMachine();
    const many = {
      ...machine,
      elements: [...machine.elements, ...names.map((name) => element(name, 'control', 32))],
    };
    const [before] = leavesSupervisor.states;
    if (before === undefined) throw new Error('no state');
    const after = {
      ...before,
      elements: new Map([
        ...before.elements,
        ...names.map((name): [string, bigint] => [name, 0xffff_ffffn]),
      ]),
    };
    const lines = storyOf(
      many,
      firstPair(),
      { ...leavesSupervisor, outcomes: [{ kind: 'completes', after }] },
      '  ',
    );

    expect(lines).toHaveLength(10);
    expect(lines.filter((line) => line.length > PAGE_WIDTH)).toStrictEqual([]);
    for (const name of names) expect(lines.join('\n')).toContain(`${name} 0xffffffff`);
  });
});

// Helpers

function story(witness: Witness): readonly string[] {
  return storyOf(tinyMachine(), firstPair(), witness, '  ');
}

function firstPair(): ReturnType<typeof tinyMachine>['pairs'][number] {
  const [pair] = tinyMachine().pairs;
  if (pair === undefined) throw new Error('no pair');
  return pair;
}
