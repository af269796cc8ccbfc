/** An instruction that is in no machine. */

import type { Encoding, Instruction, Machine } from '../isa/machine.ts';
import { constant, FALSE, MEMORY, TRUE, variable } from '../term/term.ts';
import { pcOf } from './run.ts';

/** An instruction of one storage unit that does nothing, to have something to fetch. */
export function idle(machine: Machine): Instruction {
  const pc = pcOf(machine);
  const encoding: Encoding = {
    width: machine.storage.unit,
    mask: 0n,
    value: 0n,
    pieces: [],
    operands: [],
  };
  return {
    id: 'idle',
    opcode: 'idle',
    assembly: [],
    manualSays: undefined,
    members: undefined,
    citations: [],
    span: pc.span,
    encoding,
    constraint: TRUE,
    choices: [],
    step: {
      traps: FALSE,
      memoryTraps: FALSE,
      cause: constant(machine.causeWidth, 0n),
      values: machine.valueWidths.map((width) => constant(width, 0n)),
      resume: variable(pc.name, { kind: 'bits', width: pc.width }),
      kept: new Map(),
      after: { elements: new Map(), memory: variable(machine.storage.name, MEMORY) },
    },
    accesses: [],
  };
}
