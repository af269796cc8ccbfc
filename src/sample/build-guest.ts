/** Puts the parts of a guest together: its code encoded, its storage laid out, its state packed. */

import { bitAnd, truncate } from '../base/bits.ts';
import { encode } from '../isa/encode.ts';
import type { Element, Instruction, Machine, Operand } from '../isa/machine.ts';
import type { MonitorMap } from '../isa/monitor-map.ts';
import { scalarIn, type ElementValue, type State } from '../isa/state.ts';
import { unitsOf } from '../isa/units.ts';
import { environmentIn, FETCH, memoryModelIn, noOthers } from '../machine/memory-model.ts';
import { resetOf } from './reset.ts';
import type { Guest } from '../monitor/sampled.ts';
import { evaluate } from '../term/evaluate.ts';
import { withWord } from '../term/sparse-map.ts';
import { arrayValue, boolOf } from '../term/value.ts';
import {
  contextElements,
  registerElements,
  type Drawn,
  type DrawnContext,
  type DrawnInstruction,
  type DrawnRegister,
} from './drawn.ts';
import { packedState, trapCellsOf } from './packing.ts';
import { at, resolved, type DrawnWord, type Meanings } from './words.ts';

/** A context with its code laid out. */
interface LaidOut {
  readonly state: State;
  readonly code: readonly DrawnInstruction[];
  /** The program address of each instruction, and of what follows them. */
  readonly addresses: readonly bigint[];
}

/** How many of the longest instructions there is room for before the data. */
const ROOM = 64n;

/** Undefined if no guest may be in such a state. */
export function buildGuest({ virtual: machine }: MonitorMap, drawn: Drawn): Guest | undefined {
  const { storage } = machine;
  const cells = trapCellsOf(machine);
  const contexts = laidOutAll(machine, drawn.contexts);
  const [first] = contexts;
  if (first === undefined) return undefined;
  const longest = longestUnits(machine);
  const dataAt = (i: number): bigint =>
    (startOf(machine) + ROOM * longest + BigInt(i) * longest) % storage.size;
  const packed = cells.packed.flatMap((each) =>
    contexts.map(({ state }) => ({ cells: each, ...packedState(machine, each, state) })),
  );
  const meanings: Meanings = {
    code: contexts.flatMap(({ addresses }) => addresses),
    cells: [...drawn.data.map((_, i) => dataAt(i)), ...cells.addresses],
    packed,
  };

  const units = new Map<bigint, bigint>();
  const put = (address: bigint, words: readonly bigint[]): void => {
    for (const [i, word] of words.entries()) {
      const place = address + BigInt(i);
      if (place < storage.size && word !== 0n) units.set(place, word);
      else units.delete(place);
    }
  };
  for (const [i, word] of drawn.data.entries())
    put(dataAt(i), dataUnits(machine, resolved(word, 4 * storage.unit, meanings)));
  const code = contexts.toReversed().flatMap((context) => putCode(machine, context, meanings, put));
  for (const { address, units: positions } of cells.packed) {
    const fitting = packed.filter((each) => each.cells.address === address);
    put(address, entryUnits(drawn.entry, positions.length, fitting, storage.unit, meanings));
  }

  let memory = resetOf(machine).memory.units;
  for (const [address, word] of units) memory = withWord(memory, address, word);
  const elements = new Map(first.state.elements);
  for (const [i, element] of registerElements(machine).entries())
    elements.set(element.name, registerValue(element, drawn.registers[i] ?? [], meanings));
  const start: State = { elements, memory: { kind: 'memory', units: memory } };
  if (!isAllowed(machine, start)) return undefined;
  return { kept: drawn.placement, start, code, choices: drawn.choices };
}

/** Where a trap leads to: nowhere, to one of the contexts, or anywhere. */
function entryUnits(
  entry: DrawnWord,
  count: number,
  states: readonly { readonly units: readonly bigint[] }[],
  width: number,
  meanings: Meanings,
): readonly bigint[] {
  if (entry.pick === 0) return [];
  if (entry.pick < 7) return at(states, entry.index)?.units ?? [];
  return Array.from({ length: count }, () => resolved(entry, width, meanings));
}

/** One behind the other, with a gap of a few instructions at most. */
function laidOutAll(machine: Machine, contexts: readonly DrawnContext[]): readonly LaidOut[] {
  let begin = scalarIn(resetOf(machine), pcOf(machine).name);
  return contexts.map((context) => {
    const own = laidOut(machine, context, begin + BigInt(context.place) * longestUnits(machine));
    begin = own.addresses.at(-1) ?? begin;
    return own;
  });
}

function laidOut(machine: Machine, context: DrawnContext, begin: bigint): LaidOut {
  const reset = resetOf(machine);
  const elements = new Map(reset.elements);
  for (const [k, { name, width }] of contextElements(machine).entries())
    elements.set(name, truncate(width, context.elements[k] ?? 0n));
  const pc = pcOf(machine);
  let address = truncate(pc.width, begin);
  elements.set(pc.name, address);
  const addresses = [address];
  for (const drawn of context.code) {
    address = truncate(pc.width, address + BigInt(widthOf(drawn) / machine.storage.unit));
    addresses.push(address);
  }
  return { state: { elements, memory: reset.memory }, code: context.code, addresses };
}

/** Puts the code of a context where its map shows it; what it does not show is left out. */
function putCode(
  machine: Machine,
  { state, code, addresses }: LaidOut,
  meanings: Meanings,
  put: (address: bigint, units: readonly bigint[]) => void,
): Guest['code'] {
  const model = memoryModelIn(machine, state.elements);
  const path = machine.paths.find(({ name }) => name === FETCH);
  const translation = path?.translations.execute;
  if (path === undefined || translation === undefined) return [];
  return code.flatMap((drawn, i) => {
    const address = truncate(path.addressWidth, addresses[i] ?? 0n);
    const word = wordOf(drawn, address, meanings);
    if (word === undefined || model.fault(FETCH, 'execute', state.memory, address)) return [];
    const environment = environmentIn(machine, state, (name) =>
      name === 'access.address' ? address : noOthers(name),
    );
    const place = evaluate(translation.address, environment);
    if (typeof place !== 'bigint') return [];
    const units = unitsOf(word, widthOf(drawn), machine.storage);
    put(place, units);
    return [{ address: place, units: units.length }];
  });
}

/** Undefined if the operands cannot be encoded together. */
function wordOf(drawn: DrawnInstruction, address: bigint, meanings: Meanings): bigint | undefined {
  if (!('instruction' in drawn)) return drawn.word;
  const { instruction, operands } = drawn;
  const values = instruction.encoding.operands.map((operand, i): [string, bigint] => {
    const given = operands[i] ?? { pick: 0, index: 0, raw: 0n };
    const origin = distanceFrom(instruction, operand);
    const absolute = resolved(given, operand.width, meanings);
    const isDistance = origin !== undefined && given.pick >= 2;
    const value = isDistance ? absolute - address - BigInt(origin) : absolute;
    return [operand.name, allowedValue(operand, truncate(operand.width, value))];
  });
  const encoded = encode(instruction, new Map(values));
  return encoded.kind === 'encoded' ? encoded.word : undefined;
}

/** The operand counts from behind the beginning of the instruction by so much, if it is a distance. */
function distanceFrom({ assembly }: Instruction, { name }: Operand): number | undefined {
  const part = assembly.find((each) => each.kind === 'operand' && each.operand === name);
  if (part?.kind !== 'operand' || part.format !== 'pc') return undefined;
  return part.from ?? 0;
}

function allowedValue({ encodedMask, allowed }: Operand, value: bigint): bigint {
  const held = bitAnd(value, encodedMask);
  if (allowed === undefined) return held;
  const isHeld = allowed.some(({ low, high }) => low <= held && held <= high);
  return isHeld ? held : (at(allowed, Number(held % 7n))?.low ?? held);
}

function dataUnits({ storage }: Machine, word: bigint): readonly bigint[] {
  const width = word < 2n ** BigInt(storage.unit) ? storage.unit : 4 * storage.unit;
  return unitsOf(truncate(width, word), width, storage);
}

function registerValue(
  { width, file }: Element,
  registers: readonly DrawnRegister[],
  meanings: Meanings,
): ElementValue {
  const valueOf = ({ value }: DrawnRegister): bigint => resolved(value, width, meanings);
  const [first] = registers;
  if (file === undefined) return first === undefined ? 0n : valueOf(first);
  const fixed = file.hardwired.map(({ index, value }) => [BigInt(index), value] as const);
  const words = registers.map((each) => [BigInt(each.index), valueOf(each)] as const);
  return arrayValue(0n, [...words, ...fixed]);
}

function isAllowed(machine: Machine, state: State): boolean {
  const environment = environmentIn(machine, state, noOthers);
  return machine.invariants.every(({ condition }) => boolOf(evaluate(condition, environment)));
}

function widthOf(drawn: DrawnInstruction): number {
  return 'instruction' in drawn ? drawn.instruction.encoding.width : drawn.width;
}

function startOf(machine: Machine): bigint {
  return scalarIn(resetOf(machine), pcOf(machine).name) % machine.storage.size;
}

function longestUnits({ instructions, storage }: Machine): bigint {
  return BigInt(Math.max(...instructions.map(({ encoding }) => encoding.width / storage.unit)));
}

function pcOf({ id, elements }: Machine): Element {
  const element = elements.find(({ role }) => role === 'pc');
  if (element === undefined) throw new TypeError(`${id} has no program counter`);
  return element;
}
