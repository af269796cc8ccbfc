/**
 * Progress on standard error, for whatever takes over a second.
 *
 * On a terminal one live line; otherwise one plain line for every tenth of the work.
 */

import type { Terminal } from './terminal.ts';

export interface Progress {
  readonly report: (done: number, total: number, what: string) => void;
  /** Removes the live line, and says nothing more. */
  readonly finish: () => void;
}

/** Time as it passes, or as a test lets it. */
export interface Clock {
  readonly now: () => number;
  /** Calls `tick` again and again until the returned function is called. */
  readonly every: (ms: number, tick: () => void) => () => void;
}

const QUIET_MS = 1000;
const REDRAW_MS = 200;
const CLEAR_LINE = '\r\u001B[2K';
const WIDTH = 79;

const systemClock: Clock = {
  now: Date.now,
  every: (ms, tick) => {
    const timer = setInterval(tick, ms);
    timer.unref();
    return () => clearInterval(timer);
  },
};

export function startProgress(
  terminal: Terminal,
  label: string,
  options: { readonly quiet: boolean },
  clock: Clock = systemClock,
): Progress {
  if (options.quiet) return { report: () => undefined, finish: () => undefined };
  const began = clock.now();
  let [done, total, what] = [0, 0, ''];
  let isDrawn = false;
  let tenths = -1;

  const live = (): void => {
    const seconds = Math.floor((clock.now() - began) / 1000);
    const share = total === 0 ? '' : `: ${done} of ${total}`;
    terminal.printError(CLEAR_LINE + `${label}${share}  ${seconds} s  ${what}`.slice(0, WIDTH));
    isDrawn = true;
  };
  const plain = (): void => {
    const reached = total === 0 ? 0 : Math.floor((done * 10) / total);
    if (reached <= tenths) return;
    tenths = reached;
    terminal.printError(`${label}: ${reached * 10} %\n`);
  };
  const stop = clock.every(REDRAW_MS, () => {
    if (clock.now() - began < QUIET_MS) return;
    if (terminal.errorIsTerminal) live();
    else plain();
  });
  return {
    report: (...progress) => {
      [done, total, what] = progress;
    },
    finish: () => {
      stop();
      if (isDrawn) terminal.printError(CLEAR_LINE);
      isDrawn = false;
    },
  };
}
