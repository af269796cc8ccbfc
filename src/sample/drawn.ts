/**
 * What is drawn of a guest: parts that are simple and independent of each other, so that fast-check
 * can make each of them small. `build-guest.ts` puts them together.
 *
 * A guest has a few contexts: values of everything that says how it runs, with code to run in it.
 * It starts in the first; traps lead to one of them, and so may whatever loads a packed state. A
 * user program under a small kernel is such a guest.
 */

import * as fc from 'fast-check';
import { ones } from '../base/bits.ts';
import type { Element, Instruction, Machine } from '../isa/machine.ts';
import type { MonitorMap } from '../isa/monitor-map.ts';
import { scalarIn } from '../isa/state.ts';
import { resetOf } from './reset.ts';
import { isWeighty, transfersControl } from './weighty.ts';
import { placementsOf, type Placement } from './placements.ts';
import { anyWord, drawnWord, type DrawnWord } from './words.ts';

export type DrawnInstruction =
  | { readonly instruction: Instruction; readonly operands: readonly DrawnWord[] }
  /** Words that are an instruction by accident only. */
  | { readonly width: number; readonly word: bigint };

export interface DrawnContext {
  /** Of the elements of `contextElements`, in order. */
  readonly elements: readonly bigint[];
  /** How far behind the code of the context before it its own begins. */
  readonly place: number;
  readonly code: readonly DrawnInstruction[];
}

export interface Drawn {
  readonly placement: Placement;
  readonly contexts: readonly DrawnContext[];
  /** Where traps lead to. */
  readonly entry: DrawnWord;
  readonly data: readonly DrawnWord[];
  /** Of the elements of `registerElements`, in order; of files, some of the registers. */
  readonly registers: readonly (readonly DrawnRegister[])[];
  readonly choices: number;
}

export interface DrawnRegister {
  readonly index: number;
  readonly value: DrawnWord;
}

const MOST_CONTEXTS = 3;
const MOST_INSTRUCTIONS = 8;
const MOST_DATA = 4;

/** Undefined if no placement is as the map promises. */
export function guestArbitrary(map: MonitorMap): fc.Arbitrary<Drawn> | undefined {
  const placements = placementsOf(map);
  if (placements.length === 0) return undefined;
  const { virtual } = map;
  return fc.record({
    placement: fc.constantFrom(...placements),
    contexts: fc.array(contextArbitrary(virtual), { minLength: 1, maxLength: MOST_CONTEXTS }),
    entry: drawnWord(virtual.storage.unit),
    data: fc.array(drawnWord(virtual.storage.unit), { maxLength: MOST_DATA }),
    registers: fc.tuple(...registerElements(virtual).map(registersArbitrary)),
    choices: fc.nat({ max: 0xff_ff }),
  });
}

/** What says how a program runs: everything but its registers and the program counter. */
export function contextElements({ elements }: Machine): readonly Element[] {
  return elements.filter(
    ({ role, file }) => role !== 'general' && role !== 'pc' && file === undefined,
  );
}

export function registerElements({ elements }: Machine): readonly Element[] {
  return elements.filter(
    ({ role, file }) => role === 'general' || (role !== 'pc' && file !== undefined),
  );
}

function contextArbitrary(machine: Machine): fc.Arbitrary<DrawnContext> {
  const reset = resetOf(machine);
  const elements = contextElements(machine).map((element) =>
    elementArbitrary(machine, element, scalarIn(reset, element.name)),
  );
  const body = fc.array(instructionArbitrary(machine), { maxLength: MOST_INSTRUCTIONS });
  const code = fc
    .tuple(body, fc.option(lastArbitrary(machine), { freq: 8 }))
    .map(([before, last]) => (last === null ? before : [...before, last]));
  return fc.record({ elements: fc.tuple(...elements), place: fc.nat({ max: 3 }), code });
}

/** Mostly as after a reset, except for the mode; the map often with a small or an extreme value. */
function elementArbitrary(
  { storage }: Machine,
  { width, members, role }: Element,
  reset: bigint,
): fc.Arbitrary<bigint> {
  const { size } = storage;
  const values = members === undefined || members.length === 0 ? undefined : members.map(({ value }) => value); // prettier-ignore
  const sizes = [size - 2n, size - 1n, size, size + 1n, size / 2n];
  const other = values === undefined ? anyWord(width, sizes) : fc.constantFrom(...values);
  return fc.oneof(
    { withCrossShrink: true },
    { weight: role === 'mode' ? 1 : 5, arbitrary: fc.constant(reset) },
    { weight: 3, arbitrary: other },
  );
}

function registersArbitrary({ width, file }: Element): fc.Arbitrary<readonly DrawnRegister[]> {
  const most = file?.count ?? 1;
  const register = fc.record({ index: fc.nat({ max: most - 1 }), value: drawnWord(width) });
  return fc.array(register, { maxLength: Math.min(most, 6) });
}

/** Half of them have to do with the mode, the map or traps; one in ten is any word. */
function instructionArbitrary(machine: Machine): fc.Arbitrary<DrawnInstruction> {
  const { instructions, storage } = machine;
  const [innocuous, weighty] = [false, true].map((wanted) =>
    oneOf(machine, instructions.filter((each) => isWeighty(machine, each) === wanted)),
  ); // prettier-ignore
  const width = Math.min(...instructions.map(({ encoding }) => encoding.width), storage.unit);
  const accident = fc.bigInt({ min: 0n, max: ones(width) }).map((word) => ({ width, word }));
  return fc.oneof(
    { withCrossShrink: true },
    ...(innocuous === undefined ? [] : [{ weight: 4, arbitrary: innocuous }]),
    ...(weighty === undefined ? [] : [{ weight: 5, arbitrary: weighty }]),
    { weight: 1, arbitrary: accident },
  );
}

/** What keeps a program from running on into storage where nothing stands. */
function lastArbitrary(machine: Machine): fc.Arbitrary<DrawnInstruction> {
  const transfers = machine.instructions.filter((each) => transfersControl(machine, each));
  return oneOf(machine, transfers) ?? instructionArbitrary(machine);
}

/** The simplest first; undefined if there are none. */
function oneOf(
  { instructions }: Machine,
  some: readonly Instruction[],
): fc.Arbitrary<DrawnInstruction> | undefined {
  if (some.length === 0) return undefined;
  const most = Math.max(...instructions.map(({ encoding }) => encoding.operands.length));
  const operand = drawnWord(Math.max(...instructions.map(({ encoding }) => encoding.width)));
  return fc.record({
    instruction: fc.constantFrom(
      ...some.toSorted((a, b) => a.encoding.operands.length - b.encoding.operands.length),
    ),
    operands: fc.array(operand, { minLength: most, maxLength: most }),
  });
}
