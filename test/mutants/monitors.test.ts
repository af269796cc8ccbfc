/**
 * Every obligation, seen to fail: each mutant of a map is refuted by obligations of one kind and of
 * no other, so none of the kinds can be done without.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkMonitor } from '../../src/index.ts';
import { kindsInOrder, monitorVerdict } from '../../src/monitor/result.ts';
import { createZ3Pool } from '../../src/smt/z3-pool.ts';
import { monitorOf, type MonitorRequest, refutedOf, SOME } from '../helpers/mapped-monitors.ts';
import { shippedSpec } from '../helpers/specs.ts';

interface Mutant extends MonitorRequest {
  readonly name: string;
  readonly kind: string;
}

const FILE = join(import.meta.dirname, 'monitors', 'mutants.json');
const mutants: readonly Mutant[] = JSON.parse(readFileSync(FILE, 'utf8'));
const spec = shippedSpec('pg74');

const solver = createZ3Pool({ jobs: 2 });
afterAll(() => solver.close());

describe('a mutant of a map', () => {
  it.each(mutants)('is refuted by $kind only: $name', { timeout: 180_000 }, async (mutant) => {
    const monitor = monitorOf(mutant);
    const { instructions } = monitor.map.real;
    const only = instructions.map(({ id }) => id).filter((id) => isAsked(id));
    const result = await checkMonitor(monitor, spec, { solver, only });
    const { obligations } = result;

    const refuted = refutedOf(obligations);
    expect([...new Set(refuted.map(([kind]) => kind))], refuted.join('\n')).toStrictEqual([
      mutant.kind,
    ]);
    expect(monitorVerdict(result)).toBe('fails');
    for (const { answer } of obligations)
      if (answer.kind === 'refuted') expect(answer.counterexample.wrong).not.toStrictEqual([]);
  });

  it('is there for every kind of obligation', () => {
    expect(new Set(mutants.map(({ kind }) => kind))).toStrictEqual(new Set(kindsInOrder()));
  });
});

/** Some of the shipped ones, and what a variant adds. */
function isAsked(id: string): boolean {
  return SOME.includes(id) || id.startsWith('read_');
}
