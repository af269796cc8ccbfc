/**
 * The whole command line but for the process: finds the command, runs it, and turns what can go
 * wrong into a message and an exit code.
 */

import { suggest } from '../base/suggest.ts';
import { COMMANDS, type Command } from './commands.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { commandHelp, generalHelp } from './help.ts';
import { parseArguments } from './parse-arguments.ts';
import { InputRefused, Refusal } from './refusal.ts';
import type { Terminal } from './terminal.ts';

/** `given` is without the name of the program. */
export async function commandLine(given: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    return await dispatch(given, terminal);
  } catch (error) {
    if (error instanceof InputRefused) return EXIT.usage;
    if (error instanceof Refusal) {
      terminal.printError(`popek: ${error.message}\n`);
      if (error.help !== undefined) terminal.printError(`  = help: ${error.help}\n`);
      return EXIT.usage;
    }
    terminal.printError(await internalError(error, given));
    return EXIT.internal;
  }
}

async function dispatch(given: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [first, ...rest] = given;
  if (first === undefined) {
    terminal.printError(generalHelp());
    return EXIT.usage;
  }
  if (first === '--version' || first === '-V') {
    const { version } = await import('./version.ts');
    terminal.print(`popek ${await version()}\n`);
    return EXIT.good;
  }
  if (first === '--help' || first === '-h' || first === 'help') {
    const [about] = rest;
    terminal.print(about === undefined ? generalHelp() : commandHelp(commandFor(rest).command));
    return EXIT.good;
  }
  const { command, behind } = commandFor(given);
  const { operands, options } = parseArguments(command, behind);
  if (options.help) {
    terminal.print(commandHelp(command));
    return EXIT.good;
  }
  const run = await command.load();
  return await run({ terminal, operands, options, given });
}

/** A command's name may have two words. */
function commandFor(given: readonly string[]): {
  readonly command: Command;
  readonly behind: readonly string[];
} {
  const [first = '', second = ''] = given;
  const isGroup = COMMANDS.some(({ name }) => name.startsWith(`${first} `));
  return isGroup
    ? { command: commandNamed(`${first} ${second}`.trim()), behind: given.slice(2) }
    : { command: commandNamed(first), behind: given.slice(1) };
}

function commandNamed(name: string): Command {
  const found = COMMANDS.find((command) => command.name === name);
  if (found !== undefined) return found;
  const what = name.startsWith('-') ? 'flag before the command' : 'command';
  const guess = suggest(
    name,
    COMMANDS.map((command) => command.name),
  );
  throw new Refusal(
    `unknown ${what} \`${name}\``,
    guess === undefined ? 'see `popek --help`' : `did you mean \`popek ${guess}\`?`,
  );
}

/** We are wrong: what happened, and what to send us. */
export async function internalError(error: unknown, given: readonly string[]): Promise<string> {
  const { shellWord } = await import('./shell-word.ts');
  const { version } = await import('./version.ts');
  const story = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const isDisagreement = error instanceof Error && error.name === 'SolversDisagree';
  return [
    isDisagreement
      ? 'popek: two solvers disagree. One of them is wrong, or was asked wrongly.'
      : 'popek: internal error. This is a bug in popek, not in your description.',
    '',
    story,
    '',
    'Please report it, with the text above, the files of the machine, and these lines:',
    `  popek ${await version()}, node ${process.version}, ${process.platform} ${process.arch}`,
    `  popek ${given.map(shellWord).join(' ')}`,
    '',
  ].join('\n');
}
