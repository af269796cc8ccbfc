/** The command that does again what was done: for reports, and for hints at other commands. */

import { FLAGS, type FlagName, type Options } from './flags.ts';
import { shellWord } from './shell-word.ts';

/** Flags that do not change what is found out. */
const WITHOUT_INFLUENCE: readonly FlagName[] = [
  'output',
  'quiet',
  'color',
  'help',
  'jobs',
  'format',
];

/** Flags that say which machine is asked what. */
const SUBJECT: readonly FlagName[] = ['spec', 'pair', 'set', 'with'];

export function commandText(name: string, operands: readonly string[], options: Options): string {
  const flags = flagNames().filter((flag) => !WITHOUT_INFLUENCE.includes(flag));
  return line(name, operands, options, flags);
}

/** Another command about the same machine under the same spec. */
export function relatedCommand(
  name: string,
  operands: readonly string[],
  options: Options,
  overrides: Partial<Options> = {},
): string {
  return line(name, operands, { ...options, ...overrides }, SUBJECT);
}

function line(
  name: string,
  operands: readonly string[],
  options: Options,
  flags: readonly FlagName[],
): string {
  const words = [...operands, ...flags.flatMap((flag) => flagWords(flag, options[flag]))];
  return ['popek', name, ...words.map(shellWord)].join(' ');
}

function flagWords(name: FlagName, value: Options[FlagName]): readonly string[] {
  if (value === undefined) return [];
  const { kind } = FLAGS[name];
  if (kind === 'negative') return value === true ? [] : [`--no-${name}`];
  if (kind === 'switch') return value === true ? [`--${name}`] : [];
  if (value === false) return [`--no-${name}`];
  if (typeof value === 'object') return value.flatMap((each) => [`--${name}`, each]);
  return [`--${name}`, String(value)];
}

function flagNames(): readonly FlagName[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the table has every name and no other
  return Object.keys(FLAGS) as FlagName[];
}
