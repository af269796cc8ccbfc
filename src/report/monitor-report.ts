/** What was proved of a monitor, and of what is not right one step, bare and under it. */

import type { Machine } from '../isa/machine.ts';
import type { MonitorMap } from '../isa/monitor-map.ts';
import type { PartedStep } from '../isa/parted-step.ts';
import { changesBetween, zeroState, type State } from '../isa/state.ts';
import type { AnsweredObligation } from '../monitor/answer.ts';
import { OBLIGATION_KINDS } from '../monitor/obligation.ts';
import { idleKinds, kindsInOrder, monitorVerdict, obligationName, openKinds, outcomeOf, type MonitorResult, type Outcome } from '../monitor/result.ts'; // prettier-ignore
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
  const { machine, construction, map, parameters, virtual, pair, spec } = result;
  const [head = '', ...more] = ends(`${machine.id}   ${machine.title}`, construction);
  const real = (wanted: string): string =>
    String(parameters.find(({ name }) => name === wanted)?.value);
  const settings = virtual
    .map(({ name, value }) => `${name} = ${value} (really ${real(name)})`)
    .join(', ');
  return [
    style.strong(head),
    ...more,
    ...wrap(`Map: ${map.title}`),
    ...wrap(`Virtual machine: the same${settings === '' ? '' : ` with ${settings}`}`),
    ...wrap(`Modes: ${pair.title}. Spec: ${spec}.`),
  ];
}

function verdictLines(result: MonitorResult, style: Style): readonly string[] {
  const { justification, obligations } = result;
  const { theorem, verdict, obstructing } = justification;
  const words = { holds: 'holds', fails: 'does not hold', undecided: 'is not decided' }[verdict];
  const because = obstructing.length === 0 ? '' : ` (${obstructing.join(', ')})`;
  const open = openKinds(obligations);
  const refuted = obligations.filter((each) => outcomeOf(each, open) === 'refuted').length;
  const said = {
    holds: style.good('THE MONITOR IS RIGHT: every obligation is met.'),
    fails: style.bad(`THE MONITOR IS WRONG: ${count(refuted, 'obligation')} refuted.`),
    undecided: style.open(`UNDECIDED: ${whyUndecided(result)}.`),
  }[monitorVerdict(result)];
  return [
    said,
    ...wrap(`Theorem ${theorem}, which justifies the construction, ${words} of this machine${because}.`), // prettier-ignore
  ];
}

function whyUndecided({ obligations, isWhole, isComplete }: MonitorResult): string {
  const open = openKinds(obligations);
  const idle = idleKinds(obligations);
  if (!isComplete) return 'interrupted';
  if (obligations.some((each) => outcomeOf(each, open) === 'unknown'))
    return 'not every obligation is proved';
  if (!isWhole) return 'only some instructions were asked about';
  return idle.length > 0
    ? `no state was found that ${idle.join(', ')} speaks of`
    : 'something was not asked';
}

const COLUMNS = ['met', 'never', 'refuted', 'unknown'] as const satisfies readonly Outcome[];
const NUMBER = 9;

const NEVER =
  'never: it is proved that the case does not arise, as that a privileged instruction runs natively.';

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
  return [style.strong(head), ...rows, ...wrap(NEVER, '  ').map((line) => style.faint(line))];
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
  const others = refuted.filter((each) => !told.includes(each));
  return [
    ...told.map((each) => refutedLines(each, map, style)),
    ...(others.length === 0 ? [] : [othersLines(others, style)]),
  ];
}

/** What each kind is refuted of, in a line of its own. */
function othersLines(others: readonly AnsweredObligation[], style: Style): readonly string[] {
  const lines = kindsInOrder().flatMap((kind) => {
    const about = others.flatMap(({ obligation }) =>
      obligation.kind === kind ? [obligation.about] : [],
    );
    const names = [...new Set(about)].join(', ');
    return names === '' ? [] : wrap(names, `  ${kind} `, blank(4));
  });
  return [style.bad('REFUTED TOO'), ...lines, '  --all tells each.'];
}

function oneOfEachKind(refuted: readonly AnsweredObligation[]): readonly AnsweredObligation[] {
  const firsts = kindsInOrder().flatMap((kind) => {
    const mine = refuted.filter(({ obligation }) => obligation.kind === kind);
    return mine.find(tellsInstruction) ?? mine[0] ?? [];
  });
  return firsts.slice(0, TOLD);
}

/** A step of an instruction says more than one of none. */
function tellsInstruction({ answer }: AnsweredObligation): boolean {
  return answer.kind === 'refuted' && answer.counterexample.text !== undefined;
}

function refutedLines(
  answered: AnsweredObligation,
  map: MonitorMap,
  style: Style,
): readonly string[] {
  const { obligation, answer } = answered;
  const head = style.bad(`REFUTED ${obligationName(answered)}`);
  const claim = `  claimed: ${OBLIGATION_KINDS[obligation.kind]}`;
  if (answer.kind !== 'refuted')
    return [head, claim, '  It is proved that there is no such state.'];
  return [head, claim, ...partedLines(answer.counterexample, map)];
}

/** One step, bare and under the monitor. */
function partedLines(step: PartedStep, map: MonitorMap): readonly string[] {
  const withKept = { ...map.real, elements: [...map.real.elements, ...map.kept] };
  const { before, after, bareBefore, bareAfter, how, text, wrong } = step;
  return [
    `  ${text ?? 'no instruction'}   (${how})`,
    ...stateLines(how === 'started' ? 'to be shown' : 'virtual state', map.virtual, bareBefore),
    ...stateLines('real state', withKept, before),
    // A start is no step of the bare machine.
    ...(how === 'started' ? [] : changeLines('the bare machine', map.virtual, bareBefore, bareAfter)), // prettier-ignore
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
  if (answer.kind === 'never') return 'it speaks of no state, so it says nothing';
  return `proved, but rests on ${obligation.restsOn.join(', ')}`;
}

function everyLine({ obligations }: MonitorResult): readonly string[] {
  const open = openKinds(obligations);
  return obligations.map((each) => `  ${outcomeOf(each, open).padEnd(8)} ${obligationName(each)}`);
}

/** What nothing here proves: the allocator's promise. And what E takes from R. */
function assumedLines({ result, map }: ReportedMonitor, style: Style): readonly string[] {
  const withKept = { ...map.real, elements: [...map.real.elements, ...map.kept] };
  const example = result.obligations.find(
    ({ obligation, answer }) => obligation.kind === 'I' && answer.kind === 'shown',
  )?.answer;
  return [
    style.strong('ASSUMED'),
    ...map.placed.flatMap(({ text }) => wrap(`A guest is placed so that ${text}.`, '  ', '    ')),
    ...(example?.kind === 'shown' ? stateLines('for example', withKept, example.state) : []),
    ...(map.derived === undefined
      ? []
      : wrap(
          'Derived storage holds what follows from what is kept before the first guest starts.',
          '  ',
          '    ',
        )),
    ...wrap('E rests on R: it speaks of what the monitor does with the state before the trap.', '  ', '    '), // prettier-ignore
    ...wrap('In states, what is not shown is zero.', '  ', '    '),
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
