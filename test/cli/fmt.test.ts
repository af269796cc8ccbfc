import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { popek, temporaryFolder } from './popek.ts';

const UGLY = '// a comment\nisa  "x"\nmode M:enum{user,supervisor}\n';
const PRETTY = '// a comment\nisa "x"\n\nmode M : enum { user, supervisor }\n';

let cwd = '';
beforeEach(() => {
  cwd = temporaryFolder();
  mkdirSync(join(cwd, 'm', 'expected'), { recursive: true });
  writeFileSync(join(cwd, 'm', 'machine.isa'), UGLY);
});
afterEach(() => {
  rmSync(cwd, { recursive: true });
});

describe('popek fmt', () => {
  it('formats every file of a folder, and finds nothing left to do', async () => {
    expect(await popek(['fmt', 'm'], { cwd })).toMatchObject({
      code: 0,
      out: 'formatted m/machine.isa\n',
    });
    expect(read()).toBe(PRETTY);
    expect(await popek(['fmt', 'm'], { cwd })).toMatchObject({ code: 0, out: '' });
  });

  it('changes nothing with --check, and exits 1 where it would', async () => {
    expect(await popek(['fmt', '--check', 'm'], { cwd })).toMatchObject({
      code: 1,
      out: 'would change m/machine.isa\n',
    });
    expect(read()).toBe(UGLY);
    await popek(['fmt', 'm'], { cwd });
    expect(await popek(['fmt', '--check', 'm'], { cwd })).toMatchObject({ code: 0, out: '' });
  });

  it.each([
    'mine',
    'a-machine-whose-name-is-rather-long-so-that-a-line-of-it-might-be-broken-in-two',
  ])('has nothing to do in a new machine %s', async (name) => {
    expect(await popek(['new', name], { cwd })).toMatchObject({ code: 0 });
    expect(await popek(['fmt', '--check', name], { cwd })).toMatchObject({ code: 0, out: '' });
  });

  it('formats standard input to standard output', async () => {
    expect(await popek(['fmt', '-'], { cwd, input: UGLY })).toMatchObject({ code: 0, out: PRETTY });
    expect(await popek(['fmt', '-', '--check'], { cwd, input: UGLY })).toMatchObject({
      code: 1,
      out: '',
    });
  });

  it('writes nothing if one file is wrong', async () => {
    writeFileSync(join(cwd, 'm', 'other.isa'), 'isa "y" nonsense\n');

    const { code, out, err } = await popek(['fmt', 'm'], { cwd });

    expect({ code, out }).toStrictEqual({ code: 2, out: '' });
    expect(err).toContain('m/other.isa:1:9');
    expect(read()).toBe(UGLY);
  });

  it('refuses what is no text, no file, and a folder with nothing in it', async () => {
    writeFileSync(join(cwd, 'rubbish.isa'), new Uint8Array([0xff, 0xfe, 0, 1, 2, 0x80]));

    for (const [given, message] of [
      ['rubbish.isa', 'rubbish.isa is not a text file'],
      ['absent.isa', 'cannot read absent.isa: no such file or folder'],
      ['m/expected', 'there is no .isa, .map, .spec, .expected or .platform file in m/expected'],
    ] as const) {
      const { code, out, err } = await popek(['fmt', given], { cwd });

      expect({ code, out }).toStrictEqual({ code: 2, out: '' });
      expect(err).toContain(message);
    }
  });
});

// Helpers

function read(): string {
  return readFileSync(join(cwd, 'm', 'machine.isa'), 'utf8');
}
