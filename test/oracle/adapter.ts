/**
 * What the harness must know of one machine to compare its description with what others wrote: an
 * emulator behind the remote protocol of gdb, and a disassembler.
 *
 * The harness knows only the checked machine and this. An adapter names no semantics: it says where
 * the emulator keeps what the description calls by a name, and from which states to start.
 */

import type { Instruction, Machine } from '../../src/isa/machine.ts';
import type { ElementValue, State } from '../../src/isa/state.ts';
import type { Random } from './random.ts';

/** A scalar of the description, or one register of a file, as bits of a register of the debugger. */
export interface Cell {
  /** As in differences: `mstatus.TSR`, `x[5]`. */
  readonly name: string;
  readonly element: string;
  readonly index: number | undefined;
  readonly register: string;
  readonly hi: number;
  readonly lo: number;
}

/** One thing that the debugger is asked to do; `as` is the name that a value that was read gets. */
export type Access =
  | {
      readonly kind: 'write';
      readonly register: string;
      readonly value: bigint;
      /** It may be left out where the register had this value when it was last read. */
      readonly isLasting: boolean;
    }
  | { readonly kind: 'read'; readonly register: string; readonly as: string }
  /** All general registers at once. */
  | { readonly kind: 'write-all'; readonly values: readonly bigint[] }
  | { readonly kind: 'read-all' };

export type Registers = ReadonlyMap<string, bigint>;

export interface Emulated {
  readonly command: string;
  readonly arguments: readonly string[];
  /** The whole of its storage, from the address where it begins. Nothing else is touched. */
  readonly ram: { readonly address: bigint; readonly size: number };
  /** Of the general registers, and of all that have no width of their own. */
  readonly registerWidth: number;
  readonly widths: ReadonlyMap<string, number>;
  /** Registers that the debugger does not name: so much after another one. */
  readonly unnamed: readonly {
    readonly name: string;
    readonly after: string;
    readonly by: number;
  }[];
  /** Registers of the debugger's packet of all general ones, in order. */
  readonly general: readonly string[];
  /** Makes random storage such as a state may have. */
  readonly furnish: (bytes: Buffer) => void;
  /** What is written to devices at the beginning. */
  readonly once: readonly (readonly [address: bigint, bytes: Uint8Array])[];
  /** What brings the emulator into the state with these values, in order. */
  readonly put: (values: Registers) => readonly Access[];
  /** What reads all of them. */
  readonly get: readonly Access[];
}

/** A state to start from, but for the instruction. */
export interface Scene {
  readonly elements: ReadonlyMap<string, ElementValue>;
  /** Storage that is not as always, by storage address. */
  readonly patches: readonly (readonly [address: bigint, bytes: Uint8Array])[];
  /** Draws a program address where an access probably reaches storage. */
  readonly target: () => bigint;
}

/** The disassembler of others, and what the two texts have to be brought to before they compare. */
export interface Disassembler {
  readonly command: string;
  readonly arguments: readonly string[];
  /** What it reads: the code as a file that says for which processor. */
  readonly file: (code: Uint8Array, address: bigint) => Uint8Array;
  /** Words that it takes for the beginning of something longer than any described are not asked. */
  readonly isAsked: (word: bigint, width: number) => boolean;
  /** Operands without what the other side reads otherwise and the description ignores. */
  readonly plain: (operands: ReadonlyMap<string, bigint>) => ReadonlyMap<string, bigint>;
  /** Bytes for each word, and what stands behind a shorter one: an instruction of its own. */
  readonly slot: number;
  readonly filler: Uint8Array;
  /**
   * A line of the disassembler to `mnemonic operands`; undefined for one that is no instruction.
   * `shift` is by how much its addresses are larger than they are for `ours`.
   */
  readonly theirs: (text: string, shift: bigint) => string | undefined;
  /** The description's own text in the same shape. */
  readonly ours: (sample: Disassembled) => string;
}

export interface Disassembled {
  readonly instruction: Instruction;
  readonly operands: ReadonlyMap<string, bigint>;
  readonly text: string;
  readonly address: bigint;
}

/** A step on which the two sides may differ, for what an adapter says about differences. */
export interface Stepped {
  readonly before: State;
  readonly after: State;
  readonly instruction: Instruction | undefined;
  readonly operands: ReadonlyMap<string, bigint>;
  readonly word: bigint;
  /** The name of the cause of the description's trap. */
  readonly trap: string | undefined;
  /** What the debugger read afterwards. */
  readonly theirs: Registers;
}

/** Why the two sides differ where they do, and what settles it. */
export interface Explanation {
  readonly name: string;
  /** Wildcards over instruction ids; `(undecoded)`, `(interrupt)` and `(fetch)` stand for steps without one. */
  readonly instructions: readonly string[];
  /** Wildcards over cells, storage being `storage`. All of a difference's cells need an explanation. */
  readonly cells: readonly string[];
  /** The name of one of the adapter's conditions. */
  readonly when?: string;
  /** Parameters of the machine without which it is not expected. */
  readonly with?: Readonly<Record<string, number>>;
  /** The section that settles it, and what it says. */
  readonly settled: string;
  readonly why: string;
}

/** Texts that differ, and what settles it. `ours` and `theirs` are regular expressions. */
export interface KnownEncoding {
  readonly name: string;
  readonly instructions: readonly string[];
  readonly ours?: string;
  readonly theirs?: string;
  readonly with?: Readonly<Record<string, number>>;
  readonly settled: string;
  readonly why: string;
}

export interface Adapter {
  readonly machine: Machine;
  readonly emulated: Emulated;
  readonly disassembler: Disassembler;
  readonly cells: readonly Cell[];
  /** Elements that no cell has, and why. */
  readonly notCompared: readonly { readonly element: string; readonly why: string }[];
  /** What else is fixed or left out, for the summary. */
  readonly notes: readonly string[];
  /** What comes from `steady` is the same for several cases, which costs less. */
  readonly scene: (random: Random, steady: Random) => Scene;
  /** Instructions after which the processor may wait for an interrupt. */
  readonly waiting: readonly string[];
  /** Instructions that leave something that only a reset brings back. */
  readonly spoiling: readonly string[];
  /** An instruction that has to run first so that the emulator's hidden state is known. */
  readonly prelude: (random: Random, instruction: Instruction, word: bigint) => bigint | undefined;
  /** Other program addresses are led elsewhere mostly, because what becomes of them is no news. */
  readonly isOrdinary: (program: bigint) => boolean;
  /** Whether an access of the description can be compared: it reaches the same storage on both sides. */
  readonly isReachable: (program: bigint, storage: bigint) => boolean;
  readonly conditions: ReadonlyMap<string, (step: Stepped) => boolean>;
  readonly explanations: readonly Explanation[];
  readonly encodings: readonly KnownEncoding[];
}
