/**
 * What a step would make of its accesses if another path's rights counted too: whether it is only
 * for want of a right that it memory-traps.
 */

import type { Instruction, Machine } from '../isa/machine.ts';
import { rewriteBottomUp } from '../term/substitute.ts';
import { fault, FALSE, type Access, type Term } from '../term/term.ts';
import { both, opposite } from './truth.ts';

/**
 * The step memory-traps, and would not if every access were refused only where the same kind of
 * access by `path` is refused at that address as well. Over the state before the step.
 */
export function lacksRight(
  machine: Pick<Machine, 'paths'>,
  { step }: Pick<Instruction, 'step'>,
  path: string,
): Term {
  const declared = machine.paths.find(({ name }) => name === path);
  if (declared === undefined) return FALSE;
  const widths = new Map(machine.paths.map(({ name, addressWidth }) => [name, addressWidth]));
  const withRights = rewriteBottomUp(step.memoryTraps, (term) => {
    if (term.kind !== 'apply' || term.operator !== 'fault') return term;
    const [own, access] = term.parameters;
    const [memory, address] = term.arguments;
    if (memory === undefined || address === undefined || own === path) return term;
    if (widths.get(String(own)) !== declared.addressWidth) return term;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the builders take an Access here
    return both(term, fault(path, access as Access, memory, address));
  });
  return withRights === step.memoryTraps ? FALSE : both(step.memoryTraps, opposite(withRights));
}
