/** The machines that are compared, and with which parameters if nothing else is asked for. */

import type { Machine } from '../../src/isa/machine.ts';
import type { Adapter } from './adapter.ts';
import { m68kAdapter } from './adapters/m68k.ts';
import { DEFAULTS, FIXED, riscvAdapter } from './adapters/riscv.ts';

export interface Compared {
  readonly defaults: Readonly<Record<string, bigint>>;
  readonly adapt: (machine: Machine) => Adapter;
  /** Parameters that have to keep their default, and why. */
  readonly fixed: Readonly<Record<string, string>>;
}

export const COMPARED: ReadonlyMap<string, Compared> = new Map([
  ['riscv', { defaults: DEFAULTS, adapt: riscvAdapter, fixed: FIXED }],
  ['68000', { defaults: {}, adapt: m68kAdapter, fixed: {} }],
  ['68010', { defaults: {}, adapt: m68kAdapter, fixed: {} }],
]);
