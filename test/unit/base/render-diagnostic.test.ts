import { describe, expect, it } from 'vitest';
import type { Diagnostic, Label } from '../../../src/base/diagnostic.ts';
import {
  renderDiagnostic,
  renderDiagnostics,
  summarize,
} from '../../../src/base/render-diagnostic.ts';

const FILE = 'isas/riscv/trap-return.isa';

describe('renderDiagnostic', () => {
  it('shows what, where, both sides, and what to do', () => {
    const text = `${'\n'.repeat(10)}  mstatus.MPP = mepc\n`;
    const state = `${'\n'.repeat(30)}    control mepc : bits(64)\n`;
    const sources = new Map([
      [FILE, text],
      ['isas/riscv/state.isa', state],
    ]);
    const diagnostic = diagnosticOf({
      code: 'PG102',
      message: 'width mismatch: `mstatus.MPP` is 2 bits, `mepc` is 64 bits',
      primary: labelOf(FILE, text, 'mstatus.MPP', '2 bits'),
      related: [
        labelOf(FILE, text, 'mepc', '64 bits'),
        labelOf('isas/riscv/state.isa', state, 'control', 'declared'),
      ],
      help: 'take the bits you mean, for example `mepc[1:0]`',
    });

    expect(renderDiagnostic(diagnostic, sources)).toBe(
      [
        'error[PG102]: width mismatch: `mstatus.MPP` is 2 bits, `mepc` is 64 bits',
        '  ┌─ isas/riscv/trap-return.isa:11:3',
        '11│   mstatus.MPP = mepc',
        '  │   ^^^^^^^^^^^   ---- 64 bits',
        '  │   2 bits',
        '  = declared at isas/riscv/state.isa:31:5',
        '  = help: take the bits you mean, for example `mepc[1:0]`',
        '',
      ].join('\n'),
    );
  });

  it('puts labels of one line below one another, from right to left', () => {
    expect(render('alpha beta gamma', ['beta', 'b'], ['alpha', 'a'], ['gamma', 'c'])).toStrictEqual(
      ['1│ alpha beta gamma', ' │ ----- ^^^^ ----- c', ' │       b', ' │ a'],
    );
  });

  it('draws the primary mark over a related one', () => {
    expect(render('alpha beta', ['alpha', 'a'], ['alpha beta', 'b'])).toStrictEqual([
      '1│ alpha beta',
      ' │ ^^^^^----- a',
      ' │ b',
    ]);
  });

  it('shows lines in order, and that some are left out', () => {
    expect(render('a\nb\nc\nd', ['c', ''], ['a', 'first'], ['d', 'last'])).toStrictEqual([
      '1│ a',
      ' │ - first',
      ' ·',
      '3│ c',
      ' │ ^',
      '4│ d',
      ' │ - last',
    ]);
  });

  it('marks the first and the last line of a span', () => {
    expect(render('x = {\n  1\n  2\n  }', ['{\n  1\n  2\n  }', 'all of it'])).toStrictEqual([
      '1│ x = {',
      ' │     ^',
      ' ·',
      '4│   }',
      ' │   ^ all of it',
    ]);
  });

  it('keeps marks below their text behind tabs and wide characters', () => {
    expect(render('\tx\t漢字 y', ['y', 'here'])).toStrictEqual([
      '1│     x   漢字 y',
      ' │              ^ here',
    ]);
    expect(render('漢字', ['字', ''])).toStrictEqual(['1│ 漢字', ' │   ^^']);
  });

  it('shows no control characters', () => {
    expect(render('a\x1B[31m b', ['b', 'c\nd'])).toStrictEqual(['1│ a␛[31m b', ' │        ^ c␊d']);
  });

  it('shows 100 columns of a long line, around the marks', () => {
    const start = `${'x'.repeat(300)} y`;
    const [line = '', marks = ''] = render(`${start}${'z'.repeat(300)}`, ['y', 'here']);

    expect(line).toHaveLength('1│ '.length + 100);
    expect(line).toMatch(/^1│ …x+ yz+…$/u);
    expect(marks.indexOf('^')).toBe(line.indexOf('y'));
    expect(render(start, ['y', 'here'])[0]).toMatch(/^1│ …x+ y$/u);
    expect(render(`y ${'x'.repeat(300)}`, ['y', ''])[0]).toMatch(/^1│ y x+…$/u);
  });

  it('lists labels that are out of sight in a long line', () => {
    const text = `a${' '.repeat(5000)}b`;

    expect(render(text, ['a', ''], ['b', 'the other']).at(-1)).toBe(
      ` = the other at ${FILE}:1:5002`,
    );
  });

  it('points behind the end of a file, and into an empty one', () => {
    expect(renderAt('ab\n', 3, 3)).toStrictEqual(['2│', ' │ ^']);
    expect(renderAt('ab', 2, 2)).toStrictEqual(['1│ ab', ' │   ^']);
    expect(renderAt('', 0, 0)).toStrictEqual(['1│', ' │ ^']);
    expect(renderAt('', 5, 9)).toStrictEqual(['1│', ' │ ^']);
  });

  it('says what it can about a file whose text it has not', () => {
    const span = { file: 'gone.isa', start: 3, end: 4 };
    const related = [{ span, text: '' }];
    const diagnostic = diagnosticOf({ primary: { span, text: 'in here' }, related });

    expect(renderDiagnostic(diagnostic, new Map())).toBe(
      'error[PG010]: a message\n ┌─ gone.isa\n = in here\n = see gone.isa\n',
    );
  });

  it('paints only if it is told to', () => {
    const sources = new Map([[FILE, 'a']]);
    const diagnostic = diagnosticOf({ primary: labelOf(FILE, 'a', 'a', 'b') });

    expect(renderDiagnostic(diagnostic, sources)).not.toContain('\x1B');
    const painted = renderDiagnostic(diagnostic, sources, { color: true });
    expect(painted).toContain('\x1B[1;31merror[PG010]\x1B[0m');
    expect(painted.replaceAll(/\p{Cc}\[[\d;]*m/gu, '')).toBe(renderDiagnostic(diagnostic, sources));
  });
});

describe('renderDiagnostics', () => {
  it('counts what it shows', () => {
    const primary = labelOf(FILE, 'a', 'a', '');
    const diagnostics = [
      diagnosticOf({ primary }),
      diagnosticOf({ primary, severity: 'warning', message: 'beware' }),
    ];

    expect(renderDiagnostics(diagnostics, new Map([[FILE, 'a']]))).toBe(
      [
        'error[PG010]: a message',
        ` ┌─ ${FILE}:1:1`,
        '1│ a',
        ' │ ^',
        '',
        'warning[PG010]: beware',
        ` ┌─ ${FILE}:1:1`,
        '1│ a',
        ' │ ^',
        '',
        '1 error, 1 warning',
        '',
      ].join('\n'),
    );
  });

  it('is silent about nothing', () => {
    expect(renderDiagnostics([], new Map())).toBe('');
  });
});

describe('summarize', () => {
  it('says how many there are', () => {
    const error = diagnosticOf({});
    const warning = diagnosticOf({ severity: 'warning' });

    expect(summarize([])).toBe('no errors');
    expect(summarize([error])).toBe('1 error');
    expect(summarize([error, error, warning, warning])).toBe('2 errors, 2 warnings');
  });
});

// Helpers

function diagnosticOf(overrides: Partial<Diagnostic>): Diagnostic {
  return {
    code: 'PG010',
    severity: 'error',
    message: 'a message',
    primary: { span: { file: FILE, start: 0, end: 0 }, text: '' },
    related: [],
    help: undefined,
    ...overrides,
  };
}

function labelOf(file: string, text: string, part: string, label: string): Label {
  const start = text.indexOf(part);
  return { span: { file, start, end: start + part.length }, text: label };
}

type Part = readonly [part: string, label: string];

/** What is drawn of `text`, below the place. */
function render(text: string, primary: Part, ...related: readonly Part[]): readonly string[] {
  const diagnostic = diagnosticOf({
    primary: labelOf(FILE, text, ...primary),
    related: related.map((part) => labelOf(FILE, text, ...part)),
  });
  return renderDiagnostic(diagnostic, new Map([[FILE, text]]))
    .trimEnd()
    .split('\n')
    .slice(2);
}

function renderAt(text: string, start: number, end: number): readonly string[] {
  const diagnostic = diagnosticOf({ primary: { span: { file: FILE, start, end }, text: '' } });
  return renderDiagnostic(diagnostic, new Map([[FILE, text]]))
    .trimEnd()
    .split('\n')
    .slice(2);
}
