/**
 * Every flag there is, with the one meaning it has in every command that takes it.
 *
 * Only data: `popek --help` must not load anything heavy.
 */

import type { Construction } from '../index.ts';

/** The values of all flags; those that a command does not take have their defaults. */
export interface Options {
  readonly spec: string | undefined;
  readonly pair: string | undefined;
  readonly set: readonly string[];
  readonly with: readonly string[];
  readonly only: readonly string[];
  readonly theorem: number | undefined;
  readonly expected: boolean;
  readonly all: boolean;
  readonly 'prove-smallest': boolean;
  readonly structural: boolean;
  readonly jobs: number | undefined;
  readonly budget: number | undefined;
  readonly solver: string | undefined;
  readonly 'second-opinion': string | undefined;
  /** `false` for `--no-cache`. */
  readonly cache: string | false | undefined;
  readonly 'keep-queries': string | undefined;
  readonly check: boolean;
  readonly write: string | undefined;
  readonly cause: string | undefined;
  readonly construction: Construction | undefined;
  readonly map: string | undefined;
  readonly virtual: readonly string[];
  readonly under: Construction | undefined;
  readonly guests: number | undefined;
  readonly slice: number | undefined;
  readonly force: boolean;
  readonly runs: number | undefined;
  readonly steps: number | undefined;
  readonly seed: number | undefined;
  readonly path: string | undefined;
  readonly trace: boolean;
  readonly format: 'text' | 'json' | 'markdown' | undefined;
  readonly output: string | undefined;
  readonly quiet: boolean;
  readonly color: 'auto' | 'always' | 'never' | undefined;
  readonly help: boolean;
}

export type FlagName = keyof Options;

export type FlagDefinition = {
  readonly summary: string;
  readonly short?: string;
} & (
  | { readonly kind: 'switch' }
  /** On unless given as `--no-NAME`. */
  | { readonly kind: 'negative' }
  /** `negatable`: `--no-NAME` is `false`. */
  | { readonly kind: 'text'; readonly value: string; readonly negatable?: true }
  | { readonly kind: 'number'; readonly value: string }
  | { readonly kind: 'list'; readonly value: string }
  | { readonly kind: 'choice'; readonly value: string; readonly choices: readonly string[] }
);

export const FLAGS: Readonly<Record<FlagName, FlagDefinition>> = {
  spec: {
    kind: 'text',
    value: 'NAME',
    summary: 'whose definitions are asked, see `popek list` (default: pg74); `check` takes all',
  },
  pair: {
    kind: 'text',
    value: 'NAME',
    summary: 'only this pair of modes (default: every pair the machine declares)',
  },
  set: {
    kind: 'list',
    value: 'NAME=VALUE',
    summary: 'sets a parameter of the machine; may be repeated',
  },
  with: {
    kind: 'list',
    value: 'FILE',
    summary: 'adds the instructions of this file to the machine; may be repeated',
  },
  only: {
    kind: 'list',
    value: 'PATTERN',
    summary: 'only these instructions; * stands for anything; may be repeated',
  },
  theorem: {
    kind: 'number',
    value: 'N',
    summary: 'the exit code answers this theorem (default: the first of the spec)',
  },
  expected: {
    kind: 'switch',
    summary: 'the exit code answers whether published verdicts agree',
  },
  all: { kind: 'switch', summary: 'every row and every reason, nothing shortened' },
  'prove-smallest': {
    kind: 'switch',
    summary: 'lets the solver prove that each witness is the smallest',
  },
  structural: {
    kind: 'negative',
    summary: 'asks the solver also what the terms alone settle',
  },
  jobs: { kind: 'number', value: 'N', summary: 'solver workers (default: one for each core)' },
  budget: {
    kind: 'number',
    value: 'N',
    summary: 'work before giving up: solver steps for a question, instructions for `run`',
  },
  solver: {
    kind: 'text',
    value: 'NAME',
    summary: 'z3-solver (built in, default), or z3, cvc5 or bitwuzla from PATH',
  },
  'second-opinion': {
    kind: 'text',
    value: 'NAME',
    summary: 'asks this solver too; a disagreement is an error',
  },
  cache: {
    kind: 'text',
    value: 'DIR',
    summary: "where answers are kept (default: the user's cache directory)",
    negatable: true,
  },
  'keep-queries': {
    kind: 'text',
    value: 'DIR',
    summary: 'writes each query and its answer there, as SMT-LIB text',
  },
  check: { kind: 'switch', summary: 'changes nothing; exit code 1 if a file would change' },
  write: {
    kind: 'text',
    value: 'FILE',
    short: 'w',
    summary: 'writes the change, or the test, to this file, whole or not at all',
  },
  cause: {
    kind: 'text',
    value: 'NAME',
    summary: "the trap to take (default: as the machine's privileged instructions do)",
  },
  construction: {
    kind: 'choice',
    value: 'NAME',
    choices: ['trap-and-emulate', 'hybrid'],
    summary: 'trap-and-emulate (default), or hybrid: virtual supervisor mode is interpreted',
  },
  map: {
    kind: 'text',
    value: 'FILE',
    summary: "how the real machine stands for the virtual one (default: the machine's own map)",
  },
  virtual: {
    kind: 'list',
    value: 'NAME=VALUE',
    summary: 'sets a parameter of the virtual machine; may be repeated',
  },
  under: {
    kind: 'choice',
    value: 'NAME',
    choices: ['trap-and-emulate', 'hybrid'],
    summary: 'runs the program as a guest of the monitor that is constructed so',
  },
  guests: {
    kind: 'number',
    value: 'N',
    summary: 'so many guests at once, which all run the program (default: 1)',
  },
  slice: {
    kind: 'number',
    value: 'N',
    summary: "virtual instructions until it is the next guest's turn (default: 100)",
  },
  force: {
    kind: 'switch',
    summary:
      'a monitor whatever the theorems say; `run` tells where it parts from the bare machine',
  },
  runs: { kind: 'number', value: 'N', summary: 'how many guests (default: 1000)' },
  steps: { kind: 'number', value: 'N', summary: 'the most steps of each guest (default: 50)' },
  seed: {
    kind: 'number',
    value: 'N',
    summary: 'draws these guests again (default: others each time)',
  },
  path: {
    kind: 'text',
    value: 'P',
    summary: 'runs only this guest of the seed, as a report names it',
  },
  trace: { kind: 'switch', summary: 'prints every step' },
  format: {
    kind: 'choice',
    value: 'FORMAT',
    choices: ['text', 'json', 'markdown'],
    summary: 'text (default), json or markdown',
  },
  output: {
    kind: 'text',
    value: 'FILE',
    short: 'o',
    summary: 'writes the result to this file, whole or not at all',
  },
  quiet: { kind: 'switch', short: 'q', summary: 'no progress on standard error' },
  color: {
    kind: 'choice',
    value: 'WHEN',
    choices: ['auto', 'always', 'never'],
    summary: 'auto (default: on a terminal, unless NO_COLOR is set), always or never',
  },
  help: { kind: 'switch', short: 'h', summary: 'this text' },
};

/** The flags of every command. */
export const COMMON_FLAGS: readonly FlagName[] = ['quiet', 'color', 'help'];

/** The flag as it is written: `--set NAME=VALUE`, `-o, --output FILE`, `--no-structural`. */
export function flagUsage(name: FlagName): string {
  const flag = FLAGS[name];
  const short = flag.short === undefined ? '' : `-${flag.short}, `;
  if (flag.kind === 'negative') return `--no-${name}`;
  if (flag.kind === 'switch') return `${short}--${name}`;
  if (flag.kind === 'text' && flag.negatable === true)
    return `--${name} ${flag.value}, --no-${name}`;
  return `${short}--${name} ${flag.value}`;
}
