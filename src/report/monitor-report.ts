/** What was proved of a monitor, and of what is not right one step, bare and under it. */

import type { Machine } from '../isa/machine.ts';
import type { MonitorMap } from '../isa/monitor-map.ts';
import type { PartedStep } from '../isa/parted-step.ts';
import { changesBetween, zeroState, type State } from '../isa/state.ts';
import type { AnsweredObligation } from '../monitor/answer.ts';
import { OBLIGATION_KINDS, type ObligationKind } from '../monitor/obligation.ts';
import { kindsInOrder, monitorVerdict, obligationName, openKinds, outcomeOf, type MonitorResult, type Outcome } from '../monitor/result.ts'; // prettier-ignore
import { blank, count, ends, wrap } from './layout.ts';
import { named, valueText } from './place.ts';
import { PLAIN, type Style } from './style.ts';
import { joinSections } from './text-report.ts';

export interface ReportedMonitor {
  readonly result: MonitorResult;
  readonly map: MonitorMap;
  readonly again: string;
  readonly version: string;
}

interface ReportOptions {
  readonly all: boolean;
  readonly style?: Style;
}

/** Counterexamples told in full, unless all are asked for. */
const TOLD = 3;

export function monitorReport(
  reported: ReportedMonitor,
  { all, style = PLAIN }: ReportOptions = { all: false },
): string {
  const { result, again } = reported;
  return joinSections([
    heading(result, style),
    verdictLines(result, style),
    table(result, style),
    ...refutedSections(reported, all, style),
    unknownLines(result, all, style),
    ...(all ? [everyLine(result)] : []),
    assumedLines(reported, style),
    leftOutLines(reported, style),
    [...wrap(slowestText(result)), ...wrap(solverText(result)), style.strong(`Again: ${again}`)],
  ]);
}

function heading(result: MonitorResult, style: Style): readonly string[] {
  const { machine, construction, map, virtual, pair, spec } = result;
  const [head = '', ...more] = ends(`${machine.id}   ${machine.title}`, construction);
  const settings = virtual.map(({ name, value }) => `${name} = ${value}`).join(', ');
  return [
    style.strong(head),
    ...more,
    ...wrap(`Map: ${map.title}`),
    ...(settings === '' ? [] : wrap(`The virtual machine: ${settings}`)),
    ...wrap(`${pair.title}, spec ${spec}`),
  ];
}

function verdictLines(result: MonitorResult, style: Style): readonly string[] {
  const { justification, obligations, isWhole } = result;
  const { theorem, verdict, obstructing } = justification;
  const words = { holds: 'holds', fails: 'does not hold', undecided: 'is not decided' }[verdict];
  const because = obstructing.length === 0 ? '' : ` (${obstructing.join(', ')})`;
  const open = openKinds(obligations);
  const refuted = obligations.filter((each) => outcomeOf(each, open) === 'refuted').length;
  const said = {
    holds: style.good('THE MONITOR IS RIGHT: every obligation is met.'),
    fails: style.bad(`THE MONITOR IS WRONG: ${count(refuted, 'obligation')} refuted.`),
    undecided: style.open(
      isWhole
        ? 'UNDECIDED: not every obligation is proved.'
        : 'UNDECIDED: only some instructions were asked about.',
    ),
  }[monitorVerdict(result)];
  return [
    said,
    ...wrap(`Theorem ${theorem}, which justifies the construction, ${words} of this machine${because}.`), // prettier-ignore
  ];
}

const COLUMNS = ['met', 'never', 'refuted', 'unknown'] as const satisfies readonly Outcome[];
const NUMBER = 9;

function table({ obligations }: MonitorResult, style: Style): readonly string[] {
  const open = openKinds(obligations);
  const width = 80 - 4 - NUMBER * COLUMNS.length;
  const rows = kindsInOrder().map((kind) => {
    const outcomes = obligations
      .filter(({ obligation }) => obligation.kind === kind)
      .map((each) => outcomeOf(each, open));
    const numbers = COLUMNS.map((column) => {
      const number = outcomes.filter((outcome) => outcome === column).length;
      const text = (number === 0 ? '·' : String(number)).padStart(NUMBER);
      if (number === 0) return style.faint(text);
      return { met: style.good, never: style.faint, refuted: style.bad, unknown: style.open }[column](text); // prettier-ignore
    });
    return `  ${kind} ${OBLIGATION_KINDS[kind].padEnd(width)}${numbers.join('')}`;
  });
  const head = `${blank(4 + width)}${COLUMNS.map((column) => column.padStart(NUMBER)).join('')}`;
  const never = 'never: no state meets the condition, so there was nothing to show.';
  return [style.strong(head), ...rows, `  ${style.faint(never)}`];
}

function refutedSections(
  { result, map }: ReportedMonitor,
  all: boolean,
  style: Style,
): readonly (readonly string[])[] {
  const open = openKinds(result.obligations);
  const refuted = result.obligations.filter((each) => outcomeOf(each, open) === 'refuted');
  if (refuted.length === 0) return [];
  const told = all ? refuted : oneOfEachKind(refuted);
  const others = refuted.filter((each) => !told.includes(each)).map(obligationName);
  return [
    ...told.map((each) => refutedLines(each, map, style)),
    ...(others.length === 0 ? [] : [wrap(`Refuted too: ${others.join(', ')}. --all tells each.`)]),
  ];
}

function oneOfEachKind(refuted: readonly AnsweredObligation[]): readonly AnsweredObligation[] {
  const kinds = new Set<ObligationKind>();
  const firsts = refuted.filter(({ obligation }) => {
    const isFirst = !kinds.has(obligation.kind);
    kinds.add(obligation.kind);
    return isFirst;
  });
  return firsts.slice(0, TOLD);
}

function refutedLines(
  answered: AnsweredObligation,
  map: MonitorMap,
  style: Style,
): readonly string[] {
  const { obligation, answer } = answered;
  const head = style.bad(`REFUTED ${obligationName(answered)}`);
  const claim = `  ${OBLIGATION_KINDS[obligation.kind]}`;
  if (answer.kind !== 'refuted') return [head, claim, '  there is no such state'];
  return [head, claim, ...partedLines(answer.counterexample, map)];
}

/** One step, bare and under the monitor. */
export function partedLines(step: PartedStep, map: MonitorMap): readonly string[] {
  const withKept = { ...map.real, elements: [...map.real.elements, ...map.kept] };
  const { before, after, bareBefore, bareAfter, how, text, wrong } = step;
  return [
    ...(text === undefined ? [] : [`  ${text}   (${how})`]),
    ...stateLines('virtual state', map.virtual, bareBefore),
    ...stateLines('real state', withKept, before),
    ...changeLines('the bare machine', map.virtual, bareBefore, bareAfter),
    ...changeLines('under the monitor', withKept, before, after),
    ...wrong.flatMap((each) => wrap(each, '  - ', '    ')),
  ];
}

const LABEL = 20;

function stateLines(label: string, machine: Machine, state: State): readonly string[] {
  const set = changesBetween(machine, zeroState(machine), state).map(
    ({ name, after }) => `${name} ${valueText(named(machine, name), after)}`,
  );
  return wrap(set.length === 0 ? 'all zero' : set.join(', '), `  ${label}`.padEnd(LABEL), blank(LABEL)); // prettier-ignore
}

function changeLines(
  label: string,
  machine: Machine,
  before: State,
  after: State,
): readonly string[] {
  // prettier-ignore
  const changes = changesBetween(machine, before, after).map(
    ({ name, after: value }) => `${name} = ${valueText(named(machine, name), value)}`,
  );
  return wrap(changes.length === 0 ? 'changes nothing' : changes.join(', '), `  ${label}`.padEnd(LABEL), blank(LABEL)); // prettier-ignore
}

function unknownLines(
  { obligations }: MonitorResult,
  all: boolean,
  style: Style,
): readonly string[] {
  const open = openKinds(obligations);
  const unknown = obligations.filter((each) => outcomeOf(each, open) === 'unknown');
  if (unknown.length === 0) return [];
  const shown = all ? unknown : unknown.slice(0, 8);
  return [
    style.open(`NOT KNOWN: ${count(unknown.length, 'obligation')}`),
    ...shown.flatMap((each) => wrap(`${obligationName(each)}: ${whyUnknown(each)}`, '  ', '    ')),
    ...(shown.length === unknown.length ? [] : [`  and ${unknown.length - shown.length} more`]),
  ];
}

function whyUnknown({ obligation, answer }: AnsweredObligation): string {
  if (answer.kind === 'unknown')
    return answer.budget === '' ? answer.reason : `${answer.reason} (${answer.budget})`;
  if (answer.kind === 'never') return 'no state is within the invariant, so it says nothing';
  return `proved, but rests on ${obligation.restsOn.join(', ')}`;
}

function everyLine({ obligations }: MonitorResult): readonly string[] {
  const open = openKinds(obligations);
  return obligations.map((each) => `  ${outcomeOf(each, open).padEnd(8)} ${obligationName(each)}`);
}

/** What nothing here proves: the allocator's promise, and what E takes from R. */
function assumedLines({ result, map }: ReportedMonitor, style: Style): readonly string[] {
  const withKept = { ...map.real, elements: [...map.real.elements, ...map.kept] };
  const example = result.obligations.find(
    ({ obligation, answer }) => obligation.kind === 'I' && answer.kind === 'shown',
  )?.answer;
  return [
    style.strong('ASSUMED'),
    ...map.placed.flatMap(({ text }) => wrap(`of the allocator: ${text}`, '  ', '    ')),
    ...(example?.kind === 'shown' ? stateLines('for example', withKept, example.state) : []),
    ...wrap('E rests on R: what the monitor emulates is the state recovered.', '  ', '    '),
  ];
}

function leftOutLines({ result }: ReportedMonitor, style: Style): readonly string[] {
  const { leavesOut } = result.map;
  if (leavesOut.length === 0) return [];
  return [
    style.strong('LEFT OUT of the map'),
    ...leavesOut.flatMap(({ what, why }) => wrap(why === undefined ? what : `${what}. ${why}`, '  - ', '    ')), // prettier-ignore
  ];
}

function slowestText({ obligations }: MonitorResult): string {
  const slowest = obligations
    .toSorted((a, b) => b.milliseconds - a.milliseconds)
    .slice(0, 3)
    .map((each) => `${obligationName(each)} ${(each.milliseconds / 1000).toFixed(1)} s`);
  return `Slowest: ${slowest.join(', ')}.`;
}

function solverText({ solver }: MonitorResult): string {
  const { name, version, queries, fromCache, milliseconds } = solver;
  return `Solver: ${name} ${version}, ${count(queries, 'query', 'queries')}, ${fromCache} from the cache, ${(milliseconds / 1000).toFixed(1)} s.`; // prettier-ignore
}
