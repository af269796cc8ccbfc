/** What every body of one machine is elaborated with, and small forms shared by the parts. */

import type { Encoding } from '../isa/machine.ts';
import type { Term } from '../term/term.ts';
import type { Block, Citation, Name } from './ast.ts';
import type { Completion } from './completion.ts';
import type { Context } from './context.ts';
import type { SubjectSource } from './execute-at.ts';

export interface Setting {
  readonly context: Context;
  /** Every element and the storage, as variables. */
  readonly initial: ReadonlyMap<string, Term>;
  readonly pcElement: string;
  /** The pc element's variable. */
  readonly pc: Term;
  /** What runs before the bodies of some instructions. */
  readonly before: readonly Before[];
  readonly completion: Completion;
  readonly undecoded: Block | undefined;
  /** For `execute at`: the ordinary instructions, and the encodings of those that execute others. */
  readonly subjects: SubjectSource[];
  readonly executing: Encoding[];
}

export interface Before {
  readonly instructions: readonly Name[];
  /** Over the state before the step. */
  readonly condition: Term;
  readonly body: Block;
}

/** `pg74 § "Traps"`; written once for all that cite alike. */
export function citationTexts(citations: readonly Citation[]): readonly string[] {
  const known = texts.get(citations);
  if (known !== undefined) return known;
  const made = citations.map(({ key, section }) =>
    section === undefined ? key.text : `${key.text} § "${section}"`,
  );
  texts.set(citations, made);
  return made;
}

const texts = new WeakMap<readonly Citation[], readonly string[]>();
