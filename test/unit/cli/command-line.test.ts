import { describe, expect, it } from 'vitest';
import { commandLine } from '../../../src/cli/command-line.ts';
import { COMMANDS } from '../../../src/cli/commands.ts';
import { EXIT } from '../../../src/cli/exit-code.ts';
import { FLAGS } from '../../../src/cli/flags.ts';
import { fakeTerminal } from './fake-terminal.ts';

describe('commandLine', () => {
  it('prints help and version to standard output', async () => {
    for (const given of [
      ['--help'],
      ['-h'],
      ['help'],
      ['help', 'check'],
      ['help', 'monitor', 'sample'],
      ['check', '--help'],
    ]) {
      const terminal = fakeTerminal();

      expect(await commandLine(given, terminal)).toBe(EXIT.good);
      expect(terminal.output()).toMatch(/^popek/u);
      expect(terminal.errors()).toBe('');
    }
    const terminal = fakeTerminal();
    await commandLine(['--version'], terminal);
    expect(terminal.output()).toMatch(/^popek \d+\.\d+\.\d+\n$/u);
  });

  it('refuses no command, an unknown command and an unknown flag', async () => {
    const nothing = fakeTerminal();
    expect(await commandLine([], nothing)).toBe(EXIT.usage);
    expect(nothing.output()).toBe('');
    expect(nothing.errors()).toContain('usage: popek COMMAND');

    const typo = fakeTerminal();
    expect(await commandLine(['chekc', 'x'], typo)).toBe(EXIT.usage);
    expect(typo.errors()).toBe(
      'popek: unknown command `chekc`\n  = help: did you mean `popek check`?\n',
    );

    const half = fakeTerminal();
    expect(await commandLine(['monitor', 'sampel', 'x'], half)).toBe(EXIT.usage);
    expect(half.errors()).toContain('did you mean `popek monitor sample`?');

    const flag = fakeTerminal();
    expect(await commandLine(['--frobnicate'], flag)).toBe(EXIT.usage);
    expect(flag.errors()).toContain('see `popek --help`');
  });
});

describe('help', () => {
  it.each(COMMANDS)('of $name fits 80 columns and has every flag and example', async (command) => {
    const terminal = fakeTerminal();
    await commandLine([...command.name.split(' '), '--help'], terminal);

    const text = terminal.output();
    for (const name of command.flags) {
      expect(text).toContain(FLAGS[name].kind === 'negative' ? `--no-${name}` : `--${name}`);
    }
    for (const { line } of command.examples) expect(text).toContain(line);
    expect(text.split('\n').filter((line) => line.length > 80)).toStrictEqual([]);
  });

  it('of all commands fits 80 columns and lists each', async () => {
    const terminal = fakeTerminal();
    await commandLine(['--help'], terminal);

    const text = terminal.output();
    for (const { name, summary } of COMMANDS)
      expect(text).toMatch(new RegExp(`  ${name}.* ${summary}`, 'u'));
    expect(text.split('\n').filter((line) => line.length > 80)).toStrictEqual([]);
  });

  it('uses every flag of the table somewhere', () => {
    const used = new Set<string>(COMMANDS.flatMap(({ flags }) => flags));

    expect(Object.keys(FLAGS).filter((name) => !used.has(name))).toStrictEqual([
      'quiet',
      'color',
      'help',
    ]);
  });
});
