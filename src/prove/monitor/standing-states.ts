/**
 * Concrete states in which an instruction stands at the program counter of a guest: made from states
 * that were found before, by writing its word where the next instruction is fetched from. One that
 * runs as wanted shows what a solver would otherwise have to be asked.
 */

import { truncate } from '../../base/bits.ts';
import { encode } from '../../isa/encode.ts';
import type { Instruction } from '../../isa/machine.ts';
import type { ConstructedMonitor } from '../../isa/monitor-map.ts';
import { scalarIn, type ElementValue, type State } from '../../isa/state.ts';
import { unitCount, unitsOf } from '../../isa/units.ts';
import { brokenAt, comparedStep, type ComparedStep } from '../../machine/lockstep.ts';
import { environmentIn, FETCH, noOthers } from '../../machine/memory-model.ts';
import { evaluate } from '../../term/evaluate.ts';
import { withWord } from '../../term/sparse-map.ts';
import { arrayValue, bitsOf, boolOf } from '../../term/value.ts';

/** The most states that are remembered. */
const REMEMBERED = 12;

export class StandingStates {
  readonly #monitor: ConstructedMonitor;
  readonly #bases: State[] = [];

  constructor(monitor: ConstructedMonitor) {
    this.#monitor = monitor;
  }

  /** Remembers a state within the invariant from which a guest runs. */
  remember(state: State): void {
    if (this.#bases.length < REMEMBERED && placesIn(this.#monitor, state, 1) !== undefined)
      this.#bases.push(state);
  }

  /** The first state, of those that can be made, in which one step is as wanted. */
  find(instruction: Instruction, isWanted: (step: ComparedStep) => boolean): State | undefined {
    for (const base of this.#bases) {
      for (const registers of [undefined, 0n, 8n, 4096n]) {
        const state = this.#put(base, instruction, registers);
        if (state === undefined || brokenAt(this.#monitor, state).length > 0) continue;
        if (isWanted(comparedStep(this.#monitor, state))) return state;
      }
    }
    return undefined;
  }

  #put(base: State, instruction: Instruction, registers: bigint | undefined): State | undefined {
    const { real } = this.#monitor.map;
    const { storage } = real;
    const { encoding } = instruction;
    const operands = new Map(
      encoding.operands.map(({ name, allowed }) => [name, allowed?.[0]?.low ?? 0n]),
    );
    const encoded = encode(instruction, operands);
    const places = placesIn(this.#monitor, base, unitCount(encoding.width, storage));
    if (encoded.kind !== 'encoded' || places === undefined) return undefined;
    let { units } = base.memory;
    for (const [i, unit] of unitsOf(encoded.word, encoding.width, storage).entries())
      units = withWord(units, places[i] ?? 0n, unit);
    const elements = registers === undefined ? base.elements : this.#filled(base, registers);
    return { elements, memory: { kind: 'memory', units } };
  }

  /** With every general register the same. */
  #filled({ elements }: State, value: bigint): State['elements'] {
    const { real } = this.#monitor.map;
    const filled = real.elements.flatMap(
      ({ name, role, width, file }): [string, ElementValue][] => {
        if (role !== 'general') return [];
        const word = truncate(width, value);
        return [[name, file === undefined ? word : arrayValue(word)]];
      },
    );
    return new Map([...elements, ...filled]);
  }
}

/** Where the units of the next instruction are; undefined if one of them cannot be fetched. */
function placesIn(
  { map }: ConstructedMonitor,
  state: State,
  units: number,
): readonly bigint[] | undefined {
  const { real } = map;
  const path = real.paths.find(({ name }) => name === FETCH);
  const pc = real.elements.find(({ role }) => role === 'pc')?.name ?? '';
  if (path === undefined) return undefined;
  const places: bigint[] = [];
  for (let i = 0; i < units; i += 1) {
    const address = truncate(path.addressWidth, scalarIn(state, pc) + BigInt(i));
    const environment = environmentIn(real, state, (name) =>
      name === 'access.address' ? address : noOthers(name),
    );
    if (boolOf(evaluate(path.translations.execute.faults, environment))) return undefined;
    places.push(bitsOf(evaluate(path.translations.execute.address, environment)));
  }
  return places;
}
