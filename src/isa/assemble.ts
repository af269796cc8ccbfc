/**
 * Assembly source to an image, with the instructions' syntax and encodings as the machine has them.
 *
 * A line is `label: statement`. Instructions are matched against the assembly text of the
 * description (`template.ts`), operands are expressions over numbers and symbols (`expression.ts`),
 * and the rest is in `directive.ts`. Where several forms fit, the shortest that can hold its
 * operands is taken, and of equally short ones the first in the description.
 *
 * A label is the address at which its statement stands in storage. A program that runs relocated
 * subtracts the address where it was put.
 */

import type { Diagnostic } from '../base/diagnostic.ts';
import type { Image } from './image.ts';
import { layOut } from './lay-out.ts';
import type { Machine } from './machine.ts';
import { parseSource } from './parse-source.ts';

export interface Assembly {
  /** What could be assembled, also where there are errors. */
  readonly image: Image;
  /** Labels and `.equ`s. */
  readonly symbols: ReadonlyMap<string, bigint>;
  readonly diagnostics: readonly Diagnostic[];
}

/** `file` is what the spans of diagnostics name. */
export function assemble(machine: Machine, source: string, file: string): Assembly {
  const parsed = parseSource(machine, source, file);
  const laidOut = layOut(machine, parsed.statements);
  const diagnostics = [...parsed.diagnostics, ...laidOut.diagnostics];
  return {
    ...laidOut,
    diagnostics: diagnostics.toSorted((a, b) => a.primary.span.start - b.primary.span.start),
  };
}
