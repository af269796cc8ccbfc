import { describe, expect, it } from 'vitest';
import { PAGE_WIDTH } from '../../../src/report/layout.ts';
import { PLAIN } from '../../../src/report/style.ts';
import { textReport } from '../../../src/report/text-report.ts';
import { checkResult, pairResult, reported } from './sample-check.ts';

describe('textReport', () => {
  it('begins with the three results, in their order', () => {
    const text = textReport(reported());

    expect(text.split('\n').slice(0, 7)).toStrictEqual([
      'tiny   A tiny machine                                                spec sample',
      'q = 256, XLEN = 8 (set)                                           8 instructions',
      '',
      'PREMISES              HOLDS            2 of 2',
      'SUBSET TEST           DOES NOT HOLD    Theorem 1: A virtual machine monitor may',
      '                                       be constructed. Obstructing: idle',
      'ONE-STEP SIMULATION   NOT RUN          no monitor is checked by this version',
    ]);
  });

  it('takes as many lines for the parameters as they need', () => {
    const parameters = Array.from({ length: 12 }, (_, i) => ({
      name: `NUMBER_${i}`,
      value: BigInt(i),
      choices: undefined,
      isDefault: true,
    }));
    const text = textReport(reported({ result: { ...checkResult(), parameters } }));

    expect(text.split('\n').slice(1, 4)).toStrictEqual([
      'NUMBER_0 = 0, NUMBER_1 = 1, NUMBER_2 = 2, NUMBER_3 = 3, NUMBER_4 = 4,',
      'NUMBER_5 = 5, NUMBER_6 = 6, NUMBER_7 = 7, NUMBER_8 = 8, NUMBER_9 = 9,',
      'NUMBER_10 = 10, NUMBER_11 = 11                                    8 instructions',
    ]);
  });

  it('tells the smallest story of an obstructing instruction', () => {
    expect(section('OBSTRUCTING')).toStrictEqual(
      [
        'OBSTRUCTING THEOREM 1: 1 of 8 instructions',
        '',
        'idle                                                                      tiny:1',
        '  Depends on the mode:',
        '    before   s1   M supervisor   P 2',
        '             s2   M user         P 2',
        '    after    s1   x[1] 0x81   E[0x20] 1',
        '             s2   x[1] 0      E[0x20] 0',
        '    (no smaller one works: proved)',
        '  Completes in user mode:',
        '    before   M supervisor   P 2   R.b 0xff',
        '    after    M user         P 4   R.b 0x10',
        '  More: popek explain tiny idle',
      ].filter((line) => line !== ''),
    );
  });

  it('lists what is open, with the reason and what was spent', () => {
    expect(section('UNDECIDED')).toStrictEqual([
      'UNDECIDED: 1 question',
      '  store sees_mode: the solver gave up (spent rlimit 2000000)',
      '  A larger --budget, or another --solver, may decide them; it never changes an',
      '  answer.',
    ]);
  });

  it('calls a prediction that came true nothing else', () => {
    expect(section('EXPECTED')).toStrictEqual([
      'EXPECTED: 2 rows',
      '  1 of 1 published agree',
      '  0 of 1 predicted came true',
      '  DISAGREES  idle (default): sensitive no expected, yes found',
      '      derived, prediction, [popek] tiny:1',
      '      It does nothing.',
    ]);
  });

  it('prints what is left out, and ends with the command that makes it again', () => {
    expect(section('LEAVES OUT')).toStrictEqual(['LEAVES OUT', '  - interrupts']);
    expect(textReport(reported()).endsWith('\nAgain: popek check tiny\n')).toBe(true);
  });

  it('says so where the subset holds and control state is shared', () => {
    const { premises, theorems } = pairResult();
    const text = textReport(
      reported({
        result: checkResult({
          pairs: [
            pairResult({
              premises: premises.map((each) =>
                each.id === 'control-apart' ? { ...each, verdict: 'fails', listed: ['T'] } : each,
              ),
              theorems: theorems.map((each) => ({ ...each, verdict: 'holds', obstructing: [] })),
            }),
          ],
        }),
      }),
    );

    expect(text.replaceAll(/\s+/gu, ' ')).toContain(
      'Theorem 1: the subset holds; the theorem does not apply as it stands (control state is shared: T)',
    );
    expect(text).toContain('PREMISES              DOES NOT HOLD    1 of 2; not: control-apart');
  });

  it('shows of a second pair only the rows that differ, unless all are asked for', () => {
    const [first, ...rest] = pairResult().instructions;
    const changed = first === undefined ? [] : [{ ...first, privileged: 'yes' as const }, ...rest];
    const result = checkResult({
      pairs: [
        pairResult(),
        pairResult({ name: 'other', title: 'machine to user', instructions: changed }),
      ],
    });

    expect(textReport(reported({ result }))).toContain(
      'INSTRUCTIONS: 1 differ from pair default\n',
    );
    const all = textReport(reported({ result }), { all: true, style: PLAIN });
    expect(all.match(/^INSTRUCTIONS$/gmu)).toHaveLength(2);
  });

  it('says so where it was interrupted', () => {
    const result = checkResult({ isComplete: false });

    expect(textReport(reported({ result }))).toContain(
      '\nINTERRUPTED: what was not decided by then is undecided.\n',
    );
  });

  it('stays within the page', () => {
    const text = textReport(reported(), { all: true, style: PLAIN });

    expect(text.split('\n').filter((line) => line.length > PAGE_WIDTH)).toStrictEqual([]);
  });
});

// Helpers

/** The lines from the one that starts so to the next section, without empty ones. */
function section(start: string): readonly string[] {
  const lines = textReport(reported()).split('\n');
  const from = lines.findIndex((line) => line.startsWith(start));
  const length = lines.slice(from + 1).findIndex((line) => /^[A-Z]{3}|^\d+ answers/u.test(line));
  return lines.slice(from, from + 1 + length).filter((line) => line !== '');
}
