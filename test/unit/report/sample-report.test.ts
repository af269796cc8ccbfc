/** What is said of a sample: the whole of it for one that parts, and the test that keeps it. */

import { describe, expect, it } from 'vitest';
import type { SampledMonitor } from '../../../src/monitor/sampled.ts';
import { sampleOutcome, sampleReport } from '../../../src/report/sample-report.ts';
import { sampleTest } from '../../../src/report/sample-test.ts';
import { sampleMonitor } from '../../../src/sample/sample-monitor.ts';
import { shippedMonitor } from '../../helpers/monitors.ts';

const alike = await sampleMonitor(shippedMonitor('third-generation'), { seed: 3, runs: 2 });
const apart = await sampleMonitor(shippedMonitor('third-generation/popf'), { seed: 7 });

function report(sampled: SampledMonitor, file?: string): string {
  return sampleReport({ sampled, again: 'popek monitor sample x', version: '1', file });
}

describe('the report', () => {
  it('of a guest that parts has its program, both states and the way to it', () => {
    const text = report(apart, 'found.test.ts');

    expect(sampleOutcome(apart)).toBe('parted');
    expect(text).toContain('THE GUEST\n  2:  popf r0\n');
    expect(text).toContain('STEP 1: popf r0\n  The real machine executed it;');
    expect(text).toMatch(/^ {2}interrupts_on {7}\* 0 {21}1$/mu);
    expect(text).toContain('A test of this guest is written to found.test.ts.');
    expect(text.trimEnd().endsWith('Again: popek monitor sample x')).toBe(true);
  });

  it('names what never ran', () => {
    const [gap] = alike.coverage.gaps;

    expect(gap).toBeDefined();
    expect(report(alike)).toMatch(new RegExp(`NEVER RUN\\n[\\s\\S]*${gap?.instruction}`, 'u'));
  });

  it('says what an interrupt cut short, and where nothing was compared', () => {
    expect(report({ ...alike, isComplete: false })).toContain('It was interrupted.');
    const nothing = { ...alike, steps: 0, guests: 0 };
    expect(sampleOutcome(nothing)).toBe('nothing');
    expect(report(nothing)).toContain('NOTHING COMPARED');
  });

  it('tells a start that is wrong without a step', () => {
    const { parted } = apart;
    if (parted === undefined) throw new Error('it parts');
    const started = { ...parted, step: 0, parted: { ...parted.parted, how: 'started' as const } };
    const text = report({ ...apart, parted: started });

    expect(text).toContain('when it is started');
    expect(text).toContain('THE START\n  - ');
  });
});

describe('the test', () => {
  it('has the guest as data, and whatever its machine was loaded with', () => {
    const { parted } = apart;
    if (parted === undefined) throw new Error('it parts');
    const text = sampleTest(apart, parted, {
      machine: "my 'own'",
      settings: new Map([['q', 8192n]]),
      extensions: ['more.isa'],
      map: 'mine.map',
      virtual: new Map([['q', 512n]]),
      again: 'popek monitor sample x',
    });

    for (const line of [
      String.raw`    machine: 'my \'own\'',`,
      '    settings: { q: 0x2000n },',
      "    extensions: ['more.isa'],",
      "    map: 'mine.map',",
      '    virtual: { q: 0x200n },',
      '    steps: 1,',
      "    kept: { 'kept.base': 0x2n },",
      '    storage: [[0x2n, 0x4000000000000000n]],',
    ])
      expect(text.split('\n')).toContain(line);
  });
});
