/** What `on completion` adds to a step. */

import type { Term } from '../term/term.ts';
import { variable } from '../term/term.ts';
import { freeVariables } from '../term/walk.ts';
import type { Block } from './ast.ts';
import { type Context, type Execution, newExecution } from './context.ts';
import { ended, type Flow, MEMORY_SLOT, setSlot, SUCCESSOR_SLOT } from './flow.ts';
import { runBlock } from './statements.ts';

export interface Completion {
  readonly blocks: readonly Block[];
  /** What they do to a step that touches nothing of what they read and write; undefined if that depends on it. */
  readonly alone: Effect | undefined;
}

interface Effect {
  readonly reads: ReadonlySet<string>;
  readonly writes: ReadonlyMap<string, Term>;
}

/** Run once, because most instructions touch nothing of what completion is about: counters. */
export function elaborateAlone(
  context: Context,
  blocks: readonly Block[],
  initial: ReadonlyMap<string, Term>,
  pc: Term,
): Effect | undefined {
  const next = variable(SUCCESSOR_SLOT, pc.sort);
  const x = newExecution(context, 'completion', initial, { pc, next });
  for (const block of blocks) runBlock(x, block);
  const writes = new Map(x.flow.slots);
  const read = freeVariables(...writes.values());
  const changes = [MEMORY_SLOT, SUCCESSOR_SLOT].some((key) => writes.has(key));
  // What stands in storage and where the step goes on is always the step's.
  const isOfStep = read.some((each) => each === next || each === initial.get(MEMORY_SLOT));
  if (changes || isOfStep || x.choices.length > 0 || x.accesses.length > 0) return undefined;
  return { reads: new Set(read.map(({ name }) => name)), writes };
}

/** Adds it at the end of a step; `x` knows none of the instruction's names. */
export function complete(x: Execution, { blocks, alone }: Completion): void {
  if (ended(x.flow)) return;
  if (alone === undefined || touches(x.flow, alone)) for (const block of blocks) runBlock(x, block);
  else for (const [key, term] of alone.writes) setSlot(x.flow, key, term);
}

function touches({ slots }: Flow, { reads, writes }: Effect): boolean {
  return [...(slots?.keys() ?? [])].some((key) => reads.has(key) || writes.has(key));
}
