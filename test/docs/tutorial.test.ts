/** The tutorial: its steps make a machine that loads, runs and can be extended as it says. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { assemble } from '../../src/isa/assemble.ts';
import { unitIn } from '../../src/isa/state.ts';
import { loadMachine, type LoadResult } from '../../src/language/load.ts';
import { run } from '../../src/machine/run.ts';
import { blocksOf, brokenLinks, describeDiagnostics } from './markdown.ts';

const FILE = 'docs/tutorial.md';
const BLOCKS = blocksOf(readFileSync(FILE, 'utf8'));
const STEPS = BLOCKS.filter(({ words }) => words.includes('step'));
const KESTREL = STEPS.map(({ text }) => text).join('\n');
const PROGRAM = BLOCKS.find(({ language }) => language === 'asm')?.text ?? '';
const POPEK = join(import.meta.dirname, '..', '..', 'dist', 'cli', 'main.js');
const EXTENSIONS = BLOCKS.filter(({ attributes }) => attributes.has('with'));

describe('the tutorial', () => {
  it('has ten steps that come to a machine', () => {
    const { machine, diagnostics, sources } = load();

    expect(describeDiagnostics(diagnostics, sources)).toBe('');
    expect(machine?.instructions.map(({ id }) => id).join(' ')).toBe(
      'ldi load store add sub and or bra bz bn jal syscall get_status set_status set_map return_from_trap',
    );
    expect(STEPS).toHaveLength(10);
  });

  it('has a program that adds up to fifteen', () => {
    const { machine } = load();
    if (machine === undefined) throw new Error('no machine');
    const assembly = assemble(machine, PROGRAM, FILE);
    const { exit, state } = run(machine, assembly.image, { budget: 100 });

    expect(assembly.diagnostics).toStrictEqual([]);
    expect(exit.kind).toBe('halted');
    expect(unitIn(state, assembly.symbols.get('sum') ?? 0n)).toBe(15n);
  });

  it.each(EXTENSIONS)('can be extended at line $line', (block) => {
    const { diagnostics, sources } = load(block.text);

    expect(describeDiagnostics(diagnostics, sources)).toBe('');
  });

  it('shows two extensions', () => {
    expect(EXTENSIONS).toHaveLength(2);
  });

  describe('at the command line', () => {
    const folder = mkdtempSync(join(tmpdir(), 'popek-tutorial-'));
    afterAll(() => rmSync(folder, { recursive: true }));
    mkdirSync(join(folder, 'kestrel'));
    writeFileSync(join(folder, 'kestrel', 'machine.isa'), KESTREL);
    writeFileSync(join(folder, 'sum.s'), PROGRAM);
    for (const { attributes, text } of EXTENSIONS) {
      writeFileSync(join(folder, attributes.get('with') ?? ''), text);
    }

    it.each(BLOCKS.filter(({ language }) => language === 'console'))('line $line', ({ text }) => {
      const [command = '', ...shown] = text.trimEnd().split('\n');
      const result = spawnSync(process.execPath, [POPEK, ...command.split(' ').slice(2)], {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, XDG_CACHE_HOME: folder },
      });

      expect(command).toMatch(/^\$ popek /u);
      expect(excerptOf(result.stdout, shown)).toStrictEqual(shown);
    });
  });

  it('has links that lead somewhere', () => {
    expect(brokenLinks(FILE)).toStrictEqual([]);
  });
});

/** The lines of `shown` that stand in the output, in their order; `…` is whatever is between. */
function excerptOf(output: string, shown: readonly string[]): string[] {
  const lines = output.split('\n');
  let at = 0;
  return shown.filter((line) => {
    const found = line === '…' ? at : lines.indexOf(line, at);
    at = Math.max(at, found);
    return found >= 0;
  });
}

function load(extension?: string): LoadResult {
  const request = { id: 'kestrel', file: FILE, text: KESTREL };
  return loadMachine(
    extension === undefined ? request : { ...request, extensions: ['extension.isa'] },
    {
      readText: () => extension,
      machineFile: () => undefined,
      resolve: (_, path) => path,
      machineIds: () => [],
    },
  );
}
