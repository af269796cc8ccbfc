#!/usr/bin/env node
/** The process's end of the command line: its streams, signals and exit code. */

import { commandLine, internalError } from './command-line.ts';
import { EXIT } from './exit-code.ts';
import type { Terminal } from './terminal.ts';
import { reasonOf } from './write-result.ts';

const given = process.argv.slice(2);
let interruptListener: (() => void) | undefined;

process.on('SIGINT', () => {
  const listener = interruptListener;
  interruptListener = undefined;
  if (listener === undefined) process.exit(EXIT.interrupted);
  listener();
});

let failure: Error | undefined;

// Whoever reads our output may stop reading (`popek check MACHINE | head`); that is no failure. A
// full disk is one: the result is not all there.
process.stdout.on('error', noteFailure);
process.stderr.on('error', () => undefined);

function noteFailure(error: NodeJS.ErrnoException | null | undefined): void {
  if (error !== null && error !== undefined && error.code !== 'EPIPE') failure ??= error;
}

// What is thrown where nobody waits for it is our bug like any other.
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    void internalError(error, given).then((text) => {
      process.stderr.write(text, () => process.exit(EXIT.internal));
    });
  });
}

const terminal: Terminal = {
  environment: process.env,
  directory: process.cwd(),
  outputIsTerminal: process.stdout.isTTY,
  errorIsTerminal: process.stderr.isTTY,
  print: (text) => void process.stdout.write(text, noteFailure),
  printError: (text) => void process.stderr.write(text),
  readInput: async () => {
    const { buffer } = await import('node:stream/consumers');
    return await buffer(process.stdin);
  },
  onInterrupt: (listener) => {
    interruptListener = listener;
    return () => {
      interruptListener = undefined;
    };
  },
};

const code = await commandLine(given, terminal);

// Solver workers may be alive still; the result must be out before they are ended with us.
process.stdout.write('', () => {
  const problem =
    failure === undefined ? '' : `popek: cannot write the result: ${reasonOf(failure)}\n`;
  process.stderr.write(problem, () => process.exit(failure === undefined ? code : EXIT.usage));
});
