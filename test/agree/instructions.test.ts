/**
 * What an instruction does has two readings: the evaluator executes its terms on storage as it is,
 * and a solver sees them lowered to arrays, with every translation spelled out. Here Z3 compares
 * the two on random states, in both polarities: what the evaluator found is possible, and nothing
 * else is.
 *
 * Many steps go into one query. `AGREE=all` takes every variant of every machine, and more states.
 */

import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { expandCalls } from '../../src/term/definition.ts';
import type { Instruction, Machine } from '../../src/isa/machine.ts';
import { listMachines } from '../../src/library/machine-files.ts';
import { createZ3Pool } from '../../src/smt/z3-pool.ts';
import { abstractSample, exactSample, type Sample } from '../helpers/compared-steps.ts';
import { and, not, type Term } from '../../src/term/term.ts';
import { toSmtLib } from '../../src/smt/to-smtlib.ts';
import { shippedMachine } from '../helpers/machines.ts';
import { pagedStateOf } from '../helpers/paged-states.ts';
import { choicesFor, operandsOf, stateOf, type State } from '../../src/testing.ts';

const EVERYTHING = process.env['AGREE'] === 'all';
const SEED = 20_250_202;
/** Steps in one query. */
const BATCH = 24;

const solver = createZ3Pool({ jobs: 2 });

afterAll(() => solver.close());

const BASE = shippedMachine('third-generation');

const EXTENSIONS = { M: 1n, A: 1n, B: 1n, C: 1n, N: 1n, SSTC: 1n, WFI_IN_U: 2n };

interface Compared {
  readonly name: string;
  readonly machine: Machine;
  /** Only these instructions. */
  readonly only?: RegExp;
}

const MACHINES: readonly Compared[] = [
  ...listMachines()
    .filter(({ id }) => id.startsWith('third-generation'))
    .map(({ id }) => ({ name: id, machine: shippedMachine(id) })),
  ...[32n, 64n].map((XLEN) => ({
    name: `riscv with XLEN=${XLEN} and its extensions`,
    machine: shippedMachine('riscv', { ...EXTENSIONS, XLEN }),
  })),
  {
    name: 'floating point of riscv',
    machine: shippedMachine('riscv', { D: 1n, C: 1n }),
    only: /^(?:c_)?f|^csrrs\.f/u,
  },
  {
    name: 'riscv with protection and hardware updating',
    machine: shippedMachine('riscv', { PMP: 16n, SVADU: 1n, A: 1n }),
    only: /^(?:[ls][bhwd]|lr_w|sc_d|amoadd_[wd]|csrr.*)$/u,
  },
  ...['68000', '68010'].map((id) => ({ name: id, machine: shippedMachine(id) })),
];

describe.each(MACHINES)('$name', ({ machine, only = /^/u }) => {
  const chosen = EVERYTHING ? machine.instructions : someOfEachOpcode(machine, 2);
  const instructions = chosen.filter(({ id }) => only.test(id));
  const random = randomStates(machine);

  it('does under the exact view what the evaluator does', async () => {
    const samples = instructions.flatMap((instruction, i) =>
      fc
        .sample(fc.tuple(random, operandsOf(instruction), choicesFor(instruction)), {
          numRuns: statesFor(machine, instruction),
          seed: SEED + i,
        })
        .map(([state, operands, choices], k) =>
          exactSample(machine, instruction, { state, operands, choices, name: `k${k}_${i}` }),
        ),
    );

    expect(await disagreeing(samples)).toStrictEqual([]);
    expect(samples.map(({ outcome }) => outcome)).toContain('completes');
    expect(samples.map(({ outcome }) => outcome)).toContain('traps');
  }, 600_000);

  it('does under the abstract view what the evaluator does, where storage plays no part', async () => {
    const samples = instructions.flatMap((instruction, i) =>
      fc
        .sample(fc.tuple(random, operandsOf(instruction), choicesFor(instruction)), {
          numRuns: 1,
          seed: SEED - i - 1,
        })
        .map(([state, operands, choices]) =>
          abstractSample(machine, instruction, { state, operands, choices, name: `k${i}` }),
        ),
    );

    expect(await disagreeing(samples)).toStrictEqual([]);
    const spoken = samples.filter(({ claims }) => claims.some(({ what }) => what === 'traps'));
    expect(spoken.length).toBeGreaterThan(10);
  }, 600_000);
});

it('reports a step of another instruction', async () => {
  const [add, other] = ['add', 'sub'].map((id) => BASE.instructions.find((each) => each.id === id));
  if (add === undefined || other === undefined) throw new Error('no such instructions');
  const [state] = fc.sample(randomStates(BASE), { numRuns: 1, seed: SEED });
  if (state === undefined) throw new Error('no state');
  const operands = new Map(add.encoding.operands.map(({ name }, i) => [name, BigInt(i + 1)]));
  const inputs = { state, operands, choices: new Map(), name: 'k' };

  expect(await disagreeing([exactSample(BASE, add, inputs)])).toStrictEqual([]);
  const found = await disagreeing([exactSample(BASE, add, inputs, other)]);
  expect(found.join('\n')).toMatch(
    /^add .*: after r\[\d\]: unsat as the evaluator has it, sat otherwise/mu,
  );
});

// Helpers

function randomStates(machine: Machine): fc.Arbitrary<State> {
  const plain = stateOf(machine);
  const isPaged = machine.elements.some(({ name }) => name === 'satp.PPN');
  return isPaged ? fc.oneof(plain, pagedStateOf(machine), pagedStateOf(machine)) : plain;
}

/** What a variant took over unchanged is looked at less often than what it changed. */
function statesFor(machine: Machine, { id, step }: Instruction): number {
  if (EVERYTHING) return 8;
  if (!machine.id.startsWith('third-generation')) return 1;
  const base = BASE.instructions.find((each) => each.id === id);
  const isInherited = machine !== BASE && base?.step.after.memory === step.after.memory && base.step.traps === step.traps; // prettier-ignore
  return isInherited ? 1 : 4;
}

/** Of every opcode so many variants at random. */
function someOfEachOpcode(machine: Machine, atMost: number): readonly Instruction[] {
  const opcodes = [...new Set(machine.instructions.map(({ opcode }) => opcode))];
  return opcodes.flatMap((opcode, i) => {
    const variants = machine.instructions.filter((each) => each.opcode === opcode);
    const length = Math.min(atMost, variants.length);
    const some = fc.shuffledSubarray(variants, { minLength: length, maxLength: length });
    return fc.sample(some, { numRuns: 1, seed: SEED + i }).flat();
  });
}

/** What is wrong with the samples that the solver does not answer as it should. */
async function disagreeing(samples: readonly Sample[]): Promise<readonly string[]> {
  const batches = Array.from({ length: Math.ceil(samples.length / BATCH) }, (_, i) =>
    samples.slice(i * BATCH, (i + 1) * BATCH),
  );
  const found = await Promise.all(batches.map((batch) => disagreeingIn(batch)));
  return found.flat();
}

/** Asks for all at once, and for each claim on its own only where they do not all hold. */
async function disagreeingIn(batch: readonly Sample[]): Promise<readonly string[]> {
  if ((await answerTo(claimsOf(batch))) === 'agrees') return [];
  const found: string[] = [];
  for (const sample of batch) {
    for (const { what, holds } of sample.claims) {
      // oxlint-disable-next-line no-await-in-loop -- one after another is quick enough for failures
      const answer = await answerTo([holds]);
      if (answer !== 'agrees') found.push(`${sample.title}: ${what}: ${answer}`);
    }
  }
  return found.length > 0 ? found : ['a batch disagrees, and no claim of it does'];
}

/** `agrees` if the claims are possible, and nothing else is. */
async function answerTo(claims: readonly Term[]): Promise<string> {
  const [asFound, otherwise] = await Promise.all([ask(claims), ask([not(and(...claims))])]);
  if (asFound === 'sat' && otherwise === 'unsat') return 'agrees';
  return `${asFound} as the evaluator has it, ${otherwise} otherwise`;
}

function claimsOf(batch: readonly Sample[]): readonly Term[] {
  return batch.flatMap(({ claims }) => claims.map(({ holds }) => holds));
}

async function ask(assertions: readonly Term[]): Promise<string> {
  // Functions that proofs leave open are meant as they are.
  const text = toSmtLib({ name: 'agree', assertions: assertions.map(expandCalls) });
  const response = await solver.solve(text, { rlimit: 200_000_000, watchdogMs: 300_000 });
  return response.kind === 'unknown' ? `unknown (${response.reason})` : response.kind;
}
