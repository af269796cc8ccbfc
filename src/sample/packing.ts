/**
 * How a machine's trap entry unpacks storage into its elements, found by trying: each bit of each
 * unit that it reads is set alone, and the one bit of an element that changes is what it stands for.
 *
 * So a guest's storage can hold states that a trap leads to, whatever the description calls them.
 */

import { bitAt, bitXor, exponentOf, join, powerOfTwo } from '../base/bits.ts';
import type { Machine } from '../isa/machine.ts';
import { scalarIn, type State } from '../isa/state.ts';
import { environmentIn, noOthers, PHYSICAL } from '../machine/memory-model.ts';
import { resetOf } from './reset.ts';
import { evaluate, evaluateAll, type Environment } from '../term/evaluate.ts';
import { withWord, writtenBetween } from '../term/sparse-map.ts';
import { memoryOf, type Value } from '../term/value.ts';

interface PackedBit {
  readonly element: string;
  readonly bit: number;
}

/** Units of storage, one behind another, that a trap entry loads. */
export interface PackedUnits {
  readonly address: bigint;
  /** For each unit, for each of its bits from the lowest on, what it stands for. */
  readonly units: readonly (readonly (PackedBit | undefined)[])[];
}

export interface TrapCells {
  readonly packed: readonly PackedUnits[];
  /** All addresses that a trap entry reads or writes. */
  readonly addresses: readonly bigint[];
}

const known = new WeakMap<Machine, TrapCells>();

export function trapCellsOf(machine: Machine): TrapCells {
  const found = known.get(machine) ?? findTrapCells(machine);
  known.set(machine, found);
  return found;
}

/** The units that hold a state, as one word too. */
export function packedState(
  { storage }: Machine,
  { units }: PackedUnits,
  state: State,
): { readonly units: readonly bigint[]; readonly word: bigint; readonly width: number } {
  const values = units.map((positions) =>
    positions.reduce(
      (unit, packed, position) =>
        packed !== undefined && bitAt(scalarIn(state, packed.element), packed.bit)
          ? unit + powerOfTwo(position)
          : unit,
      0n,
    ),
  );
  const ordered = storage.endian === 'big' ? values : values.toReversed();
  const word = ordered.reduce((high, low) => join(high, low, storage.unit), 0n);
  return { units: values, word, width: values.length * storage.unit };
}

function findTrapCells(machine: Machine): TrapCells {
  const state = resetOf(machine);
  const read = new Map<bigint, (PackedBit | undefined)[]>();
  const written = new Set<bigint>();
  for (const { code } of machine.causes) {
    const touched = new Set<bigint>();
    const plain = entered(machine, state, code, (address) => touched.add(address));
    for (const address of touched)
      if (!read.has(address)) read.set(address, bitsAt(machine, state, code, plain, address));
    const environment = entryEnvironment(machine, state, code);
    const after = memoryOf(evaluate(machine.trapEntry.memory, environment)).units;
    for (const address of writtenBetween(state.memory.units, after)) written.add(address);
  }
  const addresses = [...read.keys()].toSorted((a, b) => (a < b ? -1 : 1));
  return {
    packed: runsOf(addresses).map((run) => ({
      address: run[0] ?? 0n,
      units: run.map((address) => read.get(address) ?? []),
    })),
    addresses: [...new Set([...addresses, ...written])],
  };
}

/** What each bit of one unit stands for. */
function bitsAt(
  machine: Machine,
  state: State,
  cause: bigint,
  plain: readonly Value[],
  address: bigint,
): (PackedBit | undefined)[] {
  const names = [...machine.trapEntry.elements.keys()];
  return Array.from({ length: machine.storage.unit }, (_, position) => {
    const units = withWord(state.memory.units, address, powerOfTwo(position));
    const values = entered(machine, { ...state, memory: { kind: 'memory', units } }, cause);
    const changed = names.flatMap((element, i): PackedBit[] => {
      const [a, b] = [plain[i], values[i]];
      if (a === b || typeof a !== 'bigint' || typeof b !== 'bigint') return [];
      return [{ element, bit: exponentOf(bitXor(a, b)) ?? -1 }];
    });
    const [only, another] = changed;
    return another === undefined && only !== undefined && only.bit >= 0 ? only : undefined;
  });
}

/** The elements that a trap entry changes, in order. */
function entered(
  machine: Machine,
  state: State,
  cause: bigint,
  onRead?: (address: bigint) => void,
): readonly Value[] {
  const terms = [...machine.trapEntry.elements.values()];
  return evaluateAll(terms, entryEnvironment(machine, state, cause, onRead));
}

function entryEnvironment(
  machine: Machine,
  state: State,
  cause: bigint,
  onRead: (address: bigint) => void = () => undefined,
): Environment {
  const environment = environmentIn(machine, state, (name) => {
    if (name === 'trap.cause') return cause;
    return name.startsWith('trap.') ? 0n : noOthers(name);
  });
  const { memory } = environment;
  if (memory === undefined) return environment;
  return {
    ...environment,
    memory: {
      ...memory,
      read: (path, units, storage, address) => {
        if (path === PHYSICAL) for (let i = 0; i < units; i += 1) onRead(address + BigInt(i));
        return memory.read(path, units, storage, address);
      },
    },
  };
}

/** Ascending addresses in runs of neighbours. */
function runsOf(addresses: readonly bigint[]): readonly (readonly bigint[])[] {
  const runs: bigint[][] = [];
  for (const address of addresses) {
    const last = runs.at(-1);
    if (last !== undefined && last.at(-1) === address - 1n) last.push(address);
    else runs.push([address]);
  }
  return runs;
}
