/** The map of the MC68010, edits of it that break it, and the same map on the MC68000. */

import { afterAll, describe, expect, it } from 'vitest';
import type { AnsweredObligation } from '../../../src/monitor/answer.ts';
import { isMet, isRefuted } from '../../../src/monitor/answer.ts';
import { createZ3Pool } from '../../../src/smt/z3-pool.ts';
import { answersAbout, shippedMonitor, type Edit } from '../../helpers/monitors.ts';

const MINUTES = 60_000;
const solver = createZ3Pool({ jobs: 1 });
afterAll(() => solver.close());

describe('the map of the 68010', () => {
  it.each(['move_to_sr.dn', 'move_from_sr.dn', 'rte', 'movec.to.vbr', 'add.l.ind.dn'])(
    'meets all obligations about %s',
    async (instruction) => {
      const answers = await answersAbout(shippedMonitor('68010'), solver, [instruction]);

      expect(answers.length).toBeGreaterThanOrEqual(5);
      expect(answers.filter(({ answer }) => !isMet(answer))).toStrictEqual([]);
      expect(answers.some(({ answer }) => answer.kind === 'proved')).toBe(true);
    },
    10 * MINUTES,
  );

  it(
    'passes a trap on that saves the following address',
    async () => {
      const answers = await answersAbout(shippedMonitor('68010'), solver, ['trap', 'traps passed on']); // prettier-ignore

      expect(answers.filter(({ answer }) => !isMet(answer))).toStrictEqual([]);
      expect(provedKinds(answers)).toStrictEqual(['E', 'F', 'R']);
    },
    10 * MINUTES,
  );
});

interface Broken {
  readonly why: string;
  readonly edit: Edit;
  readonly about: string;
  readonly kind: string;
}

describe('an edit of the map of the 68010', () => {
  const broken: readonly Broken[] = [
    {
      why: 'the monitor leaves its frame on its stack',
      edit: ['= monitor_stack\n  sr.S', '= monitor_stack - 8\n  sr.S'],
      about: 'resume',
      kind: 'E',
    },
    {
      why: 'the monitor goes on behind the instruction',
      edit: ['virtual.P = saved_counter()', 'virtual.P = saved_counter() + 2'],
      about: 'move_to_sr.dn',
      kind: 'R',
    },
    {
      why: 'privilege violations are passed on',
      edit: ['{ 5 .. 7, 32 .. 47 }', '{ 5 .. 8, 32 .. 47 }'],
      about: 'move_to_sr.dn',
      kind: 'R',
    },
    {
      why: 'the window is not cut off',
      edit: ['return last < end ? last : end', 'return last'],
      about: 'tst.b.ind',
      kind: 'B',
    },
    {
      why: 'the stack pointers are not renamed',
      edit: [
        'virtual.ssp = virtual.sr.S == 1 ? usp : kept.hidden_sp',
        'virtual.ssp = kept.hidden_sp',
      ],
      about: 'rts',
      kind: 'N',
    },
    {
      why: 'a guest may be placed on the vectors',
      edit: ['placed when kept.base >= 16', 'placed when kept.base >= 2'],
      about: 'start',
      kind: 'U',
    },
    {
      why: 'no guest is ever in its supervisor mode',
      edit: ['invariant vbr == 0', 'invariant virtual.sr.S == 0 && vbr == 0'],
      about: 'virtual supervisor',
      kind: 'I',
    },
  ];

  it.each(broken)(
    'is refuted by $kind where $why',
    async ({ edit, about, kind }) => {
      const answers = await answersAbout(
        shippedMonitor('68010', 'trap-and-emulate', [edit]),
        solver,
        [about],
      );

      expect(refutedKinds(answers)).toContain(kind);
    },
    10 * MINUTES,
  );
});

describe('the map of the 68000', () => {
  it(
    'is refuted by MOVE from SR, which shows the real system byte',
    async () => {
      const answers = await answersAbout(shippedMonitor('68000'), solver, ['move_from_sr.dn']);
      const native = answers.find(({ obligation }) => obligation.kind === 'N')?.answer;

      if (native?.kind !== 'refuted') throw new Error('it is not refuted');
      expect(native.counterexample.how).toBe('native');
      expect(native.counterexample.text).toMatch(/^move\.w sr, d/u);
      expect(native.counterexample.wrong[0]).toMatch(/on the bare machine/u);
    },
    10 * MINUTES,
  );

  it(
    'is met by MOVE to SR, which traps',
    async () => {
      const answers = await answersAbout(shippedMonitor('68000'), solver, ['move_to_sr.dn']);

      expect(answers.filter(({ answer }) => !isMet(answer))).toStrictEqual([]);
    },
    10 * MINUTES,
  );
});

function refutedKinds(answers: readonly AnsweredObligation[]): readonly string[] {
  return answers.filter(({ answer }) => isRefuted(answer)).map(({ obligation }) => obligation.kind);
}

function provedKinds(answers: readonly AnsweredObligation[]): readonly string[] {
  const proved = answers.filter(({ answer }) => answer.kind === 'proved');
  return [...new Set(proved.map(({ obligation }) => obligation.kind))].toSorted();
}
