/**
 * Finds the cubes that a word lies in, among many, by looking at few bits.
 *
 * A tree: each node tests bits that many of its cubes fix, and goes to the cubes that fix them so;
 * the cubes that leave some of those bits free stand in a tree of their own beside it.
 */

import { bitAnd, bitOr, bitXor } from '../base/bits.ts';
import type { Cube } from './cubes.ts';

export interface Entry<Item> {
  readonly cube: Cube;
  readonly item: Item;
}

type Node<Item> =
  | { readonly kind: 'leaf'; readonly entries: readonly Entry<Item>[] }
  | {
      readonly kind: 'test';
      readonly mask: bigint;
      readonly children: ReadonlyMap<bigint, Node<Item>>;
      readonly others: Node<Item> | undefined;
    };

export class WordIndex<Item> {
  readonly #root: Node<Item>;

  constructor(entries: readonly Entry<Item>[]) {
    this.#root = build(entries, 0n);
  }

  /** The items whose cubes hold `word`, in no particular order. */
  lookUp(word: bigint): readonly Item[] {
    const found: Item[] = [];
    let node: Node<Item> | undefined = this.#root;
    const beside: Node<Item>[] = [];
    while (node !== undefined) {
      if (node.kind === 'leaf') {
        for (const { cube, item } of node.entries) {
          if (bitAnd(word, cube.mask) === cube.value) found.push(item);
        }
        node = beside.pop();
      } else {
        if (node.others !== undefined) beside.push(node.others);
        node = node.children.get(bitAnd(word, node.mask)) ?? beside.pop();
      }
    }
    return found;
  }
}

/**
 * The unordered pairs of entries whose cubes may meet: all pairs but some of those that differ in a
 * bit both fix. Each pair comes once.
 */
export function* pairsThatMayMeet<Item>(
  entries: readonly Entry<Item>[],
  tested = 0n,
): Generator<readonly [Entry<Item>, Entry<Item>]> {
  const split = entries.length <= 2 ? undefined : splitBy(entries, tested);
  if (split === undefined) {
    for (const [i, first] of entries.entries()) {
      for (const second of entries.slice(i + 1)) yield [first, second];
    }
    return;
  }
  for (const group of split.groups.values())
    yield* pairsThatMayMeet(group, bitOr(tested, split.mask));
  yield* pairsThatMayMeet(split.others, tested);
  for (const first of split.others) {
    for (const group of split.groups.values()) {
      for (const second of group) yield [first, second];
    }
  }
}

const SMALL = 3;

function build<Item>(entries: readonly Entry<Item>[], tested: bigint): Node<Item> {
  const split = entries.length <= SMALL ? undefined : splitBy(entries, tested);
  if (split === undefined) return { kind: 'leaf', entries };
  return {
    kind: 'test',
    mask: split.mask,
    children: new Map(
      [...split.groups].map(([value, group]) => [value, build(group, bitOr(tested, split.mask))]),
    ),
    others: split.others.length === 0 ? undefined : build(split.others, tested),
  };
}

interface Split<Item> {
  readonly mask: bigint;
  /** Entries that fix all of `mask`, by how. */
  readonly groups: ReadonlyMap<bigint, readonly Entry<Item>[]>;
  readonly others: readonly Entry<Item>[];
}

/** Splits by the untested bits that the most entries fix; undefined if nothing is told apart. */
function splitBy<Item>(entries: readonly Entry<Item>[], tested: bigint): Split<Item> | undefined {
  const bit = mostFixedBit(entries, tested);
  if (bit === undefined) return undefined;
  const fixing = entries.filter(({ cube }) => bitAnd(cube.mask, bit) !== 0n);
  const mask = fixing.reduce((all, { cube }) => bitAnd(all, untested(cube, tested)), -1n);

  const groups = new Map<bigint, Entry<Item>[]>();
  for (const entry of fixing) {
    const value = bitAnd(entry.cube.value, mask);
    const group = groups.get(value);
    if (group === undefined) groups.set(value, [entry]);
    else group.push(entry);
  }
  return { mask, groups, others: entries.filter(({ cube }) => bitAnd(cube.mask, bit) === 0n) };
}

function mostFixedBit<Item>(entries: readonly Entry<Item>[], tested: bigint): bigint | undefined {
  // Many entries fix the same bits, so the masks are counted first.
  const masks = new Map<bigint, number>();
  for (const { cube } of entries) {
    const mask = untested(cube, tested);
    masks.set(mask, (masks.get(mask) ?? 0) + 1);
  }
  const counts = new Map<bigint, number>();
  for (const [mask, times] of masks) {
    for (let rest = mask; rest !== 0n;) {
      const lowest = bitAnd(rest, -rest);
      counts.set(lowest, (counts.get(lowest) ?? 0) + times);
      rest -= lowest;
    }
  }
  const [best] = [...counts].toSorted(([, a], [, b]) => b - a);
  return best?.[0];
}

/** The bits that the cube fixes beside those of `tested`. */
function untested({ mask }: Cube, tested: bigint): bigint {
  return bitXor(mask, bitAnd(mask, tested));
}
