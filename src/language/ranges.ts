/** `where` clauses: comparisons of one operand with constants, as sets of allowed values. */

import { ones } from '../base/bits.ts';
import type { Expression } from './ast.ts';
import { type Execution, didYouMean, report } from './context.ts';
import { evaluateStatic } from './expressions.ts';
import type { Value } from './values.ts';

/** Inclusive, ascending, disjoint. */
export type Ranges = readonly { readonly low: bigint; readonly high: bigint }[];

interface Allowed {
  readonly operand: string;
  /** Narrows what was allowed before. */
  within(before: Ranges | undefined): Ranges;
}

/**
 * What a `where` condition allows its operand. `each` variables bound to one member are constants:
 * a condition on one of those only is not about operands, and is reported.
 */
export function allowedBy(
  x: Execution,
  e: Expression,
  widths: ReadonlyMap<string, number>,
  constants: ReadonlyMap<string, Value>,
): Allowed | undefined {
  for (const [name, value] of constants)
    if (!widths.has(name)) x.scope.names.set(name, { kind: 'value', value });
  const parts = comparisonParts(x, e);
  if (parts === undefined) {
    report(x.context, 'PG204', e.span, '`where` compares one operand with constants', {
      help: 'write for example `rd != 0` or `csr in { 1 .. 3 }`',
    });
    return undefined;
  }
  const width = widths.get(parts.operand);
  if (width === undefined) {
    report(x.context, 'PG204', e.span, `\`${parts.operand}\` is no operand of this encoding`, {
      help:
        didYouMean(parts.operand, widths.keys()) ??
        (widths.size === 0 ? 'it has none' : `its operands are ${[...widths.keys()].join(', ')}`),
    });
    return undefined;
  }
  const most = ones(width);
  const allowed = parts.ranges(most);
  return {
    operand: parts.operand,
    within: (before) => intersect(before ?? [{ low: 0n, high: most }], allowed),
  };
}

interface Parts {
  readonly operand: string;
  readonly ranges: (most: bigint) => Ranges;
}

const MIRRORED = { '<': '>', '<=': '>=', '>': '<', '>=': '<=', '==': '==', '!=': '!=' } as const;
type ComparisonOperator = keyof typeof MIRRORED;

function comparisonParts(x: Execution, e: Expression): Parts | undefined {
  if (e.kind === 'member' && e.subject.kind === 'name') {
    const ranges = e.ranges.map(({ low, high }) => {
      const from = evaluateStatic(x, low) ?? 0n;
      return { low: from, high: high === undefined ? from : (evaluateStatic(x, high) ?? from) };
    });
    return { operand: e.subject.name, ranges: (most) => normalize(ranges, most) };
  }
  if (e.kind !== 'binary' || !isComparison(e.operator)) return undefined;
  if (e.left.kind === 'name') {
    const value = evaluateStatic(x, e.right);
    return value === undefined ? undefined : fromComparison(e.left.name, e.operator, value);
  }
  if (e.right.kind !== 'name') return undefined;
  const value = evaluateStatic(x, e.left);
  return value === undefined
    ? undefined
    : fromComparison(e.right.name, MIRRORED[e.operator], value);
}

function isComparison(operator: string): operator is ComparisonOperator {
  return Object.hasOwn(MIRRORED, operator);
}

function fromComparison(operand: string, operator: ComparisonOperator, value: bigint): Parts {
  const ranges = (most: bigint): Ranges => {
    switch (operator) {
      case '==':
        return normalize([{ low: value, high: value }], most);
      case '!=':
        return normalize(
          [
            { low: 0n, high: value - 1n },
            { low: value + 1n, high: most },
          ],
          most,
        );
      case '<':
        return normalize([{ low: 0n, high: value - 1n }], most);
      case '<=':
        return normalize([{ low: 0n, high: value }], most);
      case '>':
        return normalize([{ low: value + 1n, high: most }], most);
      case '>=':
        return normalize([{ low: value, high: most }], most);
    }
  };
  return { operand, ranges };
}

/** In order, joined where they touch, within `[0, most]`. */
function normalize(ranges: Ranges, most: bigint): Ranges {
  const sorted = ranges
    .map(({ low, high }) => ({ low: low < 0n ? 0n : low, high: high > most ? most : high }))
    .filter(({ low, high }) => low <= high)
    .toSorted((a, b) => (a.low < b.low ? -1 : 1));
  const joined: { low: bigint; high: bigint }[] = [];
  for (const range of sorted) {
    const last = joined.at(-1);
    if (last !== undefined && range.low <= last.high + 1n)
      last.high = range.high > last.high ? range.high : last.high;
    else joined.push({ ...range });
  }
  return joined;
}

function intersect(a: Ranges, b: Ranges): Ranges {
  return a.flatMap((one) =>
    b
      .map((other) => ({
        low: one.low > other.low ? one.low : other.low,
        high: one.high < other.high ? one.high : other.high,
      }))
      .filter(({ low, high }) => low <= high),
  );
}
