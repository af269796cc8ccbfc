import { describe, expect, it } from 'vitest';
import { markdownReport } from '../../../src/report/markdown-report.ts';
import { checkResult, reported } from './sample-check.ts';

describe('markdownReport', () => {
  it('has the three results, the rows and the command', () => {
    const text = markdownReport(reported(), { all: false });

    expect(text).toContain('# tiny: A tiny machine\n');
    expect(text).toContain('| premises | HOLDS |  |\n');
    expect(text).toContain('| one-step simulation | NOT RUN |  |\n');
    expect(text).toContain('| `idle` | `w` | `.` | `M` | same | sensitive, NOT privileged |\n');
    expect(text.endsWith('\nAgain: `popek check tiny`\n')).toBe(true);
  });

  it('lets no text of a description become Markdown', () => {
    const text = markdownReport(
      reported({
        result: checkResult({ leavesOut: [{ what: 'a | b <c> `d` [e]', why: undefined }] }),
      }),
      { all: false },
    );

    expect(text).toContain(String.raw`- a \| b \<c\> \`d\` \[e\]`);
  });
});
