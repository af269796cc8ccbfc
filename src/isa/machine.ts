/**
 * The checked machine model: what a description says, as data and terms, with parameters fixed.
 *
 * Plain data: no functions, no references to syntax trees. Everything that uses a machine (judge,
 * evaluator, assembler, reports) uses this and only this.
 *
 * Names of the free variables in its terms:
 * - a state element: its name, `M`, `R.l`, `mstatus.SIE`; a register file is an array variable;
 * - the storage: the machine's storage name, of sort memory;
 * - an operand of the instruction at hand: `op.rd`;
 * - a choice (`undefined`): `choice.<n>`, one for each site of the instruction at hand;
 * - in the trap entry: `trap.cause`, `trap.resume`, `trap.value.<k>`, `trap.pc`, `trap.next`;
 * - in a translation: `access.address`; in `covering`: `covering.address`, `covering.target`;
 * - `pc` and `next` are no variables: they are the pc element and the pc element plus the length.
 */

import type { Span } from '../base/span.ts';
import type { Access, Term } from '../term/term.ts';

export type Role = 'general' | 'pc' | 'mode' | 'map' | 'control';
export type Mark = 'time' | 'address' | 'relocation' | 'privilege' | 'io';

/** A leaf of the state: a scalar, a field of a record, or a register file. */
export interface Element {
  /** `M`, `R.l`, `mstatus.SIE`, `x`. */
  readonly name: string;
  readonly role: Role;
  readonly marks: readonly Mark[];
  /** Of the scalar, or of one register. */
  readonly width: number;
  /** A register file has an index width and a number of registers. */
  readonly file:
    | {
        readonly indexWidth: number;
        readonly count: number;
        readonly hardwired: readonly { readonly index: number; readonly value: bigint }[];
      }
    | undefined;
  /** Names of its values, for print: an enum. */
  readonly members: readonly { readonly name: string; readonly value: bigint }[] | undefined;
  readonly why: string | undefined;
  readonly citations: readonly string[];
  readonly span: Span;
}

/** A record element as its manual draws it, for print: `mstatus` with its fields' positions. */
export interface RecordLayout {
  readonly name: string;
  readonly width: number;
  readonly fields: readonly {
    readonly element: string;
    readonly hi: number;
    readonly lo: number;
  }[];
}

export interface Storage {
  readonly name: string;
  /** Bits in one unit. */
  readonly unit: number;
  readonly addressWidth: number;
  /** Units the platform has, from address 0; at most 2^addressWidth. */
  readonly size: bigint;
  readonly endian: 'little' | 'big';
}

/** `selected ? whenTrue : whenFalse` is what the program sees; the other one is unselected. */
export interface Bank {
  readonly name: string;
  readonly condition: Term;
  readonly whenTrue: string;
  readonly whenFalse: string;
}

export interface Pair {
  readonly name: string;
  readonly title: string;
  readonly supervisor: Term;
  /** The bare mode predicate. */
  readonly bareUser: Term;
  /** What a monitor holds fixed besides; `true` if nothing. */
  readonly holding: Term;
  /** The states that concern the pair; `true` if all do. */
  readonly within: Term;
  readonly why: string | undefined;
}

export interface Cause {
  readonly name: string;
  readonly code: bigint;
  readonly memory: boolean;
  /** Traps of this cause save the following address unless the trap statement says otherwise. */
  readonly resumesNext: boolean;
  /** Causes of one group are the same outcome; a cause of no group is its own. */
  readonly group: string;
  readonly span: Span;
}

/** New values of the state elements that change; the others stay. `memory` is the storage after. */
export interface Effect {
  readonly elements: ReadonlyMap<string, Term>;
  readonly memory: Term;
}

/** A path's translation for one kind of access, over `access.address` and the storage variable. */
export interface Translation {
  /** Storage address; meaningful where it does not fault. */
  readonly address: Term;
  readonly faults: Term;
  readonly cause: Term;
  readonly values: readonly Term[];
  /** The storage after what the translation itself writes; the storage variable if it writes nothing. */
  readonly after: Term;
}

export interface Path {
  readonly name: string;
  /** Width of a program address. */
  readonly addressWidth: number;
  readonly translations: Readonly<Record<Access, Translation>>;
  /** Paths declared together show the same contents at the same program address. */
  readonly sharedWith: readonly string[];
}

export interface Interrupt {
  readonly cause: string;
  readonly condition: Term;
}

/** One field of an encoding: bits `[hi:lo]` of the operand stand at `[at+hi-lo : at]` of the word. */
export interface OperandPiece {
  readonly operand: string;
  readonly hi: number;
  readonly lo: number;
  readonly at: number;
}

export interface Operand {
  readonly name: string;
  readonly width: number;
  /** Bits of it that the encoding gives; the others are zero. */
  readonly encodedMask: bigint;
  /** Allowed values as inclusive ranges, ascending, disjoint; undefined: all. */
  readonly allowed: readonly { readonly low: bigint; readonly high: bigint }[] | undefined;
}

/** Bit 0 is the lowest bit of the word as the manual draws it; fetch order is by storage endianness. */
export interface Encoding {
  readonly width: number;
  /** Fixed bits: word & mask == value. */
  readonly mask: bigint;
  readonly value: bigint;
  readonly pieces: readonly OperandPiece[];
  readonly operands: readonly Operand[];
}

export type AssemblyPart =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'operand';
      readonly operand: string;
      readonly format: 'number' | 'signed' | 'pc';
      /** Of `pc`: how many units behind the beginning of the instruction the distance starts. */
      readonly from?: number;
    }
  | {
      readonly kind: 'named';
      readonly operand: string;
      /** A value may have several names, of which the first is printed. */
      readonly members: readonly { readonly name: string; readonly value: bigint }[];
    };

/** Where a choice stands, for print and for sharing between the copies of a two-state question. */
export interface Choice {
  /** Name of its variable. */
  readonly name: string;
  readonly span: Span;
}

/**
 * What an instruction does, over the state before, its operands and its choices.
 *
 * `traps` decides; where it holds, `cause`, `values`, `resume` and `kept` describe the trap, and
 * elsewhere `after` the completed state (the pc element included, `on completion` included).
 */
export interface Step {
  readonly traps: Term;
  /** It traps, and the cause is a memory trap. */
  readonly memoryTraps: Term;
  readonly cause: Term;
  readonly values: readonly Term[];
  readonly resume: Term;
  /** Elements kept in spite of the trap; usually empty. */
  readonly kept: ReadonlyMap<string, Term>;
  readonly after: Effect;
}

export interface Instruction {
  /** `lpsw`, `csrrw.sstatus`. */
  readonly id: string;
  /** The id of the instruction as the manual counts it: `csrrw` for `csrrw.sstatus`. */
  readonly opcode: string;
  readonly assembly: readonly AssemblyPart[];
  readonly manualSays: 'privileged' | 'unprivileged' | undefined;
  readonly citations: readonly string[];
  readonly span: Span;
  readonly encoding: Encoding;
  /** How many members of its enums it stands for, where one of these is a range; else undefined. */
  readonly members: number | undefined;
  /** The operands are allowed ones, and what `execute at` fetched is the subject. Over operands and state. */
  readonly constraint: Term;
  readonly choices: readonly Choice[];
  readonly step: Step;
  /** Mapped paths it uses, with the kinds of access, in order of the text. */
  readonly accesses: readonly {
    readonly path: string;
    readonly access: Access;
    readonly address: Term;
  }[];
}

export interface ParameterSetting {
  readonly name: string;
  readonly value: bigint;
  readonly choices: readonly bigint[] | undefined;
  readonly isDefault: boolean;
}

export interface Machine {
  readonly id: string;
  readonly title: string;
  readonly citations: readonly string[];
  readonly parameters: readonly ParameterSetting[];
  readonly elements: readonly Element[];
  readonly layouts: readonly RecordLayout[];
  readonly storage: Storage;
  readonly banks: readonly Bank[];
  /** At least one; the first is the default. */
  readonly pairs: readonly Pair[];
  /** Conjuncts, each to be proved inductive. Members of enums are among them. */
  readonly invariants: readonly {
    readonly condition: Term;
    readonly why: string;
    readonly span: Span;
  }[];
  readonly causes: readonly Cause[];
  readonly causeWidth: number;
  /** Widths of the trap values. */
  readonly valueWidths: readonly number[];
  readonly trapEntry: Effect;
  readonly paths: readonly Path[];
  readonly interrupts: readonly Interrupt[];
  readonly covering: Effect | undefined;
  /** What every step that completes does besides: it is part of each instruction's step already. */
  readonly completion: Effect;
  readonly instructions: readonly Instruction[];
  /** The step of a word that nothing matches; always traps or is undefined. */
  readonly undecoded: Step;
  /** Starting state of `run`. */
  readonly reset: Effect;
  readonly leavesOut: readonly { readonly what: string; readonly why: string | undefined }[];
}
