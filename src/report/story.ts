/**
 * The smallest true story of a witness: what was before and what after, in a few lines.
 *
 * One state:                                     Two states:
 *
 *     before   M supervisor   P 2   R.l 0            before   s1   M supervisor
 *     after    M user         P 3   R.l 0                     s2   M user
 *                                                    after    s1   r[1] 1
 *                                                             s2   r[1] 0
 */

import type { Machine, Pair } from '../isa/machine.ts';
import type { ConcreteOutcome, ConcreteState, Witness } from '../question/witness.ts';
import { freeVariables } from '../term/walk.ts';
import { PAGE_WIDTH } from './layout.ts';
import {
  addressText,
  differingPlaces,
  elementPlace,
  named,
  valueText,
  type Named,
  type Place,
} from './place.ts';

export function storyOf(
  machine: Machine,
  pair: Pair,
  witness: Witness,
  indent: string,
): readonly string[] {
  const lines =
    witness.states.length > 1 ? ofTwo(machine, pair, witness) : ofOne(machine, pair, witness);
  return lines.map((line) => indent + line);
}

/** A state by itself, with what its map holds: what a premise is about. */
export function stateStory(
  machine: Machine,
  pair: Pair,
  witness: Witness,
  indent: string,
): readonly string[] {
  const [state] = witness.states;
  const isStep =
    witness.states.length > 1 || (state !== undefined && takesStep(machine, state, witness));
  if (state === undefined || isStep) return storyOf(machine, pair, witness, indent);
  const places = distinct([...landmarks(machine, pair), ...mapOf(machine, state)]);
  const cells = places.map((place) => cell(place, place.valueIn(state)));
  return aligned([{ labels: ['state'], cells }]).map((line) => indent + line);
}

function takesStep(
  machine: Machine,
  state: ConcreteState,
  { outcomes: [outcome] }: Witness,
): boolean {
  if (outcome === undefined) return false;
  return outcome.kind === 'traps' || differingPlaces(machine, [state, outcome.after]).length > 0;
}

/** How a step ended, where it is no completion: `traps: illegal_instruction, resumes at 0`. */
export function trapText(outcome: Extract<ConcreteOutcome, { kind: 'traps' }>): string {
  const memory = outcome.memory ? ' (a memory trap)' : '';
  return `traps: ${outcome.cause}${memory}, resumes at ${addressText(outcome.resume)}`;
}

/** The elements that say which state of the pair a state is, and the program counter. */
export function landmarks(machine: Machine, { supervisor }: Pair): readonly Place[] {
  const names = new Set(freeVariables(supervisor).map(({ name }) => name));
  const scalars = machine.elements.filter(({ file }) => file === undefined);
  return [
    ...scalars.filter(({ name, role }) => names.has(name) && role !== 'pc'),
    ...scalars.filter(({ role }) => role === 'pc'),
  ].map(elementPlace);
}

// One state.

function ofOne(machine: Machine, pair: Pair, witness: Witness): string[] {
  const [before] = witness.states;
  const [outcome] = witness.outcomes;
  if (before === undefined || outcome === undefined) return [];
  const changed =
    outcome.kind === 'completes' ? differingPlaces(machine, [before, outcome.after]) : [];
  const places = distinct([...landmarks(machine, pair), ...changed]);
  const after =
    outcome.kind === 'traps'
      ? trapText(outcome)
      : places.map((place) => cell(place, place.valueIn(outcome.after)));
  return aligned([
    { labels: ['before'], cells: places.map((place) => cell(place, place.valueIn(before))) },
    {
      labels: ['after'],
      cells: outcome.kind === 'completes' && changed.length === 0 ? 'the same' : after,
    },
  ]);
}

/** What of the map is not zero. */
function mapOf(machine: Machine, state: ConcreteState): readonly Place[] {
  const elements = machine.elements.filter(
    ({ role, file }) => role === 'map' && file === undefined,
  );
  return elements.map(elementPlace).filter((place) => place.valueIn(state) !== 0n);
}

// Two states.

function ofTwo(machine: Machine, pair: Pair, witness: Witness): string[] {
  const [one, two] = witness.states;
  const [first, second] = witness.outcomes;
  if (one === undefined || two === undefined) return [];
  if (first === undefined || second === undefined) return [];
  const marks = landmarks(machine, pair);
  const others = witness.differing.filter(({ what }) => !marks.some(({ name }) => name === what));
  const cells = (state: typeof one, side: 0 | 1): string[] => [
    ...marks.map((place) => cell(place, place.valueIn(state))),
    ...others.map(({ what, values }) => cell(named(machine, what), values[side])),
  ];
  return [
    ...aligned([
      { labels: ['before', 's1'], cells: cells(one, 0) },
      { labels: ['', 's2'], cells: cells(two, 1) },
    ]),
    ...aligned([
      { labels: ['after', 's1'], cells: outcomeCells(machine, pair, witness, 0, first) },
      { labels: ['', 's2'], cells: outcomeCells(machine, pair, witness, 1, second) },
    ]),
  ];
}

/** What is observed of one side; where not both complete, what that side did. */
function outcomeCells(
  machine: Machine,
  pair: Pair,
  { states, outcomes, observed }: Witness,
  side: 0 | 1,
  outcome: ConcreteOutcome,
): Row['cells'] {
  if (outcome.kind === 'traps') return trapText(outcome);
  const bothComplete = outcomes.every(({ kind }) => kind === 'completes');
  if (bothComplete && observed.length > 0) {
    return observed.map(({ what, values }) => cell(named(machine, what), values[side]));
  }
  const before = states[side];
  const changed = before === undefined ? [] : differingPlaces(machine, [before, outcome.after]);
  const places = distinct([...landmarks(machine, pair), ...changed]);
  return places.map((place) => cell(place, place.valueIn(outcome.after)));
}

// Lines.

interface Row {
  /** Two of them for two states. */
  readonly labels: readonly string[];
  /** In columns; a text stands by itself. */
  readonly cells: readonly string[] | string;
}

const LABEL = 9;
const SUBLABEL = 5;
const GAP = 3;
/** Stories are indented by this much at most. */
const MARGIN = 6;

function cell(place: Named, value: bigint): string {
  return `${place.name} ${valueText(place, value)}`;
}

/** The rows one below the other in columns; in several blocks where they are too wide for one. */
function aligned(rows: readonly Row[]): string[] {
  const cellsOf = ({ cells }: Row): readonly string[] => (typeof cells === 'string' ? [] : cells);
  const columns = Math.max(...rows.map((row) => cellsOf(row).length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => (cellsOf(row)[column] ?? '').length)),
  );
  const head = rows[0]?.labels.length === 2 ? LABEL + SUBLABEL : LABEL;
  return blocks(widths, PAGE_WIDTH - MARGIN - head).flatMap(({ from, to }, block) =>
    rows.flatMap((row) => {
      if (typeof row.cells === 'string' && block > 0) return [];
      const [label = '', sublabel] = block === 0 ? row.labels : ['', row.labels[1]];
      const start = label.padEnd(LABEL) + (sublabel?.padEnd(SUBLABEL) ?? '');
      const texts = cellsOf(row)
        .slice(from, to)
        .map((text, column) => text.padEnd((widths[from + column] ?? 0) + GAP));
      return [(start + (typeof row.cells === 'string' ? row.cells : texts.join(''))).trimEnd()];
    }),
  );
}

/** Runs of columns that fit into `room`. */
function blocks(widths: readonly number[], room: number): readonly { from: number; to: number }[] {
  const runs: { from: number; to: number }[] = [];
  let [from, used] = [0, 0];
  for (const [column, width] of widths.entries()) {
    if (column > from && used + width > room) {
      runs.push({ from, to: column });
      [from, used] = [column, 0];
    }
    used += width + GAP;
  }
  return [...runs, { from, to: widths.length }];
}

function distinct(places: readonly Place[]): Place[] {
  return [...new Map(places.map((place) => [place.name, place])).values()];
}
