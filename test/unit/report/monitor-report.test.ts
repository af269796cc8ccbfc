import { describe, expect, it } from 'vitest';
import { monitorReport } from '../../../src/report/monitor-report.ts';
import { answered, ONE_OF_EACH, PARTED, reportedMonitor } from './sample-monitor.ts';

describe('monitorReport', () => {
  const report = monitorReport(reportedMonitor({ obligations: ONE_OF_EACH }));

  it('tells what is refuted first, with the step that is wrong', () => {
    expect(report).toContain('THE MONITOR IS WRONG: 2 obligations refuted.\n');
    expect(report).toContain(`REFUTED N jump
  claimed: native steps are the virtual ones
  jump 7   (native)
  virtual state     all zero
  real state        all zero
  the bare machine  P = 7
  under the monitor changes nothing
  - P is 0x0, on the bare machine 0x7
`);
    expect(report).toContain(`REFUTED F jump: it runs
  claimed: innocuous instructions run natively
  It is proved that there is no such state.
`);
  });

  it('says why something is not known', () => {
    expect(report).toContain(`NOT KNOWN: 2 obligations
  R jump: timeout (rlimit 1)
  E jump: proved, but rests on R
`);
  });

  it('counts the outcomes, in 80 columns', () => {
    expect(report).toMatch(/^ {2}N native steps are the virtual ones +· +· +1 +·$/mu);
    expect(report).toMatch(/^ {2}B storage accesses stay in the allocation +· +1 +· +·$/mu);
    expect(report.split('\n').filter((line) => line.length > 80)).toStrictEqual([]);
  });

  it('names the others that are refuted by their kinds', () => {
    const others = ['load', 'store'].map((id) =>
      answered('N', id, { kind: 'refuted', counterexample: PARTED }),
    );
    const obligations = [...ONE_OF_EACH, ...others];

    expect(monitorReport(reportedMonitor({ obligations }))).toContain(
      'REFUTED TOO\n  N load, store\n',
    );
    expect(monitorReport(reportedMonitor({ obligations }), { all: true })).toContain(
      'REFUTED N store\n',
    );
  });

  it.each([
    [{ isComplete: false }, 'interrupted'],
    [{ isWhole: false }, 'only some instructions were asked about'],
    [{ obligations: [answered('N', 'halt', { kind: 'never' })] }, 'no state was found that N speaks of'], // prettier-ignore
    [{ obligations: [] }, 'something was not asked'],
  ])('says why it is undecided: %o', (changes, why) => {
    const obligations = [answered('N', 'jump', { kind: 'proved', evidence: 'proved' })];

    expect(monitorReport(reportedMonitor({ obligations, ...changes }))).toContain(
      `UNDECIDED: ${why}.\n`,
    );
  });

  it('shows a start without a bare machine', () => {
    const counterexample = { ...PARTED, how: 'started' as const, text: undefined };
    const obligations = [answered('U', 'start', { kind: 'refuted', counterexample })];
    const text = monitorReport(reportedMonitor({ obligations }));

    expect(text).toContain('  no instruction   (started)\n  to be shown       all zero\n');
    expect(text).not.toContain('the bare machine  ');
  });
});
