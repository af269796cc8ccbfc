/**
 * Every command there is: what it takes, its flags and examples, and where its code is.
 *
 * Only data and lazy imports: `popek --help` must not load anything heavy.
 */

import type { ExitCode } from './exit-code.ts';
import type { FlagName, Options } from './flags.ts';
import type { Terminal } from './terminal.ts';

export interface Invocation {
  readonly terminal: Terminal;
  readonly operands: readonly string[];
  readonly options: Options;
  /** The arguments as given, without `popek`. */
  readonly given: readonly string[];
}

export type RunCommand = (invocation: Invocation) => Promise<ExitCode>;

export interface Command {
  readonly name: string;
  /** Names of its operands as the usage line has them: `MACHINE`, `[FILE]`, `FILE...`. */
  readonly operands: readonly string[];
  /** One line, for the list of commands. */
  readonly summary: string;
  /** Paragraphs of its own help. */
  readonly description: readonly string[];
  readonly flags: readonly FlagName[];
  readonly examples: readonly { readonly line: string; readonly what: string }[];
  readonly load: () => Promise<RunCommand>;
}

const MACHINE_FLAGS: readonly FlagName[] = ['set', 'with'];
const RESULT_FLAGS: readonly FlagName[] = ['format', 'output'];
const ASKING_FLAGS: readonly FlagName[] = [
  'jobs',
  'budget',
  'solver',
  'second-opinion',
  'cache',
  'keep-queries',
  'structural',
];

export const COMMANDS: readonly Command[] = [
  {
    name: 'check',
    operands: ['MACHINE'],
    summary: 'is this machine virtualizable, and why not?',
    description: [
      'Decides for every instruction whether it is privileged, sensitive or innocuous, and with that which theorems of the spec hold. Behind every answer stands a proof, or a witness that was replayed.',
      'Exit code 0: the first theorem (or --theorem N) and every premise hold, for the first pair of modes. 1: one of them fails. 3: one is undecided.',
    ],
    flags: [
      'spec',
      'pair',
      ...MACHINE_FLAGS,
      'only',
      'theorem',
      'expected',
      'all',
      'prove-smallest',
      ...ASKING_FLAGS,
      ...RESULT_FLAGS,
    ],
    examples: [
      { line: 'popek check ./mine', what: 'the machine in this folder' },
      { line: 'popek check ./mine --with more.isa', what: 'does my extension break it?' },
      { line: 'popek check ./mine --theorem 3 --format json', what: 'hybrid, for a script' },
    ],
    load: async () => (await import('./commands/check.ts')).check,
  },
  {
    name: 'classify',
    operands: ['MACHINE'],
    summary: 'the class of every instruction, and no more',
    description: [
      'Only the table of instructions. Exit code 0 when it is done, whatever the classes are.',
    ],
    flags: [
      'spec',
      'pair',
      ...MACHINE_FLAGS,
      'only',
      'all',
      'prove-smallest',
      ...ASKING_FLAGS,
      ...RESULT_FLAGS,
    ],
    examples: [
      { line: "popek classify ./mine --only 'a*'", what: 'some instructions' },
      { line: 'popek classify ./mine --spec pg74-letter', what: 'by the letter of the paper' },
    ],
    load: async () => (await import('./commands/classify.ts')).classify,
  },
  {
    name: 'explain',
    operands: ['MACHINE', 'INSTRUCTION'],
    summary: 'why an instruction has its class',
    description: [
      'Shows what was asked, the answers and their evidence. A witness is shown as two states side by side, with the differing bits marked.',
    ],
    flags: [
      'spec',
      'pair',
      ...MACHINE_FLAGS,
      'all',
      'prove-smallest',
      ...ASKING_FLAGS,
      ...RESULT_FLAGS,
    ],
    examples: [
      { line: 'popek explain ./mine leave', what: 'one instruction' },
      { line: 'popek explain ./mine leave --all', what: 'every question and the whole state' },
    ],
    load: async () => (await import('./commands/explain.ts')).explain,
  },
  {
    name: 'diff',
    operands: ['MACHINE', 'MACHINE'],
    summary: 'what changes from one machine to another',
    description: [
      'Lists the rows, premises and theorems that differ between two machines, or two settings of one: MACHINE@NAME=VALUE,... sets the parameters of one side, --set those of both.',
      'Exit code 0 when it is done, whether or not anything differs.',
    ],
    flags: [
      'spec',
      'pair',
      ...MACHINE_FLAGS,
      'only',
      'prove-smallest',
      ...ASKING_FLAGS,
      ...RESULT_FLAGS,
    ],
    examples: [
      { line: 'popek diff ./mine ./mine2', what: 'two machines' },
      { line: 'popek diff ./mine@size=64 ./mine@size=256', what: 'two settings' },
    ],
    load: async () => (await import('./commands/diff.ts')).diff,
  },
  {
    name: 'repair',
    operands: ['MACHINE'],
    summary: 'what has to trap for the theorem to hold',
    description: [
      'Finds the instructions that obstruct the theorem, makes them trap in user mode, and judges the machine again. What is left is needed: each obstructs the theorem without its trap. The change is printed as a description, and checked before it is written.',
      'Exit code 0: repaired, or nothing to repair. 1: no trap helps. 3: undecided.',
    ],
    flags: [
      'spec',
      'pair',
      ...MACHINE_FLAGS,
      'theorem',
      'cause',
      'write',
      'all',
      ...ASKING_FLAGS,
      ...RESULT_FLAGS,
    ],
    examples: [
      { line: 'popek repair ./mine', what: 'so that the first theorem holds' },
      { line: 'popek repair ./mine --write more.isa', what: 'to check with --with more.isa' },
    ],
    load: async () => (await import('./commands/repair.ts')).repair,
  },
  {
    name: 'monitor check',
    operands: ['MACHINE'],
    summary: 'is the monitor built from its map right?',
    description: [
      'Builds the control program of a virtual machine monitor from the description and a map file, and proves what is claimed of it: that a guest behaves as on the bare machine, that it reaches nothing but its own storage, and that innocuous instructions run natively. Every counterexample is replayed.',
      'Exit code 0: every obligation is met. 1: one is refuted. 3: one is undecided, or only some were asked.',
    ],
    flags: [
      'construction',
      'map',
      'virtual',
      'spec',
      'pair',
      ...MACHINE_FLAGS,
      'only',
      'all',
      ...ASKING_FLAGS,
      ...RESULT_FLAGS,
    ],
    examples: [
      { line: 'popek monitor check ./mine', what: "by mine's own map" },
      { line: 'popek monitor check ./mine --construction hybrid', what: 'the other construction' },
      { line: 'popek monitor check ./mine --map other.map', what: 'by another map' },
    ],
    load: async () => (await import('./commands/monitor-check.ts')).monitorCheck,
  },
  {
    name: 'run',
    operands: ['MACHINE', 'PROGRAM'],
    summary: 'runs a program from reset',
    description: [
      "PROGRAM is assembly source, or an image as `popek asm` prints it. Execution starts in the machine's reset state.",
      'With --under the program runs as a guest of a constructed virtual machine monitor, in a virtual machine as its map describes it, and the report says how its instructions were executed. A machine on which the construction is not justified is refused, unless --force is given: then the first step is told at which the guest and the bare machine part.',
      'Exit code 0: it halted, in a step that changes nothing. 1: a trap leads to a trap for ever. 3: the budget is spent. Of several guests, the worst.',
    ],
    flags: [
      ...MACHINE_FLAGS,
      'budget',
      'under',
      'guests',
      'slice',
      'map',
      'virtual',
      'pair',
      'force',
      'trace',
      'jobs',
      'cache',
      ...RESULT_FLAGS,
    ],
    examples: [
      { line: 'popek run ./mine program.s', what: 'assembles and runs' },
      { line: 'popek run ./mine program.s --budget 100 --trace', what: 'step by step' },
      { line: 'popek run ./mine program.s --under hybrid', what: 'as a guest of a monitor' },
    ],
    load: async () => (await import('./commands/run.ts')).run,
  },
  {
    name: 'monitor sample',
    operands: ['MACHINE'],
    summary: 'runs random guests bare and under the monitor',
    description: [
      'Draws whole machine states and programs, runs each on the bare machine and under the monitor that the map gives, and compares every step. The first guest that does otherwise is made as small as possible. A sample proves nothing; it asks the same as the proof does, of whole programs.',
      'Exit code 0: every step was the same. 1: a guest parted. 3: nothing was compared.',
    ],
    flags: [
      'construction',
      'map',
      'virtual',
      'runs',
      'steps',
      'seed',
      'path',
      'write',
      'force',
      ...MACHINE_FLAGS,
      'all',
      ...RESULT_FLAGS,
    ],
    examples: [
      { line: 'popek monitor sample ./mine --seed 1', what: 'a thousand guests' },
      { line: 'popek monitor sample ./mine --seed 1 --path 3:0', what: 'one of them again' },
      { line: 'popek monitor sample ./mine --write found.test.ts', what: 'keeps what is found' },
    ],
    load: async () => (await import('./commands/monitor-sample.ts')).monitorSample,
  },
  {
    name: 'asm',
    operands: ['MACHINE', 'FILE'],
    summary: 'assembles a source file',
    description: ['Prints the image: one line for each storage unit, `address: unit`.'],
    flags: [...MACHINE_FLAGS, 'output'],
    examples: [{ line: 'popek asm ./mine program.s --output program.image', what: 'to a file' }],
    load: async () => (await import('./commands/asm.ts')).asm,
  },
  {
    name: 'disasm',
    operands: ['MACHINE', 'FILE|WORD...'],
    summary: 'disassembles an image, or words',
    description: ['What no instruction means becomes `.unit`. Words are given as 0x and digits.'],
    flags: [...MACHINE_FLAGS, 'output'],
    examples: [
      { line: 'popek disasm ./mine program.image', what: 'an image' },
      { line: 'popek disasm ./mine 0x16 0x20', what: 'words' },
    ],
    load: async () => (await import('./commands/disasm.ts')).disasm,
  },
  {
    name: 'fmt',
    operands: ['FILE...'],
    summary: 'formats descriptions',
    description: [
      'Rewrites each file, or every .isa, .spec, .expected and .platform file of a folder, and keeps every comment. - formats standard input to standard output.',
      'Exit code 1 with --check if a file would change.',
    ],
    flags: ['check'],
    examples: [
      { line: 'popek fmt mine', what: 'a folder' },
      { line: 'popek fmt --check mine', what: 'in CI' },
    ],
    load: async () => (await import('./commands/fmt.ts')).fmt,
  },
  {
    name: 'list',
    operands: ['[MACHINE]'],
    summary: 'what machines there are, or what one has',
    description: [
      'Without a MACHINE, the machines and specs that come with popek. Of a machine: its parameters, pairs of modes and instructions.',
      'With --all every variant of an instruction; and with --all --format json the whole checked machine, with the terms of every instruction.',
    ],
    flags: ['all', ...MACHINE_FLAGS, ...RESULT_FLAGS],
    examples: [
      { line: 'popek list', what: 'machines and specs' },
      { line: 'popek list ./mine', what: 'parameters, pairs, instructions' },
      { line: 'popek list ./mine --all --format json', what: 'the checked machine, for programs' },
    ],
    load: async () => (await import('./commands/list.ts')).list,
  },
  {
    name: 'new',
    operands: ['NAME'],
    summary: 'writes a small machine of your own to start from',
    description: ['Writes NAME/machine.isa, which checks as it is. Overwrites nothing.'],
    flags: [],
    examples: [{ line: 'popek new mine', what: 'then: popek check ./mine' }],
    load: async () => (await import('./commands/new.ts')).newMachine,
  },
];
