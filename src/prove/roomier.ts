/**
 * More room in a base that the solver made: its maps are as small as the frame allows, and simple
 * values of registers would mostly lead outside of them.
 */

import { mixHash, ones, truncate } from '../base/bits.ts';
import type { Element, Machine } from '../isa/machine.ts';
import type { State } from '../isa/state.ts';
import type { Question } from '../question/spec.ts';
import type { Base } from './bases.ts';
import { replay } from './replay.ts';
import { pcOf, placeIn, type Subject } from './run.ts';

/** Program addresses that are looked at to see which base has more room. */
const PROBES = 24;
const NO_INPUTS = { operands: new Map(), choices: new Map() };

/** The base, with each element of the map raised to its highest value where that shows more. */
export function roomier(subject: Subject, question: Question, base: Base): Base {
  const { machine } = subject;
  let best = base;
  for (const element of machine.elements) {
    if (element.role !== 'map' || element.file !== undefined) continue;
    const raised = best.map((state) => withHighest(state, element));
    if (roomOf(machine, raised) <= roomOf(machine, best)) continue;
    if (replay(subject, question, raised, NO_INPUTS).kind === 'as-asked') best = raised;
  }
  return best;
}

function withHighest(state: State, { name, width }: Element): State {
  return { ...state, elements: new Map([...state.elements, [name, ones(width)]]) };
}

/** How many of the probes all states show. */
function roomOf(machine: Machine, base: Base): number {
  const { width } = pcOf(machine);
  const probes = Array.from({ length: PROBES }, (_, i) =>
    truncate(width, BigInt(mixHash(i, 1)) * BigInt(mixHash(i, 2))),
  );
  return probes.filter((address) =>
    base.every((state) =>
      machine.paths.every(
        ({ name }) => placeIn(machine, state, name, 'store', address) !== undefined,
      ),
    ),
  ).length;
}
