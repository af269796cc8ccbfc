/** What sampling a monitor found: what ran, what was covered, and the smallest guest that parts. */

import { disassemble } from '../isa/disassemble.ts';
import { imageOf } from '../isa/image.ts';
import type { Machine } from '../isa/machine.ts';
import type { CoveredOutcome, PartedGuest, SampledMonitor, VirtualMode } from '../monitor/sampled.ts'; // prettier-ignore
import { concreteState } from '../question/concrete-state.ts';
import { parameterText } from './heading.ts';
import { blank, count, ends, PAGE_WIDTH, wrap } from './layout.ts';
import { addressText, occupiedPlaces, valueText } from './place.ts';
import { comparedRows, rowLines, sideHeads } from './side-by-side.ts';
import { PLAIN, type Style } from './style.ts';
import { joinSections } from './text-report.ts';

export interface ReportedSample {
  readonly sampled: SampledMonitor;
  /** The command that makes it again; of one that parted, with the small guest alone. */
  readonly again: string;
  readonly version: string;
  /** Where the regression test was written. */
  readonly file: string | undefined;
}

export function sampleReport(
  { sampled, again, file }: ReportedSample,
  { all, style }: { readonly all: boolean; readonly style: Style } = { all: false, style: PLAIN },
): string {
  const { parted } = sampled;
  return joinSections([
    headLines(sampled, style),
    outcomeLines(sampled, style),
    ...(parted === undefined ? [] : partedSections(sampled, parted, style)),
    ...(file === undefined ? [] : [wrap(`A test of this guest is written to ${file}.`)]),
    ...(sampled.steps === 0 || (parted !== undefined && !all)
      ? []
      : coverageSections(sampled, { all, style })),
    [timeLine(sampled), style.strong(`Again: ${again}`)],
  ]);
}

/** What the exit code says too. */
export function sampleOutcome({ parted, steps }: SampledMonitor): 'alike' | 'parted' | 'nothing' {
  if (parted !== undefined) return 'parted';
  return steps === 0 ? 'nothing' : 'alike';
}

function headLines(
  { monitor, seed, path, runs, stepsEach }: SampledMonitor,
  style: Style,
): readonly string[] {
  // prettier-ignore
  const { map, construction } = monitor;
  const [head = '', ...more] = ends(map.real.id, construction);
  const asked =
    path === undefined
      ? `seed ${seed}: ${count(runs, 'guest')} of at most ${count(stepsEach, 'step')}`
      : `seed ${seed}, path ${path}: one guest of at most ${count(stepsEach, 'step')}`;
  return [
    style.strong(head),
    ...more,
    ...wrap(`Map: ${map.title}`),
    ...wrap(`Real machine: ${parameterText(map.real.parameters)}`),
    ...wrap(`Virtual machine: ${parameterText(map.virtual.parameters)}`),
    ...wrap(asked),
  ];
}

function outcomeLines(sampled: SampledMonitor, style: Style): readonly string[] {
  const { guests, steps, parted, isComplete } = sampled;
  const interrupted = isComplete ? '' : ' It was interrupted.';
  const compared = `${count(steps, 'step')} of ${count(guests, 'guest')} compared.`;
  switch (sampleOutcome(sampled)) {
    case 'alike':
      return wrap(
        `${style.good('ALIKE')}: every step the same, bare and under the monitor. ${compared}${interrupted} A sample proves nothing; it can only find what is wrong.`,
      );
    case 'nothing':
      return wrap(
        `${style.open('NOTHING COMPARED')}: no guest could be placed and started as the map says.${interrupted}`,
      );
    case 'parted': {
      const step = parted?.step ?? 0;
      const where = step === 0 ? 'when it is started' : `in step ${step}`;
      return wrap(
        `${style.bad('PARTED')}: a guest does otherwise under the monitor, ${where}. ${compared} Made small in ${count(parted?.shrinks ?? 0, 'step')}.`,
      );
    }
  }
}

// The guest that parted

function partedSections(
  { monitor: { map } }: SampledMonitor,
  { guest, step, parted, shownAfter }: PartedGuest,
  style: Style,
): readonly (readonly string[])[] {
  const { virtual } = map;
  const real = { ...map.real, elements: [...map.real.elements, ...map.kept] };
  const lines = guestLines(virtual, guest);
  const [bare, shown] = [parted.bareAfter, shownAfter].map((each) => concreteState(virtual, each));
  if (bare === undefined || shown === undefined) throw new TypeError('two states are two');
  const rows = comparedRows(occupiedPlaces(virtual, [bare, shown]), bare, shown);
  const scalars = virtual.elements.filter(({ file }) => file === undefined).length;
  const told = rows.filter(({ differs }, i) => differs || i < scalars);
  return [
    [
      style.strong('THE GUEST'),
      ...(lines.length === 0 ? ['  nothing in its storage'] : lines),
      ...itemLines('starts with', placeTexts(virtual, guest.start)),
      ...itemLines(
        'placed with',
        [...guest.kept].map(([name, value]) => `${name} ${addressText(value)}`),
      ),
    ],
    [
      style.strong(step === 0 ? 'THE START' : `STEP ${step}: ${parted.text ?? 'no instruction'}`),
      ...(step === 0 ? [] : wrap(HOW[parted.how], '  ', '  ')),
      ...(step === 0
        ? []
        : [
            ...itemLines('virtual before', placeTexts(virtual, parted.bareBefore)),
            ...itemLines('real before', placeTexts(real, parted.before)),
          ]),
      ...parted.wrong.flatMap((text) => wrap(text, '  - ', '    ')),
    ],
    [
      style.strong('AFTER IT'),
      sideHeads('  ', ['bare', 'under the monitor']),
      ...rowLines(told, '  ', style),
    ],
  ];
}

const HOW = {
  native: 'The real machine executed it; the monitor never saw it.',
  emulated: 'The real machine trapped, and the monitor took the step.',
  reflected: 'The real machine trapped, and the monitor passed the trap on.',
  interpreted: 'The monitor took the step without a trap.',
  started: 'The monitor started the guest.',
  resumed: 'The monitor resumed the guest.',
} as const;

/** The guest's code, and whatever else in its storage is not zero, as it would be written. */
export function guestLines(
  machine: Machine,
  { start, code }: Pick<PartedGuest['guest'], 'start' | 'code'>,
): readonly string[] {
  const storage = concreteState({ elements: [] }, start).storage;
  const units = new Map(storage);
  for (const { address, units: length } of code) {
    for (let i = 0; i < length; i += 1) {
      const each = address + BigInt(i);
      units.set(each, storage.get(each) ?? 0n);
    }
  }
  const lines = disassemble(machine, imageOf(units));
  const width = Math.max(0, ...lines.map(({ address }) => addressText(address).length));
  return lines.map(({ address, text }) => `  ${addressText(address).padStart(width)}:  ${text}`);
}

/** Every scalar and register that is not zero, or has a name for its value. */
function placeTexts(machine: Machine, state: PartedGuest['guest']['start']): readonly string[] {
  const concrete = { ...concreteState(machine, state), storage: new Map<bigint, bigint>() };
  return occupiedPlaces(machine, [concrete])
    .map((place) => ({ place, value: place.valueIn(concrete) }))
    .filter(({ place, value }) => value !== 0n || place.members !== undefined)
    .map(({ place, value }) => `${place.name} ${valueText(place, value)}`);
}

const LABEL = 16;

/** Items with commas between them, none on two lines. */
function itemLines(label: string, items: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const item of items.length === 0 ? ['nothing'] : items) {
    const last = lines.pop();
    const longer = last === undefined ? item : `${last}, ${item}`;
    if (last === undefined || longer.length + LABEL + 3 <= PAGE_WIDTH) lines.push(longer);
    else lines.push(`${last},`, item);
  }
  return lines.map((line, i) => `  ${(i === 0 ? label : '').padEnd(LABEL)}${line}`);
}

// Coverage

function coverageSections(
  { monitor, coverage }: SampledMonitor,
  { all, style }: { readonly all: boolean; readonly style: Style },
): readonly (readonly string[])[] {
  const { rows, gaps, covers } = coverage;
  const table = all ? wholeTable(rows) : sums(rows);
  const modes = MODES.filter((mode) => gaps.some((gap) => gap.mode === mode));
  const total = monitor.map.virtual.instructions.length;
  return [
    [style.strong('STEPS COMPARED, by virtual mode'), ...table],
    gaps.length === 0
      ? wrap(`Every one of ${count(total, 'instruction')} ran in both modes.`)
      : [
          style.strong('NEVER RUN'),
          ...modes.flatMap((mode) =>
            wrap(
              gaps
                .filter((gap) => gap.mode === mode)
                .map(({ instruction }) => instruction)
                .join(', '),
              `  ${mode.padEnd(12)}`,
              blank(14),
            ),
          ),
        ],
    ...(covers.length === 0
      ? []
      : [
          [
            style.strong('SITUATIONS THAT THE MAP NAMES'),
            ...covers.flatMap(({ title, states }) =>
              ends(`  ${title}`, states === 0 ? 'never' : count(states, 'state')),
            ),
          ],
        ]),
  ];
}

const MODES: readonly VirtualMode[] = ['supervisor', 'user', 'other'];

/** Those in which something ran, and the two of the pair in any case. */
function modesIn(rows: Rows): readonly VirtualMode[] {
  return MODES.filter((mode) => mode !== 'other' || rows.some((row) => row.mode === mode));
}

type Rows = SampledMonitor['coverage']['rows'];

/** What became of the steps, whatever was executed. */
function sums(rows: Rows): readonly string[] {
  const modes = modesIn(rows);
  const outcomes = [...new Set(rows.map(({ outcome }) => outcomeText(outcome)))].toSorted();
  return [
    rowOf('', modes),
    ...outcomes.map((outcome) =>
      rowOf(
        outcome,
        modes.map((mode) =>
          rows
            .filter((row) => outcomeText(row.outcome) === outcome && row.mode === mode)
            .reduce((sum, { steps }) => sum + steps, 0)
            .toString(),
        ),
      ),
    ),
  ];
}

/** Every instruction that ran, with all its outcomes. */
function wholeTable(rows: Rows): readonly string[] {
  const abouts = [...new Set(rows.map(({ about }) => about))];
  return abouts.flatMap((about) => [
    `  ${about}`,
    ...MODES.flatMap((mode) => {
      const outcomes = rows
        .filter((row) => row.about === about && row.mode === mode)
        .map(({ outcome, steps }) => `${outcomeText(outcome)} ${steps}`);
      return outcomes.length === 0 ? [] : wrap(outcomes.join(', '), `    ${mode.padEnd(12)}`);
    }),
  ]);
}

function rowOf(name: string, cells: readonly string[]): string {
  return `  ${name.padEnd(NAME)} ${cells.map((cell) => cell.padStart(COLUMN)).join('')}`;
}

const NAME = 36;
const COLUMN = 12;

function outcomeText(outcome: CoveredOutcome): string {
  return outcome.kind === 'traps' ? `trap ${outcome.cause}` : outcome.kind;
}

/** The one line that differs from run to run. */
function timeLine({ steps, milliseconds }: SampledMonitor): string {
  const perSecond = Math.round((steps * 1000) / Math.max(1, milliseconds));
  return `Time: ${(milliseconds / 1000).toFixed(1)} s, ${perSecond} compared steps a second.`;
}
