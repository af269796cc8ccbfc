import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const SCRIPT = join(import.meta.dirname, '..', '..', 'scripts', 'citations.mjs');
const SOURCES = '# Sources\n\n## pg74\n\nPopek and Goldberg.\n\n## unpriv\n\nThe manual.\n';

describe('citations', () => {
  it('resolves keys of every kind of file, whatever their case', () => {
    const result = citations({
      'docs/sources.md': SOURCES,
      'src/judge/classify.ts': '/**\n * Source: [PG74] "Traps".\n */\n',
      'isas/toy/machine.isa': 'isa "Toy"\n  cites pg74 § "A Model"\n',
      'isas/toy/expected/pg74.expected': 'source PG74 "The hybrid section"\n',
      'specs/pg74/traps.spec': 'question traps "Traps"  cites unpriv § "Traps"\n',
    });

    expect(result).toStrictEqual({ status: 0, problems: [] });
  });

  it('lists file and line of every key that does not resolve', () => {
    const result = citations({
      'docs/sources.md': SOURCES,
      'src/judge/classify.ts': '/** Fine. */\n/**\n * Source: [NOPE74] "Traps".\n */\n',
      'isas/toy/machine.isa': 'isa "Toy"\n  cites nope1\n',
      'isas/toy/standard.map': '\n\nmap standard cites nope2\n',
      'isas/toy/expected/pg74.expected': '\nsource nope3 "The hybrid section"\n',
      'specs/pg74/traps.spec': 'question traps "Traps"  cites nope4 § "Traps"\n',
    });

    expect(result).toStrictEqual({
      status: 1,
      problems: [
        'src/judge/classify.ts:3: no source `nope74` in docs/sources.md',
        'isas/toy/machine.isa:2: no source `nope1` in docs/sources.md',
        'isas/toy/standard.map:3: no source `nope2` in docs/sources.md',
        'isas/toy/expected/pg74.expected:2: no source `nope3` in docs/sources.md',
        'specs/pg74/traps.spec:1: no source `nope4` in docs/sources.md',
      ],
    });
  });

  it('takes no citation from code, strings, links and comments of a description', () => {
    const result = citations({
      'docs/sources.md': SOURCES,
      'src/term/table.ts':
        "/** See [ISA](isa.md) and `row[INDEX]`. */\nconst a = '[NOPE]'; // [NOPE]\n",
      'isas/toy/machine.isa': 'isa "Toy"\n  why "nobody cites nope\n  here" // cites nope\n',
    });

    expect(result).toStrictEqual({ status: 0, problems: [] });
  });

  it('refuses a list of sources that is missing, repeats a key or says nothing about one', () => {
    expect(citations({}).problems).toStrictEqual(['docs/sources.md: no such file']);
    expect(
      citations({ 'docs/sources.md': '## pg74\n\nA.\n\n## PG74\n\nB.\n\n## unpriv\n' }),
    ).toStrictEqual({
      status: 1,
      problems: [
        'docs/sources.md:5: source `pg74` is listed twice',
        'docs/sources.md:9: source `unpriv` says nothing',
      ],
    });
  });
});

// Helpers

/** What the script says about a project of these files. */
function citations(files: Readonly<Record<string, string>>): {
  readonly status: number | null;
  readonly problems: readonly string[];
} {
  const root = mkdtempSync(join(tmpdir(), 'popek-citations-'));
  try {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(join(root, dirname(file)), { recursive: true });
      writeFileSync(join(root, file), text);
    }
    const { status, stderr } = spawnSync(process.execPath, [SCRIPT, root], { encoding: 'utf8' });
    return { status, problems: stderr.split('\n').filter((line) => line !== '') };
  } finally {
    rmSync(root, { recursive: true });
  }
}
