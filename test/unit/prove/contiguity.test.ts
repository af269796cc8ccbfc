import { afterAll, describe, expect, it } from 'vitest';
import { createContiguity } from '../../../src/prove/contiguity.ts';
import { createProver } from '../../../src/prove/prover.ts';
import { createZ3Pool } from '../../../src/smt/z3-pool.ts';
import { littleMachine, machineFromText } from '../../helpers/machines.ts';

const solver = createZ3Pool({ jobs: 1 });
afterAll(() => solver.close());

/** Pages of 16 units; the map shifts pages. */
const PAGED = `translate page (a : bits(8), access) -> bits(8) {
  if a[7:4] >= R.b[3:0] { trap bounds(a) }
  return (R.l[3:0] + a[7:4]) :: a[3:0]
}`;
const STRAIGHT = 'translate straight (a : bits(8), access) -> bits(8) { return R.l + a }';

describe('contiguity', () => {
  it('holds everywhere under a map without bounds', async () => {
    expect(await isTogether('f = straight[f, 2][7:0]', 'straight', 2)).toBe(true);
  });

  it('holds within pages for what is aligned, and is not presumed for what is not', async () => {
    expect(await isTogether('f = page[f & 0xFE, 2][7:0]', 'page', 2)).toBe(true);
    expect(
      await isTogether('if f[0] == 1 { trap privileged } f = page[f, 2][7:0]', 'page', 2),
    ).toBe(true);
    expect(await isTogether('f = page[f, 2][7:0]', 'page', 2)).toBe(false);
  });

  it('asks of an access only where it matters', async () => {
    const check = 'if r[0] != 0 && f[0] == 1 { trap privileged }';
    const later = 'page[0] = 0  r[1] = page[1]';
    expect(await isTogether(`${check} if r[0] != 0 { page[f, 2] = 0 } ${later}`, 'page', 2)).toBe(true); // prettier-ignore
    expect(await isTogether(`${check} if r[1] != 0 { page[f, 2] = 0 } ${later}`, 'page', 2)).toBe(false); // prettier-ignore
    expect(await isTogether(`${check} page[f, 2] = 0`, 'page', 2)).toBe(false);

    const even = 'f[0] == 0';
    expect(await isTogether(`if ${even} { f = page[f, 2][7:0] }`, 'page', 2)).toBe(true);
    expect(await isTogether(`if ${even} { f = 0 } else { f = page[f, 2][7:0] }`, 'page', 2)).toBe(false); // prettier-ignore
  });

  it('asks of an access that matters in two places in both', async () => {
    const twice = 'let w = page[f, 2][7:0]  r[1] = w  if f[0] == 0 { r[2] = w }';
    expect(await isTogether(twice, 'page', 2)).toBe(false);
    const changed = 'let w = page[f, 2][7:0]  if f[0] == 0 { r[2] = w }  r[1] = w';
    expect(await isTogether(changed, 'page', 2)).toBe(false);
  });

  it('fails where the bounds may end within an access', async () => {
    expect(await isTogether('data[f, 4] = 0', 'data', 4)).toBe(false);
  });

  it('asks nothing of a number of units that no multiple is made of', async () => {
    expect(await isTogether('f = page[f, 3][7:0]', 'page', 3)).toBe(false);
  });
});

// Helpers

async function isTogether(body: string, path: string, units: number): Promise<boolean> {
  const machine = machineFromText(
    littleMachine(`${PAGED}\n${STRAIGHT}\ninstruction it "it" encoding 0000_0001 { ${body} }`),
  );
  const [pair] = machine.pairs;
  const [instruction] = machine.instructions;
  if (pair === undefined || instruction === undefined) throw new Error('no machine');
  const prover = createProver({ solver, budget: { rlimit: 20_000_000, watchdogMs: 60_000 } });
  const decided = await createContiguity(prover, machine, pair).of({ machine, pair, instruction });
  return decided(path, units);
}
