/** Each premise on a little machine for which it holds, and on one for which it alone fails. */

import { afterAll, describe, expect, it } from 'vitest';
import { createBases } from '../../../src/prove/bases.ts';
import { coverage } from '../../../src/prove/premises/coverage.ts';
import { invariantsKept } from '../../../src/prove/premises/invariants.ts';
import { modeAndTrap } from '../../../src/prove/premises/mode-and-trap.ts';
import { oneMap } from '../../../src/prove/premises/one-map.ts';
import { partners } from '../../../src/prove/premises/partners.ts';
import type { DecidedPremise, PremiseRequest } from '../../../src/prove/premises/premise.ts';
import { restartable } from '../../../src/prove/premises/restartable.ts';
import { createProver } from '../../../src/prove/prover.ts';
import type { KeptAnswers } from '../../../src/prove/recall.ts';
import type { Solver } from '../../../src/smt/solver.ts';
import { createZ3Pool } from '../../../src/smt/z3-pool.ts';
import { keeping } from '../../helpers/kept-answers.ts';
import { machineFromText } from '../../helpers/machines.ts';
import { fixedSolver } from '../../helpers/solvers.ts';

const solver = createZ3Pool({ jobs: 2 });
afterAll(() => solver.close());

const SILENT = fixedSolver({ kind: 'unknown', reason: 'timeout' });

describe('invariants', () => {
  it('hold if every step, trap and interrupt keeps them', async () => {
    expect(await invariantsKept(request())).toMatchObject({
      verdict: 'holds',
      why: 'none is declared',
    });
    expect(await invariantsKept(request({ items: INVARIANT }))).toMatchObject({ verdict: 'holds' });
  });

  it('fail with the instruction that breaks them', async () => {
    const broken = await invariantsKept(
      request({ items: `${INVARIANT}\n${instruction('odd', 2, 'T = T + 1')}` }),
    );

    expect(broken).toMatchObject({ verdict: 'fails', listed: ['odd'] });
    expect(broken.witness?.outcomes).toHaveLength(1);
  });

  it('fail where only the trap entry breaks them', async () => {
    expect(
      await invariantsKept(
        request({ items: INVARIANT, entry: 'M = supervisor  P = 0  T = 1  S = resume' }),
      ),
    ).toMatchObject({
      verdict: 'fails',
      listed: expect.arrayContaining(['a trap']),
    });
  });

  it('are undecided where the solver does not know', async () => {
    const items = `${INVARIANT}\n${instruction('odd', 2, 'T = f * (f + 1)')}`;

    expect(await invariantsKept(request({ items }, SILENT))).toMatchObject({
      verdict: 'undecided',
    });
  });
});

describe('mode and trap', () => {
  it('holds where every trap leads to one place outside user mode', async () => {
    expect(await modeAndTrap(request())).toMatchObject({ verdict: 'holds' });
  });

  it('fails where a trap stays in user mode', async () => {
    expect(await modeAndTrap(request({ entry: 'P = 0  S = resume' }))).toMatchObject({
      verdict: 'fails',
      why: 'a trap from user mode ends in user mode',
    });
  });

  it('fails where a register says where a trap leads', async () => {
    const failed = await modeAndTrap(request({ entry: 'M = supervisor  P = f  S = resume' }));

    expect(failed).toMatchObject({ verdict: 'fails' });
    expect(failed.why).toContain('registers');
    expect(failed.witness?.states).toHaveLength(2);
  });

  it('fails where a user program can write what a trap loads, and holds where it cannot', async () => {
    const entry = 'M = supervisor  P = E[0]  S = resume';
    const failed = await modeAndTrap(request({ entry }));

    expect(failed).toMatchObject({ verdict: 'fails' });
    expect(failed.why).toContain('can write what a trap loads');
    expect(
      await modeAndTrap(request({ entry, user: 'holding l >= 1 && b <= 4 && l < 0x80' })),
    ).toMatchObject({ verdict: 'holds' });
  });

  it('fails where there is no user state', async () => {
    expect(await modeAndTrap(request({ user: 'holding l != l' }))).toMatchObject({
      verdict: 'fails',
      why: 'there is no user state',
    });
  });
});

describe('coverage', () => {
  const COVERING = 'covering (a : bits(8), to : bits(8)) { l = to - a  b = 0xFF }';
  const LOAD = instruction('load', 2, 'f = data[f]');

  it('is undecided without a covering map', async () => {
    expect(await coverage(request({ items: LOAD }))).toMatchObject({ verdict: 'undecided' });
  });

  it('holds if the map given does, for every address', async () => {
    expect(await coverage(request({ items: `${COVERING}\n${LOAD}` }))).toMatchObject({
      verdict: 'holds',
    });
  });

  it('is undecided if the map given does not, but another might', async () => {
    const items = `covering (a : bits(8), to : bits(8)) { l = to  b = 0xFF }\n${LOAD}`;

    expect(await coverage(request({ items }))).toMatchObject({ verdict: 'undecided' });
  });

  it('fails on an address that no map reaches in user mode', async () => {
    const failed = await coverage(
      request({
        items: `${COVERING}\n${LOAD}`,
        translate: 'if M == user && a[7] == 1 { trap bounds }',
      }),
    );

    expect(failed).toMatchObject({ verdict: 'fails' });
    expect(failed.why).toContain('under no map in user mode');
    expect(failed.witness?.states).toHaveLength(1);
  });
});

describe('one map', () => {
  it('holds where every path is translated alike', async () => {
    expect(await oneMap(request())).toMatchObject({
      verdict: 'holds',
      why: 'every path is translated alike',
    });
  });

  it('fails where two paths part in supervisor mode only', async () => {
    const failed = await oneMap(request({ items: otherPath('M == supervisor') }));

    expect(failed).toMatchObject({ verdict: 'fails', listed: ['fetch', 'other'] });
    expect(failed.witness?.states[0]?.elements.get('M')).toBe(1n);
  });

  it('holds where they part in user mode too', async () => {
    expect(await oneMap(request({ items: otherPath('T == 1') }))).toMatchObject({
      verdict: 'holds',
    });
  });
});

describe('one map that an earlier run decided', () => {
  const items = otherPath('M == supervisor');

  it('is the same, and nothing is asked', async () => {
    const kept = keeping();
    const first = await keptMap(items, kept);

    expect(first).toMatchObject({ decided: { verdict: 'fails' }, queries: 1 });
    expect(await keptMap(items, kept)).toStrictEqual({ decided: first.decided, queries: 0 });
  });

  it('is asked again where the state that is kept is not of that mode', async () => {
    const inBoth = otherPath('T == 1');
    const kept = keeping();
    const first = await keptMap(inBoth, kept);
    kept.change((text) => `${text.replace('["M","0x1"]', '["M","0x0"]')} `);

    expect(first).toMatchObject({ decided: { verdict: 'holds' }, queries: 2 });
    expect(await keptMap(inBoth, kept)).toStrictEqual({ decided: first.decided, queries: 1 });
  });

  it('is asked again where the state that is kept does not part there', async () => {
    const kept = keeping();
    const { decided } = await keptMap(items, kept);
    kept.change((text) => `${text.replace(/\["l","0x[0-9a-f]*"\]/u, '["l","0x0"]')} `);

    expect(await keptMap(items, kept)).toStrictEqual({ decided, queries: 1 });
  });

  it('is decided for each two paths', async () => {
    const third = otherPath('M == supervisor').replace('other', 'third');
    const decided = await keptMap(`${otherPath('f != f')}\n${third}`, keeping());

    expect(decided).toMatchObject({ decided: { verdict: 'fails', listed: ['fetch', 'third'] } });
  });

  it('is not there where it was not decided', async () => {
    const kept = keeping();

    expect(await oneMap(request({ items }, SILENT, kept))).toMatchObject({ verdict: 'undecided' });
    expect(kept.size()).toBe(0);
  });
});

describe('restartable', () => {
  it('holds where a trap saves where it happened', async () => {
    expect(await restartable(request())).toMatchObject({ verdict: 'holds' });
  });

  it('fails where nothing is saved', async () => {
    expect(await restartable(request({ entry: 'M = supervisor  P = 0' }))).toMatchObject({
      verdict: 'fails',
      listed: expect.arrayContaining(['an interrupt', 'call']),
    });
  });

  it('fails where the trap entry overwrites a register', async () => {
    expect(
      await restartable(request({ entry: 'M = supervisor  P = 0  S = resume  f = 0' })),
    ).toMatchObject({ verdict: 'fails' });
  });

  it('holds where the trap entry overwrites a register only of states that no user is in', async () => {
    const entry = 'if M == supervisor { f = 0 }  M = supervisor  P = 0  S = resume';

    expect(await restartable(request({ entry }))).toMatchObject({ verdict: 'holds' });
  });

  it('fails where a trap keeps a change that cannot be undone', async () => {
    const items = instruction('half', 2, 'f = 0  trap privileged keeping f');

    expect(await restartable(request({ items }))).toMatchObject({
      verdict: 'fails',
      listed: ['half'],
    });
  });

  it('fails where two instructions apart lead to one saved address and nothing tells them apart', async () => {
    const items = instruction(
      'either',
      2,
      'let k : bits(1) = undefined  if k == 1 { trap privileged resumes next } trap privileged',
    );

    expect(await restartable(request({ items }))).toMatchObject({
      verdict: 'fails',
      listed: ['either'],
    });
  });
});

describe('partners', () => {
  it('are there for every supervisor state, unless a monitor holds more than the mode', async () => {
    expect(await partners(request())).toMatchObject({ verdict: 'holds' });
    expect(await partners(request({ user: 'holding T == 1' }))).toMatchObject({ verdict: 'fails' });
  });
});

// Helpers

async function keptMap(
  items: string,
  kept: KeptAnswers,
): Promise<{ readonly decided: DecidedPremise; readonly queries: number }> {
  const asked = request({ items }, solver, kept);
  const decided = await oneMap(asked);
  return { decided, queries: asked.prover.counts.queries };
}

function otherPath(isDirect: string): string {
  return `translate other (a : bits(8), access) -> bits(8) { return ${isDirect} ? a : l + a }`;
}

/** Even values of the control register only. */
const INVARIANT = 'invariant T[0] == 0 why "for tests"';

function instruction(id: string, opcode: number, body: string): string {
  return `instruction ${id} "${id}" encoding ${opcode.toString(2).padStart(8, '0')} { ${body} }`;
}

interface Parts {
  readonly items?: string;
  readonly entry?: string;
  readonly user?: string;
  readonly translate?: string;
}

function request(
  {
    items = '',
    entry = 'M = supervisor  P = 0  S = resume',
    user = '',
    translate = '',
  }: Parts = {},
  using: Solver = solver,
  kept?: KeptAnswers,
): PremiseRequest {
  const machine = machineFromText(`isa "small"
mode M : enum { user, supervisor }
pc P : bits(8)
map l : bits(8)
map b : bits(8)
control T : bits(8) why "for tests"
control S : bits(8) why "for tests"
general f : bits(8) why "for tests"
storage E : bits(8) at bits(8)
supervisor when M == supervisor
user when M == user ${user}${user === '' ? '' : ' why "for tests"'}
memory trap bounds
trap privileged
trap call resumes next
trap entry (cause) { ${entry} }
translate fetch, data (a : bits(8), access) -> bits(8) {
  ${translate}
  if a >= b { trap bounds }
  return l + a
}
undecoded { trap privileged }
reset { M = supervisor  b = 0xFF }
leaves out "everything else"
${instruction('call', 1, 'trap call')}
${items}
`);
  const [pair] = machine.pairs;
  if (pair === undefined) throw new Error('no pair');
  const prover = createProver({
    solver: using,
    kept,
    budget: { rlimit: 20_000_000, watchdogMs: 60_000 },
  });
  return { prover, machine, pair, bases: createBases(prover, machine, pair) };
}
