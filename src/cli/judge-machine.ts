/**
 * Judges the machine of a command: loads it and its spec, opens the solver, asks, and keeps what is
 * decided when it is interrupted. Everything that can be refused is refused before anything is asked.
 */

import { suggest } from '../base/suggest.ts';
import { matchesPattern } from '../base/wildcard.ts';
import {
  check,
  fileHost,
  listSpecs,
  loadExpected,
  misfits,
  type CheckResult,
  type LoadedExpected,
  type Machine,
  type Spec,
} from '../index.ts';
import type { Reported } from '../report/reported.ts';
import { asking } from './asking.ts';
import { commandText, relatedCommand } from './command-text.ts';
import type { Invocation } from './commands.ts';
import type { Options } from './flags.ts';
import { loadForCommand, printDiagnostics, type LoadedMachine } from './load-for-command.ts';
import { classNames, loadSpecForCommand } from './load-spec-for-command.ts';
import { InputRefused, Refusal } from './refusal.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

export interface JudgeRequest {
  /** The operand that names the machine. */
  readonly operand: string;
  readonly command: string;
  /** Premises and expected rows too, not only the instructions. */
  readonly whole: boolean;
  /** Asks what else can differ where something does. */
  readonly causes?: boolean;
  /** Of every instruction the witnesses are told, not only of those that obstruct. */
  readonly everyWitness?: boolean;
  /** Patterns of instructions; all if there is none. */
  readonly only: readonly string[];
}

/**
 * @throws Refusal, InputRefused
 */
export async function judgeMachine(
  { terminal, operands, options }: Pick<Invocation, 'terminal' | 'operands' | 'options'>,
  { operand, command, whole, only, causes = false, everyWitness = false }: JudgeRequest,
): Promise<Reported> {
  const { spec, sources: specSources } = loadSpecForCommand(terminal, options);
  const loaded = await loadForCommand(terminal, operand, options);
  const { machine } = loaded;
  const wrong = misfits(spec, machine);
  if (wrong.length > 0) {
    printDiagnostics(terminal, options, wrong, specSources);
    throw new InputRefused();
  }
  const pairs = pairsFor(machine, options);
  checkPatterns(machine, only);
  const expected = whole ? expectedRows(terminal, options, loaded) : NOTHING_EXPECTED;
  const result = await asking(
    { terminal, options },
    `${command} ${operand}`,
    async (howToAsk): Promise<CheckResult> =>
      check(machine, spec, {
        ...howToAsk,
        ...(pairs === undefined ? {} : { pairs }),
        ...(only.length === 0 ? {} : { only }),
        premises: whole,
        otherCauses: causes,
        minimise: everyWitness ? 'every' : 'obstructing',
        expected: () => expected.rows,
      }),
  );
  return {
    result: only.length === 0 ? result : ofPart(result, machine, spec),
    machine,
    spec,
    sources: new Map([...loaded.sources, ...expected.sources]),
    again: commandText(command, operands, options),
    explain: (instruction, pair) =>
      relatedCommand(
        'explain',
        [operand, instruction],
        options,
        pairs === undefined && pair === machine.pairs[0]?.name ? {} : { pair },
      ),
    version: await version(),
  };
}

/** What holds of some instructions says nothing of the machine. */
function ofPart(result: CheckResult, machine: Machine, { granularity }: Spec): CheckResult {
  const all = new Set(
    machine.instructions.map(({ id, opcode }) => (granularity === 'opcode' ? opcode : id)),
  ).size;
  return {
    ...result,
    pairs: result.pairs.map((pair) => ({
      ...pair,
      theorems: pair.theorems.map((theorem) =>
        theorem.verdict !== 'holds' || pair.instructions.length === all
          ? theorem
          : {
              ...theorem,
              verdict: 'undecided',
              reason: `only ${pair.instructions.length} of ${all} instructions were asked`,
            },
      ),
    })),
  };
}

function pairsFor(machine: Machine, { pair }: Options): readonly string[] | undefined {
  if (pair === undefined) return undefined;
  const names = machine.pairs.map(({ name }) => name);
  if (names.includes(pair)) return [pair];
  const guess = suggest(pair, names);
  throw new Refusal(
    `${machine.id} has no pair \`${pair}\``,
    guess === undefined ? `its pairs are: ${names.join(', ')}` : `did you mean \`${guess}\`?`,
  );
}

export function checkPatterns(machine: Machine, only: readonly string[]): void {
  const names = [...new Set(machine.instructions.flatMap(({ id, opcode }) => [id, opcode]))];
  for (const pattern of only) {
    if (names.some((name) => matchesPattern(pattern, name))) continue;
    const guess = suggest(pattern, names);
    throw new Refusal(
      `${machine.id} has no instruction \`${pattern}\``,
      guess === undefined ? `see \`popek list\`, which lists them` : `did you mean \`${guess}\`?`,
    );
  }
}

const NOTHING_EXPECTED: Pick<LoadedExpected, 'rows' | 'sources'> = { rows: [], sources: new Map() };

function expectedRows(
  terminal: Terminal,
  options: Options,
  { location }: LoadedMachine,
): Pick<LoadedExpected, 'rows' | 'sources'> {
  const loaded = loadExpected(location.expected, {
    readText: (file) => fileHost.readText(file),
    specNames: listSpecs,
    classNames,
  });
  if (loaded.diagnostics.length === 0) return loaded;
  printDiagnostics(terminal, options, loaded.diagnostics, loaded.sources);
  throw new InputRefused();
}
