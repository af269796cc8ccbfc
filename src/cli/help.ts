/** The help texts, made from the tables of commands and flags. */

import { readdirSync } from 'node:fs';
import { blank, wrap } from '../report/layout.ts';
import { COMMANDS, type Command } from './commands.ts';
import { COMMON_FLAGS, FLAGS, flagUsage, type FlagName } from './flags.ts';

export function generalHelp(): string {
  const width = Math.max(...COMMANDS.map((command) => usageOf(command).length)) + 2;
  return [
    'popek: is this instruction set virtualizable?',
    '',
    'usage: popek COMMAND [ARGUMENTS] [FLAGS]',
    '',
    ...COMMANDS.map((command) => `  ${usageOf(command).padEnd(width)}${command.summary}`),
    '',
    ...wrap(
      'A MACHINE is one of those that come with popek, a folder, a file, or - for standard input. `popek COMMAND --help` shows the flags of a command, with examples.',
    ),
    '',
    ...wrap(shippedMachines().join(', '), 'Machines: '),
    '',
    'Start here:',
    '  popek new mine',
    '  popek check ./mine',
    '  popek explain ./mine leave',
    '',
  ].join('\n');
}

export function commandHelp(command: Command): string {
  const own = command.flags.flatMap(flagLines);
  const width = Math.max(...command.examples.map(({ line }) => line.length)) + 3;
  return [
    `popek ${command.name}: ${command.summary}`,
    '',
    `usage: popek ${usageOf(command)}${own.length === 0 ? '' : ' [FLAGS]'}`,
    '',
    ...command.description.flatMap((paragraph, index) => [
      ...(index === 0 ? [] : ['']),
      ...wrap(paragraph),
    ]),
    '',
    ...(own.length === 0 ? [] : ['flags:', ...own, '']),
    'flags of every command:',
    ...COMMON_FLAGS.flatMap(flagLines),
    '',
    command.examples.length === 1 ? 'example:' : 'examples:',
    ...command.examples.map(({ line, what }) => `  ${line.padEnd(width)}# ${what}`),
    '',
  ].join('\n');
}

// Helpers

/** Folders only: nothing is parsed for a help text. */
function shippedMachines(): readonly string[] {
  try {
    const folder = new URL('../../isas', import.meta.url);
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch {
    return [];
  }
}

function usageOf({ name, operands }: Command): string {
  return [name, ...operands].join(' ');
}

const FLAG_COLUMN = 24;

/** The flag and its meaning, below it if the flag is long. */
function flagLines(name: FlagName): readonly string[] {
  const usage = `  ${flagUsage(name)}`;
  const indent = blank(FLAG_COLUMN);
  if (usage.length < FLAG_COLUMN)
    return wrap(FLAGS[name].summary, usage.padEnd(FLAG_COLUMN), indent);
  return [usage, ...wrap(FLAGS[name].summary, indent, indent)];
}
