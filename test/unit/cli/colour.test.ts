import { describe, expect, it } from 'vitest';
import { hasColour } from '../../../src/cli/colour.ts';
import { fakeTerminal } from './fake-terminal.ts';

describe('hasColour', () => {
  it('is on for a terminal, unless NO_COLOR or a dumb terminal says otherwise', () => {
    expect(colour({}, undefined, true)).toBe(true);
    expect(colour({}, 'auto', false)).toBe(false);
    expect(colour({ NO_COLOR: '1' }, 'auto', true)).toBe(false);
    expect(colour({ NO_COLOR: '' }, 'auto', true)).toBe(true);
    expect(colour({ TERM: 'dumb' }, 'auto', true)).toBe(false);
  });

  it('follows --color always and never, whatever the terminal', () => {
    expect(colour({ NO_COLOR: '1' }, 'always', false)).toBe(true);
    expect(colour({}, 'never', true)).toBe(false);
  });
});

// Helpers

function colour(
  environment: Readonly<Record<string, string>>,
  color: 'auto' | 'always' | 'never' | undefined,
  isTerminal: boolean,
): boolean {
  return hasColour(fakeTerminal({ environment }), { color }, isTerminal);
}
