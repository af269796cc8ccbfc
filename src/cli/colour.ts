/** Whether output to a stream has colours. */

import { COLOURED, PLAIN, type Style } from '../report/style.ts';
import type { Options } from './flags.ts';
import type { Terminal } from './terminal.ts';

/** `NO_COLOR` counts when it is set and not empty (no-color.org); `--color always` outweighs it. */
export function hasColour(
  terminal: Terminal,
  { color }: Pick<Options, 'color'>,
  isTerminal: boolean,
): boolean {
  if (color === 'always' || color === 'never') return color === 'always';
  const { NO_COLOR: noColour = '', TERM: kind } = terminal.environment;
  return isTerminal && noColour === '' && kind !== 'dumb';
}

/** The style of a result: coloured only where it is printed, not where it is written to a file. */
export function styleFor(terminal: Terminal, options: Pick<Options, 'color' | 'output'>): Style {
  const isShown = terminal.outputIsTerminal && options.output === undefined;
  return hasColour(terminal, options, isShown) ? COLOURED : PLAIN;
}
