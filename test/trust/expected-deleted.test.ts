/**
 * What others expect of a machine does not decide what is found: with every file of expected rows
 * hidden, or with rows that say the opposite, everything found is bit for bit the same.
 */

import { afterAll, describe, expect, it } from 'vitest';
import { check } from '../../src/index.ts';
import type { Machine } from '../../src/isa/machine.ts';
import type { CheckResult } from '../../src/judge/result.ts';
import { loadExpected } from '../../src/language/load-expected.ts';
import { loadMachine } from '../../src/language/load.ts';
import { fileHost, listMachines, listSpecs, locateMachine } from '../../src/index.ts';
import type { ExpectedRow } from '../../src/question/expected.ts';
import { createZ3Pool } from '../../src/smt/z3-pool.ts';
import { shippedSpec } from '../helpers/specs.ts';

const solver = createZ3Pool({ jobs: 2 });
afterAll(() => solver.close());

const SUBJECTS: readonly (readonly [machine: string, instructions: readonly string[]])[] = [
  ['third-generation', ['load_psw', 'load_real_address', 'store', 'supervisor_call']],
  ['third-generation/popf', ['pop_flags', 'load_psw']],
  ['third-generation/banked', ['push', 'read_user_sp']],
  ['riscv', ['sret', 'wfi', 'csrrw.sstatus', 'ecall']],
];

describe('expected rows', () => {
  it.each(SUBJECTS)('of %s change nothing that is found', async (id, instructions) => {
    const rows = rowsOf(id);
    const opposite = rows.map((row): ExpectedRow => ({
      ...row,
      claims: row.claims.map(({ name, value }) => ({ name, value: OPPOSITE[value] ?? value })),
    }));
    const results = [];
    for (const expected of [undefined, rows, opposite]) {
      // oxlint-disable-next-line no-await-in-loop -- the three must not share a prover's memory
      results.push(await checked(load(id).machine, instructions, expected));
    }
    const [hidden, shown, contrary] = results;

    expect(rows.length).toBeGreaterThan(0);
    expect(hidden?.expected).toStrictEqual([]);
    expect(shown?.expected.some(({ outcome }) => outcome === 'agrees')).toBe(true);
    expect(contrary?.expected.some(({ outcome }) => outcome === 'disagrees')).toBe(true);
    expect(textOf(shown)).toBe(textOf(hidden));
    expect(textOf(contrary)).toBe(textOf(hidden));
  });

  it('are not read when a machine is loaded', () => {
    for (const { id } of listMachines()) {
      expect(load(id).read.filter((path) => path.endsWith('.expected'))).toStrictEqual([]);
    }
  });
});

// Helpers.

const OPPOSITE: Readonly<Record<string, string>> = {
  yes: 'no',
  no: 'yes',
  holds: 'fails',
  fails: 'holds',
};

function rowsOf(id: string): readonly ExpectedRow[] {
  const files = locateMachine(id)?.expected ?? [];
  return loadExpected(files, {
    readText: (path) => fileHost.readText(path),
    specNames: listSpecs,
    classNames: (spec) => shippedSpec(spec).classes.map(({ name }) => name),
  }).rows;
}

function load(id: string): { readonly machine: Machine; readonly read: readonly string[] } {
  const read: string[] = [];
  const host = {
    ...fileHost,
    readText(path: string): string | undefined {
      read.push(path);
      return path.endsWith('.expected') ? undefined : fileHost.readText(path);
    },
  };
  const file = locateMachine(id)?.file ?? '';
  const { machine } = loadMachine({ id, file }, host);
  if (machine === undefined) throw new Error(`${id} does not load`);
  return { machine, read };
}

function checked(
  machine: Machine,
  only: readonly string[],
  expected: readonly ExpectedRow[] | undefined,
): Promise<CheckResult> {
  return check(machine, shippedSpec('pg74'), {
    solver,
    only,
    premises: false,
    ...(expected === undefined ? {} : { expected: () => expected }),
  });
}

/** Everything found, witnesses and all, but how long it took. */
function textOf(result: CheckResult | undefined): string {
  return JSON.stringify(
    { ...result, expected: undefined, solver: undefined },
    (_, value: unknown) => {
      if (typeof value === 'bigint') return `${value}n`;
      return value instanceof Map ? [...value] : value;
    },
  );
}
