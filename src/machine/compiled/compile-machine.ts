/**
 * A machine compiled: its whole step, as `step.ts` takes it, on a state that is written in place.
 *
 * Interrupts come first, then fetch, decode, execute; whichever traps enters the supervisor by the
 * trap entry. Each function is made from the description's terms when it is first needed. The
 * reference evaluator stays the judge: `test/agree/compiled.test.ts` compares every step.
 */

import type { SameEncoding } from '../../isa/decode.ts';
import type { Instruction, Machine } from '../../isa/machine.ts';
import { or, type Term } from '../../term/term.ts';
import { compileConstraint, compileInstruction, compileStateTerm, compileTrapEntry, compileUndecoded, pcSlot, trapRowOf } from './compile-step.ts'; // prettier-ignore
import { DecodeCache } from './decode-cache.ts';
import { layoutOf, type FastState } from './fast-state.ts';
import { Fetch } from './fetch.ts';
import { limbCount, putLimbs, wordOfLimbs } from './limbs.ts';
import { Program, type Compiled } from './program.ts';

/** What a step executed. */
export type StepKind = 'instruction' | 'undecoded' | 'fetch' | 'interrupt';

export interface CompiledMachine {
  readonly machine: Machine;
  /**
   * Takes one step; true if it trapped. What it was can be asked until the next step. The state must
   * have the machine's layout.
   */
  readonly step: (state: FastState) => boolean;
  /** Executes one instruction as if it stood at the program counter; true if it trapped. */
  readonly execute: (
    state: FastState,
    instruction: Instruction,
    operands: ReadonlyMap<string, bigint>,
  ) => boolean;
  readonly last: LastStep;
}

/** About the last step. */
export interface LastStep {
  readonly kind: StepKind;
  readonly trapped: boolean;
  /** Of an instruction. */
  readonly instruction: Instruction | undefined;
  /** Of a step that trapped; reading them makes words, so ask only where they matter. */
  readonly cause: bigint;
  readonly resume: bigint;
  readonly values: readonly bigint[];
  readonly isMemoryTrap: boolean;
}

/** The functions of the variants of one encoding. */
interface Variants {
  readonly instructions: SameEncoding;
  readonly codes: (Compiled | undefined)[];
  readonly constraints: (Compiled | undefined)[];
}

export function compileMachine(machine: Machine): CompiledMachine {
  return new Engine(machine);
}

class Engine implements CompiledMachine, LastStep {
  readonly machine: Machine;
  kind: StepKind = 'instruction';
  trapped = false;
  instruction: Instruction | undefined;
  readonly #program: Program;
  readonly #row: ReturnType<typeof trapRowOf>;
  readonly #trap: Int32Array;
  readonly #pc: ReturnType<typeof pcSlot>;
  readonly #cache: DecodeCache<Variants>;
  readonly #shortest: number;
  readonly #variants = new Map<SameEncoding[0], Variants>();
  readonly #fetch: Fetch;
  #enter: Compiled | undefined;
  #undecoded: Compiled | undefined;
  #interrupts: readonly { readonly condition: Compiled; readonly cause: bigint; readonly memory: boolean }[] | undefined; // prettier-ignore
  #anyInterrupt: Compiled | undefined;

  constructor(machine: Machine) {
    this.machine = machine;
    this.#program = new Program({ layouts: [layoutOf(machine)], paths: { machine, state: 0 } });
    this.#row = trapRowOf(machine);
    this.#trap = new Int32Array(this.#row.length);
    this.#program.share('trap', this.#trap);
    this.#pc = pcSlot(machine);
    this.#cache = new DecodeCache(machine, (instructions) => this.#variantsOf(instructions));
    this.#shortest = this.#cache.shortest();
    this.#program.share('units', this.#cache.units);
    this.#fetch = new Fetch(machine, this.#program, this.#row);
  }

  get last(): LastStep {
    return this;
  }

  get cause(): bigint {
    return wordOfLimbs(this.machine.causeWidth, this.#trap, this.#row.cause);
  }

  get resume(): bigint {
    return wordOfLimbs(this.#pc.element.width, this.#trap, this.#row.resume);
  }

  get values(): readonly bigint[] {
    return this.machine.valueWidths.map((width, k) =>
      wordOfLimbs(width, this.#trap, this.#row.values[k] ?? 0),
    );
  }

  get isMemoryTrap(): boolean {
    return this.#trap[this.#row.memory] !== 0;
  }

  step(state: FastState): boolean {
    this.#attach(state);
    this.trapped = false;
    this.instruction = undefined;
    if (this.machine.interrupts.length > 0 && this.#interrupted(state)) return true;

    const cache = this.#cache;
    let count = 0;
    let known;
    do {
      const wanted = count === 0 ? this.#shortest : count + 1;
      for (; count < wanted; count += 1) {
        if (!this.#fetch.unit(state, count)) return this.#fetchTrap(state, count);
      }
      known = cache.lookUp(count);
    } while (known.kind === 'unreadable');

    if (known.kind === 'undecoded') {
      this.kind = 'undecoded';
      this.#undecoded ??= compileUndecoded(this.machine, this.#program);
      this.#putNext(state, count);
      return this.#run(state, this.#undecoded, NO_OPERANDS);
    }
    this.kind = 'instruction';
    const variants = known.code;
    const chosen = variants.codes.length === 1 ? 0 : this.#chosen(state, variants, known.operands);
    this.instruction = variants.instructions[chosen];
    const code = variants.codes[chosen] ?? this.#codeOf(variants, chosen);
    return this.#run(state, code, known.operands);
  }

  execute(
    state: FastState,
    instruction: Instruction,
    operands: ReadonlyMap<string, bigint>,
  ): boolean {
    this.#attach(state);
    this.kind = 'instruction';
    this.instruction = instruction;
    const group: SameEncoding = [instruction];
    const variants = this.#variants.get(instruction) ?? this.#variantsOf(group);
    const chosen = variants.instructions.indexOf(instruction);
    const sizes = instruction.encoding.operands.map(({ width }) => limbCount(width));
    const row = new Int32Array(sizes.reduce((sum, size) => sum + size, 0));
    let offset = 0;
    for (const [i, { name, width }] of instruction.encoding.operands.entries()) {
      putLimbs(width, operands.get(name) ?? 0n, row, offset);
      offset += sizes[i] ?? 0;
    }
    const code = variants.codes[chosen] ?? this.#codeOf(variants, chosen);
    return this.#run(state, code, row);
  }

  #attach(state: FastState): void {
    const { states, reset } = this.#program.versions;
    states[0] = state;
    reset();
  }

  #run(state: FastState, code: Compiled, operands: Int32Array): boolean {
    this.trapped = code(state.limbs, operands) === true;
    if (this.trapped) this.#enterTrap(state);
    return this.trapped;
  }

  #enterTrap(state: FastState): void {
    this.#putPc(state, this.#row.pc);
    this.#program.versions.reset();
    this.#enter ??= compileTrapEntry(this.machine, this.#program);
    this.#enter(state.limbs);
  }

  /** The address that many units after the program counter, as the trap is to see it. */
  #putNext(state: FastState, units: number): void {
    const { offset, element } = this.#pc;
    const pc = wordOfLimbs(element.width, state.limbs, offset);
    putLimbs(element.width, BigInt.asUintN(element.width, pc + BigInt(units)), this.#trap, this.#row.next); // prettier-ignore
  }

  #fetchTrap(state: FastState, count: number): boolean {
    this.kind = 'fetch';
    this.trapped = true;
    this.#fetch.describe(state, count);
    this.#putPc(state, this.#row.resume);
    this.#putNext(state, 0);
    this.#enterTrap(state);
    return true;
  }

  #putPc(state: FastState, at: number): void {
    const { offset, limbs } = this.#pc;
    for (let i = 0; i < limbs; i += 1) this.#trap[at + i] = state.limbs[offset + i] ?? 0;
  }

  #interrupted(state: FastState): boolean {
    const { machine } = this;
    this.#anyInterrupt ??= this.#condition(or(...machine.interrupts.map((each) => each.condition)));
    if (this.#anyInterrupt(state.limbs) !== true) return false;
    this.#interrupts ??= machine.interrupts.map(({ condition, cause }) => {
      const found = machine.causes.find(({ name }) => name === cause);
      if (found === undefined) throw new TypeError(`no cause ${cause}`);
      return { condition: this.#condition(condition), cause: found.code, memory: found.memory };
    });
    const taken = this.#interrupts.find(({ condition }) => condition(state.limbs) === true);
    if (taken === undefined) return false;
    this.kind = 'interrupt';
    this.trapped = true;
    this.#trap.fill(0);
    putLimbs(machine.causeWidth, taken.cause, this.#trap, this.#row.cause);
    this.#trap[this.#row.memory] = taken.memory ? 1 : 0;
    this.#putPc(state, this.#row.resume);
    this.#putNext(state, 0);
    this.#enterTrap(state);
    return true;
  }

  #condition(term: Term): Compiled {
    return compileStateTerm(this.#program, term);
  }

  #variantsOf(instructions: SameEncoding): Variants {
    const [first] = instructions;
    const known = this.#variants.get(first);
    if (known !== undefined && known.instructions.length === instructions.length) return known;
    const variants: Variants = {
      instructions,
      codes: instructions.map(() => undefined),
      constraints: instructions.map(() => undefined),
    };
    this.#variants.set(first, variants);
    return variants;
  }

  #codeOf({ instructions, codes }: Variants, i: number): Compiled {
    const instruction = instructions[i];
    if (instruction === undefined) throw new TypeError('no such variant');
    const code = compileInstruction(this.machine, this.#program, instruction);
    codes[i] = code;
    return code;
  }

  /** Of instructions that share an encoding, the one whose constraint holds. */
  #chosen(state: FastState, { instructions, constraints }: Variants, operands: Int32Array): number {
    for (let i = 0; i < constraints.length; i += 1) {
      let constraint = constraints[i];
      if (constraint === undefined) {
        const instruction = instructions[i];
        if (instruction === undefined) continue;
        constraint = compileConstraint(this.#program, instruction);
        constraints[i] = constraint;
      }
      if (constraint(state.limbs, operands) === true) return i;
    }
    throw new TypeError(`no variant of ${instructions[0].opcode} applies`);
  }
}

const NO_OPERANDS = new Int32Array(0);
