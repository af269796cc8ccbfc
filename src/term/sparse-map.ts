/**
 * An immutable total map from words to words: a default, and the few words that differ.
 *
 * A write costs a handful of small nodes and leaves the old map as it was, so that a run of
 * thousands of steps can keep every state. The tree branches on five bits of the key at a time,
 * lowest first, so neighbouring addresses spread at once.
 */

import { dropLow, join, truncate } from '../base/bits.ts';

export interface SparseMap {
  /** The word at every key that was not written. */
  readonly default: bigint;
  readonly root: Node | undefined;
}

type Node = Leaf | Branch;

interface Leaf {
  readonly kind: 'leaf';
  /** What is left of the key at this depth. */
  readonly rest: bigint;
  readonly word: bigint;
}

interface Branch {
  readonly kind: 'branch';
  /** By the low five bits of the rest of the key. */
  readonly children: readonly (Node | undefined)[];
}

const DIGIT = 5;
const NO_CHILDREN: readonly (Node | undefined)[] = Array.from({ length: 2 ** DIGIT });

export function sparseMap(
  byDefault: bigint,
  entries: Iterable<readonly [key: bigint, word: bigint]> = [],
): SparseMap {
  let map: SparseMap = { default: byDefault, root: undefined };
  for (const [key, word] of entries) map = withWord(map, key, word);
  return map;
}

export function wordAt(map: SparseMap, key: bigint): bigint {
  let node = map.root;
  let rest = key;
  while (node?.kind === 'branch') {
    node = node.children[digitOf(rest)];
    rest = restOf(rest);
  }
  return node?.rest === rest ? node.word : map.default;
}

export function withWord(map: SparseMap, key: bigint, word: bigint): SparseMap {
  if (key < 0n) throw new RangeError(`not a key: ${key}`);
  return { default: map.default, root: insert(map.root, key, word) };
}

/** The entries that differ from the default, in no order that means anything. */
export function wordsOf(map: SparseMap): readonly (readonly [key: bigint, word: bigint])[] {
  const entries: (readonly [bigint, bigint])[] = [];
  collect(map.root, 0n, 0, map.default, entries);
  return entries;
}

/** Whether both give the same word for every key of `0 … keys - 1`. */
export function sameWords(a: SparseMap, b: SparseMap, keys: bigint): boolean {
  if (a.root === b.root && a.default === b.default) return true;
  const written = new Set<bigint>();
  for (const [key] of wordsOf(a)) written.add(key);
  for (const [key] of wordsOf(b)) written.add(key);
  for (const key of written) if (wordAt(a, key) !== wordAt(b, key)) return false;
  return a.default === b.default || BigInt(written.size) === keys;
}

/**
 * The keys at which two maps of one default may differ: all that do, and of others only such as
 * were written in one of them. It costs what was written since the two had a common ancestor.
 */
export function writtenBetween(a: SparseMap, b: SparseMap): readonly bigint[] {
  const keys: bigint[] = [];
  addWritten(a.root, b.root, 0n, 0, keys);
  return keys;
}

/** Nothing that is written is left out. */
const NO_WORD = -1n;

function addWritten(
  a: Node | undefined,
  b: Node | undefined,
  low: bigint,
  width: number,
  keys: bigint[],
): void {
  if (a === b) return;
  if (a?.kind === 'branch' && b?.kind === 'branch') {
    for (let digit = 0; digit < NO_CHILDREN.length; digit += 1) {
      const [x, y] = [a.children[digit], b.children[digit]];
      if (x !== y) addWritten(x, y, join(BigInt(digit), low, width), width + DIGIT, keys);
    }
    return;
  }
  const entries: (readonly [bigint, bigint])[] = [];
  for (const node of [a, b]) collect(node, low, width, NO_WORD, entries);
  for (const key of new Set(entries.map(([each]) => each))) keys.push(key);
}

/** Recursion is as deep as the key has digits. */
function insert(node: Node | undefined, rest: bigint, word: bigint): Node {
  if (node === undefined || (node.kind === 'leaf' && node.rest === rest)) {
    return { kind: 'leaf', rest, word };
  }
  const children = node.kind === 'branch' ? [...node.children] : childrenOf(node);
  const digit = digitOf(rest);
  children[digit] = insert(children[digit], restOf(rest), word);
  return { kind: 'branch', children };
}

/** The children of a branch that holds this leaf alone. */
function childrenOf(leaf: Leaf): (Node | undefined)[] {
  const children = [...NO_CHILDREN];
  children[digitOf(leaf.rest)] = { kind: 'leaf', rest: restOf(leaf.rest), word: leaf.word };
  return children;
}

/** Recursion is as deep as the key has digits. */
function collect(
  node: Node | undefined,
  low: bigint,
  width: number,
  byDefault: bigint,
  into: (readonly [bigint, bigint])[],
): void {
  if (node === undefined) return;
  if (node.kind === 'leaf') {
    if (node.word !== byDefault) into.push([join(node.rest, low, width), node.word]);
    return;
  }
  for (const [digit, child] of node.children.entries())
    if (child !== undefined)
      collect(child, join(BigInt(digit), low, width), width + DIGIT, byDefault, into);
}

function digitOf(rest: bigint): number {
  return Number(truncate(DIGIT, rest));
}

function restOf(rest: bigint): bigint {
  return dropLow(DIGIT, rest);
}
