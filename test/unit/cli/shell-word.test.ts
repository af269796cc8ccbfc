import { describe, expect, it } from 'vitest';
import { shellWord } from '../../../src/cli/shell-word.ts';

describe('shellWord', () => {
  it('leaves plain words as they are', () => {
    expect(shellWord('isas/m_1@X=32,Y=0x1F')).toBe('isas/m_1@X=32,Y=0x1F');
  });

  it('quotes what a shell would take apart', () => {
    expect(shellWord('csrr*')).toBe("'csrr*'");
    expect(shellWord('a b')).toBe("'a b'");
    expect(shellWord("it's")).toBe(String.raw`'it'\''s'`);
    expect(shellWord('')).toBe("''");
  });
});
