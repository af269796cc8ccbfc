import { describe, expect, it } from 'vitest';
import { instructionTable, tableLegend } from '../../../src/report/instruction-table.ts';
import { PAGE_WIDTH } from '../../../src/report/layout.ts';
import { COLOURED, PLAIN } from '../../../src/report/style.ts';
import { tinyMachine } from '../../helpers/tiny-machine.ts';
import { ANSWERS, instructionResult, open, pairResult } from './sample-check.ts';
import { sampleSpec } from './sample-spec.ts';

describe('instructionTable', () => {
  it('has a row for each instruction, in the order of the machine', () => {
    const lines = instructionTable(tinyMachine(), sampleSpec(), pairResult().instructions, {
      grouped: true,
      obstructing: ['idle'],
      style: PLAIN,
    });

    expect(lines).toStrictEqual([
      '                  P C M   in user mode  class',
      '  add             w . -   same          innocuous',
      '  load            w . -   same          innocuous',
      '  store           w . ?   same          sensitive?',
      '  li              w . v   same          sensitive?',
      '  jump            w . -   same          innocuous',
      '! idle            w . M   same          sensitive, NOT privileged',
      '  user            P C x   trap          sensitive, privileged',
      '  call            - x x   -             trap',
    ]);
  });

  it('stays within the page, however long names and behaviours are', () => {
    const long = instructionResult('an_instruction_with_quite_a_long_name', ANSWERS['add'] ?? {}, {
      inUserMode: ['same', 'ignored', 'partial', 'exception', 'trap'],
      inUserModeUndecided: [],
      sensitive: 'yes',
      privileged: 'undecided',
    });
    const lines = instructionTable(tinyMachine(), sampleSpec(), [long], {
      grouped: true,
      obstructing: ['idle'],
      style: PLAIN,
    });

    expect(lines.filter((line) => line.length > PAGE_WIDTH)).toStrictEqual([]);
    expect(lines.join(' ').replaceAll(/\s+/gu, ' ')).toContain(
      'same, ignored, sensitive, privileged? partial, exception, trap',
    );
  });

  it('says nothing by colour alone', () => {
    const { instructions } = pairResult();
    const plain = instructionTable(tinyMachine(), sampleSpec(), instructions, {
      grouped: true,
      obstructing: ['idle'],
      style: PLAIN,
    });
    const coloured = instructionTable(tinyMachine(), sampleSpec(), instructions, {
      grouped: true,
      obstructing: ['idle'],
      style: COLOURED,
    });

    expect(coloured).not.toStrictEqual(plain);
    // oxlint-disable-next-line no-control-regex -- escape sequences are what it removes
    expect(coloured.map((line) => line.replaceAll(/\u001B\[\d+m/gu, ''))).toStrictEqual(plain);
  });

  it('marks a behaviour that is open', () => {
    const unsure = instructionResult('add', { ...ANSWERS['add'], in_user_mode_trap: open });
    const [, row] = instructionTable(tinyMachine(), sampleSpec(), [unsure], {
      grouped: true,
      obstructing: ['idle'],
      style: PLAIN,
    });

    expect(row).toContain('same, trap?');
  });
});

describe('tableLegend', () => {
  it('says what the letters mean that are used, and no others', () => {
    const { instructions } = pairResult();

    expect(tableLegend(sampleSpec(), instructions, true)).toStrictEqual([
      '  P privileged   C control sensitive   M mode sensitive',
      '  ! in the way of theorem 1   a letter: yes, proved or with a replayed witness',
      '  . no: the terms cannot depend on it   - no: proved   x no: it always traps',
      '  w no: a witness shows it   v nothing to look at (vacuous)   ? undecided',
      '  In user mode, where supervisor mode completes: same (it does the same), trap',
      '  (it traps and is resumed behind itself).',
    ]);
    expect(tableLegend(sampleSpec(), instructions.slice(0, 1), false)).toStrictEqual([
      '  P privileged   C control sensitive   M mode sensitive',
      '  a letter: yes, proved or with a replayed witness',
      '  . no: the terms cannot depend on it   - no: proved   w no: a witness shows it',
      '  In user mode, where supervisor mode completes: same (it does the same).',
    ]);
  });
});
