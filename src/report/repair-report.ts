/** What has to trap for a theorem to hold, why each of it has to, and the change that says so. */

import type { Repair } from '../judge/repair.ts';
import type { TheoremResult } from '../judge/result.ts';
import type { Theorem } from '../question/spec.ts';
import { timeText } from './closing.ts';
import { parametersJson, type JsonNumber } from './json-report.ts';
import { count, wrap } from './layout.ts';
import { obstructionStories } from './obstructions.ts';
import type { Reported } from './reported.ts';
import { inShort } from './results-section.ts';
import { PLAIN, type Style } from './style.ts';
import { joinSections } from './text-report.ts';

export interface ReportedRepair {
  /** The check before the repair. */
  readonly reported: Reported;
  readonly repair: Repair;
  readonly theorem: Theorem;
  /** The change as it was written, or would be: a description, or items to add. */
  readonly text: string;
  /** Where it was written. */
  readonly file: string | undefined;
}

export function repairReport(
  given: ReportedRepair,
  { all, style }: { readonly all: boolean; readonly style: Style } = { all: false, style: PLAIN },
): string {
  const { reported, repair, theorem } = given;
  const pair = repair.before.pairs[0];
  const { machine, spec, again } = reported;
  return joinSections([
    [
      style.strong(`Repair of ${machine.id}`),
      ...wrap(`so that theorem ${theorem.number} of ${spec.name} holds, ${pair?.title ?? ''}`),
    ],
    ...outcomeSections(given, { all, style }),
    [...wrap(timeText(repair.kind === 'repaired' ? repair.after : repair.before))],
    [style.strong(`Again: ${again}`)],
  ]);
}

function outcomeSections(
  given: ReportedRepair,
  options: { readonly all: boolean; readonly style: Style },
): readonly (readonly string[])[] {
  const { repair, theorem } = given;
  switch (repair.kind) {
    case 'holds':
      return [[`NOTHING TO REPAIR: theorem ${theorem.number} holds.`]];
    case 'undecided':
      return [
        wrap(
          `UNDECIDED: ${undecidedText(theoremIn(repair.before.pairs[0]?.theorems, theorem.number))}`,
        ),
      ];
    case 'impossible':
      return [
        wrap(
          `CANNOT BE REPAIRED SO: ${repair.stubborn.join(', ')} would obstruct the theorem although it takes trap ${repair.cause} in user mode.`,
        ),
      ];
    case 'repaired':
      return repairedSections(given, repair, options);
  }
}

function undecidedText(theorem: TheoremResult | undefined): string {
  if (theorem === undefined || theorem.undecided.length === 0)
    return theorem?.reason ?? 'the theorem is not decided.';
  return `no instruction is known to obstruct the theorem, but of these it is not known: ${theorem.undecided.join(', ')}.`;
}

function repairedSections(
  { reported, theorem, text, file }: ReportedRepair,
  { members, cause, after }: Extract<Repair, { readonly kind: 'repaired' }>,
  options: { readonly all: boolean; readonly style: Style },
): readonly (readonly string[])[] {
  const { style } = options;
  const [pair] = after.pairs;
  const declared = reported.machine.pairs.find(({ name }) => name === pair?.name);
  const partly = members.filter(
    ({ isNeededEverywhere, condition }) => !isNeededEverywhere && condition === undefined,
  );
  return [
    [
      style.strong(`MUST TRAP IN USER MODE (${cause}): ${count(members.length, 'instruction')}`),
      ...(declared === undefined
        ? []
        : obstructionStories(
            reported,
            declared,
            theorem,
            members.map(({ before }) => before),
            options,
          )),
    ],
    [
      ...wrap(
        'None of them can be left out: without its trap each obstructs the theorem, as the witness above shows.',
      ),
      ...members.flatMap(({ id, condition }) =>
        condition === undefined
          ? []
          : wrap(`${id} has to trap only where ${condition}: elsewhere it does not obstruct.`),
      ),
      ...(members.every(({ condition }) => condition !== undefined)
        ? []
        : everywhereLines(
            members.length,
            partly.map(({ id }) => id),
            members.some(({ condition }) => condition !== undefined),
          )),
    ],
    [
      style.strong(file === undefined ? 'THE CHANGE' : `THE CHANGE, WRITTEN TO ${file}`),
      '',
      ...text.trimEnd().split('\n'),
    ],
    pair === undefined ? [] : [...wrap(`Checked again with the change: ${inShort(pair)}.`)],
  ];
}

/** Whether less than a trap in every user state would do. */
function everywhereLines(
  all: number,
  partly: readonly string[],
  isTold: boolean,
): readonly string[] {
  if (partly.length === 0)
    return wrap(
      `Each ${isTold ? 'other ' : ''}is sensitive whatever it does in user mode, so it has to trap in every user state.`,
    );
  const which = partly.length === all ? 'them' : partly.join(', ');
  return wrap(
    `Of ${which} a trap in fewer user states might do: with the trap nothing is left that is sensitive. It is not enough that one of the operands is zero, or is not; other conditions are not looked for.`,
  );
}

function theoremIn(
  theorems: readonly TheoremResult[] | undefined,
  number: number,
): TheoremResult | undefined {
  return theorems?.find((each) => each.number === number);
}

export interface RepairJson {
  readonly tool: { readonly name: 'popek'; readonly version: string };
  readonly again: string;
  readonly machine: string;
  readonly parameters: Readonly<Record<string, JsonNumber>>;
  readonly spec: string;
  readonly pair: string;
  readonly theorem: number;
  readonly outcome: Repair['kind'];
  readonly cause?: string;
  readonly members?: readonly {
    readonly instruction: string;
    readonly neededEverywhere: boolean;
    readonly condition?: string;
  }[];
  /** Instructions that no trap helps. */
  readonly stubborn?: readonly string[];
  readonly change?: string;
  readonly premisesAfter?: readonly { readonly id: string; readonly verdict: string }[];
  readonly theoremsAfter?: readonly { readonly number: number; readonly verdict: string }[];
}

export function repairJson({ reported, repair, theorem, text }: ReportedRepair): RepairJson {
  const { result, machine, spec, again, version } = reported;
  const common = {
    tool: { name: 'popek', version },
    again,
    machine: machine.id,
    parameters: parametersJson(result),
    spec: spec.name,
    pair: repair.before.pairs[0]?.name ?? '',
    theorem: theorem.number,
    outcome: repair.kind,
  } as const;
  if (repair.kind === 'impossible')
    return { ...common, cause: repair.cause, stubborn: repair.stubborn };
  if (repair.kind !== 'repaired') return common;
  const [pair] = repair.after.pairs;
  return {
    ...common,
    cause: repair.cause,
    members: repair.members.map(({ id, isNeededEverywhere, condition }) => ({
      instruction: id,
      neededEverywhere: isNeededEverywhere,
      ...(condition === undefined ? {} : { condition }),
    })),
    change: text,
    premisesAfter: (pair?.premises ?? []).map(({ id, verdict }) => ({ id, verdict })),
    theoremsAfter: (pair?.theorems ?? []).map(({ number, verdict }) => ({ number, verdict })),
  };
}
