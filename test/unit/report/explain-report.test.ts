import { describe, expect, it } from 'vitest';
import { explainReport } from '../../../src/report/explain-report.ts';
import { PAGE_WIDTH } from '../../../src/report/layout.ts';
import { PLAIN } from '../../../src/report/style.ts';
import { reported } from './sample-check.ts';

describe('explainReport', () => {
  it('gives the reason in one sentence', () => {
    expect(explained('idle')).toContain(
      'idle is sensitive, because it depends on the mode; and not privileged, because it completes in user mode.',
    );
    expect(explained('user')).toContain(
      'user is sensitive, because it changes the mode or the map; and privileged, because it never completes in user mode and it completes in supervisor mode.',
    );
    expect(explained('store')).toContain(
      'perhaps sensitive, because it is not decided whether it depends on the mode',
    );
    expect(explained('li')).toContain(
      'there is no state in which to ask whether it depends on the mode',
    );
  });

  it('shows two states side by side, with what was asked and what else can differ', () => {
    const text = explainReport(reported(), 'idle');

    expect(text).toContain(
      [
        'sees_mode: Depends on the mode',
        '  reading     Depends on the mode: as read here.',
        '  find        pair s1, s2 differing in mode',
        '  among       user(s)',
        '  unless      traps(s)',
        '  such that   completes(s)',
        '  answer      found, and replayed on the evaluator; no smaller one works',
        '              (proved)',
        '                            s1                    s2',
        '    before',
        '      M                   * supervisor            user',
        '      P                     0x02                  0x02',
        '    after',
        '      M                   * supervisor            user',
        '      P                     0x02                  0x02',
        '      x[1]                * 0x81                  0x00',
        '                              ^^                    ^^  bits 7, 0',
        '      E[0x20]             * 0x01                  0x00',
        '                               ^                     ^  bit 0',
        '    Other places that can differ after the step: R.b',
      ].join('\n'),
    );
  });

  it('lists the instruction as it would be written', () => {
    expect(explainReport(reported(), 'user')).toContain('\n    user 16\n');
  });

  it('shows every question and the whole state when asked to', () => {
    const short = explainReport(reported(), 'add');
    const whole = explainReport(reported(), 'add', { all: true, style: PLAIN });

    expect(short).not.toContain('in_user_mode_trap: ');
    expect(whole).toContain('in_user_mode_trap: ');
    expect(whole).toContain('\n    T                     0x00                  0x00\n');
    expect(whole.split('\n').filter((line) => line.length > PAGE_WIDTH)).toStrictEqual([]);
  });

  it('ends with the command that makes it again', () => {
    expect(explainReport(reported(), 'add').endsWith('\nAgain: popek check tiny\n')).toBe(true);
  });
});

// Helpers

function explained(id: string): string {
  return explainReport(reported(), id).replaceAll(/\s+/gu, ' ');
}
