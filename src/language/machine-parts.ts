/** What every body of one machine is elaborated with, and small forms shared by the parts. */

import type { Encoding } from '../isa/machine.ts';
import type { Term } from '../term/term.ts';
import type { Block, Citation } from './ast.ts';
import type { Context } from './context.ts';
import type { SubjectSource } from './execute-at.ts';

export interface Setting {
  readonly context: Context;
  /** Every element and the storage, as variables. */
  readonly initial: ReadonlyMap<string, Term>;
  readonly pcElement: string;
  /** The pc element's variable. */
  readonly pc: Term;
  /** Bodies of `on completion`. */
  readonly completion: readonly Block[];
  readonly undecoded: Block | undefined;
  /** For `execute at`: the ordinary instructions, and the encodings of those that execute others. */
  readonly subjects: SubjectSource[];
  readonly executing: Encoding[];
}

/** `pg74 § "Traps"` */
export function citationTexts(citations: readonly Citation[]): string[] {
  return citations.map(({ key, section }) =>
    section === undefined ? key.text : `${key.text} § "${section}"`,
  );
}
