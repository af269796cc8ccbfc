/** What a report of a check is made from. */

import type { CheckResult } from '../judge/result.ts';
import type { Machine } from '../isa/machine.ts';
import type { Spec } from '../question/spec.ts';

export interface Reported {
  readonly result: CheckResult;
  readonly machine: Machine;
  readonly spec: Spec;
  /** Texts of the machine's files, for line numbers. */
  readonly sources: ReadonlyMap<string, string>;
  /** The command that makes the report again. */
  readonly again: string;
  /** The command that explains an instruction under the same settings. */
  readonly explain: (instruction: string, pair: string) => string;
  /** Version of popek. */
  readonly version: string;
}
