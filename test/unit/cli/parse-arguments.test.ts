import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseArguments, type Signature } from '../../../src/cli/parse-arguments.ts';
import { Refusal } from '../../../src/cli/refusal.ts';

const signature: Signature = {
  name: 'check',
  operands: ['MACHINE'],
  flags: ['set', 'only', 'theorem', 'all', 'structural', 'cache', 'format', 'output', 'spec'],
};

describe('parseArguments', () => {
  it('reads flags before, between and behind operands', () => {
    const { operands, options } = parseArguments({ ...signature, operands: ['A', 'B'] }, [
      '--all',
      'one',
      '--theorem',
      '3',
      'two',
      '-o',
      'file',
    ]);

    expect(operands).toStrictEqual(['one', 'two']);
    expect(options).toMatchObject({ all: true, theorem: 3, output: 'file' });
  });

  it('takes --flag=value and --flag value alike', () => {
    const separate = parseArguments(signature, ['m', '--set', 'X=1', '--format', 'json']);
    const joined = parseArguments(signature, ['m', '--set=X=1', '--format=json']);

    expect(joined).toStrictEqual(separate);
    expect(joined.options).toMatchObject({ set: ['X=1'], format: 'json' });
  });

  it('gives every flag a value that nobody gave', () => {
    const { options } = parseArguments(signature, ['m']);

    expect(options).toMatchObject({ all: false, structural: true, set: [], quiet: false });
    expect(options.theorem).toBeUndefined();
    expect(options.cache).toBeUndefined();
  });

  it('collects what may be repeated, and lets the last of the others count', () => {
    const given = ['m', '--only', 'a*', '--only', 'b', '--spec', 'x', '--spec', 'y'];

    expect(parseArguments(signature, given).options).toMatchObject({
      only: ['a*', 'b'],
      spec: 'y',
    });
  });

  it('turns off with --no- what can be turned off', () => {
    const { options } = parseArguments(signature, ['m', '--no-structural', '--no-cache']);

    expect(options).toMatchObject({ structural: false, cache: false });
    expect(messageOf(['m', '--no-all'])).toBe('unknown flag `--no-all`');
    expect(messageOf(['m', '--structural'])).toContain('--structural');
  });

  it('reads nothing as a flag behind --, nor a single -', () => {
    expect(parseArguments(signature, ['--', '--all']).operands).toStrictEqual(['--all']);
    expect(parseArguments(signature, ['-']).operands).toStrictEqual(['-']);
  });

  it('refuses what it does not know, with a guess', () => {
    expect(messageOf(['m', '--formt', 'json'])).toBe('unknown flag `--formt`');
    expect(helpOf(['m', '--formt', 'json'])).toBe('did you mean `--format`?');
    expect(messageOf(['m', '--trace'])).toBe('`popek check` takes no --trace');
    expect(messageOf(['m', '--format', 'jsn'])).toBe(
      '--format is text, json or markdown, not `jsn`',
    );
    expect(helpOf(['m', '--format', 'jsn'])).toBe('did you mean `json`?');
  });

  it('refuses a value that is missing, too much, or no number', () => {
    expect(messageOf(['m', '--spec'])).toBe('--spec needs a value: --spec NAME');
    expect(messageOf(['m', '--spec='])).toBe('--spec is empty');
    expect(messageOf(['m', '--all=yes'])).toBe('--all takes no value');
    for (const wrong of ['0', '-1', 'x', '1.5', '1e3', '99999999999999999999', '']) {
      expect(messageOf(['m', `--theorem=${wrong}`])).toContain('whole number from 1 on');
    }
    expect(parseArguments(signature, ['m', '--theorem', '1_0']).options.theorem).toBe(10);
  });

  it('counts operands', () => {
    expect(messageOf([])).toBe('`popek check` needs MACHINE');
    expect(messageOf(['a', 'b'])).toBe('`popek check` does not expect `b`');
    expect(
      parseArguments({ ...signature, operands: ['FILE...'] }, ['a', 'b']).operands,
    ).toHaveLength(2);
    expect(parseArguments({ ...signature, operands: ['[MACHINE]'] }, []).operands).toHaveLength(0);
    expect(parseArguments(signature, ['--help']).options.help).toBe(true);
  });

  it('ends in arguments or a refusal, whatever is given', () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '--',
        '-',
        '--set',
        '--format',
        'json',
        '--no-cache',
        '-o',
        '--all',
        '--=',
        '--no-',
      ),
    );

    fc.assert(
      fc.property(fc.array(word), (given) => {
        try {
          parseArguments(signature, given);
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal);
        }
      }),
    );
  });
});

// Helpers

function refusalOf(given: readonly string[]): Refusal {
  try {
    parseArguments(signature, given);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

function messageOf(given: readonly string[]): string {
  return refusalOf(given).message;
}

function helpOf(given: readonly string[]): string | undefined {
  return refusalOf(given).help;
}
