/** The storage accesses that stand in a step's terms. */

import type { Step } from '../isa/machine.ts';
import type { Access, Term } from '../term/term.ts';
import { subterms } from '../term/walk.ts';

export interface StepAccess {
  readonly path: string;
  readonly access: Access;
  readonly address: Term;
  readonly units: number;
}

/** Every read and write, done or not: which of them are done, the state decides. */
export function accessesOf(step: Step): readonly StepAccess[] {
  const roots = [step.traps, step.after.memory, ...step.after.elements.values()];
  return [...subterms(...roots)].flatMap((term) => {
    if (term.kind !== 'apply' || (term.operator !== 'read' && term.operator !== 'write')) return [];
    const [path, units] = term.parameters;
    const [, address] = term.arguments;
    if (address === undefined) return [];
    const access = term.operator === 'write' ? 'store' : path === 'fetch' ? 'execute' : 'load';
    return [{ path: String(path), access, address, units: Number(units) }];
  });
}
