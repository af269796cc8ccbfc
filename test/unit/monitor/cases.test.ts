/** Proofs by cases: together the cases are all states. */

import { describe, expect, it } from 'vitest';
import { obligationsOf } from '../../../src/monitor/obligations.ts';
import { TRUE } from '../../../src/term/term.ts';
import { shippedMonitor } from '../../helpers/monitors.ts';

describe('the cases of an instruction with an access', () => {
  const monitor = shippedMonitor('riscv');
  const subject = { ...monitor, sensitive: new Set<string>(), privileged: new Set<string>() };
  const obligations = [...obligationsOf(subject, (id) => id === 'lw')];
  const { reached } = monitor.map;

  it('are the pages of the map, and that the address is in none of them', () => {
    const native = obligations.find(({ kind, about }) => kind === 'N' && about === 'lw');
    const whens = native?.cases?.map(({ when }) => when) ?? [];

    expect(reached?.pages.length).toBe(2);
    expect(whens.map((when) => when === TRUE)).toStrictEqual([true, true, false]);
  });

  it('are the pages alone where the access is made', () => {
    const contract = obligations.find(({ kind, about }) => kind === 'C' && about === 'data load');

    expect(contract?.cases?.map(({ when }) => when)).toStrictEqual([TRUE, TRUE]);
  });

  it('are left to a contract of their own', () => {
    const about = obligations.filter(({ kind }) => kind === 'C').map((each) => each.about);

    expect(about).toContain('data load: which page');
  });
});
