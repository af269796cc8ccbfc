import { describe, expect, it } from 'vitest';
import { commandLine } from '../../../src/cli/command-line.ts';
import { EXIT } from '../../../src/cli/exit-code.ts';
import { fakeTerminal } from './fake-terminal.ts';

/** Prints two letters. */
const TWO = `  .org 2
  li r1, 'o'
  store r1, 0xFFF
  li r1, 'k'
  store r1, 0xFFF
  halt
`;

describe('popek run', () => {
  it('prints every character as it comes, and the result on a line of its own', async () => {
    const { code, printed } = await running(TWO);

    expect(code).toBe(EXIT.good);
    expect(printed.slice(0, 3)).toStrictEqual(['o', 'k', '\n']);
    expect(printed[3]).toMatch(/^Halted after 5 steps/u);
    expect(printed).toHaveLength(4);
  });

  it('prints no end of the line that is there already', async () => {
    const { printed } = await running(TWO.replace("'k'", String.raw`'\n'`));

    expect(printed.slice(0, 2)).toStrictEqual(['o', '\n']);
    expect(printed[2]).toMatch(/^Halted/u);
  });

  it('waits for the rest of a character, and shows where there is none', async () => {
    const { printed } = await running(TWO.replace("'o'", '0xC3').replace("'k'", '0xA9'));
    const { printed: half } = await running(TWO.replace("'k'", '0xC3'));

    expect(printed[0]).toBe('é');
    expect(half.slice(0, 3)).toStrictEqual(['o', '\u{FFFD}', '\n']);
  });

  it('prints nothing but the result in the other formats', async () => {
    for (const format of ['json', 'markdown']) {
      const { printed } = await running(TWO, '--format', format);

      expect(printed).toHaveLength(1);
      expect(printed[0]).toContain('ok');
    }
  });
});

// Helpers

async function running(
  input: string,
  ...flags: readonly string[]
): Promise<{ readonly code: number; readonly printed: readonly string[] }> {
  const printed: string[] = [];
  const terminal = fakeTerminal({ input, print: (text) => void printed.push(text) });
  const code = await commandLine(['run', 'third-generation', '-', ...flags], terminal);
  expect(terminal.errors()).toBe('');
  return { code, printed };
}
