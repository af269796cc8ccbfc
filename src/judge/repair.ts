/** What it takes to make a theorem hold of a machine: what a repair finds out, as plain data. */

import type { CheckResult, InstructionResult } from './result.ts';

/** One instruction, or opcode where the spec counts opcodes, that has to trap. */
export interface RepairMember {
  readonly id: string;
  /** As it is before the repair: why it obstructs. */
  readonly before: InstructionResult;
  /** It stays sensitive whatever it does in user mode, so nothing less than every user state will do. */
  readonly isNeededEverywhere: boolean;
  /** It is enough that it traps where this holds of its operands, such as `mask != 0`. */
  readonly condition: string | undefined;
}

export type Repair =
  | { readonly kind: 'holds' | 'undecided'; readonly before: CheckResult }
  /** Trapping in user mode does not help these. */
  | {
      readonly kind: 'impossible';
      readonly before: CheckResult;
      readonly stubborn: readonly string[];
      readonly cause: string;
    }
  | {
      readonly kind: 'repaired';
      readonly before: CheckResult;
      /** Of the machine with the repair. */
      readonly after: CheckResult;
      readonly members: readonly RepairMember[];
      readonly cause: string;
      /** The change, in the description language. */
      readonly items: string;
    };
