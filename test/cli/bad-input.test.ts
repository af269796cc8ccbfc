/** Input that is wrong or hostile: a clear message, the right exit code, and nothing else harmed. */

import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAIN, popek, temporaryFolder, type Ran } from './popek.ts';
import { spawnSync } from 'node:child_process';

let cwd = '';
let machine = '';
beforeAll(async () => {
  cwd = temporaryFolder();
  await popek(['new', 'm'], { cwd });
  machine = readFileSync(join(cwd, 'm', 'machine.isa'), 'utf8');
});
afterAll(() => {
  rmSync(cwd, { recursive: true });
});

describe('a description', () => {
  it.each([
    [
      'rubbish',
      Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 256)),
      'is not a text file',
    ],
    ['empty', '', 'PG021'],
    ['wrong width', change('r[d] = r[d] + r[s]', 'r[d] = r[d] + saved'), 'PG102'],
    ['unknown name', change('r[d] + r[s]', 'r[d] + q[s]'), 'PG101'],
    ['overlapping encodings', change('encoding 0010_0000', 'encoding 0001_0000'), 'PG201'],
    ['recursion', () => `${machine}\nfunction f(x : bits(8)) -> bits(8) = f(x)\n`, 'PG108'],
    ['unbounded loop', change('  P = 0\n', '  for i in 0 .. 100000000 { P = 0 }\n'), 'PG112'],
    [
      '10,000 parentheses',
      change(
        'M = supervisor\n  P',
        `M = ${'('.repeat(10_000)}supervisor${')'.repeat(10_000)}\n  P`,
      ),
      'PG022',
    ],
    [
      'several millions of instructions',
      () => {
        const names = Array.from({ length: 200 }, (_, i) => `a${i}`).join(', ');
        return `${machine}\nenum many : bits(8) { ${names} }
instruction q.{a}.{b}.{c} "q" each a in many, b in many, c in many encoding 0011 :: a :: b :: c :: 0[4] { }\n`;
      },
      'PG112',
    ],
    ['a name twice', () => `${machine}\ngeneral r : bits(8) why "x"\n`, 'PG103'],
    ['UTF-16', () => Buffer.from(`\uFEFF${machine}`, 'utf16le'), 'is not a text file'],
    ['10,000 operators', change('  P = 0\n', `  P = ${'~'.repeat(10_000)}8'd0\n`), 'PG022'],
    [
      '10,000 ifs',
      change('  P = 0\n', `  ${'if true { '.repeat(10_000)}P = 0${' }'.repeat(10_000)}\n`),
      'PG022',
    ],
    [
      'an include that is no text',
      () => {
        writeFileSync(join(cwd, 'rubbish.isa'), Buffer.from([0xff, 0xfe, 0x61, 0x00, 0x80]));
        return `${machine}\ninclude "rubbish.isa"\n`;
      },
      'cannot read `rubbish.isa`',
    ],
    ['includes itself', () => `${machine}\ninclude "x.isa"\n`, 'PG502'],
    ['includes nothing there', () => `${machine}\ninclude "absent.isa"\n`, 'PG501'],
  ] as const)('that has %s is refused', async (_, content, message) => {
    writeFileSync(join(cwd, 'x.isa'), typeof content === 'function' ? content() : content);
    const { code, out, err } = await run('check', 'x.isa');

    expect({ code, out }).toStrictEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(err).not.toContain('    at ');
  });

  it.each([
    ['XLEN=33', 'error[PG505]: parameter `XLEN` cannot be 33', 'it is one of 32, 64'],
    ['XLN=32', 'error[PG504]: this machine has no parameter `XLN`', 'did you mean `XLEN`?'],
  ])('set to %s is complained of once', async (setting, message, help) => {
    const { code, out, err } = await run('check', 'riscv', '--set', setting);

    expect({ code, out }).toStrictEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(err).toContain(help);
    expect(err).toMatch(/\n1 error\n$/u);
  });

  it('comes from standard input as well', async () => {
    expect((await popek(['list', '-'], { cwd, input: machine })).out).toMatch(/^stdin {3}m\n/u);
    expect(await popek(['list', '-'], { cwd, input: 'isa' })).toMatchObject({ code: 2, out: '' });
  });

  it.each([
    ['a byte order mark', () => `\uFEFF${machine}`],
    ['line ends of another system', () => machine.replaceAll('\n', '\r\n')],
  ])('may have %s', async (_, content) => {
    writeFileSync(join(cwd, 'x.isa'), content());
    expect(await run('list', 'x.isa')).toMatchObject({ code: 0, err: '' });
  });

  it('may be extended by a file', async () => {
    writeFileSync(
      join(cwd, 'more.isa'),
      'instruction peek "peek r{d}" encoding 0100 :: d[2] :: 00 { r[d] = zext(M, 8) }\n',
    );
    const { code, out } = await run('check', './m', '--with', 'more.isa');

    expect(code).toBe(1);
    expect(out).toContain('Obstructing: peek');
  });
});

describe('a spec of one’s own', () => {
  it('may extend another, and is refused where it is wrong', async () => {
    writeFileSync(
      join(cwd, 'mine.spec'),
      'spec mine "Mine" extends pg74\nclass sensitive "Sensitive" = control\n',
    );
    expect((await run('classify', './m', '--spec', './mine.spec')).out).toContain('spec mine');

    writeFileSync(
      join(cwd, 'wrong.spec'),
      'spec wrong "Wrong" extends pg74\nclass x "X" = nothing\n',
    );
    const { code, err } = await run('check', './m', '--spec', './wrong.spec');
    expect(code).toBe(2);
    expect(err).toContain('wrong.spec:2');
  });

  it.each([
    ['rubbish.spec', Buffer.from([0xff, 0xfe, 0x61, 0x00]), 'rubbish.spec is not a text file'],
    ['empty.spec', '', 'PG021'],
  ])('is refused as %s', async (file, content, message) => {
    writeFileSync(join(cwd, file), content);
    const { code, out, err } = await run('check', './m', '--spec', file);

    expect({ code, out }).toStrictEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(err.length).toBeLessThan(500);
  });

  it('is refused where it names what the machine lacks', async () => {
    writeFileSync(join(cwd, 'flat.isa'), machine.replace('bits(8) relocation', 'bits(8)'));
    const { code, out, err } = await run('check', 'flat.isa', '--spec', 'pg74-letter');

    expect({ code, out }).toStrictEqual({ code: 2, out: '' });
    expect(err).toContain('marks no element as one');
  });
});

describe('a cache directory', () => {
  it('that cannot be written to is a warning, and changes nothing', async () => {
    const { code, out, err } = await run(
      'check',
      './m',
      '--cache',
      join(cwd, 'm', 'machine.isa', 'cache'),
    );

    expect(code).toBe(0);
    expect(err).toContain('answers are not cached');
    expect(out).toMatch(/^SUBSET TEST +HOLDS/mu);
  });

  it('that is corrupt changes nothing', async () => {
    const cache = join(cwd, 'corrupt');
    const fresh = await run('check', './m', '--cache', cache);
    const files = readdirSync(cache, { recursive: true, withFileTypes: true });
    for (const { parentPath, name } of files.filter((each) => each.isFile())) {
      const path = join(parentPath, name);
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll('sat', 'tas').replaceAll('1', '7'));
    }
    const again = await run('check', './m', '--cache', cache);

    expect(again.code).toBe(0);
    expect(withoutTime(again.out).replace('corrupt', '')).toBe(
      withoutTime(fresh.out).replace('corrupt', ''),
    );
  });
});

describe('a solver', () => {
  it('that prints nonsense decides nothing', async () => {
    const { code, out } = await withSolver(
      'echo "Z3 version 4.13.0"; [ "$1" = --version ] || echo "((nonsense"',
    );

    expect(code).toBe(3);
    expect(out).toMatch(/^UNDECIDED: /mu);
  });

  it('that says nothing about its version is refused', async () => {
    const { code, out, err } = await withSolver('true');

    expect({ code, out }).toStrictEqual({ code: 2, out: '' });
    expect(err).toContain('does not say its version');
  });

  it('that disagrees with another is an internal error', async () => {
    const script = 'if [ "$1" = --version ]; then echo "Z3 version 4.13.0"; else echo unsat; fi';
    const { code, out, err } = await withSolver(script, '--second-opinion');

    expect({ code, out }).toStrictEqual({ code: 70, out: '' });
    expect(err).toContain('says unsat');
    expect(err).toContain('Please report it');
  });
});

describe('a reader', () => {
  it('that stops reading is no failure', () => {
    const { stderr, stdout } = spawnSync(
      'sh',
      ['-c', `"$NODE" "$MAIN" list riscv | head -1; "$NODE" "$MAIN" check ./m -q | head -2`],
      { cwd, encoding: 'utf8', env: { ...process.env, NODE: process.execPath, MAIN } },
    );

    expect(stderr).toBe('');
    expect(stdout.split('\n')).toHaveLength(4);
  });
});

describe('an output', () => {
  it.runIf(existsSync('/dev/full'))('that has no room is said to be so', () => {
    const { status, stderr } = spawnSync('sh', ['-c', '"$NODE" "$MAIN" list riscv > /dev/full'], {
      cwd,
      encoding: 'utf8',
      env: { ...process.env, NODE: process.execPath, MAIN },
    });

    expect({ status, stderr }).toStrictEqual({
      status: 2,
      stderr: 'popek: cannot write the result: no space left\n',
    });
  });
});

describe('an interrupt', () => {
  it('prints what is decided so far, and exits 130', async () => {
    let isSent = false;
    const { code, out, err } = await popek(['check', 'riscv', '--no-cache'], {
      cwd,
      onError: (text, kill) => {
        if (!isSent && text.includes('check riscv')) {
          isSent = true;
          kill('SIGINT');
        }
      },
    });

    expect(code).toBe(130);
    expect(err).toContain('interrupted');
    expect(out).toContain('INTERRUPTED: what was not decided by then is undecided.');
    expect(out).toMatch(/^SUBSET TEST +UNDECIDED/mu);
  });

  it('ends what has nothing to print at once', async () => {
    const { code, out } = await popek(['run', 'riscv', '-'], {
      cwd,
      input: undefined,
      onStart: (kill) => setTimeout(() => kill('SIGINT'), 1000),
    });

    expect({ code, out }).toStrictEqual({ code: 130, out: '' });
  });
});

// Helpers

/** The machine with one thing replaced, when the test runs. */
function change(from: string, to: string): () => string {
  return () => {
    expect(machine).toContain(from);
    return machine.replace(from, to);
  };
}

async function run(...given: readonly string[]): Promise<Ran> {
  return await popek([...given, '--quiet'], { cwd, env: { XDG_CACHE_HOME: join(cwd, 'cache') } });
}

/** With a program of ours called `z3` on the search path. */
async function withSolver(script: string, flag = '--solver'): Promise<Ran> {
  const bin = join(cwd, 'bin');
  rmSync(bin, { recursive: true, force: true });
  mkdirSync(bin);
  writeFileSync(join(bin, 'z3'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  symlinkSync(process.execPath, join(bin, 'node'));
  return await popek(['check', './m', flag, 'z3', '--no-cache', '--no-structural', '--quiet'], {
    cwd,
    env: { PATH: `${bin}:${process.env['PATH'] ?? ''}` },
  });
}

function withoutTime(text: string): string {
  return text.replace(/^Solver: .*$/mu, '');
}
