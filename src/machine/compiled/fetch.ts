/**
 * Fetching, compiled: one unit of the instruction after the other, each through the map on its own,
 * with what the map itself writes.
 */

import type { Machine } from '../../isa/machine.ts';
import * as t from '../../term/term.ts';
import { FETCH } from '../memory-model.ts';
import { storing } from './assignments.ts';
import { bareState, pcSlot, type TrapRow } from './compile-step.ts';
import type { FastState } from './fast-state.ts';
import type { Compiled, Program } from './program.ts';

export class Fetch {
  readonly #machine: Machine;
  readonly #program: Program;
  readonly #units: Compiled[] = [];
  readonly #descriptions: Compiled[] = [];
  readonly #row: TrapRow;

  /** What was read is put into `units`, what a fault is into `trap`. */
  constructor(machine: Machine, program: Program, row: TrapRow) {
    this.#machine = machine;
    this.#program = program;
    this.#row = row;
  }

  /** Reads the `i`-th unit; false if that is a trap. */
  unit(state: FastState, i: number): boolean {
    const code = this.#units[i] ?? this.#compileUnit(i);
    return code(state.limbs) === true;
  }

  /** Puts what reading the `i`-th unit raises into the row of the trap. */
  describe(state: FastState, i: number): void {
    const code = this.#descriptions[i] ?? this.#compileDescription(i);
    code(state.limbs);
  }

  #compileUnit(i: number): Compiled {
    const { storage } = this.#machine;
    const memory = t.variable(storage.name, t.MEMORY);
    const address = this.#address(i);
    const faults = t.fault(FETCH, 'execute', memory, address);
    const touched = t.touch(FETCH, 'execute', memory, address);
    const word = t.read(FETCH, touched, address, 1, storage.unit);
    const code = this.#program.compile(['e0'], bareState(this.#program), (generated) => {
      const { root } = generated;
      const reading = root.inner();
      generated.need(root, faults);
      generated.need(reading, touched, word);
      return () => {
        const test = generated.statements(root) + generated.values(root, faults);
        const read = generated.statements(reading) + generated.values(reading, touched, word);
        const limbs = generated.limbs(reading, word);
        const puts = limbs.map((limb, k) => `units[${i * limbs.length + k}]=${limb};`);
        const target = { kind: 'storage', state: 0 } as const;
        const { fileNumber } = this.#program.versions;
        const after = storing(generated, reading, [{ target, value: touched }], fileNumber);
        return `${test}\nif(${generated.single(root, faults)})return false;\n${read}${puts.join('')}\n${after}\nreturn true;`;
      };
    });
    this.#units[i] = code;
    return code;
  }

  #compileDescription(i: number): Compiled {
    const { storage, causeWidth, valueWidths } = this.#machine;
    const memory = t.variable(storage.name, t.MEMORY);
    const address = this.#address(i);
    const parts: readonly (readonly [at: number, part: t.Term])[] = [
      [this.#row.cause, t.faultCause(FETCH, 'execute', memory, address, causeWidth)],
      ...valueWidths.map(
        (width, k) =>
          [
            this.#row.values[k] ?? 0,
            t.faultValue(FETCH, 'execute', k, memory, address, width),
          ] as const,
      ),
      [this.#row.memory, t.TRUE],
    ];
    const code = this.#program.compile(['e0'], bareState(this.#program), (generated) => {
      const { root } = generated;
      generated.need(root, ...parts.map(([, part]) => part));
      return () =>
        generated.statements(root) +
        parts
          .map(([at, part]) => {
            const limbs = generated.limbs(root, part);
            const puts = limbs.map((limb, k) => `trap[${at + k}]=${limb};`);
            return generated.values(root, part) + puts.join('');
          })
          .join('');
    });
    this.#descriptions[i] = code;
    return code;
  }

  /** As wide as the path's addresses; after the last one comes the first. */
  #address(i: number): t.Term {
    const path = this.#machine.paths.find(({ name }) => name === FETCH);
    const { element } = pcSlot(this.#machine);
    const width = path?.addressWidth ?? element.width;
    const pc = t.variable(element.name, t.bits(element.width));
    const address = width > element.width ? t.zeroExtend(pc, width) : t.extract(pc, width - 1, 0);
    return t.binary('bvadd', address, t.constant(width, BigInt(i)));
  }
}
