import { describe, expect, it } from 'vitest';
import { startProgress, type Progress } from '../../../src/cli/progress.ts';
import { fakeTerminal, type FakeTerminal } from './fake-terminal.ts';

describe('startProgress', () => {
  it('prints one plain line for each tenth, after a second', () => {
    const { terminal, progress, pass } = started();

    progress.report(5, 100, 'add');
    pass(1000);
    for (let done = 6; done <= 35; done += 1) {
      progress.report(done, 100, 'add');
      pass(200);
    }
    progress.finish();
    pass(1000);

    expect(terminal.errors()).toBe('check: 0 %\ncheck: 10 %\ncheck: 20 %\ncheck: 30 %\n');
    expect(terminal.output()).toBe('');
  });

  it('draws one live line on a terminal, and removes it', () => {
    const { terminal, progress, pass } = started({ errorIsTerminal: true });

    pass(1000);
    progress.report(3, 10, 'mul');
    pass(200);
    progress.finish();
    progress.finish();

    const clear = '\r\u001B[2K';
    expect(terminal.errors()).toBe(`${clear}check  1 s  ${clear}check: 3 of 10  1 s  mul${clear}`);
  });

  it('is silent when asked to be, and where all is done in a second', () => {
    const quiet = started({}, true);
    quiet.progress.report(5, 10, 'add');
    quiet.pass(5000);
    const quick = started();
    quick.progress.report(10, 10, 'add');
    quick.pass(800);
    quick.progress.finish();
    quick.pass(5000);

    expect(quiet.terminal.errors()).toBe('');
    expect(quick.terminal.errors()).toBe('');
  });
});

// Helpers

interface Started {
  readonly terminal: FakeTerminal;
  readonly progress: Progress;
  /** Lets time pass, with all that happens in it. */
  readonly pass: (ms: number) => void;
}

function started(overrides: Parameters<typeof fakeTerminal>[0] = {}, quiet = false): Started {
  let time = 0;
  let next: { readonly ms: number; at: number; readonly tick: () => void } | undefined;
  const terminal = fakeTerminal(overrides);
  const progress = startProgress(
    terminal,
    'check',
    { quiet },
    {
      now: () => time,
      every: (ms, tick) => {
        next = { ms, at: ms, tick };
        return () => {
          next = undefined;
        };
      },
    },
  );
  const pass = (ms: number): void => {
    const end = time + ms;
    for (;;) {
      if (next === undefined || next.at > end) break;
      time = next.at;
      next.at += next.ms;
      next.tick();
    }
    time = end;
  };
  return { terminal, progress, pass };
}
