/** Differences that are known: each place where the sides differ needs an explanation that fits. */

import { matchesPattern } from '../../src/base/wildcard.ts';
import type { Adapter, Explanation } from './adapter.ts';
import type { Result } from './steps.ts';

/** The explanations of all differences of a step; undefined if one has none. */
export function explained(
  { explanations, conditions }: Adapter,
  { id, differences, step }: Result,
): readonly Explanation[] | undefined {
  if (step === undefined) return undefined;
  const fitting = explanations.filter(({ instructions, when }) => {
    if (!instructions.some((pattern) => matchesPattern(pattern, id))) return false;
    if (when === undefined) return true;
    const condition = conditions.get(when);
    if (condition === undefined) throw new Error(`no condition ${when}`);
    return condition(step);
  });
  const used = new Set<Explanation>();
  for (const { cell } of differences) {
    const one = fitting.find(({ cells }) => cells.some((pattern) => matchesPattern(pattern, cell)));
    if (one === undefined) return undefined;
    used.add(one);
  }
  return [...used];
}
