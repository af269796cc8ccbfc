/**
 * Several guests in one real storage, which take turns on one real machine.
 *
 * While a guest waits, its storage lies where it is, and the monitor has its virtual elements and
 * what it keeps of it. To give a guest its turn, the monitor puts both in place and starts it there:
 * that start-up leads from any real state to one that stands for the virtual one is one of the
 * proved obligations, so it does not matter who ran before.
 *
 * Source: [PG74] "Virtual Machine Monitors": the allocator, and the control program.
 */

import type { Machine } from '../isa/machine.ts';
import type { ConstructedMonitor } from '../isa/monitor-map.ts';
import type { Platform } from '../isa/platform.ts';
import type { ElementValue, State } from '../isa/state.ts';
import { withWord, wordsOf } from '../term/sparse-map.ts';
import { firstFit, shownIn, withKept, type Place, type Region } from './allocator.ts';
import { isDerivedIn } from './derived-storage.ts';
import { guestStep, type GuestStep } from './guest-step.ts';
import { realState, virtualElements, virtualState } from './monitored.ts';
import { initialState, type Exit } from './run.ts';
import { TrapStorm } from './trap-storm.ts';

export type GuestId = number;

/** How a guest's virtual instructions were executed. */
export interface Counts {
  readonly native: number;
  /** After a real trap. */
  readonly emulated: number;
  /** After a real trap that the virtual machine was made to take too. */
  readonly reflected: number;
  /** Without a real trap, as the hybrid construction does in virtual supervisor mode. */
  readonly interpreted: number;
  /** Of all of them those in which the virtual machine trapped. */
  readonly trapped: number;
  /** How often the monitor took a step for which instruction; `interrupt`, `fetch` and `undecoded` are none. */
  readonly byInstruction: ReadonlyMap<string, number>;
}

/** All that a guest is, wherever it lies. */
export interface Snapshot {
  readonly virtual: State;
  readonly counts: Counts;
  readonly exit: Exit | undefined;
  readonly storm: TrapStorm;
}

export interface GuestsOptions {
  readonly platform: Platform;
  /** Called with every byte that a guest's console prints. */
  readonly onPrint?: (id: GuestId, byte: number) => void;
  /** Called after every virtual instruction, and after the platform has acted. */
  readonly onStep?: (id: GuestId, step: GuestStep) => void;
}

interface Guest {
  readonly place: Place;
  counts: Counts;
  exit: Exit | undefined;
  readonly storm: TrapStorm;
  waiting: Waiting | undefined;
}

/** While a guest waits: its virtual elements, what is kept of it, and the real storage that follows from that. */
interface Waiting {
  readonly elements: State['elements'];
  readonly kept: ReadonlyMap<string, ElementValue>;
  readonly derived: readonly (readonly [place: bigint, unit: bigint])[];
}

const NO_COUNTS: Counts = { native: 0, emulated: 0, reflected: 0, interpreted: 0, trapped: 0, byInstruction: new Map() }; // prettier-ignore

export class Guests {
  readonly #monitor: ConstructedMonitor;
  readonly #options: GuestsOptions;
  readonly #guests = new Map<GuestId, Guest>();
  #real: State;
  #last = 0;
  /** Whose elements are in the real machine. */
  #running: GuestId | undefined;

  /** A real machine after reset, with no guest in it. */
  constructor(monitor: ConstructedMonitor, options: GuestsOptions) {
    this.#monitor = monitor;
    this.#options = options;
    this.#real = initialState(monitor.map.real);
  }

  /** The guests that there are, in the order in which they came. */
  get ids(): readonly GuestId[] {
    return [...this.#guests.keys()];
  }

  /** The state of the real machine; what the monitor keeps of the guests that wait is not in it. */
  get real(): State {
    return this.#real;
  }

  /**
   * Starts a guest in a virtual state.
   *
   * @throws RangeError if there is no room for it, or if something stands behind its storage
   */
  start(virtual: State): GuestId {
    const storm = new TrapStorm(this.#monitor.map.virtual);
    return this.restore({ virtual, counts: NO_COUNTS, exit: undefined, storm });
  }

  /** Starts a guest in the state, and with the counts, of another. */
  restore({ virtual, counts, exit, storm }: Snapshot): GuestId {
    const { map } = this.#monitor;
    const taken = [...this.#guests.values()].map(({ place }) => place);
    const place = firstFit(map, this.#real, taken);
    if (place === undefined)
      throw new RangeError(`no room for a guest in storage beside ${taken.length}`);
    checkWithin(map.virtual, virtual, place);
    this.#putAway();
    const id = (this.#last += 1);
    this.#guests.set(id, { place, counts, exit, storm: storm.copy(), waiting: undefined });
    const before = withKept(map, this.#real, place);
    const shown = virtualState(map, before, 'abstraction');
    const memory = withUnits(shown, virtual, place);
    this.#real = realState(map, before, shown, { ...virtual, memory }, 'start');
    this.#running = id;
    return id;
  }

  /** Takes a guest away; where it lay there is room again. */
  stop(id: GuestId): void {
    const { place } = this.#guest(id);
    if (this.#running === id) this.#putAway();
    let { units } = this.#real.memory;
    for (const [address] of wordsOf(units))
      if (place.begin <= address && address < place.end) units = withWord(units, address, 0n);
    this.#real = { ...this.#real, memory: { kind: 'memory', units } };
    this.#guests.delete(id);
  }

  /** The guest goes on, and its snapshot stays as it is. */
  snapshot(id: GuestId): Snapshot {
    const { counts, exit, storm } = this.#guest(id);
    return { virtual: this.virtual(id), counts, exit, storm: storm.copy() };
  }

  /** The state that a guest believes it is in. */
  virtual(id: GuestId): State {
    const { map } = this.#monitor;
    const { waiting, place } = this.#guest(id);
    if (waiting === undefined) return shownIn(map, this.#real, place);
    const { elements, kept } = waiting;
    const mine = { ...this.#real, elements: new Map([...this.#real.elements, ...kept]) };
    return { elements, memory: shownIn(map, mine, place).memory };
  }

  /** Where a guest lies. */
  region(id: GuestId): Region {
    return this.#guest(id).place;
  }

  counts(id: GuestId): Counts {
    return this.#guest(id).counts;
  }

  /** How it ended; undefined if it has not. */
  exit(id: GuestId): Exit | undefined {
    return this.#guest(id).exit;
  }

  /** Lets a guest execute some virtual instructions, or fewer if it ends. How many it were. */
  run(id: GuestId, steps: number): number {
    const guest = this.#guest(id);
    this.#giveTurn(id);
    let taken = 0;
    while (taken < steps && guest.exit === undefined) {
      const after = guestStep(this.#monitor, this.#options.platform, this.#real, guest.place);
      this.#real = after.state;
      guest.counts = counted(guest.counts, after);
      guest.exit = exitAfter(guest, after);
      taken += 1;
      if (after.printed !== undefined) this.#options.onPrint?.(id, after.printed);
      this.#options.onStep?.(id, after);
    }
    return taken;
  }

  #guest(id: GuestId): Guest {
    const guest = this.#guests.get(id);
    if (guest === undefined) throw new RangeError(`no guest ${id}`);
    return guest;
  }

  /** Puts a guest's elements into the real machine, and away whoever's were there. */
  #giveTurn(id: GuestId): void {
    if (this.#running === id) return;
    const guest = this.#guest(id);
    this.#putAway();
    const { waiting } = guest;
    if (waiting === undefined) throw new TypeError(`guest ${id} does not wait`);
    const { map } = this.#monitor;
    let { units } = this.#real.memory;
    for (const [place, unit] of waiting.derived) units = withWord(units, place, unit);
    const elements = new Map([...this.#real.elements, ...waiting.kept]);
    const before: State = { elements, memory: { kind: 'memory', units } };
    const shown = virtualState(map, before, 'abstraction');
    this.#real = realState(map, before, shown, { ...shown, elements: waiting.elements }, 'start');
    this.#running = id;
    guest.waiting = undefined;
  }

  #putAway(): void {
    const { map } = this.#monitor;
    if (this.#running === undefined) return;
    const { elements, memory } = this.#real;
    const derived = wordsOf(memory.units).filter(([place]) => isDerivedIn(map, place));
    let { units } = memory;
    for (const [place] of derived) units = withWord(units, place, 0n);
    const kept = new Map(map.kept.map(({ name }) => [name, elementIn(this.#real, name)]));
    this.#guest(this.#running).waiting = {
      elements: virtualElements(map, this.#real, 'abstraction'),
      kept,
      derived,
    };
    this.#real = { elements, memory: { kind: 'memory', units } };
    this.#running = undefined;
  }
}

/** @throws RangeError */
function checkWithin({ storage }: Machine, { memory }: State, { begin, end }: Region): void {
  const outside = wordsOf(memory.units).find(([address]) => address >= end - begin);
  if (outside === undefined) return;
  throw new RangeError(`${storage.name}[${hex(outside[0])}] is not in a guest's storage of ${hex(end - begin)}`); // prettier-ignore
}

function hex(word: bigint): string {
  return `0x${word.toString(16)}`;
}

/** The storage of `shown`, with what is the guest's of `virtual`. Behind it may lie what is not its own. */
function withUnits(shown: State, virtual: State, { begin, end }: Region): State['memory'] {
  let { units } = shown.memory;
  for (const [address] of wordsOf(units))
    if (address < end - begin) units = withWord(units, address, 0n);
  for (const [address, unit] of wordsOf(virtual.memory.units))
    units = withWord(units, address, unit);
  return { kind: 'memory', units };
}

function elementIn(state: State, name: string): ElementValue {
  const value = state.elements.get(name);
  if (value === undefined) throw new TypeError(`no element ${name}`);
  return value;
}

function counted(counts: Counts, { monitored, trap }: GuestStep): Counts {
  const trapped = counts.trapped + (trap === undefined ? 0 : 1);
  if (monitored.kind === 'native') return { ...counts, trapped, native: counts.native + 1 };
  const taken = monitored.kind === 'reflected' ? monitored.taken : monitored.virtual;
  const name = taken.kind === 'instruction' ? taken.instruction.opcode : taken.kind;
  const byInstruction = new Map(counts.byInstruction);
  byInstruction.set(name, (byInstruction.get(name) ?? 0) + 1);
  return { ...counts, trapped, byInstruction, [monitored.kind]: counts[monitored.kind] + 1 };
}

function exitAfter({ storm }: Guest, { trap, halted }: GuestStep): Exit | undefined {
  if (trap !== undefined) return storm.recurs(trap) ? { kind: 'unhandled-trap', trap } : undefined;
  storm.ends();
  return halted ? { kind: 'halted' } : undefined;
}

/** All instructions of a guest so far. */
export function stepsOf({ native, emulated, reflected, interpreted }: Counts): number {
  return native + emulated + reflected + interpreted;
}

export interface Schedule {
  /** How many virtual instructions a guest may execute until it is the next one's turn. */
  readonly slice: number;
  /** The most that each guest may execute at all. */
  readonly budget: number;
}

/** Lets the guests take turns, in the order in which they came, until each has ended or spent its budget. */
export function takeTurns(guests: Guests, { slice, budget }: Schedule): void {
  let waiting = guests.ids;
  while (waiting.length > 0) {
    for (const id of waiting) guests.run(id, Math.min(slice, budget - stepsOf(guests.counts(id))));
    waiting = waiting.filter(
      (id) => guests.exit(id) === undefined && stepsOf(guests.counts(id)) < budget,
    );
  }
}
