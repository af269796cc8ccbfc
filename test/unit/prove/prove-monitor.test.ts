/** The monitor of the shipped map is right, and what a prover finds against others is replayed. */

import { afterAll, describe, expect, it } from 'vitest';
import { checkMonitor } from '../../../src/index.ts';
import { CONSTRUCTIONS, type ConstructedMonitor } from '../../../src/isa/monitor-map.ts';
import type { AnsweredObligation } from '../../../src/monitor/answer.ts';
import type { MonitorObligation, MonitorSubject } from '../../../src/monitor/obligation.ts';
import { obligationsOf } from '../../../src/monitor/obligations.ts';
import { proveMonitor } from '../../../src/prove/monitor/prove-monitor.ts';
import { createProver } from '../../../src/prove/prover.ts';
import type { Response, Solver } from '../../../src/smt/solver.ts';
import { createZ3Pool } from '../../../src/smt/z3-pool.ts';
import { type Edit, monitorOf, refutedOf, SOME, unknownOf } from '../../helpers/mapped-monitors.ts';
import { fixedSolver, UNSAT } from '../../helpers/solvers.ts';
import { shippedSpec } from '../../helpers/specs.ts';

const spec = shippedSpec('pg74');
const z3 = createZ3Pool({ jobs: 2 });
afterAll(() => z3.close());

const TIMEOUT_MS = 180_000;
const SENSITIVE = ['load_psw', 'set_r', 'load_real_address'];

describe('the monitor of the shipped map', () => {
  it.each(CONSTRUCTIONS)('is right: %s', { timeout: TIMEOUT_MS }, async (construction) => {
    const result = await checkMonitor(monitorOf({ construction }), spec, {
      solver: z3,
      only: SOME,
    });

    expect(refutedOf(result.obligations)).toStrictEqual([]);
    expect(unknownOf(result.obligations)).toStrictEqual([]);
    expect(result.justification.verdict).toBe('holds');
    // What runs natively is spoken of by N and B.
    for (const about of aboutOf(result.obligations, 'F', 'shown')) {
      expect(aboutOf(result.obligations, 'N', 'proved')).toContain(about);
      expect(aboutOf(result.obligations, 'B', 'proved')).toContain(about);
    }
    // What traps, by R and E.
    expect(aboutOf(result.obligations, 'R', 'proved')).toContain('supervisor_call');
    expect(aboutOf(result.obligations, 'E', 'proved')).toContain('supervisor_call');
  });

  it('has something to show of what runs natively, and of what traps', async () => {
    const names = ['N jump', 'B jump', 'R supervisor_call', 'E supervisor_call'];
    const answers = await asked(z3, monitorOf(), names);

    expect(answers.map(({ answer }) => answer.kind)).toStrictEqual(names.map(() => 'proved'));
  });

  it('has nothing to show where an instruction never runs natively', async () => {
    const answers = await asked(z3, monitorOf(), ['N halt', 'B halt']);

    expect(answers.map(({ answer }) => answer)).toStrictEqual([
      { kind: 'never' },
      { kind: 'never' },
    ]);
  });

  it.each<readonly [string, readonly Edit[]]>([
    ['the piece is behind the PSWs', [{ find: 'invariant kept.base >= 2 && ', replace: 'invariant ' }]],
    ['the piece ends in storage', [{ find: 'invariant kept.base >= 2 && zext(kept.base, 17) + virtual.q <= q', replace: 'invariant kept.base >= 2' }]],
    ['user mode', [{ find: 'invariant M == user', replace: 'invariant true' }]],
    ['the monitor is entered', [{ find: 'invariant E[1][48] == 1', replace: 'invariant true' }]],
    ['where the window begins', [{ find: 'invariant R.l == window_start(virtual.R.l, kept.base)\n  && ', replace: 'invariant ' }]],
    ['where the window ends', [{ find: '\n  && R.b == window_size(virtual.R.l, virtual.R.b)', replace: '' }]],
  ])('needs the conjunct of its invariant: %s', { timeout: TIMEOUT_MS }, async (_, edits) => {
    const { obligations } = await checkMonitor(monitorOf({ edits }), spec, { solver: z3, only: ['store', 'load_psw'] }); // prettier-ignore

    expect(refutedOf(obligations)).not.toStrictEqual([]);
  }); // prettier-ignore
});

describe('a monitor that writes storage', () => {
  it("is refuted if it is the guest's", { timeout: TIMEOUT_MS }, async () => {
    const monitor = monitorOf({ edits: [resumeWith('E[kept.base] = 0')] });
    const [answered] = await asked(z3, monitor, ['E resume']);

    expect(answered?.answer).toMatchObject({
      kind: 'refuted',
      counterexample: { how: 'resumed', wrong: [expect.stringMatching(/^E\[0x0\] is 0x0, on the bare machine/u)] }, // prettier-ignore
    });
  });

  it("is refuted if it is nobody's", { timeout: TIMEOUT_MS }, async () => {
    const monitor = monitorOf({ edits: [resumeWith('E[0] = 0')] });
    const [answered] = await asked(z3, monitor, ['E resume']);

    expect(answered?.answer).toMatchObject({
      kind: 'refuted',
      counterexample: { wrong: ["storage at 0x0 is not the guest's, and was changed"] },
    });
  });
});

describe('a monitor that forgets', () => {
  it('is refuted if the invariant does not hold afterwards', { timeout: TIMEOUT_MS }, async () => {
    const edits = [{ find: '  R.b = window_size(virtual.R.l, virtual.R.b)\n}', replace: '}' }];
    const [answered] = await asked(z3, monitorOf({ edits }), ['E resume']);

    expect(answered?.answer.kind).toBe('refuted');
  });
});

describe('proveMonitor', () => {
  const monitor = monitorOf();

  it('does not know what the solver does not know', async () => {
    const [answered] = await asked(fixedSolver({ kind: 'unknown', reason: 'timeout' }), monitor, ['N store']); // prettier-ignore

    expect(answered?.answer).toStrictEqual({ kind: 'unknown', reason: 'timeout', budget: 'rlimit 1000' }); // prettier-ignore
  });

  it('takes no state for a counterexample in which nothing is wrong', async () => {
    const answers = await asked(fixedSolver(IN_ORDER), monitor, ['N store', 'R store', 'E store', 'B store']); // prettier-ignore

    expect(answers.map(({ answer }) => answer)).toStrictEqual(
      answers.map(() => ({ kind: 'unknown', reason: 'the counterexample does not replay', budget: 'rlimit 1000' })), // prettier-ignore
    );
  });

  it('takes no state outside the invariant', async () => {
    const [answered] = await asked(fixedSolver(EMPTY), monitor, ['N store']);

    expect(answered?.answer).toStrictEqual({
      kind: 'unknown',
      reason: 'the state found is outside the invariant: kept.base >= 2 && zext(kept.base, 17) + virtual.q <= q',
      budget: 'rlimit 1000',
    }); // prettier-ignore
  });

  it('takes no state for the case covered, or for a native step, that is none', async () => {
    const answers = await asked(fixedSolver(IN_ORDER), monitor, [
      'I virtual supervisor',
      'F store',
    ]);

    expect(answers.map(({ answer }) => answer.kind)).not.toContain('shown');
    expect(answers).toHaveLength(4);
  });

  it('calls what has no frame never, and what the solver cannot find impossible', async () => {
    const answers = await asked(fixedSolver(UNSAT), monitor, ['N store', 'I virtual user']);

    expect(answers.map(({ answer }) => answer)).toStrictEqual([
      { kind: 'impossible', evidence: 'proved' },
      { kind: 'never' },
    ]);
  });

  it('asks nothing more once it is interrupted', async () => {
    const solver = fixedSolver(UNSAT);
    const [answered] = await asked(solver, monitor, ['N store'], AbortSignal.abort());

    expect(answered?.answer).toMatchObject({ kind: 'unknown', reason: 'interrupted' });
    expect(solver.asked).toBe(0);
  });
});

// Helpers

const EMPTY: Response = { kind: 'sat', values: { variables: new Map(), arrays: new Map() } };

/** A state within the invariant in which the guest sees no storage, so that its fetch traps. */
const IN_ORDER: Response = {
  kind: 'sat',
  values: {
    variables: new Map([
      ['r.kept.base', 2n],
      ['r.R.l', 2n],
    ]),
    arrays: new Map([['r.storage', new Map([[1n, 2n ** 48n]])]]),
  },
};

function resumeWith(statement: string): Edit {
  return { find: '  M   = user\n', replace: `  M   = user\n  ${statement}\n` };
}

/** Only obligations whose names begin so. */
function asked(
  solver: Solver,
  monitor: ConstructedMonitor,
  names: readonly string[],
  signal?: AbortSignal,
): Promise<readonly AnsweredObligation[]> {
  const subject: MonitorSubject = {
    ...monitor,
    sensitive: new Set(SENSITIVE),
    privileged: new Set([...SENSITIVE, 'halt']),
  };
  const isWanted = ({ kind, about }: MonitorObligation): boolean =>
    names.includes(`${kind} ${about}`);
  const obligations = [...obligationsOf(subject)].filter(isWanted);
  const budget = { rlimit: solver === z3 ? 20_000_000 : 1000, watchdogMs: 120_000 };
  const prover = createProver({ solver, budget, signal });
  return proveMonitor({ prover, subject, obligations, jobs: 2 });
}

function aboutOf(
  obligations: readonly AnsweredObligation[],
  kind: string,
  answer: string,
): readonly string[] {
  return obligations
    .filter((each) => each.obligation.kind === kind && each.answer.kind === answer)
    .map(({ obligation }) => obligation.about);
}
