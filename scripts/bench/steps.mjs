/**
 * Prints how many steps a second the evaluator and the compiled engine take, on programs that never
 * end, as JSON. In this process, after a warm-up; compiling the instructions is part of that.
 */

import { assemble, fileHost, initialState, loadMachine, locateMachine } from '../../dist/index.js';
import { compileMachine } from '../../dist/machine/compiled/compile-machine.js';
import { toFast } from '../../dist/machine/compiled/fast-state.js';
import { step } from '../../dist/machine/step.js';

const SECONDS = 1;

// Copies eight words, over and over, by way of a table, an addition and two jumps.
const THIRD_GENERATION = `
        .org    2
start:  li      r1, 0
        li      r2, 8
loop:   load    r3, from(r1)
        add     r3, r3, r1
        store   r3, to(r1)
        addi    r1, r1, 1
        jump_if_less r1, r2, loop
        jump    start
from:   .word   1, 1, 2, 3, 5, 8, 13, 21
to:     .space  8
`;

// In M mode, without a map: adds up, stores, loads and branches.
const RISCV = `
        .org    0x80000000
start:  addi    x1, x0, 100
        addi    x2, x0, 0
loop:   add     x2, x2, x1
        sd      x2, 0x400(x0)
        ld      x3, 0x400(x0)
        xor     x4, x3, x1
        addi    x1, x1, -1
        bne     x1, x0, loop
        jal     x0, start
`;

const programs = [
  ['third-generation', THIRD_GENERATION],
  ['riscv', RISCV],
];
console.log(JSON.stringify(programs.map(([id, source]) => measured(id, source))));

function measured(id, source) {
  const { machine } = loadMachine({ id, file: locateMachine(id).file }, fileHost);
  const { image, diagnostics } = assemble(machine, source, 'bench.s');
  if (diagnostics.length > 0) throw new Error(diagnostics[0].message);
  const start = initialState(machine, image);
  let state = start;
  const evaluator = perSecond(10, () => ({ state } = step(machine, state).outcome));
  const engine = compileMachine(machine);
  const fast = toFast(machine, start);
  const compiled = perSecond(10_000, () => {
    if (engine.step(fast)) throw new Error('a trap');
  });
  return { id, evaluator, compiled };
}

/** The second of two rounds. */
function perSecond(batch, once) {
  rate(batch, once);
  return rate(batch, once);
}

/** By the time of the processor, so that a busy machine matters less. */
function rate(batch, once) {
  const before = process.cpuUsage();
  let steps = 0;
  let microseconds = 0;
  while (microseconds < SECONDS * 1_000_000) {
    for (let i = 0; i < batch; i += 1) once();
    steps += batch;
    const { user, system } = process.cpuUsage(before);
    microseconds = user + system;
  }
  return Math.round((steps * 1_000_000) / microseconds);
}
