import { afterAll, describe, expect, it } from 'vitest';
import { check } from '../../src/index.ts';
import { createZ3Pool } from '../../src/smt/z3-pool.ts';
import { machineFromText } from '../helpers/machines.ts';
import { randomDescription } from '../helpers/random-description.ts';
import { shippedSpec } from '../helpers/specs.ts';

const solver = createZ3Pool({ jobs: 2 });
afterAll(() => solver.close());

describe('tmp', () => {
  it('x', async () => {
    const spec = shippedSpec('pg74');
    const from = Number(process.env['FROM'] ?? 0);
    const counts: Record<string, number> = {};
    let ta = 0, tb = 0;
    for (let seed = from; seed < from + Number(process.env['N'] ?? 20); seed += 1) {
      const machine = machineFromText(randomDescription(seed));
      try {
        const t0 = performance.now();
        const a = await check(machine, spec, { solver, premises: false, minimise: false });
        const t1 = performance.now();
        const b = await check(machine, spec, { solver, premises: false, minimise: false, structural: false });
        const t2 = performance.now();
        ta += t1 - t0; tb += t2 - t1;
        if (t2 - t0 > 4000) console.log(seed, 'slow', t1 - t0, t2 - t1);
        a.pairs[0]?.instructions.forEach((each, i) => {
          for (const [q, { kind, evidence }] of each.answers) {
            const other = b.pairs[0]?.instructions[i]?.answers.get(q);
            counts[kind + ' ' + evidence] = (counts[kind + ' ' + evidence] ?? 0) + 1;
            if (other?.kind !== kind) console.log(seed, each.id, q, kind, other?.kind, 'reason' in (other ?? {}) ? (other as any).reason : '', 'reason' in each.answers.get(q)! ? (each.answers.get(q) as any).reason : '');
          }
        });
      } catch (error) { console.log(seed, 'THROW', String((error as Error).stack).slice(0, 600)); continue; }
    }
    console.log(counts, ta, tb);
    expect(1).toBe(1);
  }, 600_000);
});
