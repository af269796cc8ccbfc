/**
 * Simultaneous assignment: everything is computed, and then everything is stored.
 *
 * What a state holds may be read up to the first store, so values that are read in place are put
 * into variables first, and whole files and storages that come from elsewhere are copied.
 */

import type { Term } from '../../term/term.ts';
import type { FastState, Slot } from './fast-state.ts';
import type { Generated } from './generate.ts';
import { literal } from './limbs.ts';
import type { Block } from './placement.ts';
import type { FilePlace } from './versions.ts';

export type Target =
  | { readonly kind: 'element'; readonly state: number; readonly slot: Slot }
  | { readonly kind: 'storage'; readonly state: number };

export interface Assignment {
  readonly target: Target;
  readonly value: Term;
}

/** Numbers of register files as values; see `versions.ts`. */
type FileNumber = (place: FilePlace) => number;

/** Statements that store the values, which the block has computed. */
export function storing(
  generated: Generated,
  block: Block,
  assignments: readonly Assignment[],
  fileNumber: FileNumber,
): string {
  const first: string[] = [];
  const then: string[] = [];
  for (const [i, { target, value }] of assignments.entries()) {
    first.push(generated.values(block, value));
    const limbs = generated.limbs(block, value);
    const own = ownExpression(target, fileNumber);
    if (own === undefined) {
      if (target.kind === 'element') {
        const place = `e${target.state}`;
        for (const [k, limb] of limbs.entries()) {
          const at = `${place}[${target.slot.offset + k}]`;
          if (limb === at) continue;
          first.push(`const n${i}_${k}=${limb};`);
          then.push(`${at}=n${i}_${k};`);
        }
      }
      continue;
    }
    const number = limbs[0] ?? '0';
    if (number === own) continue;
    const isOwn = sourcesOf(value).every((source) => generated.single(block, source) === own);
    const isStorage = target.kind === 'storage';
    if (isOwn) then.push(isStorage ? `commit(${number},${own});` : `commitFile(${number});`);
    else {
      first.push(`const n${i}=${isStorage ? 'materialise' : 'materialiseFile'}(${number},${own});`);
      then.push(
        isStorage ? `states[${target.state}].storage.copyFrom(n${i});` : `fill(${own},n${i});`,
      );
    }
  }
  return [...first, ...then].join('\n');
}

/** The number of a file or storage as it is before; a scalar has none. */
function ownExpression(target: Target, fileNumber: FileNumber): string | undefined {
  if (target.kind === 'storage') return literal(-1 - target.state);
  const { element, offset, limbs, registers } = target.slot;
  if (element.file === undefined) return undefined;
  return literal(fileNumber({ state: target.state, offset, limbs, registers }));
}

/** The variables that a file or storage is made from by writing and choosing. */
function sourcesOf(value: Term): readonly Term[] {
  const sources = new Set<Term>();
  const seen = new Set<Term>();
  const waiting = [value];
  for (let term = waiting.pop(); term !== undefined; term = waiting.pop()) {
    if (seen.has(term)) continue;
    seen.add(term);
    if (term.kind !== 'apply') sources.add(term);
    else waiting.push(...term.arguments.filter(({ sort }) => sort === value.sort));
  }
  return [...sources];
}

/** The states that generated code reads, as its parameters. */
export function stateParameters(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `e${i}`);
}

export function limbsOfStates(states: readonly FastState[]): readonly Int32Array[] {
  return states.map(({ limbs }) => limbs);
}
