import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { listMachines, locateMachine } from '../../../src/library/machine-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'popek-machine-files-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('the platform of a machine', () => {
  it('lies beside it, and a variant without one has its machine’s', () => {
    const own = locateMachine('third-generation')?.platform;

    expect(own).toMatch(/third-generation.machine\.platform$/u);
    expect(locateMachine('third-generation/timer')?.platform).toBe(own);
    expect(locateMachine('68000')?.platform).toBeUndefined();
  });

  it('is listed with the shipped machines', () => {
    const platforms = listMachines().filter(({ platform }) => platform !== undefined);

    expect(platforms.map(({ id }) => id)).toContain('riscv');
  });

  it('is found beside a folder’s first file, and beside a file', () => {
    mkdirSync(join(folder, 'mine'));
    for (const name of [
      'mine/machine.isa',
      'mine/machine.platform',
      'one.isa',
      'two.isa',
      'two.platform',
    ]) {
      writeFileSync(join(folder, name), '');
    }

    expect(locateMachine(join(folder, 'mine'))?.platform).toBe(join(folder, 'mine', 'machine.platform')); // prettier-ignore
    expect(locateMachine(join(folder, 'one.isa'))?.platform).toBeUndefined();
    expect(locateMachine(join(folder, 'two.isa'))?.platform).toBe(join(folder, 'two.platform'));
  });
});
