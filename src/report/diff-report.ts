/** What changed between two checks: verdicts, premises, and the rows of instructions. */

import type { InstructionResult, PairResult } from '../judge/result.ts';
import { instructionRows } from './instruction-rows.ts';
import {
  instructionJson,
  parametersJson,
  type InstructionJson,
  type JsonNumber,
} from './json-report.ts';
import { blank, count, wrap } from './layout.ts';
import type { Reported } from './reported.ts';
import { PLAIN, type Style } from './style.ts';
import { joinSections } from './text-report.ts';
import { classWords } from './words.ts';

/** One thing that is said differently: `Theorem 1`, `Premise coverage`. */
export interface VerdictChange {
  readonly what: string;
  /** Undefined: there is no such thing on that side. */
  readonly values: readonly [string | undefined, string | undefined];
}

export interface InstructionChange {
  readonly id: string;
  readonly before: InstructionResult;
  readonly after: InstructionResult;
  /** Cells that differ, by their name in JSON. */
  readonly cells: readonly { readonly name: string; readonly values: readonly [string, string] }[];
}

export interface PairDifference {
  /** Pairs are matched by name; the defaults are, whatever their names. */
  readonly pairs: readonly [PairResult, PairResult];
  readonly verdicts: readonly VerdictChange[];
  readonly changed: readonly InstructionChange[];
  readonly onlyBefore: readonly InstructionResult[];
  readonly onlyAfter: readonly InstructionResult[];
  readonly unchanged: number;
}

export function differenceOf(before: Reported, after: Reported): readonly PairDifference[] {
  return before.result.pairs.flatMap((pair, index) => {
    const others = after.result.pairs;
    const other =
      others.find(({ name }) => name === pair.name) ?? (index === 0 ? others[0] : undefined);
    return other === undefined ? [] : [pairDifference(pair, other)];
  });
}

export function diffReport(
  sides: readonly [Reported, Reported],
  names: readonly [string, string],
  again: string,
  style: Style = PLAIN,
): string {
  const [before, after] = sides;
  const differences = differenceOf(before, after);
  const sections = differences.flatMap((difference) =>
    pairSections(sides, difference, names, style),
  );
  return joinSections([
    [style.strong(`${names[0]}  ->  ${names[1]}`), `spec ${before.spec.name}`],
    ...sections,
    [style.strong(`Again: ${again}`)],
  ]);
}

export interface DiffJson {
  readonly tool: { readonly name: 'popek'; readonly version: string };
  readonly again: string;
  readonly spec: string;
  readonly sides: readonly {
    readonly machine: string;
    readonly parameters: Readonly<Record<string, JsonNumber>>;
  }[];
  readonly pairs: readonly {
    readonly names: readonly [string, string];
    readonly verdicts: readonly {
      readonly what: string;
      readonly before?: string;
      readonly after?: string;
    }[];
    readonly changed: readonly {
      readonly id: string;
      readonly before: InstructionJson;
      readonly after: InstructionJson;
    }[];
    readonly onlyBefore: readonly string[];
    readonly onlyAfter: readonly string[];
    readonly unchanged: number;
  }[];
}

export function diffJson([before, after]: readonly [Reported, Reported], again: string): DiffJson {
  return {
    tool: { name: 'popek', version: before.version },
    again,
    spec: before.spec.name,
    sides: [before, after].map(({ result }) => ({
      machine: result.machine.id,
      parameters: parametersJson(result),
    })),
    pairs: differenceOf(before, after).map((difference) => ({
      names: [difference.pairs[0].name, difference.pairs[1].name],
      verdicts: difference.verdicts.map(({ what, values: [one, two] }) => ({
        what,
        ...(one === undefined ? {} : { before: one }),
        ...(two === undefined ? {} : { after: two }),
      })),
      changed: difference.changed.map((change) => ({
        id: change.id,
        before: instructionJson(change.before),
        after: instructionJson(change.after),
      })),
      onlyBefore: difference.onlyBefore.map(({ id }) => id),
      onlyAfter: difference.onlyAfter.map(({ id }) => id),
      unchanged: difference.unchanged,
    })),
  };
}

// What differs.

function pairDifference(before: PairResult, after: PairResult): PairDifference {
  const later = new Map(after.instructions.map((each) => [each.id, each]));
  const earlier = new Set(before.instructions.map(({ id }) => id));
  const changes = before.instructions.flatMap((one) => {
    const two = later.get(one.id);
    return two === undefined ? [] : [changeOf(one, two)];
  });
  const changed = changes.filter(({ cells }) => cells.length > 0);
  return {
    pairs: [before, after],
    verdicts: verdictChanges(before, after),
    changed,
    onlyBefore: before.instructions.filter(({ id }) => !later.has(id)),
    onlyAfter: after.instructions.filter(({ id }) => !earlier.has(id)),
    unchanged: changes.length - changed.length,
  };
}

function verdictChanges(before: PairResult, after: PairResult): readonly VerdictChange[] {
  const [one, two] = [verdictsOf(before), verdictsOf(after)];
  const subjects = new Set([...one.keys(), ...two.keys()]);
  return [...subjects].flatMap((what) => {
    const values = [one.get(what), two.get(what)] as const;
    return values[0] === values[1] ? [] : [{ what, values }];
  });
}

function verdictsOf({ premises, theorems, facts }: PairResult): ReadonlyMap<string, string> {
  return new Map([
    ...premises.map(({ id, verdict }): [string, string] => [`Premise ${id}`, verdict]),
    ...theorems.map(({ number, verdict }): [string, string] => [`Theorem ${number}`, verdict]),
    ...facts.map(({ number, verdict }): [string, string] => [`Fact ${number}`, verdict]),
  ]);
}

function changeOf(before: InstructionResult, after: InstructionResult): InstructionChange {
  const [one, two] = [cellsOf(before), cellsOf(after)];
  const cells = [...one].flatMap(([name, value]) => {
    const other = two.get(name) ?? 'undecided';
    return value === other ? [] : [{ name, values: [value, other] as const }];
  });
  return { id: before.id, before, after, cells };
}

/** All that a row says, but for its evidence. */
function cellsOf(instruction: InstructionResult): ReadonlyMap<string, string> {
  const { privileged, control, location, mode, user, sensitive, partlyTraps } = instruction;
  const behaviours = [
    ...instruction.inUserMode,
    ...instruction.inUserModeUndecided.map((each) => `${each}?`),
  ];
  return new Map<string, string>([
    ...Object.entries({
      privileged,
      control,
      location,
      mode,
      user,
      sensitive,
      'partly traps': partlyTraps,
    }),
    ...instruction.otherClasses,
    ['in user mode', behaviours.length === 0 ? '-' : behaviours.join(', ')],
  ]);
}

// As text.

function pairSections(
  [before, after]: readonly [Reported, Reported],
  { pairs: [one, two], verdicts, changed, onlyBefore, onlyAfter, unchanged }: PairDifference,
  names: readonly [string, string],
  style: Style,
): readonly (readonly string[])[] {
  const title = one.name === two.name ? `pair ${one.name}` : `pair ${one.name} -> pair ${two.name}`;
  const width = Math.max(20, ...verdicts.map(({ what }) => what.length + 2));
  const verdictLines = verdicts.map(({ what, values: [was, is] }) => {
    return `  ${what.padEnd(width)}${(was ?? 'none').padEnd(10)} -> ${is ?? 'none'}`;
  });
  const summary = [
    count(changed.length, 'row changed', 'rows changed'),
    `${unchanged} unchanged`,
    `${onlyBefore.length} only in ${names[0]}`,
    `${onlyAfter.length} only in ${names[1]}`,
  ];
  return [
    [style.strong(title), ...(verdicts.length === 0 ? [sameText(one, two)] : verdictLines)],
    [
      style.strong('INSTRUCTIONS'),
      ...wrap(`${summary.join(', ')}.`, '  '),
      ...changed.flatMap((each) => changeLines(before.spec, each, style)),
    ],
    onlyLines(before, names[0], onlyBefore),
    onlyLines(after, names[1], onlyAfter),
  ];
}

function sameText(...sides: readonly PairResult[]): string {
  const isPart = sides.some(({ premises }) => premises.length === 0);
  return isPart
    ? '  Premises and theorems: not asked of some instructions only.'
    : '  Premises, theorems and facts are the same.';
}

function changeLines(
  spec: Reported['spec'],
  { id, before, after, cells }: InstructionChange,
  style: Style,
): readonly string[] {
  const [was, is] = [classWords(spec, before), classWords(spec, after)];
  const words = was === is ? '' : `${was} -> ${is}`;
  const told = cells.map(({ name, values: [one, two] }) => `${name} ${one} -> ${two}`);
  return [
    `  ${style.strong(id)}${words === '' ? '' : `  ${words}`}`,
    ...wrap(told.join('; '), blank(6), blank(6)),
  ];
}

/** Those of one class together. */
function onlyLines(
  reported: Reported,
  name: string,
  instructions: readonly InstructionResult[],
): readonly string[] {
  if (instructions.length === 0) return [];
  const classes = [...new Set(instructions.map((each) => classWords(reported.spec, each)))];
  return [
    `  only in ${name}:`,
    ...classes.flatMap((words) => {
      const own = instructions.filter((each) => classWords(reported.spec, each) === words);
      const rows = instructionRows(reported.machine, own, { grouped: true });
      return wrap(rows.map((row) => row.name).join(', '), `    ${words}: `, blank(6));
    }),
  ];
}
