import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { popek, ROOT, temporaryFolder } from './popek.ts';

const COPY = join(ROOT, 'isas', 'third-generation', 'programs', 'copy.s');

/** Two letters of more than one byte, and no end of the line. */
const HELLO = `  .org 2
  li r0, 0
next: load r1, text(r2)
  jump_if_equal r1, r0, done
  store r1, 0x200
  addi r2, r2, 1
  jump next
done: halt
text: .string "Grüße"
`;

let cwd = '';
beforeAll(() => {
  cwd = temporaryFolder();
  writeFileSync(join(cwd, 'endless.s'), '  .org 2\nhere: li r1, 1\n  jump here\n');
  writeFileSync(join(cwd, 'trap.s'), '  .org 2\n  .unit 0xffffffffffffffff\n');
  writeFileSync(join(cwd, 'wrong.s'), '  li r1\n  nonsense r1\n');
  writeFileSync(join(cwd, 'rubbish.s'), new Uint8Array([0, 1, 2, 0xff]));
  for (const name of ['mine', 'bare', 'wrong']) {
    writeFileSync(join(cwd, `${name}.isa`), 'isa "mine" changes "third-generation"\n');
  }
  writeFileSync(join(cwd, 'mine.platform'), 'platform "mine"\n\nconsole at 0x200\n');
  writeFileSync(join(cwd, 'wrong.platform'), 'platform "wrong"\n\nconsol at 0x200\n');
  writeFileSync(join(cwd, 'hello.s'), HELLO);
  writeFileSync(join(cwd, 'wrong.image'), '0x0002: 0x01\n0x0003 0x02\n');
});
afterAll(() => {
  rmSync(cwd, { recursive: true });
});

describe('popek run', () => {
  it('exits 0 where the guest halted, and prints the state it left', async () => {
    const { code, out, err } = await popek(['run', 'third-generation', COPY], { cwd });

    expect({ code, err }).toStrictEqual({ code: 0, err: '' });
    expect(out).toMatch(/^Halted after \d+ steps: \d+ completed, 0 trapped\.\n/u);
    expect(out).toContain('8 units of storage changed:');
    expect(out).toMatch(/E\[0x18\] 0x15\n/u);
  });

  it('exits 3 where the budget is spent', async () => {
    const { code, out } = await popek(['run', 'third-generation', 'endless.s', '--budget', '5'], {
      cwd,
    });

    expect(code).toBe(3);
    expect(out).toContain('Budget spent after 5 steps');
  });

  it('exits 1 where a trap leads to a trap for ever', async () => {
    const { code, out } = await popek(['run', 'third-generation', 'trap.s'], { cwd });

    expect(code).toBe(1);
    expect(out).toMatch(/^Unhandled trap \w+ at 0, after 3 steps/u);
  });

  it('prints each step with --trace', async () => {
    const given = ['run', 'third-generation', 'endless.s', '--budget', '2', '--trace'];
    const { out } = await popek(given, { cwd });

    expect(out.split('\n').slice(0, 2)).toStrictEqual([
      '2:  li r1, 1                  r[1] 1',
      expect.stringMatching(/^3: {2}jump /u),
    ]);
  });

  it('prints what the program prints, and then how it ended', async () => {
    const { code, out } = await popek(['run', 'mine.isa', 'hello.s'], { cwd });

    expect(code).toBe(0);
    expect(out).toMatch(/^Grüße\nHalted after \d+ steps/u);
  });

  it('keeps the console out of the file of --output, and in the JSON', async () => {
    const toFile = await popek(['run', 'mine.isa', 'hello.s', '--output', 'report'], { cwd });
    const json = await popek(['run', 'mine.isa', 'hello.s', '--format', 'json'], { cwd });
    const markdown = await popek(['run', 'mine.isa', 'hello.s', '--format', 'markdown'], { cwd });

    expect(toFile.out).toBe('Grüße\n');
    expect(readFileSync(join(cwd, 'report'), 'utf8')).toMatch(/^Halted after/u);
    expect(JSON.parse(json.out)).toMatchObject({ ended: 'halted', console: 'Grüße' });
    expect(markdown.out).toMatch(/^```text\nGrüße\n```\n\n```text\nHalted/u);
  });

  it('has no console where the machine has none', async () => {
    const { out } = await popek(['run', 'bare.isa', 'hello.s', '--format', 'json'], { cwd });

    expect(JSON.parse(out)).not.toHaveProperty('console');
  });

  it('exits 2 where the platform is wrong, and says where', async () => {
    const { code, out, err } = await popek(['run', 'wrong.isa', 'hello.s'], { cwd });

    expect({ code, out }).toStrictEqual({ code: 2, out: '' });
    expect(err).toContain('wrong.platform:3:1');
    expect(err).toContain('did you mean `console`?');
  });

  it('says the same in JSON', async () => {
    const { out } = await popek(['run', 'third-generation', COPY, '--format', 'json'], { cwd });

    expect(JSON.parse(out)).toMatchObject({
      machine: 'third-generation',
      ended: 'halted',
      trapped: 0,
      storage: { 'E[0x18]': 0x15 },
    });
  });
});

describe('popek asm and disasm', () => {
  it('lead back to the same program', async () => {
    const image = join(cwd, 'copy.image');
    await popek(['asm', 'third-generation', COPY, '--output', image], { cwd });
    const listed = await popek(['disasm', 'third-generation', image], { cwd });
    const ran = await popek(['run', 'third-generation', image], { cwd });

    expect(readFileSync(image, 'utf8')).toMatch(/^0x0002: 0x[\da-f]{16}\n/u);
    expect(listed.out).toMatch(/^0002: {2}[\da-f]{16} {2}\w+ /u);
    expect(ran.code).toBe(0);
  });

  it('take words, and standard input', async () => {
    const word = await popek(['disasm', 'riscv', '0x30200073', '0x0'], { cwd });
    const input = await popek(['asm', 'riscv', '-'], { cwd, input: 'mret\n' });

    expect(word.out).toBe('mret\n.unit 0x00\n');
    expect((await popek(['disasm', 'riscv', '0xFFFFFFF0'])).out).toBe('.unit 0xf0, 0xff, 0xff, 0xff\n'); // prettier-ignore
    const wide = await popek(['disasm', 'riscv', '0x123456789']);
    expect(wide).toMatchObject({ code: 2, out: '' });
    expect(wide.err).toContain('no instruction of riscv more than 32');
    expect(
      input.out
        .trim()
        .split('\n')
        .map((line) => line.slice(-4)),
    ).toStrictEqual(['0x73', '0x00', '0x20', '0x30']);
  });

  it('take every name of a register, and print the first', async () => {
    const numbers = Array.from({ length: 32 }, (_, i) => `add x${i}, X${31 - i}, x${i}`).join('\n');
    const byNumber = await popek(['asm', 'riscv', '-'], { cwd, input: numbers });
    const words = byNumber.out.trim().split('\n');
    const { out } = await popek(['disasm', 'riscv', '-'], { cwd, input: byNumber.out });
    const printed = out.replaceAll(/^[\da-f]+: (?: [\da-f]{2})+ +/gmu, '');
    const byName = await popek(['asm', 'riscv', '-'], { cwd, input: printed });

    expect(words).toHaveLength(32 * 4);
    expect(out).toContain('add zero, t6, zero');
    expect(out).toContain('add s0, s7, s0');
    expect(out).not.toMatch(/\bx\d/u);
    expect(byName.out).toBe(byNumber.out);
    expect((await popek(['asm', 'riscv', '-'], { cwd, input: 'add fp, fp, x8' })).out).toBe(
      (await popek(['asm', 'riscv', '-'], { cwd, input: 'add s0, s0, s0' })).out,
    );
  });

  it('exit 2 where the input is wrong, and say where', async () => {
    const wrong = await popek(['asm', 'third-generation', 'wrong.s', '--output', 'out'], { cwd });
    expect(wrong).toMatchObject({ code: 2, out: '' });
    expect(wrong.err).toContain('wrong.s:2:3');
    expect(wrong.err).toContain('2 errors');

    const image = await popek(['disasm', 'third-generation', 'wrong.image'], { cwd });
    expect(image).toMatchObject({ code: 2, out: '' });
    expect(image.err).toContain('wrong.image:2: expected');

    for (const file of ['rubbish.s', 'absent.s']) {
      expect(await popek(['asm', 'third-generation', file], { cwd })).toMatchObject({
        code: 2,
        out: '',
      });
    }
  });
});

describe('popek list', () => {
  it('lists machines, variants and specs', async () => {
    const { code, out } = await popek(['list']);

    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}third-generation +A third generation machine$/mu);
    expect(out).toMatch(/^ {4}\/popf +/mu);
    expect(out).toMatch(/^ {2}pg74 +Popek and Goldberg 1974/mu);
    expect(out.split('\n').filter((line) => line.length > 80)).toStrictEqual([]);
  });

  it('lists what a machine has, under the given settings', async () => {
    const { out } = await popek(['list', 'riscv', '--set', 'XLEN=32']);
    const json = await popek(['list', 'riscv@XLEN=32', '--format', 'json']);

    expect(out).toMatch(/^ {2}XLEN +32 +one of 32, 64$/mu);
    expect(out).not.toContain('addiw');
    expect(JSON.parse(json.out)).toMatchObject({
      machine: 'riscv',
      parameters: expect.arrayContaining([
        expect.objectContaining({ name: 'XLEN', value: 32, isDefault: false }),
      ]),
    });
  });
});
