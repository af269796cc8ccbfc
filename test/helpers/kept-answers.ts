/** Answers kept in memory, as texts that a test can damage. */

import { expect } from 'vitest';
import { parseKept, printKept, type KeptAnswer } from '../../src/prove/kept-answer.ts';
import type { KeptAnswers } from '../../src/prove/recall.ts';

interface Keeping extends KeptAnswers {
  size(): number;
  any(): KeptAnswer | undefined;
  /** Edits every text that is kept. */
  change(edit: (text: string) => string): void;
}

export function keeping(): Keeping {
  const texts = new Map<string, string>();
  return {
    size: () => texts.size,
    any: () => parsed([...texts.values()][0]),
    change(edit) {
      for (const [key, text] of texts) {
        const edited = edit(text);
        expect(edited).not.toBe(text);
        texts.set(key, edited);
      }
    },
    find: (_machine, key) => Promise.resolve(parsed(texts.get(key))),
    record: (_machine, key, answer) => {
      texts.set(key, printKept(answer));
      return Promise.resolve();
    },
  };
}

function parsed(text: string | undefined): KeptAnswer | undefined {
  return text === undefined ? undefined : parseKept(text);
}
