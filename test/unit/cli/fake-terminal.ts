/** A terminal that keeps what is printed. */

import type { Terminal } from '../../../src/cli/terminal.ts';

export interface FakeTerminal extends Terminal {
  readonly output: () => string;
  readonly errors: () => string;
}

export function fakeTerminal(
  overrides: Partial<Terminal> & { readonly input?: string } = {},
): FakeTerminal {
  const out: string[] = [];
  const err: string[] = [];
  const { input = '', ...rest } = overrides;
  return {
    environment: {},
    directory: '/',
    outputIsTerminal: false,
    errorIsTerminal: false,
    print: (text) => void out.push(text),
    printError: (text) => void err.push(text),
    // oxlint-disable-next-line typescript/require-await -- what it stands for is asynchronous
    readInput: async () => new TextEncoder().encode(input),
    onInterrupt: () => () => undefined,
    ...rest,
    output: () => out.join(''),
    errors: () => err.join(''),
  };
}
