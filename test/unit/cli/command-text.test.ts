import { describe, expect, it } from 'vitest';
import { commandText, relatedCommand } from '../../../src/cli/command-text.ts';
import { COMMANDS } from '../../../src/cli/commands.ts';
import { parseArguments } from '../../../src/cli/parse-arguments.ts';

describe('commandText', () => {
  it('has what was asked, and not where it went or how it looked', () => {
    expect(again(['./m', '--only', 'a*', '--set=X=1', '--no-structural', '--theorem', '3'])).toBe(
      "popek check ./m --set X=1 --only 'a*' --theorem 3 --no-structural",
    );
    expect(again(['./m', '-q', '-o', 'file', '--color', 'never', '--format', 'json'])).toBe(
      'popek check ./m',
    );
    expect(again(['my machine', '--no-cache'])).toBe("popek check 'my machine' --no-cache");
  });

  it('asks the same again', () => {
    const given = ['./m', '--only', 'a*', '--only', "it's", '--budget', '12', '--all'];
    const words = again(given)
      .slice('popek check '.length)
      .replaceAll(String.raw`'\''`, '`');
    const parts = words.split(' ').map((word) => word.replaceAll("'", '').replaceAll('`', "'"));

    expect(parse(parts)).toStrictEqual(parse(given));
  });
});

describe('relatedCommand', () => {
  it('keeps what says which machine is asked what', () => {
    const { options } = parse(['./m', '--spec', 's', '--set', 'X=1', '--budget', '12', '--all']);

    expect(relatedCommand('explain', ['./m', 'add'], options, { pair: 'p' })).toBe(
      'popek explain ./m add --spec s --pair p --set X=1',
    );
  });
});

// Helpers

function parse(given: readonly string[]): ReturnType<typeof parseArguments> {
  const [check] = COMMANDS;
  if (check === undefined) throw new Error('no command');
  return parseArguments(check, given);
}

function again(given: readonly string[]): string {
  const { operands, options } = parse(given);
  return commandText('check', operands, options);
}
